"""Set where the project's code stands on the web, and write what follows from it.

    python -m tools.hosting https://github.com/OWNER/REPOSITORY  sets the address
    python -m tools.hosting                                      writes what follows

The address is the line ``Repository`` of ``[project.urls]`` in ``pyproject.toml``, and
nowhere else. The badges in the README, the step in ``docs/use_in_ci.md`` and the line
in ``CITATION.cff`` follow from it. Without an address there are no badges, since they
would lead nowhere.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from tools.notebooks import ROOT, notebook_paths

COLAB_BRANCH = "colab"  # which .github/workflows/colab.yml publishes
FIRST = "my-notebooks/01_tokenization.ipynb"
_BEGIN, _END = "<!-- hosting: begin -->", "<!-- hosting: end -->"
_URLS = "[project.urls]\n"
_LINE = re.compile(r"^Repository = .*\n", re.MULTILINE)
_ACTION = re.compile(r"uses: \S+?(/\.github/actions/[\w-]+@)\S+")
_CITED = re.compile(r"^repository-code: .*\n", re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Set the address if one is given, and bring the files up to date.

    Parameters
    ----------
    arguments
        Nothing, or the address.

    Returns
    -------
    int
        The exit status: 0, or 2 for wrong arguments.
    """
    if len(arguments) > 1:
        print(__doc__, file=sys.stderr)
        return 2
    project = ROOT / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    if arguments:
        try:
            text = with_address(text, checked(arguments[0]))
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2
        project.write_text(text, encoding="utf-8", newline="\n")
    code = address_in(text)
    for name, follow in FOLLOWING.items():
        path = ROOT / name
        before = path.read_text(encoding="utf-8")
        path.write_text(follow(before, code), encoding="utf-8", newline="\n")
    print(f"address: {code or 'none'}; up to date: {', '.join(FOLLOWING)}")
    return 0


def checked(address: str) -> str:
    """Return an address without ``.git`` and a slash at its end.

    Parameters
    ----------
    address
        Where the code stands; nothing takes the address away.

    Returns
    -------
    str
        The address.

    Raises
    ------
    ValueError
        If it is none that a browser could open.

    Examples
    --------
    >>> checked("https://github.com/anna/vectors.git")
    'https://github.com/anna/vectors'
    """
    short = address.strip().rstrip("/").removesuffix(".git")
    parts = urlsplit(short)
    if address.strip() and (
        parts.scheme != "https"
        or not parts.hostname
        or not re.fullmatch(r"/[\w.~-]+(/[\w.~-]+)+", parts.path)
        or parts.query
        or parts.fragment
    ):
        raise ValueError(
            f"{address[:300]!r} is not the address of a repository: give it as "
            "https://github.com/OWNER/REPOSITORY"
        )
    return short


def with_address(text: str, code: str) -> str:
    """Return the text of ``pyproject.toml`` with another address, or with none."""
    text = _LINE.sub("", text)
    if not code:
        return text.replace(f"{_URLS}\n", "")
    if _URLS not in text:
        before = "[project.optional-dependencies]\n"
        text = text.replace(before, f"{_URLS}\n{before}", 1)
    return text.replace(_URLS, f'{_URLS}Repository = "{code}"\n', 1)


def address_in(text: str) -> str:
    """Return the address that the text of ``pyproject.toml`` gives, or nothing."""
    urls: dict[str, str] = tomllib.loads(text)["project"].get("urls", {})
    return urls.get("Repository", "").rstrip("/")


def github(code: str) -> str:
    """Return ``OWNER/REPOSITORY`` where an address is on GitHub, otherwise nothing.

    Examples
    --------
    >>> github("https://github.com/anna/vectors"), github("https://gitlab.com/a/b")
    ('anna/vectors', '')
    """
    found = re.fullmatch(r"https://(?:www\.)?github\.com/([^/]+/[^/]+)", code)
    return found[1] if found else ""


def colab_link(code: str, name: str) -> str:
    """Return the address that opens a lesson's copy in Colab.

    Parameters
    ----------
    code
        The address of the project's code, on GitHub.
    name
        The lesson's file; what follows a ``#`` stays.
    """
    home = "https://colab.research.google.com/github"
    return f"{home}/{github(code)}/blob/{COLAB_BRANCH}/{name}"


def binder_link(code: str) -> str:
    """Return the address that opens the lessons on mybinder.org."""
    place = f"gh/{github(code)}" if github(code) else f"git/{quote(code, safe='')}"
    return f"https://mybinder.org/v2/{place}/HEAD?urlpath=lab/tree/{FIRST}"


def badges(code: str) -> str:
    """Return the lines for the README that open the lessons in a browser.

    Parameters
    ----------
    code
        The address of the project's code. On GitHub there is more than elsewhere.

    Returns
    -------
    str
        Markdown; nothing without an address.
    """
    if not code:
        return ""
    binder = _badge("Binder", "https://mybinder.org/badge_logo.svg", binder_link(code))
    if not github(code):
        return f"Nothing to install, all nine lessons in your browser:\n\n{binder}\n"
    codespaces = _badge(
        "GitHub Codespaces",
        "https://github.com/codespaces/badge.svg",
        f"https://codespaces.new/{github(code)}",
    )
    lessons = " ".join(
        f"[{path.name[:2]}]({colab_link(code, path.name)})" for path in notebook_paths()
    )
    return (
        "Nothing to install, all nine lessons in your browser:\n\n"
        f"{binder}\n{codespaces}\n\n"
        "Or one by one in Google Colab, where you run the first cell first:\n"
        f"{lessons}\n\n"
        "Binder and Colab forget your work when you close them: download what you want "
        "to keep.\n"
    )


def _badge(name: str, picture: str, link: str) -> str:
    return f"[![Open in {name}]({picture})]({link})"


def _readme(text: str, code: str) -> str:
    before, _, rest = text.partition(_BEGIN)
    _, found, after = rest.partition(_END)
    if not found:
        raise ValueError(f"README.md has no lines {_BEGIN} and {_END}")
    inside = f"\n\n{badges(code)}\n" if code else "\n"
    return f"{before}{_BEGIN}{inside}{_END}{after}"


def _in_ci(text: str, code: str) -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    repository = github(code) or "OWNER/REPOSITORY"
    return _ACTION.sub(rf"uses: {repository}\g<1>v{project['version']}", text)


def _citation(text: str, code: str) -> str:
    text = _CITED.sub("", text)
    return (
        text.replace("license:\n", f"repository-code: {code}\nlicense:\n", 1)
        if code
        else text
    )


FOLLOWING: dict[str, Callable[[str, str], str]] = {
    "README.md": _readme,
    "docs/use_in_ci.md": _in_ci,
    "CITATION.cff": _citation,
}
"""The files that follow from the address: each takes its text and the address."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
