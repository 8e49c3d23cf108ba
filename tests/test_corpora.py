"""Named texts: what ships, what is downloaded, and every way a download can fail."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from companion import corpora
from companion.corpora import (
    REMOTE,
    DownloadError,
    Remote,
    data_path,
    find_or_download,
    load_articles,
    load_parallel,
    load_text,
    lower_capitals,
    texts_by_genre,
    user_folder,
)
from companion.tokenization import split, token_counts

DATA = Path(__file__).parents[1] / "data"
BODY = b"A text of our own; it stands for the real one.\n" * 3_000
SHA256 = hashlib.sha256(BODY).hexdigest()


class Server(ThreadingHTTPServer):
    """A local server whose answer depends on the path that is asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.closing = threading.Event()
        self.two_at_once = threading.Barrier(2, timeout=60)

    @property
    def address(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers well, or in one of the ways that servers fail."""

    server: Server

    def do_GET(self) -> None:
        """Answer in the way that the path names."""
        self.server.asked.append(self.path)
        way = self.path.rsplit("/", 1)[-1]
        if way == "missing":
            self.send_error(404)
        elif way == "silent":
            self.server.closing.wait()
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(len(BODY)))
            self.end_headers()
            self.send_body(way)

    def send_body(self, way: str) -> None:
        """Send what a good, a wrong or a failing server sends."""
        half = len(BODY) // 2
        if way == "wrong":
            self.wfile.write(BODY.upper())
        elif way == "cut":
            self.wfile.write(BODY[:half])
        elif way == "hang":
            self.wfile.write(BODY[:half])
            self.wfile.flush()
            self.server.closing.wait()
        else:
            if way == "together":
                self.server.two_at_once.wait()
            self.wfile.write(BODY)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.02,))
        thread.start()
        yield running
        running.closing.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for downloads that does not exist; there is no COMPANION_DATA."""
    monkeypatch.delenv("COMPANION_DATA", raising=False)
    return tmp_path / "cache"


def remote(url: str) -> Remote:
    """Offer a text of our own at an address."""
    return Remote("the-verdict.txt", url, len(BODY), SHA256)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_download_is_stored_once_and_read_again_without_the_network(
    server: Server, folder: Path
) -> None:
    text = remote(f"{server.address}/good")
    for _ in range(2):
        assert find_or_download(text, folder).read_bytes() == BODY
    assert server.asked == ["/good"]
    assert names(folder) == ["the-verdict.txt"]


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        ("wrong", "is another one: its SHA256 is"),
        ("cut", "70,500 bytes instead of 141,000"),
        ("missing", "404"),
        ("silent", "no byte came for 0.5 seconds"),
        ("hang", "not done in 0.4 seconds"),
    ],
)
def test_failed_download_leaves_nothing_and_says_what_to_do(
    way: str, reason: str, server: Server, folder: Path
) -> None:
    url = f"{server.address}/{way}"
    limits = {"silent": {"silence": 0.5}, "hang": {"seconds": 0.4}}.get(way, {})
    with pytest.raises(DownloadError) as caught:
        find_or_download(remote(url), folder, **limits)
    for part in (url, reason, str(folder / "the-verdict.txt"), SHA256):
        assert part in str(caught.value)
    assert "COMPANION_DATA" in str(caught.value)
    assert names(folder) == []
    good = remote(f"{server.address}/good")
    assert find_or_download(good, folder).read_bytes() == BODY


def test_no_server_at_all(server: Server, folder: Path) -> None:
    with pytest.raises(DownloadError, match=re.escape("http://127.0.0.1:9/good")):
        find_or_download(remote("http://127.0.0.1:9/good"), folder)
    assert names(folder) == []


def test_file_where_the_folder_should_be(server: Server, folder: Path) -> None:
    folder.write_text("in the way")
    with pytest.raises(DownloadError, match="cache"):
        find_or_download(remote(f"{server.address}/good"), folder)
    assert folder.read_text() == "in the way"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no read-only folders")
def test_read_only_folder(server: Server, folder: Path) -> None:
    text = remote(f"{server.address}/good")
    find_or_download(text, folder)  # loads whatever a download loads
    with tempfile.TemporaryDirectory() as name:
        read_only = Path(name)
        read_only.chmod(0o555)
        root = os.geteuid() == 0
        if root:  # root may write everywhere, so be someone else for a moment
            os.seteuid(65534)
        try:
            with pytest.raises(DownloadError, match="Permission denied"):
                find_or_download(text, read_only)
        finally:
            if root:
                os.seteuid(0)
        assert names(read_only) == []


def test_two_processes_at_once(server: Server, folder: Path) -> None:
    program = (
        "from companion.corpora import Remote, find_or_download\n"
        f"text = Remote('the-verdict.txt', '{server.address}/together', {len(BODY)}, "
        f"'{SHA256}')\n"
        f"print(find_or_download(text, {str(folder)!r}).stat().st_size)"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    printed = [process.communicate(timeout=60)[0] for process in both]
    assert [int(text) for text in printed] == [len(BODY)] * 2
    assert server.asked == ["/together"] * 2
    assert names(folder) == ["the-verdict.txt"]
    assert (folder / "the-verdict.txt").read_bytes() == BODY


def test_proxy_settings_are_honoured(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.address)
    text = remote("http://nowhere.invalid/good")
    assert find_or_download(text, folder).read_bytes() == BODY
    assert server.asked == ["http://nowhere.invalid/good"]


def test_companion_data_is_looked_at_first_and_checked(
    server: Server, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = remote(f"{server.address}/good")
    given = tmp_path / "given"
    given.mkdir()
    monkeypatch.setenv("COMPANION_DATA", str(given))
    (given / "the-verdict.txt").write_bytes(BODY)
    assert find_or_download(text, folder) == given / "the-verdict.txt"

    (given / "the-verdict.txt").write_bytes(BODY.lower())
    found = hashlib.sha256(BODY.lower()).hexdigest()
    with pytest.raises(ValueError, match=rf"given.*{found}.*{SHA256}"):
        find_or_download(text, folder)
    assert server.asked == []
    assert names(folder) == []

    (given / "the-verdict.txt").unlink()
    assert find_or_download(text, folder).read_bytes() == BODY
    assert server.asked == ["/good"]
    assert names(folder) == ["the-verdict.txt"]
    assert names(given) == []


def test_in_companion_data_a_tilde_stands_for_the_home_folder(
    server: Server, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("COMPANION_DATA", "~/given")
    (tmp_path / "given").mkdir()
    kept = tmp_path / "given" / "the-verdict.txt"
    kept.write_bytes(BODY)
    assert find_or_download(remote(f"{server.address}/good"), folder) == kept


def test_a_wrong_file_among_the_downloads_is_replaced(
    server: Server, folder: Path
) -> None:
    folder.mkdir()
    (folder / "the-verdict.txt").write_text("something else")
    text = remote(f"{server.address}/good")
    assert find_or_download(text, folder).read_bytes() == BODY


def test_a_named_text_is_read_from_where_downloads_are_kept(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = remote(f"{server.address}/good")
    monkeypatch.setitem(REMOTE, "the-verdict", text)
    monkeypatch.setenv("COMPANION_DATA", str(folder))
    find_or_download(text, folder)
    assert load_text("the-verdict") == BODY.decode()
    assert server.asked == ["/good"]


def test_the_verdict_has_its_published_address() -> None:
    assert REMOTE["the-verdict"].url.endswith(
        "/ch02/01_main-chapter-code/the-verdict.txt"
    )


def test_the_verdict_has_its_published_length(verdict: str) -> None:
    assert len(verdict) == 20_479
    assert len(verdict.encode()) == REMOTE["the-verdict"].n_bytes


def test_every_shipped_file_is_in_the_table_with_its_hash() -> None:
    table = dict(
        re.findall(
            r"^\| \[`([^`]+)`\].*\| `([0-9a-f]{64})` \|$",
            (DATA / "README.md").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in DATA.iterdir()
        if path.name != "README.md"
    }
    assert table == files
    assert set(corpora._SHIPPED) < set(files)


def test_data_path_knows_the_shipped_files_only() -> None:
    for name in (
        "story.txt",
        "parallel.tsv",
        "parallel_training.tsv",
        "gpt2.tiktoken",
    ):
        assert data_path(name) == DATA / name
    with pytest.raises(ValueError, match=r"'storry.txt'.*Did you mean 'story.txt'\?"):
        data_path("storry.txt")
    for name in ("../pyproject.toml", "", "README.md"):
        with pytest.raises(ValueError, match="is shipped"):
            data_path(name)


def test_data_path_prefers_the_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "companion"
    (package / "data").mkdir(parents=True)
    (package / "data" / "story.txt").write_text("installed")
    monkeypatch.setattr(corpora, "__file__", str(package / "corpora.py"))
    assert data_path("story.txt") == package / "data" / "story.txt"
    assert data_path("parallel.tsv") == tmp_path / "data" / "parallel.tsv"


def test_story_is_the_default_and_reads_as_the_file_stands() -> None:
    story = (DATA / "story.txt").read_bytes().decode("utf-8")
    assert load_text() == load_text("story") == story
    assert 18_000 <= len(story) <= 22_000


def test_sentences_to_learn_from_are_kept_apart_from_those_to_test_with() -> None:
    training, test = load_parallel("training"), load_parallel()
    assert list(training) == list(test)
    for language, sentences in training.items():
        assert len(sentences) == 40
        assert not set(sentences) & set(test[language])


def test_another_part_of_the_parallel_sentences_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no part is named 'trainin'.*'training'"):
        load_parallel("trainin")


def test_parallel_sentences_stand_side_by_side() -> None:
    sentences = load_parallel()
    assert next(iter(sentences)) == "English"
    assert len(sentences) == 10
    assert len({len(column) for column in sentences.values()}) == 1
    assert len(sentences["English"]) >= 10
    lines = (DATA / "parallel.tsv").read_text(encoding="utf-8").split("\n")
    assert "\t".join(column[3] for column in sentences.values()) == lines[4]


def test_articles_are_whole_and_plain() -> None:
    news, encyclopedia = load_articles("news"), load_articles("encyclopedia")
    assert (len(news), len(encyclopedia)) == (300, 100)
    assert sum(len(article.split()) for article in news) == 59_890
    assert sum(len(article.split()) for article in encyclopedia) > 280_000
    assert all(article == article.strip() != "" for article in news + encyclopedia)
    assert "The aardvark is not closely related" in "\n".join(encyclopedia)


def test_no_markup_is_left_in_the_encyclopedia() -> None:
    paragraphs = "\n".join(load_articles("encyclopedia")).split("\n")
    assert len(paragraphs) > 3_000
    for sign in ("{", "}", "[", "]", "<", ">", "|", "&nbsp;", "''", "\xa0", " ,", "( "):
        assert not [line for line in paragraphs if sign in line], sign
    assert all(line[-1] in '.!?"' for line in paragraphs)


def test_articles_are_read_once_and_without_loading_gensim() -> None:
    assert load_articles("news") is load_articles("news")
    assert "gensim" not in loaded_by(
        "from companion.corpora import load_articles; load_articles('news')"
    )


def test_unknown_corpus_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="Did you mean 'encyclopedia'"):
        load_articles("encyclopaedia")


def test_without_gensim_the_articles_say_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    load_articles.cache_clear()
    with pytest.raises(ModuleNotFoundError, match="pip install gensim"):
        load_articles("news")


def test_any_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_bytes("\ufeffone\r\ntwo\rthree\x00\u200d\u00a0\t👍\n".encode())
    text = "one\ntwo\nthree\x00\u200d\u00a0\t👍\n"
    assert load_text(path) == text
    assert load_text(str(path)) == text
    path.write_bytes(b"")
    assert load_text(path) == ""


def test_a_name_goes_before_a_file_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "story").write_text("mine")
    monkeypatch.chdir(tmp_path)
    assert load_text("story") != "mine"
    assert load_text("./story") == "mine"


@pytest.mark.parametrize(
    ("content", "place"),
    [(b"caf\xe9", 3), (b"\xff\xfeo\x00", 0), (b"a\xed\xa0\x80", 1)],
)
def test_file_that_is_not_utf8_is_refused_with_the_place(
    content: bytes, place: int, tmp_path: Path
) -> None:
    path = tmp_path / "own.txt"
    path.write_bytes(content)
    byte = f"{content[place]:#04x}"
    with pytest.raises(
        ValueError, match=rf"own.txt is not UTF-8: byte {byte} at .*{place}"
    ):
        load_text(path)


@pytest.mark.parametrize(
    ("name", "near"),
    [("the-verdikt", "the-verdict"), ("Story", "story"), ("verdict", "the-verdict")],
)
def test_unknown_name_is_answered_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(ValueError, match=f"'{name}' is neither.*Did you mean '{near}'"):
        load_text(name)


@pytest.mark.parametrize("name", ["", "no such file.txt", "a\x00b", "word " * 2_000])
def test_what_is_neither_name_nor_file_is_refused_briefly(name: str) -> None:
    with pytest.raises(ValueError, match="neither a named text nor a file") as caught:
        load_text(name)
    assert len(str(caught.value)) < 200
    assert "Did you mean" not in str(caught.value)


@pytest.mark.parametrize("kind", [str, Path])
def test_in_a_path_a_tilde_stands_for_the_home_folder(
    kind: type[str] | type[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "tea.txt").write_text("tea")
    assert load_text(kind("~/tea.txt")) == "tea"


def test_a_folder_is_not_a_text(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="neither a named text nor a file"):
        load_text(tmp_path)


@pytest.mark.parametrize("wrong", [None, 7, b"story", ["story"]])
def test_only_strings_and_paths_are_taken(wrong: object) -> None:
    with pytest.raises(TypeError, match=re.escape(repr(wrong))):
        load_text(wrong)  # type: ignore[arg-type]


def test_user_folder_is_the_users_own() -> None:
    assert user_folder().is_absolute()
    assert "text-to-vectors" in user_folder().parts


@pytest.mark.skipif(os.name != "posix", reason="needs a user without a home")
def test_a_user_without_a_home_is_told_what_to_do(tmp_path: Path) -> None:
    """As in a container that is run with an arbitrary user's number."""
    if os.geteuid() != 0:
        pytest.skip("only root can be another user for a moment")
    program = (
        "import os\n"
        "from companion.corpora import Remote, find_or_download, user_folder\n"
        "import platformdirs, companion.storage.downloads\n"
        "os.setuid(54321)\n"
        "for action in (user_folder, lambda: find_or_download(\n"
        "    Remote('a.txt', 'http://127.0.0.1:9/a', 3, 'abc'))):\n"
        "    try:\n"
        "        action()\n"
        "    except OSError as error:\n"
        "        print(type(error).__name__, error)\n"
    )
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("HOME", "COMPANION_DATA") and not name.startswith("XDG_")
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
    )
    first, second, third = done.stdout.splitlines()
    assert first.startswith("FileNotFoundError this user has no home folder")
    assert second.startswith("DownloadError could not download http://127.0.0.1:9/a")
    assert "save it as a.txt in a folder named by" in third
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (
            b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xff",
            "a zip archive, like those of .docx",
        ),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        ("tea".encode("utf-16"), "a text in UTF-16"),
        ("\ufefftea".encode("utf-16-be"), "a text in UTF-16"),
    ],
)
def test_a_file_of_another_kind_is_named(
    content: bytes, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"; it begins as {kind}.* as plain text"):
        load_text(str(path))


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("I sent THE BOAT.", "I sent the boat."),
        ("ÄRGER in ŁÓDŹ, ΑΒΓ", "ärger in łódź, αβγ"),
        ("A B c McDonald", "A B c McDonald"),
        ("", ""),
    ],
)
def test_words_in_capitals_are_written_in_small_letters(
    text: str, lowered: str
) -> None:
    assert lower_capitals(text) == lowered


@pytest.mark.slow
def test_rare_tokens_grow_fewer_among_the_articles_but_slowly() -> None:
    """What the last question of notebook 01 says of the articles of notebook 02."""
    articles = texts_by_genre(split)[0]["both"]
    story = split(load_text("story"))
    assert round(len(articles), -4) == 370_000
    assert 70 < len(articles) / len(story) < 77

    def share_of_once(tokens: list[str]) -> float:
        counts = list(token_counts(tokens).values())
        return counts.count(1) / len(counts)

    for begin in range(0, len(articles) - 5_000, 40_000):
        assert 0.6 < share_of_once(articles[begin : begin + 5_000]) < 0.7
    assert round(share_of_once(articles), 1) == 0.5


@pytest.mark.slow
def test_texts_by_genre_are_apart_and_complete() -> None:
    read, held_out = texts_by_genre(split)
    for genre, corpus, cut in (("news", "news", 270), ("wiki", "encyclopedia", 90)):
        articles = load_articles(corpus)
        assert read[genre] == split("\n".join(articles[:cut]))
        new = [each for each in articles[cut:] if each not in articles[:cut]]
        assert held_out[genre] == split("\n".join(new))
    assert Counter(read["both"]) == Counter(read["news"] + read["wiki"])
    assert read["both"] != read["news"] + read["wiki"]
    assert read["both"] == texts_by_genre(split)[0]["both"]
    assert held_out["story"] == split(lower_capitals(load_text("story")))


def loaded_by(statement: str) -> set[str]:
    """Return the top-level modules that a statement loads in a fresh Python."""
    program = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in done.stdout.split()}


def test_importing_the_companion_loads_nothing_heavy() -> None:
    heavy = {"torch", "gensim", "matplotlib", "numpy", "scipy", "IPython", "regex"}
    assert "companion" in loaded_by("import companion")
    assert not loaded_by("import companion") & (heavy | {"pooch", "requests"})


def test_importing_corpora_loads_no_download_library() -> None:
    loaded = loaded_by("from companion import load_text; load_text()")
    assert not loaded & {"pooch", "requests", "urllib3", "torch", "numpy"}
