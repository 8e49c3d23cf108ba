"""Pages to print: HTML with a style for paper, which loads nothing.

Formulas are few and short: they are set with italic letters and raised exponents, so
that no script has to draw them.
"""

from __future__ import annotations

import html
import re

import mistune
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

SIGNS = {r"\approx": "≈", r"\cdot": "·", r"\beta": "β"}
STYLE = """
@page { size: A4; margin: 16mm 16mm 18mm; }
@page { @bottom-right { content: counter(page); font: 9pt sans-serif; } }
:root { color-scheme: light; }
body { max-width: 46em; margin: 2em auto; padding: 0 1em; color: #111; background: #fff;
  font: 11pt/1.45 Georgia, "Times New Roman", serif; }
h1, h2, h3, th, .minutes { font-family: "Segoe UI", Helvetica, Arial, sans-serif; }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 .4em; }
h2 { font-size: 15pt; margin: 1.6em 0 .4em; border-top: 1.5pt solid #111;
  padding-top: .4em; }
h3 { font-size: 12pt; margin: 1.3em 0 .3em; }
h2, h3 { break-after: avoid; }
p, li { orphans: 2; widows: 2; }
p:has(+ :is(pre, ul)) { break-after: avoid; }
pre { font: 9pt/1.4 "DejaVu Sans Mono", Menlo, Consolas, monospace; margin: .6em 0;
  padding: .5em .7em; border: .75pt solid #999; border-radius: 2pt; break-inside: avoid;
  white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: .86em "DejaVu Sans Mono", Menlo, Consolas, monospace;
  overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: .6em 0; font-size: .95em; }
tr { break-inside: avoid; }
th, td { border: .75pt solid #999; padding: .2em .6em; text-align: left;
  vertical-align: top; }
blockquote { margin: .6em 0; padding-left: .8em; border-left: 2pt solid #999; }
a { color: inherit; }
.minutes { font-size: 9.5pt; color: #444; margin: 2.2em 0 -1em; break-after: avoid; }
.lines { margin: .4em 0 1em; break-inside: avoid; break-before: avoid; }
.lines div { height: 2.1em; border-bottom: .75pt solid #999; }
@media print { body { max-width: none; margin: 0; padding: 0; } }
""" + HtmlFormatter(style="bw").get_style_defs("pre")


def prose(markdown: str) -> str:
    """Return Markdown as HTML.

    Parameters
    ----------
    markdown
        As it stands in a lesson.

    Returns
    -------
    str
        HTML, with formulas set.

    Raises
    ------
    ValueError
        If a formula has a sign that is not among `SIGNS`.
    """
    convert = mistune.create_markdown(escape=False, plugins=["table", "math"])
    made = str(convert(markdown))
    found = re.compile(r'<span class="math">\\\((.+?)\\\)</span>')
    return found.sub(lambda each: formula(html.unescape(each[1])), made)


def formula(tex: str) -> str:
    r"""Return a short formula as HTML.

    Parameters
    ----------
    tex
        Letters, digits, exponents and `SIGNS`.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        If there is another sign in it.

    Examples
    --------
    >>> formula(r"V \cdot n^{\beta}")
    '<i>V</i> · <i>n</i><sup><i>β</i></sup>'
    """
    for name, sign in SIGNS.items():
        tex = tex.replace(name, sign)
    if "\\" in tex:
        raise ValueError(
            f"the formula {tex[:300]!r} cannot be printed: put its sign into SIGNS in "
            "tools/paper.py"
        )
    tex = re.sub(r"([^\W\d_])", r"<i>\1</i>", tex)
    return re.sub(r"\^(?:\{(.+?)\}|(<i>.</i>|.))", r"<sup>\1\2</sup>", tex)


def code(source: str) -> str:
    """Return Python code as HTML: black on white, with weights in place of colours."""
    inside = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    return f"<pre>{inside.rstrip()}</pre>"


def lines(count: int) -> str:
    """Return lines to write on, as HTML."""
    return f'<div class="lines">{"<div></div>" * count}</div>'


def page(title: str, body: list[str]) -> str:
    """Return a whole page.

    Parameters
    ----------
    title
        What the browser calls it, and its heading.
    body
        HTML.

    Returns
    -------
    str
        HTML that loads nothing.
    """
    shown = html.escape(title)
    head = f'<meta charset="utf-8"><title>{shown}</title><style>{STYLE}</style>'
    inside = "\n".join(body)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body><main>\n'
        f"<h1>{shown}</h1>\n{inside}\n</main></body></html>\n"
    )
