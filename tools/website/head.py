"""What a page says of itself: its description, its preview, and the sitemap of all."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from tools.website.addresses import addresses
from tools.website.preview import NAME

LONGEST = 160  # characters of a description, as far as search engines show it
SKIPPED = ("The road:", "You are here:", "Download this lesson")
WITHOUT_WORDS = "lists of what the lessons and the reference hold."
TAG = re.compile(r"<[^>]+>")


def describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page its description, and what is shown where somebody links to it."""
    title = html.unescape(TAG.sub("", context.get("title") or app.config.project))
    about = description(doctree) if doctree is not None else ""
    about = about or f"{app.config.project}: {WITHOUT_WORDS}"
    tags = {
        "og:type": "website" if page == app.config.root_doc else "article",
        "og:site_name": app.config.project,
        "og:title": title,
        "og:description": about,
    }
    site = addresses().site
    if site:
        tags["og:url"] = f"{site}/{app.builder.get_target_uri(page)}"
        tags["og:image"] = f"{site}/{NAME}"
        tags["og:image:alt"] = "A text, its tokens, their IDs, and a vector for each."
    lines = [f'<meta name="description" content="{html.escape(about)}">']
    lines += [
        f'<meta property="{name}" content="{html.escape(value)}">'
        for name, value in tags.items()
    ]
    context["metatags"] = "\n".join([context.get("metatags", ""), *lines])


def description(doctree: nodes.document) -> str:
    """Return the first sentences of a page, as many as a search engine shows.

    Parameters
    ----------
    doctree
        The page.

    Returns
    -------
    str
        At most 160 characters; of a lesson, what one will be able to do.
    """
    said = ""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if text.startswith(SKIPPED) or not text:
            continue
        said = f"{said} {text}".strip()
        if len(said) > LONGEST:
            break
    if len(said) <= LONGEST:
        return said
    return said[: LONGEST - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"


def write_sitemap(app: Sphinx, error: Exception | None) -> None:
    """Write the list of all pages for search engines, if the site has an address."""
    site = addresses().site
    if error is not None or app.builder.name != "html" or not site:
        return
    lines = [
        f"<url><loc>{html.escape(site)}/{app.builder.get_target_uri(page)}</loc></url>"
        for page in sorted(app.env.found_docs)
    ]
    opening = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    whole = '<?xml version="1.0" encoding="utf-8"?>', opening, *lines, "</urlset>", ""
    folder = Path(app.outdir)
    (folder / "sitemap.xml").write_text("\n".join(whole), encoding="utf-8")
    robots = f"User-agent: *\nSitemap: {site}/sitemap.xml\n"
    (folder / "robots.txt").write_text(robots, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx when to ask for descriptions and the sitemap."""
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
