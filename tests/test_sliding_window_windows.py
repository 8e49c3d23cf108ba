"""Windows over token IDs: viewed, not copied, and each token counted."""

from __future__ import annotations

import copy
import functools
import pickle
import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.byte_pair_encoding import train
from companion.byte_pair_encoding.files import load_gpt2
from companion.sliding_window import (
    WindowDataset,
    coverage,
    create_dataloader,
    join_documents,
    open_token_file,
)
from tests.plain_windows import (
    EOT,
    as_lists,
    copied_windows,
    gpt2_of_tiktoken,
    token_sources,
)


def ignoring_warnings(make: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make()


sizes = st.integers(1, 12)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=40), sizes, sizes)
def test_windows_equal_the_copying_version(
    ids: list[int], max_length: int, stride: int
) -> None:
    expected = copied_windows(ids, max_length, stride)
    if not expected:
        with pytest.raises(ValueError, match="take a shorter max_length"):
            WindowDataset(ids, max_length, stride)
        return
    windows = ignoring_warnings(lambda: WindowDataset(ids, max_length, stride))
    assert len(windows) == len(range(0, len(ids) - max_length, stride))
    assert as_lists(windows) == expected
    inputs, targets = windows.batch(range(len(windows)))
    assert inputs.tolist() == [window[0] for window in expected]
    assert targets.tolist() == [window[1] for window in expected]


def test_every_small_length_max_length_and_stride_equals_the_copying_version() -> None:
    for n_tokens in range(2, 13):
        ids = list(range(n_tokens))
        for max_length in range(1, n_tokens):
            for stride in range(1, n_tokens + 3):
                windows = ignoring_warnings(
                    functools.partial(WindowDataset, ids, max_length, stride)
                )
                assert as_lists(windows) == copied_windows(ids, max_length, stride)


@pytest.mark.parametrize("stride", [1, 3, 8])
def test_target_is_the_input_shifted_by_exactly_one(stride: int) -> None:
    windows = WindowDataset(range(1001), max_length=8, stride=stride)
    inputs, targets = windows.batch(range(len(windows)))
    assert torch.equal(targets, inputs + 1)
    assert torch.equal(inputs[:, 0], torch.arange(len(windows)) * stride)


def test_stride_is_max_length_unless_given() -> None:
    windows = WindowDataset(range(10), max_length=4)
    assert windows.stride == 4
    assert as_lists(windows) == copied_windows(range(10), 4, 4)


def test_negative_numbers_count_from_the_end() -> None:
    windows = WindowDataset(range(10), max_length=4, stride=2)
    assert (
        windows[-1][0].tolist() == windows[len(windows) - 1][0].tolist() == [4, 5, 6, 7]
    )
    assert windows[-len(windows)][0].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("index", [3, -4, 10**30])
def test_window_that_does_not_exist(index: int) -> None:
    windows = WindowDataset(range(10), max_length=4, stride=2)
    with pytest.raises(
        IndexError, match=f"no window {index}.* 3, numbered from 0 to 2"
    ):
        windows[index]
    with pytest.raises(IndexError, match=f"no window {index}"):
        windows.batch([0, index])


def test_whole_numbers_of_any_kind_are_indices_and_others_are_not() -> None:
    windows = WindowDataset(range(10), max_length=4)
    assert windows[np.int32(1)][0].tolist() == [4, 5, 6, 7]  # type: ignore[index]
    assert windows[torch.tensor(1)][0].tolist() == [4, 5, 6, 7]  # type: ignore[index]
    with pytest.raises(TypeError):
        windows[0.5]  # type: ignore[index]


def test_changing_a_batch_leaves_the_text_alone() -> None:
    ids = np.arange(20)
    windows = WindowDataset(ids, 4)
    for window in (windows[0], windows.batch([0, 1])):
        for part in window:
            part.fill_(99)
    assert ids.tolist() == list(range(20))


def memory_held(windows: WindowDataset) -> int:
    """Bytes of the arrays that the dataset owns beside the tokens it was given."""
    own = [value for value in vars(windows).values() if isinstance(value, np.ndarray)]
    return sum(value.nbytes for value in own if value.base is None)


def test_dataset_holds_constant_memory_whatever_the_stride() -> None:
    ids = np.arange(100_000)[:]  # a view: its base owns the tokens
    held = {memory_held(WindowDataset(ids, 256, stride)) for stride in (1, 7, 256)}
    assert held == {16}  # one document: where it begins, how many windows it has
    for stride in (1, 256):
        windows = WindowDataset(ids, 256, stride)
        assert np.shares_memory(windows._rows, ids)


@pytest.mark.slow
def test_building_over_a_million_tokens_allocates_next_to_nothing() -> None:
    code = """
import tracemalloc
import numpy as np
from companion.sliding_window import WindowDataset
for dtype in ("uint16", "int64"):
    ids = np.zeros(1_000_000, dtype)
    WindowDataset(ids[:9], max_length=4)  # whatever numpy sets up on first use
    tracemalloc.start()
    windows = WindowDataset(ids, max_length=256, stride=1)
    print(len(windows), tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    printed = [tuple(map(int, line.split())) for line in run.stdout.splitlines()]
    assert len(printed) == 2
    for n_windows, peak in printed:
        assert n_windows == 999_744
        assert peak < 50_000  # the tokens alone take 2 and 8 million bytes


def test_pickled_dataset_gives_the_same_windows(tmp_path: Path) -> None:
    for name, source in token_sources(tmp_path).items():
        windows = WindowDataset(source, 7, 3)
        again = pickle.loads(pickle.dumps(windows))
        assert as_lists(again) == as_lists(windows), name
        assert (again.max_length, again.stride, len(again)) == (7, 3, 8)
        assert as_lists(copy.deepcopy(windows)) == as_lists(windows), name


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["uint16", "uint32"])
def test_memory_mapped_file_is_opened_again_not_pickled(
    tmp_path: Path, dtype: str
) -> None:
    ids = np.arange(60_000, dtype=dtype)
    np.save(tmp_path / "ids.npy", ids)
    ids.tofile(tmp_path / "ids.bin")
    whole = open_token_file(tmp_path / "ids.bin", dtype)
    for source in (tmp_path / "ids.npy", whole, whole[5_000:], whole[50_000:51_000]):
        windows = WindowDataset(source, 16)
        pickled = pickle.dumps(windows)
        assert len(pickled) < 1_500
        again = pickle.loads(pickled)
        assert isinstance(again._ids, np.memmap)
        assert as_lists(again) == as_lists(windows)


def test_part_of_a_map_that_itself_begins_inside_the_file(tmp_path: Path) -> None:
    np.arange(60_000, dtype=np.uint16).tofile(tmp_path / "ids.bin")
    for offset in (2, 4_096, 70_000):
        part = np.memmap(tmp_path / "ids.bin", np.uint16, "r", offset=offset)[10:90]
        again = pickle.loads(pickle.dumps(WindowDataset(part, 4)))
        assert isinstance(again._ids, np.memmap)
        assert again[0][0].tolist() == list(range(offset // 2 + 10, offset // 2 + 14))


def test_maps_that_cannot_be_opened_again_are_pickled_whole(tmp_path: Path) -> None:
    np.arange(90, dtype=np.uint16).tofile(tmp_path / "ids.bin")
    private = np.memmap(tmp_path / "ids.bin", np.uint16, "c")
    private[0] = 77  # in this process's copy only
    for source in (private, private[::3], private.astype(np.int64)):
        again = pickle.loads(pickle.dumps(WindowDataset(source, 4)))
        assert type(again._ids) is np.ndarray
        assert again[0][0][0] == 77


@pytest.mark.parametrize("text", ["", "a", "abcd"])
def test_text_shorter_than_a_window(text: str) -> None:
    with pytest.raises(ValueError, match=rf"has {len(text)} tokens.* needs 5"):
        create_dataloader(text, train("", 256), max_length=4)


@pytest.mark.parametrize("name", ["max_length", "stride", "batch_size"])
@pytest.mark.parametrize("value", [0, -1, -(10**30)])
def test_sizes_below_one_are_refused(name: str, value: int) -> None:
    options: dict[str, Any] = {"max_length": 4, "stride": 2, name: value}
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got {value}"):
        create_dataloader(range(30), **options)


@pytest.mark.parametrize("name", ["max_length", "stride", "batch_size"])
@pytest.mark.parametrize("value", [2.5, 2.0, "2", float("nan")])
def test_sizes_that_are_not_whole_are_refused(name: str, value: object) -> None:
    options: dict[str, Any] = {"max_length": 4, "stride": 2, name: value}
    with pytest.raises(TypeError, match=f"{name} must be a whole number, got"):
        create_dataloader(range(30), **options)


def test_sizes_may_be_whole_numbers_of_any_kind() -> None:
    windows = WindowDataset(range(30), np.int64(4), torch.tensor(2))  # type: ignore[arg-type]
    assert (windows.max_length, windows.stride) == (4, 2)


def test_huge_sizes() -> None:
    with pytest.raises(ValueError, match="the text has 30 tokens, but a window of"):
        WindowDataset(range(30), max_length=10**30)
    with pytest.warns(UserWarning, match="never be a target"):
        windows = WindowDataset(range(30), max_length=4, stride=10**30)
    assert as_lists(windows) == [([0, 1, 2, 3], [1, 2, 3, 4])]
    with pytest.raises(ValueError, match="leaves no batch"):
        create_dataloader(range(30), max_length=4, batch_size=10**30)
    (batch,) = create_dataloader(
        range(30), max_length=4, batch_size=10**30, drop_last=False
    )
    assert batch[0].shape == (7, 4)


def test_exactly_one_window_fits() -> None:
    assert as_lists(WindowDataset([5, 6, 7], max_length=2)) == [([5, 6], [6, 7])]
    with pytest.raises(ValueError, match="has 2 tokens, but a window of max_length 2"):
        WindowDataset([5, 6], max_length=2)


def test_stride_that_skips_tokens_warns_and_says_how_many() -> None:
    with pytest.warns(UserWarning, match=r"stride 6 .* max_length 4: .* 2 tokens"):
        windows = WindowDataset(range(30), max_length=4, stride=6)
    seen = {int(token) for _, targets in windows for token in targets}
    assert set(range(1, 23)) - seen == {5, 6, 11, 12, 17, 18}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        WindowDataset(range(30), max_length=4, stride=4)


def test_a_warning_about_a_stride_is_true_of_a_single_window_too() -> None:
    with pytest.warns(UserWarning, match=r"after the only window 6 tokens will never"):
        windows = WindowDataset(range(11), max_length=4, stride=8)
    assert as_lists(windows) == copied_windows(range(11), 4, 4)[:1]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a second window would not fit anyway
        WindowDataset(range(8), max_length=4, stride=8)
        WindowDataset([1, 2, 0, 3, 4, 0], max_length=2, stride=8, eot=0)


def counted_coverage(
    n: int, max_length: int, stride: int
) -> tuple[list[int], list[int]]:
    inputs, targets = [0] * n, [0] * n
    for start in range(0, n - max_length, stride):
        for place in range(start, start + max_length):
            inputs[place] += 1
            targets[place + 1] += 1
    return inputs, targets


@settings(deadline=None, max_examples=300)
@given(st.integers(2, 60), st.integers(1, 59), st.integers(1, 70))
def test_coverage_equals_counting_window_by_window(n: int, length: int, s: int) -> None:
    if n <= length:
        with pytest.raises(ValueError, match=f"the text has {n} tokens"):
            coverage(n, length, s)
        return
    found = coverage(n, length, s)
    assert (found.inputs.tolist(), found.targets.tolist()) == counted_coverage(
        n, length, s
    )
    n_windows = len(range(0, n - length, s))
    assert found.inputs.sum() == found.targets.sum() == n_windows * length


@settings(deadline=None)
@given(st.integers(2, 300), st.integers(1, 299))
def test_stride_of_max_length_makes_each_token_a_target_once(n: int, t: int) -> None:
    if n > t:
        targets = coverage(n, t, t).targets
        used = (len(range(0, n - t, t))) * t
        assert targets.tolist() == [0] + [1] * used + [0] * (n - used - 1)


def test_coverage_in_the_middle_is_max_length_over_stride() -> None:
    inputs, targets = coverage(10_000, 256, 64)
    assert set(inputs[256:-320].tolist()) == set(targets[257:-320].tolist()) == {4}
    skipping = coverage(10_000, 256, 257).targets
    assert (skipping[1 : 257 * 38] == 0).sum() == 37  # one token in each gap


def test_coverage_bad_sizes() -> None:
    for bad in ((0, 1, 1), (5, 0, 1), (5, 1, -1)):
        with pytest.raises(ValueError, match="must be at least 1"):
            coverage(*bad)
    with pytest.raises(TypeError, match="stride must be a whole number"):
        coverage(5, 1, 0.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="take a shorter max_length"):
        coverage(5, 5, 1)
    assert coverage(5, 2, 10**30).inputs.tolist() == [1, 1, 0, 0, 0]


def test_documents_of_real_tokenizers_stay_apart() -> None:
    documents = ["The cat sat.", "To be, or not to be!", "Tea for two."]
    text = "".join(document + "<|endoftext|>" for document in documents)
    ours = train(documents, 270, special_tokens=["<|endoftext|>"])
    for tokenizer in (ours, load_gpt2(), gpt2_of_tiktoken()):
        encoded = [tokenizer.encode(document) for document in documents]
        eot = tokenizer.eot_token
        assert eot is not None
        ids = join_documents(encoded, eot)
        as_text = tokenizer.encode(text, allowed_special={"<|endoftext|>"})
        assert ids.tolist() == as_text
        windows = as_lists(WindowDataset(as_text, 2, 1, eot=eot))
        assert windows == [
            window for each in encoded for window in copied_windows([*each, eot], 2, 1)
        ]
        assert all(eot not in inputs for inputs, _ in windows)


@pytest.mark.slow
def test_a_batch_costs_no_more_with_many_documents() -> None:
    ids = np.ones(3_000_000, np.uint16)
    ids[2::3] = EOT
    windows = WindowDataset(ids, 2, eot=EOT)
    assert len(windows) == 1_000_000
    tracemalloc.start()
    windows.batch(range(0, 1_000_000, 125_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000  # the ends of the documents alone take 8 million bytes


documents_strategy = st.lists(
    st.lists(st.integers(1, 9), max_size=15), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=200)
@given(documents_strategy, st.integers(1, 6), st.integers(1, 8), st.booleans())
def test_windows_that_stay_in_documents(
    documents: list[list[int]], max_length: int, stride: int, last_open: bool
) -> None:
    ids = join_documents(documents, EOT)
    closed = [[*document, EOT] for document in documents]
    if last_open:  # the text may stop in the middle of its last document
        ids, closed[-1] = ids[:-1], closed[-1][:-1]
    expected = [w for d in closed for w in copied_windows(d, max_length, stride)]
    if not expected:
        with pytest.raises(ValueError, match=r"max_length"):
            ignoring_warnings(lambda: WindowDataset(ids, max_length, stride, eot=EOT))
        return
    windows = ignoring_warnings(lambda: WindowDataset(ids, max_length, stride, eot=EOT))
    assert as_lists(windows) == expected
    assert all(EOT not in inputs for inputs, _ in as_lists(windows))
    assert as_lists(pickle.loads(pickle.dumps(windows))) == expected


def test_windows_cross_borders_unless_told_not_to() -> None:
    ids = join_documents([[1, 2, 3], [4, 5, 6]], EOT)
    crossing = WindowDataset(ids, 2, 2)
    staying = WindowDataset(ids, 2, 2, eot=EOT)
    assert as_lists(crossing) == [([1, 2], [2, 3]), ([3, 0], [0, 4]), ([4, 5], [5, 6])]
    assert as_lists(staying) == [([1, 2], [2, 3]), ([4, 5], [5, 6])]
    loader = create_dataloader(ids, batch_size=2, max_length=2, eot=EOT, shuffle=False)
    assert next(iter(loader))[0].tolist() == [[1, 2], [4, 5]]


def test_documents_too_short_for_a_window() -> None:
    ids = join_documents([[1, 2, 3, 4], [5], [6]], EOT)
    with pytest.warns(UserWarning, match=r"2 of 3 documents .* max_length \+ 1 = 4"):
        windows = WindowDataset(ids, 3, eot=EOT)
    assert as_lists(windows) == [([1, 2, 3], [2, 3, 4])]
    with pytest.raises(ValueError, match=r"no document has the 6 .*longest has 5"):
        WindowDataset(ids, 5, eot=EOT)


@pytest.mark.parametrize("end", [0, 1])
def test_borders_are_found_in_every_block_of_a_large_file(end: int) -> None:
    """A border at the end of a block of 2²⁰ tokens, at the next one's start, beyond."""
    lengths = [5_000, (1 << 20) + end - 5_000, 3_000, (1 << 20) + 7]
    ids = np.concatenate([1 + np.arange(length) % 97 for length in lengths])
    ids[np.cumsum(lengths) - 1] = EOT
    staying = as_lists(WindowDataset(ids, 900, eot=EOT))
    documents = np.split(ids, np.cumsum(lengths)[:-1])
    assert staying == [
        window
        for each in documents
        for window in copied_windows(each.tolist(), 900, 900)
    ]


def test_golden_prefixes_and_next_tokens(verdict: str) -> None:
    tokenizer = gpt2_of_tiktoken()
    sample = tokenizer.encode(verdict)[50:]
    inputs, targets = WindowDataset(sample, max_length=4)[0]
    assert inputs.tolist() == [290, 4920, 2241, 287]
    assert targets.tolist() == [4920, 2241, 287, 257]
    pairs = [(inputs[: i + 1].tolist(), [int(targets[i])]) for i in range(4)]
    assert [tuple(map(tokenizer.decode, pair)) for pair in pairs] == [
        (" and", " established"),
        (" and established", " himself"),
        (" and established himself", " in"),
        (" and established himself in", " a"),
    ]


def test_golden_first_two_windows_at_stride_one(verdict: str) -> None:
    loader = create_dataloader(
        verdict, gpt2_of_tiktoken(), batch_size=1, max_length=4, stride=1, shuffle=False
    )
    batches = iter(loader)
    assert [part.tolist() for part in next(batches)] == [
        [[40, 367, 2885, 1464]],
        [[367, 2885, 1464, 1807]],
    ]
    assert [part.tolist() for part in next(batches)] == [
        [[367, 2885, 1464, 1807]],
        [[2885, 1464, 1807, 3619]],
    ]
    assert len(loader) == 5145 - 4


def test_golden_windows_of_two(verdict: str) -> None:
    windows = WindowDataset(gpt2_of_tiktoken().encode(verdict), max_length=2, stride=2)
    inputs, _ = windows.batch(range(4))
    assert inputs.tolist() == [[40, 367], [2885, 1464], [1807, 3619], [402, 271]]


def test_copying_at_length_256_and_stride_1_takes_486_times_the_text(
    verdict: str,
) -> None:
    ids = gpt2_of_tiktoken().encode(verdict)
    windows = WindowDataset(ids, max_length=256, stride=1)
    copied = sum(part.numel() for part in windows[0]) * len(windows)
    assert copied // len(ids) == 486


def test_what_it_is_is_said_in_a_line() -> None:
    windows = WindowDataset(range(5_001), max_length=4, stride=1)
    assert repr(windows) == "<WindowDataset, 4,997 windows of 4 tokens, stride 1>"


def test_several_windows_come_as_a_list_and_a_batch_as_rows() -> None:
    windows = WindowDataset(range(20), max_length=4)
    pairs = windows.__getitems__([2, 0])
    assert isinstance(pairs, list)
    assert [tuple(part.tolist() for part in pair) for pair in pairs] == [
        ([8, 9, 10, 11], [9, 10, 11, 12]),
        ([0, 1, 2, 3], [1, 2, 3, 4]),
    ]
    inputs, targets = windows.batch([2, 0])
    assert torch.equal(inputs, torch.stack([pair[0] for pair in pairs]))
    assert torch.equal(targets, torch.stack([pair[1] for pair in pairs]))
    with pytest.raises(IndexError, match="no window 4"):
        windows.__getitems__([0, 4])
