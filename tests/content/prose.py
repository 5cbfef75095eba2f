"""The prose of a built page: what a reader reads, without code, tables of data, names of columns or sources."""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
NOT_PROSE = "code, pre, samp, svg, script, select, .citation, figure details, table.donnees, .val, .bibliography, [lang='en'], .reference.external"
SENTENCE = re.compile(r"[.!?…]+[\s»\u00a0\u202f)]*(?=\s+[A-ZÀ-Ý«“]|$)")


def pages() -> list[str]:
    """The pages of the course in French prose, by name."""
    return sorted(
        path.relative_to(SITE).with_suffix("").as_posix()
        for path in SITE.rglob("*.html")
        if path.parts[len(SITE.parts)] not in ("assets", "_static", "lab") and path.stem not in ("search", "bibliographie")
    )


def article(name: str) -> BeautifulSoup:
    soup = BeautifulSoup((SITE / f"{name}.html").read_text("utf-8"), "html.parser").select_one("main article")
    for node in soup.select(NOT_PROSE):
        node.decompose()
    return soup


def plain(node) -> str:
    """The text of an element; ordinary spaces are folded, no-break ones kept."""
    return re.sub(r"[ \t\n]+", " ", node.get_text("")).strip()


def paragraphs(name: str, without: str = "") -> list[str]:
    """The paragraphs, list items and cells of a page, as plain text; `without` is a selector of what to leave out."""
    found = []
    soup = article(name)
    for node in soup.select(without) if without else []:
        node.decompose()
    for node in soup.select("p, li, td, dd, legend, summary, h1, h2, h3, figcaption, label"):
        if not node.find(["p", "li"]):
            text = plain(node)
            if text:
                found.append(text)
    return found


def sentences(name: str) -> list[str]:
    """The sentences of a page's paragraphs (three words or more)."""
    found = []
    for text in (plain(node) for node in article(name).select("p, li") if not node.find(["p", "li"])):
        found += [part for part in SENTENCE.split(text) if len(part.split()) > 2]
    return found
