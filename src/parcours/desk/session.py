"""The whole marking session as one document: made, filled, saved, loaded, merged with a second marker's."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from parcours.grading.model import LABELS, Outcome
from parcours.grading.template import Template

from . import guide, shape
from .marking import to_do
from .model import Person, Session, Settings
from .results import result_of
from .saved import check_settings, check_student, load, save
from .second import merge, second_copy

__all__ = ["add", "answers", "create", "enrol", "load", "merge", "people", "save", "second_copy", "settings"]


def create(
    template: Template, module: dict | None = None, solutions: Sequence[dict] = (), marker: str = "A", seed: str = ""
) -> Session:
    """An empty session. `seed` draws the anonymous order and the codes of peer review (drawn here when '').

    Raises DeskError when `module` or `solutions` are not those of the assignment.
    """
    settings = Settings(marker=marker, lead=marker, seed=seed or secrets.token_hex(8))
    title = str((module or {}).get("titre") or template.assignment)
    return Session(template.assignment, title, template.digest, settings, guide.tasks(template, module, solutions))


def enrol(session: Session, found: Iterable[dict]) -> list[dict]:
    """Enter people `{student, name, prefix, uniqueid}`; newcomers get the next pseudonyms, in drawn order."""
    given = [shape.read(Person, {**each, "label": ""}, "", "La liste des rendus") for each in found]
    for person in given:
        check_student(person.student, "La liste des rendus")
    known = {person.student: person for person in session.people}
    new = []
    for person in {each.student: each for each in given}.values():
        if person.student in known:
            person.label = known[person.student].label
            session.people[session.people.index(known[person.student])] = person
        else:
            new.append(person)
    new.sort(key=lambda person: hashlib.sha256(f"{session.settings.seed}:{person.student}".encode()).digest())
    for number, person in enumerate(new, start=len(session.people) + 1):
        person.label = f"Copie {number:02d}"
        session.people.append(person)
    return people(session)


def add(
    session: Session,
    outcome: Outcome | dict,
    answers: dict[str, str],
    notebook: dict | None = None,
    blank: Iterable[str] = (),
) -> dict:
    """Add a marked hand-in, or put it in the place of the former; marks by hand stay.

    `answers`: texts to read, by cell; `blank`: cells left as they were given (`Clean.unanswered`).
    """
    if isinstance(outcome, dict):
        outcome = shape.read(Outcome, outcome, "", "Le résultat d’un rendu")
    if outcome.student not in {person.student for person in session.people}:
        found = {key: getattr(outcome, key) for key in ("student", "name", "prefix", "uniqueid")}
        enrol(session, [found])
    session.outcomes[outcome.student] = outcome
    session.answers[outcome.student] = dict(answers)
    session.blank[outcome.student] = sorted(blank)
    session.notebooks.pop(outcome.student, None)
    if notebook is not None:
        session.notebooks[outcome.student] = notebook
    return _line(session, session.person(outcome.student))


def answers(notebook: dict, template: Template) -> dict[str, str]:
    """The texts that a person must read, by grade_id, from a sanitised notebook."""
    wanted = {cell.grade_id for cell in template.cells if cell.role in ("manual", "task")}
    found = {}
    for cell in notebook["cells"]:
        grade_id = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if grade_id in wanted:
            found[grade_id] = "".join(cell["source"])
    return found


def people(session: Session) -> list[dict]:
    """One line a person, in the order of the pseudonyms; no name in an anonymous session."""
    return [_line(session, person) for person in session.people]


def _line(session: Session, person: Person) -> dict:
    outcome = session.outcomes.get(person.student)
    line = {"student": person.student, "label": person.label, "name": "" if session.settings.anonymous else person.name}
    line |= {"status": "", "state": "en attente", "reasons": [], "notes": [], "score": None, "max": None}
    if outcome is not None:
        result = result_of(session, person.student)
        line |= {"status": outcome.status.value, "state": LABELS[outcome.status]}
        line |= {"reasons": list(outcome.reasons), "notes": list(outcome.notes)}
        line |= {"score": result.score, "max": result.max_score}
    checked = person.student in session.checked
    return line | {"todo": len(to_do(session, person.student)), "checked": checked}


def settings(session: Session, **values: Any) -> dict:
    """Change settings and give them all back. Raises DeskError for an unknown one or a wrong value."""
    now = shape.read(Settings, {**shape.plain(session.settings), **values}, "", "Les réglages")
    check_settings(now, "Les réglages")
    session.settings = now
    return shape.plain(now)
