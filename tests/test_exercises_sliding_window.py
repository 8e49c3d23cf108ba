"""What is said of natural wrong answers to the exercises of notebook 05."""

from __future__ import annotations

from typing import Any

import pytest

from companion.exercises import suspects
from companion.exercises.challenges import attempt
from companion.exercises.checking import examine
from companion.exercises.records import find
from companion.exercises.sliding_window import line_up
from tests.answers_in_cells import in_a_cell

pytestmark = pytest.mark.usefixtures("at_once")

_SHIFTS = [
    ("return ids, [i + 1 for i in ids]", "You added 1 to the IDs"),
    ("return ids[:-1], [i + 1 for i in ids[:-1]]", "You added 1 to the IDs"),
    ("return ids[:4], ids[1:5]", "Your window has four tokens for every text"),
    (
        "return [([a], [b]) for a, b in zip(ids, ids[1:])]",
        "You gave a window for each token",
    ),
    ("return list(zip(ids, ids[1:]))", "You gave a pair for each token"),
    ("return ids, ids[1:] + [0]", "You filled up the target"),
    ("return ids, ids[1:] + [None]", "You filled up the target"),
    ("return ids[:-2], ids[1:-1]", "Your window could be one token longer"),
    ("return ids[:-1]", "You gave the input alone"),
    ("return ids, ids", "Your target is the input itself"),
    ("return list(ids), list(ids)", "Your target is the input itself"),
    ("return ids[1:]", "You gave the target alone"),
    ("return ids[0], ids[1]", "You gave the first example alone"),
    (
        "return ids[: len(ids) // 2], ids[len(ids) // 2 :]",
        "You parted the IDs into two halves",
    ),
    ("return ids[:-1], ids[1:-1]", "Your target is one token short"),
    (
        "ids = ids[:-1]\n    return ids, ids[1:]",
        "Your target is one token short",
    ),
    ("return ids[:-1], ids", "Your target holds the first token too"),
    ("return ids[0], ids[1:]", "You gave one token to read"),
    ("return ids[1:], ids[2:]", "Your input leaves out the first token"),
    ("return ids[:-1] + ids[1:]", "You joined input and target"),
    ("return [ids[:-1]], [ids[1:]]", "a bracket too many"),
    ("return ids[:-1], [ids[1:]]", "a bracket too many"),
    ("return ids, ids[1:] + ids[-1:]", "You filled up the target"),
    ("return ids[:-1], ids[1]", "You gave one token as the target"),
    ("return ids[:-1], ids[2:]", "Your target begins two tokens on"),
    ("ids.pop(0)\n    return ids[:-1], ids", "Your input is one token short"),
    ("return ids[:3], ids[1:4]", "Your window has three tokens for every text"),
    (
        "for i in range(len(ids) - 1):\n"
        "        a, b = ids[i], ids[i + 1]\n"
        "    return a, b",
        "You gave the last example alone",
    ),
]
_COUNTS = [
    ("return max(0, round((n - T) / stride))", "You rounded to the nearest"),
    ("return round((n - T) / stride)", "You rounded to the nearest"),
    ("return max(0, (n - T - 1) // stride)", "You counted the steps"),
    ("return (n - T - 1) // stride", "You counted the steps"),
    ("return len(range(0, n - T - 1, stride))", "at the beginning or the end"),
    ("return len(range(1, n - T, stride))", "at the beginning or the end"),
    ("return (n - T) / stride", "You divided and kept the fraction"),
    ("return max(0, (n - T) / stride)", "You divided and kept the fraction"),
    ("return len(range(0, n - T, stride)) or 1", "no window at all, and not one"),
    (
        "c = 0\n"
        "    for i in range(0, n - T, stride):\n"
        "        c += 1\n"
        "        return c",
        "You returned in the first round of the loop",
    ),
    ("return range(0, n - T, stride)", "You gave the starts"),
    ("return list(range(0, n - T, stride))", "You gave the starts"),
    ("return (n - T + 1) // stride", "no room for the last answer, and rounded down"),
    (
        "return max(0, (n - T + 1) // stride)",
        "no room for the last answer, and rounded down",
    ),
    ("return len(range(0, n - T, stride)) * T", "You counted the answers"),
    ("return n - T // stride", "You divided max_length alone"),
    ("return n - T / stride", "You divided max_length alone"),
    ("return int(n - T / stride)", "You divided max_length alone"),
    ("return (n - T) // stride - 1", "You took a window away"),
    ("return max(0, (n - T) // stride - 1)", "You took a window away"),
    ("return sum(range(0, n - T, stride))", "You added up the starts"),
    ("return len(range(n - T, stride))", "the stride comes third"),
    (
        "for i in range(0, n - T, stride):\n        last = i\n    return last",
        "You gave the last start",
    ),
    (
        "last = 0\n"
        "    for i in range(0, n - T, stride):\n"
        "        last = i\n"
        "    return last",
        "You gave the last start",
    ),
    # The same numbers in two ways: only one of them adds a window.
    *(
        (answer, "your last window has no room for its answer")
        for answer in (
            "return (n - T) // stride + 1",
            "return -((T - n - 1) // stride)",
            "return max(0, n - T) // stride + 1",
        )
    ),
]
_WINDOWS = """a, b = [], []
    for i in range(0, len(ids) - {}, stride):
        a.append(ids[i : i + T])
        b.append({})
    return a, b"""
_CUTS = [
    *(
        (_WINDOWS.format(end, "ids[i + 1 : i + 1 + T]"), "still depends on the stride")
        for end in ("stride", "T - stride", "T - stride + 2")
    ),
    (_WINDOWS.format("1", "ids[i + 1 : i + 1 + T]"), "where no whole window fits"),
    (_WINDOWS.format("T", "ids[i + T]"), "You gave one token as the target"),
    (_WINDOWS.format("T", "[t + 1 for t in ids[i : i + T]]"), "You added 1 to the IDs"),
    *(
        (_WINDOWS.format("T", target), said)
        for target, said in (
            ("ids[i + 1]", "You gave one token as the target"),
            ("ids[i - 1 : i - 1 + T]", "Your targets are moved back"),
            ("ids[i + 1 : i + T + 2]", "Your targets are too long"),
            ("ids[i + 1 :]", "Your targets run on to the end of the text"),
            ("ids[i + 1 : T + 1]", "Your targets all end in the same place"),
            ("ids[i + 1 : i + T] + ids[i : i + 1]", "as if the window went round"),
            ("ids[i + stride - 1 : i + stride - 1 + T]", "shift the target by stride"),
        )
    ),
    (
        _WINDOWS.format("T - stride + 1", "ids[i + stride - 1 : i + stride - 1 + T]"),
        "You shift the target by stride - 1",
    ),
    *(
        (
            _WINDOWS.replace("range(0", f"range({first}").format(
                "T", "ids[i + 1 : i + 1 + T]"
            ),
            "the first start is 0",
        )
        for first in ("1", "stride")
    ),
]
_CUTS += [
    *(
        (_WINDOWS.format("T", target), said)
        for target, said in (
            ("ids[i + 1 : T]", "Your targets all end in the same place"),
            ("ids[1 : 1 + T]", "All your targets are the first one"),
            ("ids[i + 1 : i + 1 + stride]", "Your targets are as long as the stride"),
            ("ids[i + 2 : i + 2 + T]", "Your targets are two tokens on"),
            ("ids[i : i + T + 1]", "Your targets hold the input's first token too"),
            ("[ids[i + T]]", "You gave one token as the target"),
        )
    ),
    *(
        (
            _WINDOWS.format(end, "ids[i + stride + 1 : i + stride + 1 + T]"),
            "by the stride and 1 more",
        )
        for end in ("T", "T - stride + 1", "T - stride")
    ),
    (
        _WINDOWS.format("T - stride", "ids[i + stride : i + stride + T]"),
        "the starts leave even more room",
    ),
    (
        _WINDOWS.format("T - stride + 1", "ids[i + 1 : i + 1 + stride]"),
        "as long as its input, which is max_length. And the starts",
    ),
    (
        _WINDOWS.format("T - 1", "ids[i + 2 : i + 2 + T]"),
        "Your targets are two tokens on",
    ),
    (
        _WINDOWS.format("T - stride + 1", "ids[i : i + T]"),
        "You do not shift the target at all. And the starts",
    ),
    *(
        (_WINDOWS.format(end, "ids[i + 1 : i + 1 + T]"), said)
        for end, said in (
            ("T - T", "the starts end too early"),
            ("T - T + 1", "the starts end too early"),
            ("T - 2", "the starts end too early"),
            ("T + stride", "Where your starts end still depends on the stride"),
        )
    ),
    (
        _WINDOWS.replace("stride)", "1)").format(
            "T - stride + 1", "ids[i + 1 : i + 1 + T]"
        ),
        "You start a window at every token: the next one begins stride tokens further "
        "on. And",
    ),
    *(
        (
            _WINDOWS.replace("ids[i : i + T]", row).format(
                "T", "ids[i + 1 : i + 1 + T]"
            ),
            said,
        )
        for row, said in (
            ("ids[i : i + T + 1]", "Your inputs hold the last answer too"),
            ("ids[i : i + stride]", "Your inputs are as long as the stride"),
        )
    ),
    (
        _WINDOWS.replace("    return", "        return").format(
            "T", "ids[i + 1 : i + 1 + T]"
        ),
        "You returned after the first window",
    ),
]
_MOVED_ON = "ids[i + 1 : i + 1 + T]"
_CUTS += [
    (
        _WINDOWS.replace("range(0, ", "range(").format("T", _MOVED_ON),
        "the stride comes third",
    ),
    *(
        (_WINDOWS.replace("return a, b", f"return {both}").format("T", _MOVED_ON), said)
        for both, said in (
            ("a", "You gave the inputs alone"),
            ("b", "You gave the targets alone"),
            ("a + b", "You joined inputs and targets"),
        )
    ),
    *(
        (
            _WINDOWS.replace("ids[i : i + T]", row).format("T", target),
            said,
        )
        for row, target, said in (
            ("ids[i : i + T - 1]", "ids[i + 1 : i + T]", "Your windows are one token"),
            ("ids[i + 1 : i + 1 + T]", "ids[i + 2 : i + 2 + T]", "one token too late"),
            ("ids[i : T]", "ids[i + 1 : T + 1]", "Your slices all end in the same"),
            (
                "ids[i : i + stride]",
                "ids[i + 1 : i + 1 + stride]",
                "Your windows are as long as the stride",
            ),
            (
                "ids[i : i + T]",
                "ids[i + 1 : i + stride + 1 + T]",
                "Your targets are too long by the stride",
            ),
        )
    ),
    *(
        (_WINDOWS.replace("stride)", f"{step})").format(end, _MOVED_ON), said)
        for step, end, said in (
            ("stride + 1", "T", "Your windows move on by stride + 1"),
            ("stride", "stride - 1", "where the starts end still depends"),
        )
    ),
    *(
        (
            _WINDOWS.replace("stride)", f"{step})")
            .replace("ids[i : i + T]", "ids[i * stride : i * stride + T]")
            .format("T", "ids[i * stride + 1 : i * stride + 1 + T]"),
            "no i * stride",
        )
        for step in ("stride", "1")
    ),
    *(
        (
            _WINDOWS.replace(
                "len(ids) - {}, stride", f"(len(ids) - T) // {rest}"
            ).replace("{}", _MOVED_ON),
            "where the number of windows would be",
        )
        for rest in ("stride, stride", "stride, 1", "stride + 1, stride")
    ),
    *(
        (
            f"end = len(ids) - T{more}\n"
            "    a = [ids[i : i + T] for i in range(0, end, stride)]\n"
            "    b = [ids[i : i + T] for i in range(1, end, stride)]\n"
            "    return a, b",
            "You have more inputs than targets",
        )
        for more in ("", " + 1")
    ),
]
_MASK = """n = range(len(ids))
    return [[int({}) for j in n] for i in n]"""
_RIGHT = "j <= i and eot not in ids[j:i]"
_MASKS = [
    (_MASK.format("j <= i and ids[j] != eot"), "You leave out eot alone"),
    (
        _MASK.format("j <= i and (i == j or ids[j] != eot)"),
        "You leave out eot alone",
    ),
    (
        _MASK.format("ids[j] != eot and j <= i and eot not in ids[j:i]"),
        "nobody may look at eot",
    ),
    (_MASK.format("j <= i"), "That is the causal mask alone"),
    (_MASK.format("j <= i and ids[i] != eot"), "You only emptied the row of eot"),
    (
        "mask, ones = [], 0\n"
        "    for token in ids:\n"
        "        ones += 1\n"
        "        mask.append([0] * (len(ids) - ones) + [1] * ones)\n"
        "        ones = 0 if token == eot else ones\n"
        "    return mask",
        "Your rows end with their ones",
    ),
    (
        "mask, begin = [], 0\n"
        "    for i, token in enumerate(ids):\n"
        "        if token == eot:\n"
        "            begin = i + 1\n"
        "            continue\n"
        "        ones, ahead = i + 1 - begin, len(ids) - i - 1\n"
        "        mask.append([0] * begin + [1] * ones + [0] * ahead)\n"
        "    return mask",
        "eot has no row of yours",
    ),
    (_MASK.format("eot not in ids[j:i]"), "looks at every place ahead"),
    (_MASK.format("j > i or eot in ids[j:i]"), "You swapped 0 and 1"),
    (
        _MASK.replace("int({})", "ids[j] * int({})").format(_RIGHT),
        "Your rows hold the IDs",
    ),
    (
        _MASK.replace("int({})", "1 if {} else float('-inf')").format(_RIGHT),
        "You put -inf",
    ),
    (
        "mask, begin = [], 0\n"
        "    for i, token in enumerate(ids):\n"
        "        ones = i + 1 - begin\n"
        "        mask.append([1] * ones + [0] * (len(ids) - ones))\n"
        "        begin = i + 1 if token == eot else begin\n"
        "    return mask",
        "Your rows begin with their ones",
    ),
    (
        "mask, begin = [], 0\n"
        "    for i, token in enumerate(ids):\n"
        "        mask.append([1] * (i + 1 - begin))\n"
        "        begin = i + 1 if token == eot else begin\n"
        "    return mask",
        "Your rows hold only the places",
    ),
    (
        "masks, rest = [], list(ids)\n"
        "    while rest:\n"
        "        n = rest.index(eot) + 1 if eot in rest else len(rest)\n"
        "        masks.append([[int(j <= i) for j in range(n)] for i in range(n)])\n"
        "        rest = rest[n:]\n"
        "    return masks",
        "You gave a mask for each document",
    ),
    (
        _MASK.replace("int({})", "0.0 if {} else float('-inf')").format(_RIGHT),
        "You put 0 and -inf",
    ),
    (
        "mask, begin = [], 0\n"
        "    for i, token in enumerate(ids):\n"
        "        mask.append([0] * begin + [1] * (i + 1) + [0] * (len(ids) - i - 1))\n"
        "        begin = i + 1 if token == eot else begin\n"
        "    return mask",
        "Your rows grow too long after a border",
    ),
    (
        "mask, begin = [], 0\n"
        "    for i, token in enumerate(ids):\n"
        "        ones = i + 1 - begin\n"
        "        mask.append([0] * begin + [1] * ones + [0] * (len(ids) - i))\n"
        "        begin = i + 1 if token == eot else begin\n"
        "    return mask",
        "Your rows are one place too long",
    ),
    (
        "n = range(len(ids))\n    return [[j for j in n if " + _RIGHT + "] for i in n]",
        "Your rows hold the places that a token may look at",
    ),
    (
        "n = range(len(ids))\n"
        "    mask = [[int(j <= i) for j in n] for i in n]\n"
        "    for i in n[:-1]:\n"
        "        if ids[i] == eot:\n"
        "            for j in range(i + 1):\n"
        "                mask[i + 1][j] = 0\n"
        "    return mask",
        "Only the row after eot is as it should be",
    ),
    (
        "mask, begin = [], 0\n"
        "    for i, token in enumerate(ids):\n"
        "        row = [int(begin <= j <= i) for j in range(len(ids))]\n"
        "        begin = i + 1 if token == eot else begin\n"
        "    mask.append(row)\n"
        "    return mask",
        "Your mask holds the last row alone",
    ),
    ("return [int(token != eot) for token in ids]", "You gave one number for each"),
    (
        _MASK.format("j <= i and ids[i] != eot and ids[j] != eot"),
        "You leave out eot alone, its row and its column",
    ),
    (_MASK.format("j <= i and eot not in ids[:i]"), "your rows are empty"),
    (_MASK.format("j <= i and eot in ids[j:i]"), "You turned the question round"),
    (_MASK.format("eot not in ids[i:j]"), "the slice goes from j to i"),
]
_MASKS += [
    (
        "mask, n = [], range(len(ids))\n"
        "    for i in n:\n"
        "        row, seen = [], False\n"
        "        for j in n:\n"
        f"{body}"
        "        mask.append(row)\n"
        "    return mask",
        "Your rows hide all that follows the first border",
    )
    for body in (
        "            seen = seen or ids[j] == eot\n"
        "            row.append(0 if seen or j > i else 1)\n",
        "            row.append(0 if seen or j > i else 1)\n"
        "            seen = seen or ids[j] == eot\n",
    )
]
_MASKS += [
    (
        "all_parts, part = [], []\n"
        "    for token in ids:\n"
        f"{body}"
        "    return all_parts + [part]",
        "You gave the documents themselves",
    )
    for body in (
        "        part.append(token)\n"
        "        if token == eot:\n"
        "            all_parts.append(part)\n"
        "            part = []\n",
        "        if token == eot:\n"
        "            all_parts.append(part)\n"
        "            part = []\n"
        "        else:\n"
        "            part.append(token)\n",
    )
]
_LOOP = """mask, begin = [], 0
    for i, token in enumerate(ids):
        row = []
        for j in range(len(ids)):
            row.append(int({}))
        mask.append(row)
        if {}:
            begin {}
    return mask"""
_SEEN, _IS_EOT, _NEXT = "begin <= j <= i", "token == eot", "= i + 1"
_MASKS += [
    (_LOOP.format(*parts), said)
    for parts, said in (
        (("begin < j <= i", _IS_EOT, _NEXT), "The first token of each document"),
        ((_SEEN, _IS_EOT, "+= i + 1"), "You add to begin"),
        ((_SEEN, _IS_EOT, "+= i"), "You add to begin"),
        ((_SEEN, _IS_EOT, "+= 1"), "You add to begin"),
        ((_SEEN, "i == eot", _NEXT), "You compare places with eot"),
        ((_SEEN, "token is eot", _NEXT), "so compare with =="),
    )
]
_MASKS += [
    (
        _LOOP.replace("        mask", "            mask").format(_SEEN, _IS_EOT, _NEXT),
        "Each row is there many times",
    ),
    (
        "mask, begin = [], 0\n"
        "    for i, token in enumerate(ids):\n"
        "        ahead = len(ids) - i - 1 - begin\n"
        "        mask.append([0] * begin + [1] * (i + 1) + [0] * ahead)\n"
        "        begin = i + 1 if token == eot else begin\n"
        "    return mask",
        "your rows have too many ones",
    ),
    (
        "n, begin = len(ids), 0\n"
        "    mask = [[0] * n for _ in ids]\n"
        "    for end in range(n):\n"
        "        if ids[end] == eot:\n"
        "            for i in range(begin, end + 1):\n"
        "                mask[i][begin : i + 1] = [1] * (i + 1 - begin)\n"
        "            begin = end + 1\n"
        "    return mask",
        "The last document is missing",
    ),
]
_JUDGE = "            row.append(int(begin <= j <= i))\n"
_MOVE = "            if ids[j] == eot:\n                begin = j + 1\n"
_MASKS += [
    (
        "mask, begin = [], 0\n"
        "    for i in range(len(ids)):\n"
        "        row = []\n"
        f"        for j in range({rounds}):\n"
        f"{body}"
        "        mask.append(row + [0] * (len(ids) - len(row)))\n"
        "    return mask",
        f"{said} while a row is being filled",
    )
    for rounds, body, said in (
        ("len(ids)", _JUDGE + _MOVE, "You move begin on"),
        ("len(ids)", _MOVE + _JUDGE, "You move begin on"),
        ("i + 1", _MOVE + _JUDGE, "You move begin on"),
        ("i + 1", _JUDGE + _MOVE, "Or does begin move on"),  # as the first border alone
    )
]


@pytest.mark.parametrize(
    ("name", "head", "body", "said"),
    [
        *(("05.shift-by-one", "f(ids)", *row) for row in _SHIFTS),
        *(("05.how-many-windows", "f(n, T, stride)", *row) for row in _COUNTS),
        *(("05.shifted-by-stride", "f(ids, T, stride)", *row) for row in _CUTS),
        *(("05.document-mask", "f(ids, eot)", *row) for row in _MASKS),
    ],
)
def test_a_natural_slip_is_named(name: str, head: str, body: str, said: str) -> None:
    answer: Any = in_a_cell(f"def {head}:\n    {body}\n")
    report = examine(find(name), answer, 0)
    assert report.outcome == "wrong"
    assert said in report.text


def test_a_walk_back_beyond_the_beginning_is_told_as_such() -> None:
    report = examine(
        find("05.document-mask"),
        in_a_cell(
            "def f(ids, eot):\n"
            "    mask = [[0] * len(ids) for _ in ids]\n"
            "    for i in range(len(ids)):\n"
            "        mask[i][i], j = 1, i - 1\n"
            "        while ids[j] != eot:\n"
            "            mask[i][j], j = 1, j - 1\n"
            "    return mask\n"
        ),
        0,
    )
    assert report.outcome == "raised"
    assert "counts back beyond the beginning" in report.text


def test_an_error_that_an_answer_raises_itself_is_told_as_such() -> None:
    report = examine(
        find("05.how-many-windows"),
        in_a_cell(
            "def f(n, T, stride):\n"
            "    if n <= T:\n"
            "        raise ValueError('too short')\n"
            "    return len(range(0, n - T, stride))\n"
        ),
        0,
    )
    assert "This line raises it itself" in report.text
    assert "print it just before" not in report.text


def test_suspects_without_a_name_are_counted() -> None:
    body = "    if training[0][0][1:] != training[0][1][:-1]:\n"
    named = in_a_cell(
        f"def f(training, held_out):\n{body}        return 'shifted'\n"
        "    print('right')\n"
    )
    report = attempt(line_up.CHALLENGE, named)
    unnamed = [
        suspect
        for suspect in suspects.line_up(line_up.N_SUSPECTS, 2026)
        if named(suspect.training, suspect.held_out) is None
    ]
    assert f"For {len(unnamed)} of them it returned None" in report.text
    assert "None" not in attempt(line_up.CHALLENGE, line_up.CHALLENGE.solution).text
