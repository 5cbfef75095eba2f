"""A second marker: a copy to read without names or marks, and the two sessions made one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import shape
from .bank import learn
from .errors import DeskError
from .model import Person, Session
from .saved import check_settings


def second_copy(session: Session, marker: str) -> Session:
    """The session for a second marker: texts under their pseudonyms; no name, no mark, no comment of the first's."""
    if marker in session.marks or marker == session.settings.marker:
        raise DeskError("Le second correcteur", f"« {marker} » a déjà noté ici.", "Donnez-lui un autre nom.")
    label = {person.student: _alias(person.label) for person in session.people}
    settings = replace(session.settings, marker=marker, anonymous=True, seed="")  # the seed would tell who is who
    check_settings(settings, "Le second correcteur")
    return Session(
        session.assignment,
        session.title,
        session.template,
        settings,
        copy.deepcopy(session.tasks),
        people=[Person(_alias(person.label), person.label) for person in session.people],
        answers={label[student]: dict(texts) for student, texts in session.answers.items()},
        blank={label[student]: list(cells) for student, cells in session.blank.items()},
    )


def _alias(label: str) -> str:
    """A person's id in the second marker's copy."""
    return label.lower().replace(" ", "-")


def merge(session: Session, other: Session) -> dict:
    """Add what another session holds: `{added, changed, conflicts, ignored}`, numbers and French sentences.

    Where both hold something different, another marker's own session brings that marker's marks up to date; all else
    of this session stays and the sentence says so. Raises DeskError when the other reads other texts or another rubric.
    """
    if other.assignment != session.assignment:
        cause = f"elle porte sur {other.assignment}, et la vôtre sur {session.assignment}."
        raise DeskError("L’autre séance", cause, "Choisissez une séance commencée avec les mêmes fichiers.")
    if _rubrics(session) != _rubrics(other):  # the rest of the notebook may differ: a site rebuilt, hidden tests added
        cause = "sa grille n’est pas la vôtre."
        raise DeskError("L’autre séance", cause, "Commencez les deux avec les mêmes fichiers d’exercices.")
    told = _Told()
    theirs_alone = other.settings.marker if other.settings.marker != session.settings.marker else None
    here = {_alias(person.label): person.student for person in session.people}
    here |= {person.student: person.student for person in session.people}
    names = {each.student: here.get(each.student) for each in other.people}
    labels = {person.student: person.label for person in session.people}
    for student, ours in names.items():
        if ours is None:
            told.ignored.append(f"{student} : cette copie n’est pas dans votre séance.")
            continue
        for marker, marks in other.marks.items():
            target = session.marks.setdefault(marker, {}).setdefault(ours, {})
            given, newer = marks.get(student, {}), marker == theirs_alone
            told.fill(target, given, lambda task, m=marker, s=ours: f"{labels[s]}, {task}, note de {m}", newer)
        for kind, held in (("note privée", "notes"), ("note automatique revue", "overrides")):
            target = getattr(session, held).setdefault(ours, {})
            theirs = getattr(other, held).get(student, {})
            told.fill(target, theirs, lambda key, k=kind, s=ours: f"{labels[s]}, {key}, {k}")
    for marker, given in other.calibration.items():
        target, newer = session.calibration.setdefault(marker, {}), marker == theirs_alone
        told.fill(target, given, lambda task, m=marker: f"{task}, calibrage de {m}", newer)
    learn(session, other.bank)
    for held in (session.notes, session.overrides, session.calibration, *session.marks.values(), session.marks):
        for key in [key for key, value in held.items() if not value]:
            del held[key]
    return {"added": told.added, "changed": told.changed, "conflicts": told.conflicts, "ignored": told.ignored}


def _rubrics(session: Session) -> list[tuple]:
    """What marks by hand refer to."""
    read = [task for task in session.tasks if task.manual]
    return [(task.id, task.manual, shape.plain(task.criteria), len(task.samples)) for task in read]


class _Told:
    """Counts what a merge does."""

    def __init__(self) -> None:
        self.added = self.changed = 0
        self.conflicts: list[str] = []
        self.ignored: list[str] = []

    def fill(
        self, target: dict[str, Any], theirs: dict[str, Any], where: Callable[[str], str], newer: bool = False
    ) -> None:
        for key, value in theirs.items():
            if key not in target:
                target[key] = copy.deepcopy(value)
                self.added += 1
            elif target[key] != value and newer:
                target[key] = copy.deepcopy(value)
                self.changed += 1
            elif target[key] != value:
                self.conflicts.append(f"{where(key)} : les deux séances diffèrent, la vôtre reste.")
