"""The session's file: saved always the same, loaded only when whole and of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from parcours.grading.model import SAFE_ID

from . import shape
from .errors import DeskError
from .model import FORMAT, TOP, VERSION, Session, Settings

_MARKER = re.compile(r"[\w .’'-]{1,40}")


def save(session: Session) -> bytes:
    """The whole session as JSON, a line a part; the same session gives the same bytes."""
    parts = shape.plain(session)  # without indent, Python's fast encoder does the work: a class of 200 counts
    lines = [f'"{name}": {json.dumps(parts[name], ensure_ascii=False, sort_keys=True)}' for name in sorted(parts)]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8")


def load(data: bytes | str, name: str = "Ce fichier") -> Session:
    """A saved session. Raises DeskError (file, place, cause, what to do) when it is damaged or of another kind."""
    try:
        text = data if isinstance(data, str) else bytes(data).decode("utf-8-sig")
        told = json.loads(text)
    except UnicodeDecodeError as error:
        raise DeskError(name, f"l’octet {error.start} n’est pas du texte.", "Choisissez la séance (.json).") from None
    except json.JSONDecodeError as error:
        cause = f"la ligne {error.lineno} est abîmée ou le fichier est coupé."
        raise DeskError(name, cause, "Reprenez votre dernière sauvegarde entière.") from None
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of figures
        raise DeskError(name, "son contenu n’a pas de sens.", "Choisissez la séance (.json).") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise DeskError(name, "ce n’est pas une séance de correction.", "Choisissez le fichier enregistré par la page.")
    if told.get("version") != VERSION:
        cause = f"il suit la version {told.get('version')!r}, cette page lit la version {VERSION}."
        raise DeskError(name, cause, "Ouvrez-le avec la page qui l’a enregistré, ou mettez celle-ci à jour.")
    session = shape.read(Session, told, "", name)
    _check(session, name)
    return session


def _check(session: Session, name: str) -> None:
    """What types cannot say: every id is known once, every level exists."""
    check_settings(session.settings, name)
    students = _unique([each.student for each in session.people], "people", name)
    _unique([each.label for each in session.people], "people", name)
    _unique([each.id for each in session.tasks], "tasks", name)
    _unique([each.id for each in session.bank], "bank", name)
    for student in students:
        check_student(student, name)
    rubrics = {task.id: {each.id for each in task.criteria} for task in session.tasks}
    for task in session.tasks:
        for criterion in task.criteria:
            if len(criterion.levels) != TOP + 1:
                raise shape.refused(name, f"tasks.{task.id}", f"« {criterion.id} » n’a pas cinq niveaux.")
        for sample in task.samples:
            _check_levels(sample.levels, rubrics[task.id], f"tasks.{task.id}.samples", name)
    for student, outcome in session.outcomes.items():
        for grade_id, verdict in outcome.cells.items():
            known = {key: value for key, value in verdict.items() if key in _Verdict.__annotations__}
            shape.read(_Verdict, known, f"outcomes.{student}.cells.{grade_id}", name)
    for student, notebook in session.notebooks.items():
        for at, cell in enumerate(shape.read(list[dict], notebook.get("cells"), f"notebooks.{student}.cells", name)):
            _check_cell(cell, f"notebooks.{student}.cells[{at}]", name)
    by_student: list[tuple[str, Iterable[str]]] = [
        (key, getattr(session, key)) for key in ("outcomes", "answers", "blank", "notebooks", "overrides", "checked")
    ]
    by_task: list[tuple[str, dict[str, Any]]] = [("notes", session.notes)]
    by_task += [(f"marks.{marker}", marks) for marker, marks in session.marks.items()]
    for place, keys in [*by_student, *by_task]:
        _known(keys, students, place, name)
    for place, held in by_task:
        for student, each in held.items():
            _known(each, rubrics, f"{place}.{student}", name)
    for marker, marks in session.marks.items():
        for student, given in marks.items():
            for task_id, mark in given.items():
                _check_levels(mark.levels, rubrics[task_id], f"marks.{marker}.{student}.{task_id}", name)
    for marker, given in session.calibration.items():
        _known(given, rubrics, f"calibration.{marker}", name)
        for task_id, levels in given.items():
            samples = [str(number) for number in range(len(session.task(task_id).samples))]
            _known(levels, samples, f"calibration.{marker}.{task_id}", name)
            for each in levels.values():
                _check_levels(each, rubrics[task_id], f"calibration.{marker}.{task_id}", name)
    for number, turn in enumerate(session.rounds):
        place = f"rounds[{number}]"
        _known([turn.task], rubrics, place, name)
        _known([*turn.given, *(a for given in turn.given.values() for a in given)], students, f"{place}.given", name)
        for reader, reviews in turn.reviews.items():
            _known(reviews, turn.given.get(reader, ()), f"{place}.reviews.{reader}", name)
            for author, review in reviews.items():
                _check_levels(review.levels, rubrics[turn.task], f"{place}.reviews.{reader}.{author}", name)


@dataclass
class _Verdict:
    """What the desk reads of a cell's verdict."""

    auto: float | None
    max: float
    unanswered: bool = False
    error: str | None = None
    hidden: bool = False


def _check_cell(cell: dict, place: str, name: str) -> None:
    metadata = shape.read(dict, cell.get("metadata"), f"{place}.metadata", name)
    shape.read(dict, metadata.get("nbgrader", {}), f"{place}.metadata.nbgrader", name)
    source = cell.get("source")
    shape.read(list[str] if isinstance(source, list) else str, source, f"{place}.source", name)


def _unique(values: list[str], place: str, name: str) -> set[str]:
    if twice := sorted({value for value in values if values.count(value) > 1}):
        raise shape.refused(name, place, f"« {twice[0]} » figure deux fois.")
    return set(values)


def _known(values: Iterable[str], known: Iterable[str], place: str, name: str) -> None:
    if strange := sorted(set(values) - set(known)):
        raise shape.refused(name, place, f"« {strange[0]} » n’existe pas dans cette séance.")


def _check_levels(levels: dict[str, int], criteria: set[str], place: str, name: str) -> None:
    _known(levels, criteria, place, name)
    for criterion, level in levels.items():
        if not 0 <= level <= TOP:
            raise shape.refused(name, f"{place}.{criterion}", f"le niveau {level} n’est pas entre 0 et {TOP}.")


def check_settings(settings: Settings, name: str) -> None:
    """Markers' names are shown and used as keys: short words only."""
    for marker in (settings.marker, settings.lead):
        if not _MARKER.fullmatch(marker):
            raise DeskError(name, f"« {marker} » ne peut pas nommer un correcteur.", "Donnez un nom court.")


def check_student(student: str, name: str) -> None:
    """A person's id becomes a folder's name and a key."""
    if not SAFE_ID.fullmatch(student):
        raise shape.refused(name, "people", f"« {student} » ne peut pas désigner une personne.")
