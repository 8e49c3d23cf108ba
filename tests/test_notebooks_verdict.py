"""Every notebook also runs on *The Verdict*, and gives the published figures there.

`GOLDEN` says for each notebook which Python expressions, over the notebook's own
variables and imports, must come to what. To add one, add a line; the value is compared
with ``==`` after both sides have gone through ``repr``, so use plain lists and numbers.

Run are the cells that have to do with the text, the proofs among them, and those that
they need. nbval runs the others, which do the same with every text.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from nbformat import v4

from tools import notebooks
from tools.dependence import about_the_text, needed_for

PATHS = {path.stem: path for path in notebooks.notebook_paths()}
QUOTE = (
    '"It\'s the last he painted, you know," Mrs. Gisburn said with pardonable pride.'
)
TEA = "Hello, do you like tea? <|endoftext|> In the sunlit terraces of the palace."
GOLDEN: dict[str, dict[str, object]] = {
    "01_tokenization": {
        "len(text)": 20_479,
        "len(tokens)": 4_690,
        "len(tokenization.split(text, keep_whitespace=True))": 8_405,
        "len(re.split(tokenization.SPLIT_PATTERN, text))": 9_235,
        "len(tokenization.find_words(text))": 4_578,
        "len(set(tokenization.find_words(text)))": 1_155,
    },
    "02_vocabulary": {
        "V": 1_130,
        "vocab['!'], vocab['Hermia']": (0, 50),
        f"tokenizer.encode({QUOTE!r})": [
            *(1, 56, 2, 850, 988, 602, 533, 746, 5, 1126, 596),
            *(5, 1, 67, 7, 38, 851, 1108, 754, 793, 7),
        ],
        "len(stray), list(stray)[:3]": (1_133, ["", "\n", " "]),
    },
    "03_special_tokens": {
        "list(vocab.items())[-5:]": [
            ("younger", 1127),
            ("your", 1128),
            ("yourself", 1129),
            ("<|endoftext|>", 1130),
            ("<|unk|>", 1131),
        ],
        f"MarkedTokenizer(words).encode({TEA!r})": [
            *(1131, 5, 355, 1126, 628, 975, 10, 1130),
            *(55, 988, 956, 984, 722, 988, 1131, 7),
        ],
        "MarkedTokenizer(words).decode([1131, 5, 1130, 55, 1131, 7])": (
            "<|unk|>, <|endoftext|> In <|unk|>."
        ),
    },
    "04_byte_pair_encoding": {
        "len(tokenizer.merges), len(tokenizer.encode(text))": (744, 6_998),
        "gpt2.n_vocab, len(gpt2.encode(text))": (50_257, 5_145),
        "gpt2.encode(text)[50:53]": [290, 4920, 2241],
        # By longest match: with our tokens, then with GPT-2's.
        "sum(n * len(longest_match(w, tokenizer.ranks)) for w, n in pre_tokens"
        ".items())": 6_985,
        "sum(n * len(longest_match(w, gpt2.ranks)) for w, n in pre_tokens.items())": (
            5_133
        ),
        "gpt2.encode('Here is an unknown word: Alvazska')": [
            *(4342, 318, 281, 6439, 1573, 25, 33414, 1031, 82, 4914),
        ],
        "gpt2.encode(hello.replace('unknown', 'known'), allowed_special='all')[-4:]": [
            *(617, 4002, 27271, 13),
        ],
        "gpt2.encode('This is some text')": [1212, 318, 617, 2420],
    },
    "05_sliding_window": {
        "len(ids)": 5_145,
        "ids[50:53], [tokenizer.decode([i]) for i in ids[50:55]]": (
            [290, 4920, 2241],
            [" and", " established", " himself", " in", " a"],
        ),
        "cut(ids, 4, 1)[:2]": [
            ([40, 367, 2885, 1464], [367, 2885, 1464, 1807]),
            ([367, 2885, 1464, 1807], [2885, 1464, 1807, 3619]),
        ],
        "[side.tolist() for side in create_dataloader(ids, max_length=4).dataset[0]]": [
            [40, 367, 2885, 1464],
            [367, 2885, 1464, 1807],
        ],
        "[t.tolist() for t in create_dataloader(ids, stride=1, max_length=4)"
        ".dataset[1]]": [
            [367, 2885, 1464, 1807],
            [2885, 1464, 1807, 3619],
        ],
        "[w[0].tolist() for w in create_dataloader(ids, max_length=2).dataset][:4]": [
            [40, 367],
            [2885, 1464],
            [1807, 3619],
            [402, 271],
        ],
        "[side[0].tolist() for side in batches[0]]": [
            [40, 367, 2885, 1464],
            [367, 2885, 1464, 1807],
        ],
    },
}


@pytest.mark.slow
@pytest.mark.usefixtures("verdict")
@pytest.mark.parametrize("name", PATHS)
def test_notebook_runs_on_the_verdict(name: str, tmp_path: Path) -> None:
    notebook = notebooks.with_text(notebooks.read(PATHS[name]), "the-verdict")
    golden = GOLDEN.get(name, {})
    source = f"[eval(line) for line in {list(golden)!r}]"
    notebook.cells.append(v4.new_code_cell(source))
    cells = notebooks.code_cells(notebook)
    concerned = about_the_text(cells) | {cells[-1].id}
    needed = needed_for(cells, concerned)
    assert concerned <= needed
    notebook.cells = [cell for cell in cells if cell.id in needed]
    run = notebooks.execute(notebook, name, folder=tmp_path)
    found = ast.literal_eval(run.cells[-1].outputs[0].data["text/plain"])
    assert dict(zip(golden, found, strict=True)) == golden
    assert list(tmp_path.iterdir()) == []  # a notebook writes nothing beside itself


def test_golden_figures_belong_to_notebooks() -> None:
    assert set(GOLDEN) <= set(PATHS)
