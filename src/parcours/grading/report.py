"""The page of a marked class, from the gradebook: anonymous unless the trainer asks for names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from .back import results
from .bank import Bank
from .class_page import class_page
from .places import Places, write_file
from .result import Result, long_answers


def report(assignment: str, places: Places, out: Path, names: bool = False, more: Sequence[str] = ()) -> Path:
    """Write ``out`` (HTML) and, beside it, the same figures as CSV. Returns ``out``. ``more``: as for ``class_page``.

    Raises GradingError (French) when nothing was marked. With fewer than five submissions only the states are told.
    """
    found = [result for _, result in sorted(results(assignment, places).items())]
    answers = [_answers(each, assignment, places) for each in found]
    known = Bank.read(places.bank, assignment).known
    html, figures = class_page(assignment, found, answers, names, more, known, draw=_bars)
    write_file(out, html.encode("utf-8"))
    write_file(out.with_suffix(".csv"), figures)
    return out


def _bars(labels: list[str], values: list[int], x: str, y: str) -> str:
    """A bar chart by Altair, as static SVG in the page's own colours, silent for screen readers."""
    import altair as alt
    import pandas as pd

    from parcours.book.charts import draw

    table = pd.DataFrame({"x": labels, "y": values})
    across = alt.X("x:N", sort=None, title=x, axis=alt.Axis(labelAngle=0, labelOverlap=False))
    base = alt.Chart(table, width=640, height=180).encode(across, alt.Y("y:Q", title=y))
    return draw(base.mark_bar() + base.mark_text(dy=-8).encode(text="y:Q"))


def _answers(result: Result, assignment: str, places: Places) -> str:
    path = places.autograded / result.outcome.student / assignment / f"{assignment}.ipynb"
    try:
        return long_answers(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError):
        return ""
