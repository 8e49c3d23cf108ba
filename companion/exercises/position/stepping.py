"""Steps of a sinusoidal row, right and wrong, for exercise 07.step."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence


def step(row: Sequence[float], k: int) -> list[float]:
    """Turn each hand by what it turns in k positions, by the two sums."""
    width = len(row)
    moved: list[float] = []
    for i in range(0, width, 2):
        turn = k / 10_000 ** (i / width)
        sine, cosine = row[i], row[i + 1]
        moved.append(sine * math.cos(turn) + cosine * math.sin(turn))
        moved.append(cosine * math.cos(turn) - sine * math.sin(turn))
    return moved


def other_step(
    speed: Callable[[int, int], float] = lambda i, width: 10_000 ** (-i / width),
    *,
    of_sine: int = 1,
    of_cosine: int = -1,
    swapped: bool = False,
) -> Callable[[Sequence[float], int], list[float]]:
    """Return an answer whose hands have other speeds, or its sums other signs."""
    sin, cos = (math.cos, math.sin) if swapped else (math.sin, math.cos)

    def answer(row: Sequence[float], k: int) -> list[float]:
        moved: list[float] = []
        for i in range(0, len(row), 2):
            turn = k * speed(i, len(row))
            sine, cosine = row[i], row[i + 1]
            moved.append(sine * cos(turn) + of_sine * cosine * sin(turn))
            moved.append(cosine * cos(turn) + of_cosine * sine * sin(turn))
        return moved

    return answer


def step_of_a_raised_fraction(row: Sequence[float], k: int) -> list[float]:
    """Turn each hand by a power of k / 10,000; of a negative k there is none."""
    moved: list[float] = []
    for i in range(0, len(row), 2):
        turn = (k / 10_000) ** (i / len(row))
        moved.append(row[i] * math.cos(turn) + row[i + 1] * math.sin(turn))
        moved.append(row[i + 1] * math.cos(turn) - row[i] * math.sin(turn))
    return moved


def speed_in(units: Callable[[float], float], i: int, width: int) -> float:
    """Give the speed of a hand in degrees, or as if it were in degrees."""
    return units(10_000 ** (-i / width))


def speed_with(base: float, i: int, width: int) -> float:
    """Give the speed of a hand where another number stands for 10,000."""
    return float(base ** (-i / width))


def row_at(position: int, width: int) -> list[float]:
    """Return the sinusoidal row of a position: that of 0, moved on."""
    return step([0.0, 1.0] * (width // 2), position)


def row_of_k(row: Sequence[float], k: int) -> list[float]:
    """Return the row of position k."""
    return row_at(k, len(row))


def rows_added(row: Sequence[float], k: int) -> list[float]:
    """Add the row of position k, as if sines added up."""
    return [x + y for x, y in zip(row, row_of_k(row, k), strict=True)]


def step_by_arcs(row: Sequence[float], k: int) -> list[float]:
    """Turn, with each angle read off sine or cosine alone."""
    moved: list[float] = []
    for i in range(0, len(row), 2):
        turn = k / 10_000 ** (i / len(row))
        moved.append(math.sin(math.asin(row[i]) + turn))
        moved.append(math.cos(math.acos(row[i + 1]) + turn))
    return moved


def step_by_angle(
    angle_of: Callable[[float, float], float],
) -> Callable[[Sequence[float], int], list[float]]:
    """Return an answer that reads the angle of each hand off its sine and cosine."""

    def answer(row: Sequence[float], k: int) -> list[float]:
        moved: list[float] = []
        for i in range(0, len(row), 2):
            angle = angle_of(row[i], row[i + 1]) + k / 10_000 ** (i / len(row))
            moved += [math.sin(angle), math.cos(angle)]
        return moved

    return answer


def step_by_the_first_hand(
    angle_of: Callable[[float, float], float],
) -> Callable[[Sequence[float], int], list[float]]:
    """Return an answer that takes the angle of the first hand for the position."""

    def answer(row: Sequence[float], k: int) -> list[float]:
        position = angle_of(row[0], row[1])
        moved: list[float] = []
        for i in range(0, len(row), 2):
            angle = (position + k) / 10_000 ** (i / len(row))
            moved += [math.sin(angle), math.cos(angle)]
        return moved

    return answer


def sines_of_sines(row: Sequence[float], k: int) -> list[float]:
    """Put sine and cosine of what stands in the row into the two sums."""
    whole = [math.cos(x) if i % 2 else math.sin(x) for i, x in enumerate(row)]
    return step(whole, k)


def step_with_sine_twice(row: Sequence[float], k: int) -> list[float]:
    """Begin the second sum with the sine, as the first begins."""
    moved: list[float] = []
    for i in range(0, len(row), 2):
        turn = k / 10_000 ** (i / len(row))
        kept, come = row[i] * math.cos(turn), row[i + 1] * math.sin(turn)
        moved += [kept + come, kept - come]
    return moved


def last_hand(row: Sequence[float], k: int) -> list[float]:
    """Return what the last hand comes to, alone."""
    return step(row, k)[-2:]


def first_hand(row: Sequence[float], k: int) -> list[float]:
    """Return what the first hand comes to, alone."""
    return step(row, k)[:2]


def step_forwards_alone(row: Sequence[float], k: int) -> list[float]:
    """Go one position at a time, and none where k is negative."""
    return step(row, max(k, 0))


def step_of_overlapping_hands(row: Sequence[float], k: int) -> list[float]:
    """Turn hands that share a column with the next one."""
    moved: list[float] = []
    for i in range(len(row) // 2):
        turn = k / 10_000 ** (2 * i / len(row))
        sine, cosine = row[i], row[i + 1]
        moved.append(sine * math.cos(turn) + cosine * math.sin(turn))
        moved.append(cosine * math.cos(turn) - sine * math.sin(turn))
    return moved


def step_of_all_neighbours(row: Sequence[float], k: int) -> list[float]:
    """Turn a hand for every two columns that are side by side."""
    moved: list[float] = []
    for i in range(len(row) - 1):
        turn = k / 10_000 ** (2 * i / len(row))
        sine, cosine = row[i], row[i + 1]
        moved.append(sine * math.cos(turn) + cosine * math.sin(turn))
        moved.append(cosine * math.cos(turn) - sine * math.sin(turn))
    return moved


def step_with_an_angle_for_each_column(
    times: int,
) -> Callable[[Sequence[float], int], list[float]]:
    """Return an answer that turns the sine and the cosine of a hand unlike."""

    def answer(row: Sequence[float], k: int) -> list[float]:
        moved: list[float] = []
        for j, number in enumerate(row):
            turn = k / 10_000 ** (times * j / len(row))
            other = -row[j - 1] if j % 2 else row[j + 1]
            moved.append(number * math.cos(turn) + other * math.sin(turn))
        return moved

    return answer


def step_by_the_size_of_k(row: Sequence[float], k: int) -> list[float]:
    """Turn forwards whatever the sign of k is."""
    return step(row, abs(k))


def step_of_whole_angles(row: Sequence[float], k: int) -> list[float]:
    """Turn each hand by its angle rounded down to a whole number."""
    moved: list[float] = []
    for i in range(0, len(row), 2):
        turn = k // 10_000 ** (i / len(row))
        moved.append(row[i] * math.cos(turn) + row[i + 1] * math.sin(turn))
        moved.append(row[i + 1] * math.cos(turn) - row[i] * math.sin(turn))
    return moved


def step_overwritten(row: Sequence[float], k: int) -> list[float]:
    """Turn in place, so that the new cosine is made with the new sine."""
    moved = list(row)
    for i in range(0, len(row), 2):
        turn = k / 10_000 ** (i / len(row))
        moved[i] = moved[i] * math.cos(turn) + moved[i + 1] * math.sin(turn)
        moved[i + 1] = moved[i + 1] * math.cos(turn) - moved[i] * math.sin(turn)
    return moved


def angle_added(row: Sequence[float], k: int) -> list[float]:
    """Add the angle to sine and cosine."""
    return [x + k / 10_000 ** ((i - i % 2) / len(row)) for i, x in enumerate(row)]


def sine_of_the_sum(row: Sequence[float], k: int) -> list[float]:
    """Take what stands in the row for angles."""
    moved: list[float] = []
    for i in range(0, len(row), 2):
        turn = k / 10_000 ** (i / len(row))
        moved += [math.sin(row[i] + turn), math.cos(row[i + 1] + turn)]
    return moved


def step_with_both_divided(row: Sequence[float], k: int) -> list[float]:
    """Divide the angle of each hand together with the step."""
    moved: list[float] = []
    for i in range(0, len(row), 2):
        angle = (math.atan2(row[i], row[i + 1]) + k) / 10_000 ** (i / len(row))
        moved += [math.sin(angle), math.cos(angle)]
    return moved


def step_with_step_and_hand_swapped(row: Sequence[float], k: int) -> list[float]:
    """Turn hand ``i`` as if ``i`` were the step and ``k`` the hand."""
    moved: list[float] = []
    for i in range(len(row) // 2):
        turn = i / 10_000 ** (2 * k / len(row))
        sine, cosine = row[2 * i], row[2 * i + 1]
        moved.append(sine * math.cos(turn) + cosine * math.sin(turn))
        moved.append(cosine * math.cos(turn) - sine * math.sin(turn))
    return moved


def step_by_products(
    sine_and_cosine: Callable[[float, float, float], tuple[float, float]],
) -> Callable[[Sequence[float], int], list[float]]:
    """Return an answer that makes its pairs from sine, cosine and turn otherwise."""

    def answer(row: Sequence[float], k: int) -> list[float]:
        moved: list[float] = []
        for i in range(0, len(row), 2):
            turn = k / 10_000 ** (i / len(row))
            moved += sine_and_cosine(row[i], row[i + 1], turn)
        return moved

    return answer


def first_products(sine: float, cosine: float, turn: float) -> tuple[float, float]:
    """Give the first product of each formula alone."""
    return sine * math.cos(turn), cosine * math.cos(turn)


def like_with_like(sine: float, cosine: float, turn: float) -> tuple[float, float]:
    """Multiply sine with sine and cosine with cosine."""
    return sine * math.sin(turn), cosine * math.cos(turn)


def own_number_twice(sine: float, cosine: float, turn: float) -> tuple[float, float]:
    """Put the sine alone into the first formula, the cosine alone into the second."""
    return (
        sine * math.cos(turn) + sine * math.sin(turn),
        cosine * math.cos(turn) - cosine * math.sin(turn),
    )


def turn_twice(sine: float, cosine: float, turn: float) -> tuple[float, float]:
    """Put the turn in the place of both angles."""
    return math.sin(2 * turn), math.cos(2 * turn)


def sines_alone(row: Sequence[float], k: int) -> list[float]:
    """Return the new sines, without the cosines."""
    return step(row, k)[0::2]


def sines_in_front(row: Sequence[float], k: int) -> list[float]:
    """Return all new sines, then all new cosines."""
    moved = step(row, k)
    return moved[0::2] + moved[1::2]


def step_of_halves(row: Sequence[float], k: int) -> list[float]:
    """Turn hands whose sines stand in the first half, cosines in the second."""
    half = len(row) // 2
    sines: list[float] = []
    cosines: list[float] = []
    for i in range(half):
        turn = k / 10_000 ** (i / half)
        sine, cosine = row[i], row[half + i]
        sines.append(sine * math.cos(turn) + cosine * math.sin(turn))
        cosines.append(cosine * math.cos(turn) - sine * math.sin(turn))
    return sines + cosines
