"""Marking by hand: levels, points, comments, private notes, and in which order to read."""

from __future__ import annotations

import hashlib
import math
import re
from typing import Any

from parcours.grading.feedback import points as french

from . import shape
from .bank import bank, bank_add, bank_export, bank_import, bank_remove
from .errors import DeskError
from .model import TOP, HandMark, Notes, Override, Session, Task
from .results import points_of, result_of

__all__ = ["bank", "bank_add", "bank_export", "bank_import", "bank_remove", "bank_use"]
__all__ += ["cells", "check", "override", "progress", "queue", "restore", "set_comment", "set_level", "set_notes"]
__all__ += ["set_points", "tasks", "to_do", "view"]


def tasks(session: Session) -> list[dict]:
    """The tasks, in the notebook's order, with rubric and oral questions but without the samples."""
    told = []
    for task in session.tasks:
        line = shape.plain(task)
        line["samples"] = len(task.samples)
        told.append(line | {"max": sum(task.cells.values())})
    return told


def view(session: Session, student: str, task_id: str) -> dict:
    """All that the screen shows of one task of one person."""
    task, person = session.task(task_id), session.person(student)
    text = session.answers.get(student, {}).get(task.manual, "")
    shown = {"student": student, "label": person.label, "task": task_id, "text": text}
    shown |= {"blank": _blank(session, student, task), "words": len(re.findall(r"\w+(?:[’'-]\w+)*", text))}
    shown |= _state(session, student, task)
    return shown | {"notes": shape.plain(session.notes.get(student, {}).get(task_id, Notes()))}


def cells(session: Session, student: str) -> list[dict]:
    """A person's graded cells: what the machine gave, what counts now, and the reason where a person changed it."""
    outcome = session.outcomes.get(student)
    if outcome is None:
        return []
    by_hand = {task.manual for task in session.tasks if task.manual}
    result, told = result_of(session, student), []
    for grade_id, verdict in outcome.cells.items():
        changed = session.overrides.get(student, {}).get(grade_id)
        line = {"grade_id": grade_id, "manual": grade_id in by_hand, "auto": verdict.get("auto")}
        line |= {"points": result.cells[grade_id][0], "max": verdict.get("max"), "error": verdict.get("error") or ""}
        told.append(line | {"hidden": bool(verdict.get("hidden")), "override": shape.plain(changed)})
    return told


def set_level(session: Session, student: str, task_id: str, criterion: str, level: int | None) -> dict:
    """Give a criterion its level, 0 to 4, or take it back with None."""
    task = session.task(task_id)
    check_level(task, criterion, level)
    mark = _mark(session, student, task)
    if level is None:
        mark.levels.pop(criterion, None)
    else:
        mark.levels[criterion] = level
    return _settled(session, student, task)


def set_points(session: Session, student: str, task_id: str, points: float | None) -> dict:
    """Give points without the rubric; None goes back to it."""
    task = session.task(task_id)
    if points is not None:
        points = _within(points, task.maximum, f"La note de {task_id}")
    _mark(session, student, task).points = points
    return _settled(session, student, task)


def set_comment(session: Session, student: str, task_id: str, text: str) -> dict:
    """The marker's words for the trainee."""
    task = session.task(task_id)
    _mark(session, student, task).comment = text.strip()
    return _settled(session, student, task)


def bank_use(session: Session, comment: str, student: str, task_id: str) -> dict:
    """Add a kept comment to the one being written for this text."""
    kept, task = {each.id: each for each in session.bank}[comment], session.task(task_id)
    mark = _mark(session, student, task)
    if kept.text not in mark.comment:
        mark.comment = f"{mark.comment}\n{kept.text}".strip()
        kept.uses += 1
    return _settled(session, student, task)


def set_notes(
    session: Session,
    student: str,
    task_id: str,
    draft: str | None = None,
    ai: str | None = None,
    oral: str | None = None,
) -> dict:
    """The marker's private notes; what is None stays. They are never given back."""
    session.task(task_id), session.person(student)
    mine = session.notes.setdefault(student, {}).setdefault(task_id, Notes())
    mine.draft = mine.draft if draft is None else draft.strip()
    mine.ai = mine.ai if ai is None else ai.strip()
    mine.oral = mine.oral if oral is None else oral.strip()
    if mine == Notes():
        _forget(session.notes, student, task_id)
    return shape.plain(mine)


def override(session: Session, student: str, grade_id: str, points: float, reason: str) -> dict:
    """Put a person's points in the place of automatic ones. Raises DeskError without a reason, or out of bounds."""
    verdict = _verdict(session, student, grade_id)
    points = _within(points, float(verdict.get("max") or 0), f"La note de {grade_id}")
    if not reason.strip():
        raise DeskError(f"La note de {grade_id}", "il manque la raison.", "Écrivez-la : la personne la lira.")
    session.overrides.setdefault(student, {})[grade_id] = Override(points, reason.strip())
    return _total(session, student)


def restore(session: Session, student: str, grade_id: str) -> dict:
    """Go back to the automatic points."""
    _verdict(session, student, grade_id)
    if grade_id in session.overrides.get(student, {}):
        _forget(session.overrides, student, grade_id)
    return _total(session, student)


def check(session: Session, student: str, done: bool = True) -> dict:
    """« À vérifier » : a person has looked at this hand-in (or not any more)."""
    session.person(student)
    session.checked = sorted({*session.checked, student} if done else set(session.checked) - {student})
    return {"student": student, "checked": done}


def queue(session: Session, by: str = "task", name: str = "", todo: bool = False) -> list[dict]:
    """What to read, in order: one task of everybody (`by="task"`), or all tasks of one person (`by="person"`).

    `name` keeps one task or one person; `todo` keeps what is neither read nor blank. `state`: todo, done or blank.
    """
    manual = [task for task in session.tasks if task.manual]
    pairs = [(task, person) for task in manual for person in session.people]
    if by == "person":
        pairs = [(task, person) for person in session.people for task in manual]
    told = []
    for task, person in pairs:
        student = person.student
        if name not in ("", student if by == "person" else task.id):
            continue
        if task.manual not in session.answers.get(student, {}):
            continue
        state = _reading(session, student, task)
        if state == "todo" or not todo:
            told.append({"student": student, "label": person.label, "task": task.id, "state": state})
    return told


def progress(session: Session) -> dict:
    """How many readings are done, in all, by task, by person; tasks worth no point and blanks are not counted."""
    worth = {task.id for task in session.tasks if task.maximum > 0}
    counted = [each for each in queue(session) if each["task"] in worth and each["state"] != "blank"]

    def told(kept: list[dict]) -> dict[str, int]:
        return {"done": sum(each["state"] == "done" for each in kept), "total": len(kept)}

    def split(key: str) -> dict[str, dict[str, int]]:
        names = dict.fromkeys(each[key] for each in counted)
        return {name: told([each for each in counted if each[key] == name]) for name in names}

    return {**told(counted), "tasks": split("task"), "people": split("student")}


def to_do(session: Session, student: str) -> list[str]:
    """The cells of a person that wait for a person's points."""
    if student in session.outcomes:
        cells = result_of(session, student).cells
        return [name for name, (value, maximum, _) in cells.items() if value is None and maximum > 0]
    texts = [task for task in session.tasks if task.maximum > 0 and task.manual in session.answers.get(student, {})]
    return [task.manual for task in texts if _reading(session, student, task) == "todo"]


def check_level(task: Task, criterion: str, level: Any) -> None:
    """Raises DeskError unless `level` is None or one of this rubric's."""
    if criterion not in {each.id for each in task.criteria}:
        raise DeskError(task.id, f"« {criterion} » n’est pas un critère de sa grille.", "Choisissez-en un autre.")
    if level is not None and (type(level) is not int or not 0 <= level <= TOP):
        raise DeskError(task.id, f"{level!r} n’est pas un niveau.", f"Choisissez un niveau de 0 à {TOP}.")


def _mark(session: Session, student: str, task: Task) -> HandMark:
    session.person(student)
    if not task.manual:
        raise DeskError(task.id, "ses contrôles la notent.", "Pour changer une note automatique, remplacez-la.")
    mark = session.marks.setdefault(session.settings.marker, {}).setdefault(student, {}).setdefault(task.id, HandMark())
    mark.digest = digest(session.answers.get(student, {}).get(task.manual, ""))
    return mark


def digest(text: str) -> str:
    """Of the text that was read: a mark given on another text is told."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _settled(session: Session, student: str, task: Task) -> dict:
    """What changed, for the screen, with the person's line (`row`); a reading emptied of all is forgotten."""
    marker = session.settings.marker
    if session.marks[marker][student][task.id].empty:
        _forget(session.marks[marker], student, task.id)
        if not session.marks[marker]:
            del session.marks[marker]
    return _state(session, student, task) | {"row": _total(session, student)}


def _state(session: Session, student: str, task: Task) -> dict:
    mark = session.marks.get(session.settings.marker, {}).get(student, {}).get(task.id, HandMark())
    text = session.answers.get(student, {}).get(task.manual, "")
    given = points_of(task, mark)
    told = {"mark": shape.plain(mark), "points": given, "max": task.maximum, "complete": given is not None}
    return told | {"changed": bool(mark.digest) and mark.digest != digest(text)}


def _reading(session: Session, student: str, task: Task) -> str:
    mark = session.marks.get(session.settings.marker, {}).get(student, {}).get(task.id)
    if points_of(task, mark) is not None:
        return "done"
    return "blank" if _blank(session, student, task) else "todo"


def _blank(session: Session, student: str, task: Task) -> bool:
    return task.manual in session.blank.get(student, ())


def _verdict(session: Session, student: str, grade_id: str) -> dict:
    if any(task.manual == grade_id for task in session.tasks):
        raise DeskError(grade_id, "ce texte se note avec sa grille.", "Donnez-lui des niveaux ou des points.")
    return session.outcomes[student].cells[grade_id]


def _within(points: float, maximum: float, place: str) -> float:
    if isinstance(points, bool) or not isinstance(points, (int, float)) or not math.isfinite(points):
        raise DeskError(place, f"{points!r} n’est pas un nombre.", "Écrivez par exemple 2,5.")
    if not 0 <= points <= maximum:
        raise DeskError(place, f"{french(points)} sort des bornes.", f"Donnez entre 0 et {french(maximum)}.")
    return float(points)


def _total(session: Session, student: str) -> dict:
    result = result_of(session, student) if student in session.outcomes else None  # a second marker has texts alone
    told = {"student": student, "score": result and result.score, "max": result and result.max_score}
    return told | {"todo": len(to_do(session, student))}


def _forget(held: dict[str, dict], student: str, key: str) -> None:
    del held[student][key]
    if not held[student]:
        del held[student]
