"""How long a page takes: words read, items answered, tasks done. The declared minutes are held against it.

Reading speed: 150 words a minute. Brysbaert (2019) finds about 214 for adults who read French prose silently; a learner who stops to
think, on a phone, in a text full of new words, is taken to read at 70 % of that. A task to do (« Lundi matin », an open question)
counts two minutes; islands say their own minutes through the `minutes` attribute of their node.
"""

from __future__ import annotations

import re

from docutils import nodes

from parcours.book.nodes import html_element

WORDS_PER_MINUTE = 150
TASK_MINUTES = 2
CHART_MINUTES = 0.5
WORD = re.compile(r"[\wÀ-ÿ’'-]+")


def page_words(document: nodes.Node) -> int:
    """Words that a reader meets outside folded parts, code and islands."""
    total = 0
    for text in document.findall(nodes.Text):
        if not _skipped(text):
            total += len(WORD.findall(text.astext()))
    return total


def _skipped(node: nodes.Node) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, (nodes.literal_block, nodes.raw, nodes.comment)):
            return True
        if isinstance(parent, html_element) and (
            parent["tag"] in ("details", "script") or "data-island" in parent["attrs"] or parent.get("minutes")
        ):
            return True
        parent = parent.parent
    return False


def page_minutes(document: nodes.Node) -> float:
    """Minutes of a page: reading, charts, and what its islands announce."""
    islands = sum(node.get("minutes", 0) for node in document.findall(html_element))
    charts = sum(CHART_MINUTES for node in document.findall(html_element) if node["tag"] == "figure")
    tasks = sum(TASK_MINUTES for node in document.findall(nodes.container) if "boite-lundi-matin" in node["classes"])
    return page_words(document) / WORDS_PER_MINUTE + charts + islands + tasks


def minutes_range(minutes: float) -> str:
    """A duration as a range, since readers differ: « 10 à 15 min », « 2 h 30 à 3 h »."""
    low, high = _rounded(minutes * 0.85), _rounded(minutes * 1.2)
    if low == high:
        return _written(high)
    if high < 60:
        return f"{low} à {high}\u00a0min"
    return f"{_written(low)} à {_written(high)}"


def _rounded(minutes: float) -> int:
    step = 5 if minutes < 60 else 15
    return max(step, round(minutes / step) * step)


def _written(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h" + (f"\u00a0{rest:02d}" if rest else "")
