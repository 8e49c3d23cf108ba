"""What was measured: stored with the package, and put in words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import (
    harness,
    report,
)
from benchmarks.harness import Target
from benchmarks.storing import save
from companion import benchmark_results
from companion.benchmark_results import Measurements, Row, Timing
from tests.sample_rows import ROUNDS, ROW, SLOW


def test_one_round_has_no_range() -> None:
    assert harness.take_turns({"a": lambda: list}, rounds=1)["a"].rounds == ()
    assert benchmark_results.cells(ROW)[-1] == ""
    assert Target("words", harness.ratio, 1).judge(ROW).reached_range is None


def test_the_range_is_that_of_the_rounds_each_beside_the_peer_of_its_turn() -> None:
    ratios = [row.ratio for row in ROUNDS.rounds()]
    assert ratios == pytest.approx([0.002, 0.005, 0.004])
    assert benchmark_results.cells(ROUNDS)[-1] == "500 to 200 × faster"


def test_a_peer_with_fewer_rounds_has_its_median_in_all() -> None:
    row = replace(ROUNDS, peer_timing=SLOW)
    assert [row.ratio for row in row.rounds()] == pytest.approx([0.002, 0.004, 0.008])


def test_without_a_peer_the_range_is_one_of_times() -> None:
    row = replace(ROUNDS, peer=None, peer_timing=None)
    assert benchmark_results.cells(row)[-1] == "1.0 to 4.0 ms"


def test_a_range_says_faster_and_slower_where_it_has_both() -> None:
    row = replace(ROUNDS, peer_timing=replace(SLOW, seconds=0.002))
    assert benchmark_results.cells(row)[-1] == "2.0 × faster to 2.0 × slower"


def test_what_is_stored_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark_results, "PATH", tmp_path / "measured.json")
    grown = replace(SLOW, points=((10, 0.5), (40, 2.0)), exponent=1.0)
    alone = replace(ROW, peer=None, peer_timing=None, companion=grown, met=True)
    rows = [ROW, alone, Target("words", harness.ratio, 0.003).judge(ROUNDS)]
    written = Measurements("2026-01-31", {"cores": "2"}, rows, 451.0)
    save(written)
    assert benchmark_results.load() == written


def test_figures_from_before_there_were_ranges_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark_results, "PATH", tmp_path / "measured.json")
    save(Measurements("2026-01-31", {}, [ROW]))
    stored = json.loads(benchmark_results.PATH.read_text())
    for row in stored["rows"]:
        del row["reached_range"], row["within"]
        del row["companion"]["rounds"], row["peer_timing"]["rounds"]
    benchmark_results.PATH.write_text(json.dumps(stored))
    assert benchmark_results.load().rows == [ROW]


def test_an_unknown_subject_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'poems'; the subjects are 'words'"):
        Measurements("", {}, [ROW]).of("poems")


def test_a_subject_has_its_rows_alone() -> None:
    other = replace(ROW, subject="lines")
    found = Measurements("", {}, [ROW, other, ROW])
    assert found.of("lines") == [other]
    assert found.of("words", "lines") == [ROW, other, ROW]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (123.4, "120 s"),
        (9.96, "10 s"),
        (0.9999, "1.0 s"),
        (0.99, "990 ms"),
        (0.0012, "1.2 ms"),
        (0.00047, "470 µs"),
        (0.0000002, "0.2 µs"),
    ],
)
def test_times_have_two_digits_and_a_unit(seconds: float, text: str) -> None:
    assert benchmark_results.in_seconds(seconds) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (1.04, "as fast"),
        (0.96, "as fast"),
        (1.06, "1.1 × slower"),
        (12, "12 × slower"),
        (0.1, "10 × faster"),
        (1 / 1_234, "1,200 × faster"),
    ],
)
def test_ratios_are_put_in_words(ratio: float, text: str) -> None:
    assert benchmark_results.as_speed(ratio) == text


def test_a_row_without_a_peer_has_empty_cells() -> None:
    alone = Row("words", "sort", "1 KB", Timing(0.002))
    assert benchmark_results.cells(alone) == ("sort", "1 KB", "2.0 ms", "", "", "", "")
    line = report.document(Measurements("", {}, [alone])).splitlines()[-1]
    assert line == "| words | sort | 1 KB | 2.0 ms |  |  |  |  |  |  |  |"
