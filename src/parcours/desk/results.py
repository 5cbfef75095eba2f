"""From a session to marks: a rubric's levels become points, a person's words take the place of the machine's."""

from __future__ import annotations

import dataclasses

from parcours.grading.model import Status
from parcours.grading.result import Result

from .model import TOP, HandMark, Session, Task

NO_ANSWER = "Pas de réponse."  # the words that the gradebook has for it too


def points_of(task: Task, mark: HandMark | None) -> float | None:
    """The points of a reading: those given as such, else the share of the rubric's levels; None until it is complete.

    With 4 points a criterion, as in this course, that is the sum of the levels.
    """
    if mark is None:
        return None
    if mark.points is not None:
        return mark.points
    given = [mark.levels.get(criterion.id) for criterion in task.criteria]
    known = [level for level in given if level is not None]
    if not given or len(known) < len(given):
        return None
    return round(task.maximum * sum(known) / (TOP * len(given)), 2)


def final_mark(session: Session, student: str, task: Task) -> HandMark | None:
    """The reading that counts: the lead's when it is complete, else the first complete one by marker's name."""
    others = sorted(marker for marker in session.marks if marker != session.settings.lead)
    started = None
    for marker in [session.settings.lead, *others]:
        mark = session.marks.get(marker, {}).get(student, {}).get(task.id)
        if points_of(task, mark) is not None:
            return mark
        started = started or mark
    return started


def result_of(session: Session, student: str) -> Result:
    """What `parcours.grading` shows, sends and counts, from the outcome and the desk. Raises KeyError if absent."""
    outcome = session.outcomes[student]
    if outcome.status is Status.REVIEW and student in session.checked:
        outcome = dataclasses.replace(outcome, status=Status.GRADED)
    by_cell = {task.manual: task for task in session.tasks if task.manual}
    blank = session.blank.get(student, ())
    result = Result(outcome)
    for grade_id, verdict in outcome.cells.items():
        value, comment = verdict.get("auto"), NO_ANSWER if verdict.get("unanswered") else ""
        if grade_id in by_cell:
            mark = final_mark(session, student, by_cell[grade_id])
            given = points_of(by_cell[grade_id], mark)
            value = value if given is None else given
            comment = mark.comment if mark and mark.comment else comment
        if override := session.overrides.get(student, {}).get(grade_id):
            value, comment = override.points, override.reason
        result.cells[grade_id] = (value, float(verdict.get("max") or 0.0), comment)
    for grade_id in blank:
        if grade_id not in result.cells and result.cells:
            result.cells[grade_id] = (0.0, 0.0, NO_ANSWER)
    result.score = sum(value or 0.0 for value, _, _ in result.cells.values())
    result.max_score = sum(maximum for _, maximum, _ in result.cells.values())
    result.waiting = sum(value is None and maximum > 0 for value, maximum, _ in result.cells.values())
    return result


def results(session: Session) -> dict[str, Result]:
    """Everybody's, in the order of the pseudonyms."""
    return {
        person.student: result_of(session, person.student)
        for person in session.people
        if person.student in session.outcomes
    }
