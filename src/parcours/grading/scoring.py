"""From what the checker proved to points. Pure.

The rules of nbgrader/utils.py (determine_grade), but for one: no proof of completion, no points.
"""

from __future__ import annotations

from dataclasses import dataclass

from .model import CellResult, RunResult
from .sanitize import Clean
from .template import Template


@dataclass(frozen=True)
class Mark:
    """Points of one graded cell. ``auto`` is None when a person must read it."""

    grade_id: str
    auto: float | None
    maximum: float
    unanswered: bool = False


def marks(clean: Clean, template: Template, run: RunResult) -> list[Mark]:
    """One mark for each cell that is worth points, in the template's order."""
    made = []
    for cell in template.cells:
        if cell.grade_id is None or cell.role not in ("test", "manual", "task"):
            continue
        if cell.role == "test":
            result = run.cells.get(cell.grade_id)
            auto: float | None = points(result, cell.points)
            if result and result.withheld and (auto or result.unseen):
                auto = None
        else:
            auto = 0.0 if cell.role == "manual" and cell.grade_id in clean.unanswered else None
        made.append(Mark(cell.grade_id, auto, cell.points, cell.grade_id in clean.unanswered))
    return made


def missed(clean: Clean, template: Template, run: RunResult) -> set[str]:
    """The tests that did not give all their points. What a person must confirm was passed; what was unseen was not."""
    worth = {mark.grade_id: mark for mark in marks(clean, template, run)}
    unseen = {g for g in clean.tests if g in run.cells and run.cells[g].unseen}
    return unseen | {g for g in clean.tests if (auto := worth[g].auto) is not None and auto < worth[g].maximum}


def points(result: CellResult | None, maximum: float) -> float:
    """Points of a test cell. No result, no completion, an error or anything on stderr: 0.

    A last expression that is a number from 0 to the maximum is partial credit; any other value, full points.
    """
    if result is None or not result.completed or result.error is not None or result.stderr:
        return 0.0
    if result.value is None:
        return maximum
    try:
        partial = float(result.value)
    except ValueError:
        return maximum
    return partial if 0 <= partial <= maximum else 0.0
