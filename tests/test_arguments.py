"""`companion.arguments`: what makes no sense is refused, and told why."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from companion.arguments import (
    check_cut,
    check_dimension,
    check_id,
    check_id_of,
    check_seed,
    check_size,
)


@pytest.mark.parametrize("size", [7, np.uint8(7), np.int64(7), torch.tensor(7)])
def test_a_whole_number_of_any_kind_becomes_a_plain_one(size: int) -> None:
    checked = check_size("stride", size)
    assert checked == 7
    assert type(checked) is int


@pytest.mark.parametrize("size", [0, -1, -(10**30)])
def test_a_size_below_one_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"^stride must be at least 1, got {size}$"):
        check_size("stride", size)


@pytest.mark.parametrize(
    "size", [2.5, 2.0, "2", float("nan"), None, [1], True, np.True_]
)
def test_a_size_that_is_not_whole_is_refused(size: object) -> None:
    with pytest.raises(TypeError, match=r"^stride must be a whole number, got ") as e:
        check_size("stride", size)  # type: ignore[arg-type]
    assert str(e.value).endswith(repr(size))


def test_the_least_size_and_the_hint_are_told() -> None:
    assert check_size("vocab_size", 256, at_least=256, hint="one a byte") == 256
    with pytest.raises(ValueError, match=r"^vocab_size must .* got 9: one a byte$"):
        check_size("vocab_size", 9, at_least=256, hint="one a byte")
    with pytest.raises(TypeError, match=r"got 9\.5: one a byte$"):
        check_size("vocab_size", 9.5, hint="one a byte")  # type: ignore[arg-type]


def test_a_dimension_is_a_size_that_fits_64_bits() -> None:
    assert check_dimension("width", 2**63 - 1) == 2**63 - 1
    assert type(check_dimension("width", np.uint8(7))) is int  # type: ignore[arg-type]
    for huge in (2**63, 10**30):
        with pytest.raises(
            ValueError, match=rf"^width must .* 2\*\*63 - 1, got {huge}$"
        ):
            check_dimension("width", huge)
    with pytest.raises(ValueError, match=r"^width must be at least 1, got 0$"):
        check_dimension("width", 0)
    with pytest.raises(TypeError, match=r"^width must be a whole number, got 2\.0$"):
        check_dimension("width", 2.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "seed", [0, -1, np.int64(7), np.uint8(7), 2**64 - 1, -(2**63), torch.tensor(7)]
)
def test_a_seed_is_whatever_torch_takes(seed: int) -> None:
    assert type(check_seed(seed)) is int
    torch.Generator().manual_seed(check_seed(seed))


@pytest.mark.parametrize("seed", [1.5, "a", True, np.True_, None, float("nan")])
def test_a_seed_that_is_no_whole_number_is_refused(seed: object) -> None:
    with pytest.raises(TypeError, match=r"^seed must be a whole number, got "):
        check_seed(seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [2**64, 2**70, -(2**63) - 1])
def test_a_seed_beyond_64_bits_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match=rf"^seed must be from .* got {seed}$"):
        check_seed(seed)


@pytest.mark.parametrize("index", [7, np.uint8(7), np.int64(7), torch.tensor(7)])
def test_an_id_of_any_whole_kind_becomes_a_plain_one(index: int) -> None:
    assert (check_id(index), type(check_id(index))) == (7, int)
    assert (check_id_of("cat", index), type(check_id_of("cat", index))) == (7, int)


@pytest.mark.parametrize("index", [2.0, "2", None, [1], True, np.True_])
def test_an_id_that_is_not_whole_is_refused_with_the_remedy(index: object) -> None:
    with pytest.raises(
        TypeError, match=r"^a token ID must be a whole number, got "
    ) as e:
        check_id(index)
    assert str(e.value).endswith(f"{index!r}: turn it into an int first")
    with pytest.raises(ValueError, match=r"^'cat' has the ID ") as other:
        check_id_of("cat", index)
    assert repr(index) in str(other.value)


@pytest.mark.parametrize(
    "check",
    [
        lambda: check_size("stride", "x" * 10**6),  # type: ignore[arg-type]
        lambda: check_size("stride", -(10**5000)),
        lambda: check_dimension("stride", 10**5000),
        lambda: check_seed([1] * 10**5),  # type: ignore[arg-type]
        lambda: check_seed(10**5000),
        lambda: check_id({1: "y" * 10**5}),
        lambda: check_id_of("x" * 10**6, "y" * 10**6),
    ],
)
def test_a_message_is_short_whatever_was_given(check: Callable[[], int]) -> None:
    with pytest.raises((TypeError, ValueError), match=r"must be") as caught:
        check()
    assert len(str(caught.value)) <= 300


def test_texts_that_are_cut_are_returned_and_a_string_among_them_is_named() -> None:
    assert check_cut("text", iter([["hot", "tea"], ()])) == [["hot", "tea"], ()]
    with pytest.raises(TypeError, match=r"^the text 'a{40}' is not cut into words yet"):
        check_cut("text", [["tea"], "a" * 50])
