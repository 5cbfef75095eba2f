"""What each process of a run is told: the cells, the tests, and where the two meet. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from .analysis import names
from .model import Limits
from .sanitize import Clean
from .template import Step, Template, Test


@dataclass(frozen=True)
class Programs:
    """What each process is told. ``together``: the tests that run in the trainee's own, as nbgrader would, because they
    need what cannot cross."""

    student: dict
    checker: dict
    together: frozenset[str]


def programs(clean: Clean, template: Template, limits: Limits, one_process: frozenset[str] = frozenset()) -> Programs:
    """Split a cleaned notebook between the processes. Pure."""
    tests = {test.grade_id: test for test in template.tests()}
    together = frozenset(g for g, test in tests.items() if test.one_process or g in one_process) & clean.tests.keys()
    position = {at: grade_id for grade_id, at in clean.tests.items()}
    cells = clean.notebook["cells"]
    code = [at for at, cell in enumerate(cells) if cell["cell_type"] == "code" and at not in clean.skip]
    student: list[dict] = []
    for at in code:
        grade_id = position.get(at)
        if grade_id is None:
            student.append({"kind": "cell", "at": at, "source": cells[at]["source"]})
            continue
        if grade_id in together:
            student.append({"kind": "cell", "at": at, "source": cells[at]["source"], "test": True})
            continue
        student.append({"kind": "sync", "test": grade_id})
        visible = _needed_later(template, grade_id, [cells[later]["source"] for later in code if later > at])
        if visible is not None:
            student.append({"kind": "cell", "at": at, "source": visible})
    settings = {"cell_seconds": limits.cell_seconds, "output_bytes": limits.output_bytes}
    checked = [_test(tests[g]) for g in clean.tests if g in tests and g not in together]
    return Programs({"cells": student} | settings, {"tests": checked}, together)


def _needed_later(template: Template, grade_id: str, later: list[str]) -> str | None:
    """The released text of a test cell, where later cells read a name that it binds."""
    released = template.by_id[grade_id].released
    bound = names(released).binds
    return released if bound and any(bound & names(source).reads for source in later) else None


def _test(test: Test) -> dict:
    return {"test": test.grade_id, "before": [_step(step) for step in test.before], "step": _step(test.step)}


def _step(step: Step) -> dict:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(step).items()}
