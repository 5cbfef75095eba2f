"""What the instructor's own answers, run first, tell of the tests. Pure; the command and the desk say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .template import Template


def without_solution(template: Template) -> set[str]:
    """The tests that follow an answer without a line of code: a summative exercise whose private half is elsewhere."""
    found, blank = set(), False
    for cell in template.cells:
        if cell.role == "answer":
            blank = not re.search(r"^\s*[^\s#]", cell.solved, re.MULTILINE)
        elif cell.role == "test" and blank:
            found.add(cell.grade_id or "")
    return found


def sentences(tests: Iterable[str], template: Template, advice: str) -> list[str]:
    """The sentences on the tests that the reference misses. ``advice``: what to do about a wrong test."""
    absent = set(tests) & without_solution(template)
    wrong = set(tests) - absent
    told = []
    if absent:
        told.append(f"la solution de référence n’est pas ici : {', '.join(sorted(absent))} n’ont pas été essayés.")
    if wrong:
        told.append(f"la solution de référence échoue à {', '.join(sorted(wrong))}. {advice}")
    return told
