"""A class marked in the browser goes on with nbgrader: the desk's zip enters the gradebook, hand marks included.

The zip holds `carnet.json` (docs/desk.md) and the marked notebooks; nothing in it is run. What a person has already
marked in the gradebook stays, unless told otherwise.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import zipfile
from dataclasses import dataclass, field

from .feedback import points as french
from .model import SAFE_ID, GradingError, Outcome, Status
from .outcomes import Outcomes
from .places import Places, write_file
from .record import Writer
from .scoring import Mark
from .template import Template

_RECORD = "carnet.json"
_FORMAT, _VERSION = "parcours-carnet", 1


@dataclass
class Adopted:
    """What entered the gradebook. ``kept``: marks of the gradebook that the file did not replace (French)."""

    assignment: str
    people: int = 0
    by_hand: int = 0
    kept: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Person:
    outcome: Outcome
    manual: dict[str, float]
    comments: dict[str, str]
    blank: set[str]
    checked: bool


def adopt(data: bytes, name: str, places: Places, replace: bool = False) -> Adopted:
    """Enter the desk's zip into the gradebook, ``autograded/`` and what marking keeps, as ``parcours grade`` would.

    ``replace``: the file's hand marks take the place of those already there. Raises GradingError (French) when the file
    is not the desk's or does not fit the assignment; nothing is written then.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        told = json.loads(archive.read(_RECORD))
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError) as error:
        cause = f"« {name} » n’est pas un fichier pour nbgrader, ou il est abîmé"
        raise GradingError(f"{cause} ({error}). Refaites-le dans la page « Corriger ».") from error
    if not isinstance(told, dict) or (told.get("format"), told.get("version")) != (_FORMAT, _VERSION):
        raise GradingError(f"« {name} » : {_RECORD} n’est pas de cette version. Refaites-le dans la page « Corriger ».")
    template = places.template(str(told.get("assignment")))
    people = [_read(each, template, name) for each in told.get("people", [])]
    adopted = Adopted(template.assignment)
    if told.get("template") != template.digest:
        adopted.told.append(
            "Les rendus ont été corrigés sans vos tests cachés, ou avec une autre version de l’exercice : "
            "« parcours grade … --again » refera les notes automatiques."
        )
    outcomes = Outcomes(places.state / template.assignment)
    with outcomes.alone(), Writer(places.db_url, places.course_id) as writer:
        writer.open_assignment(template)
        for person in people:
            if person.outcome.score is not None:
                _record(writer, person, adopted, replace)
                _notebook(archive, person.outcome, places, adopted)
            outcomes.write(person.outcome)
            adopted.people += 1
    return adopted


def _read(told: dict, template: Template, name: str) -> _Person:
    try:
        outcome = Outcome(**{**told["outcome"], "status": Status(told["outcome"]["status"])})
        person = _Person(
            outcome,
            {cell: float(points) for cell, points in told["manual"].items()},
            {cell: str(comment) for cell, comment in told["comments"].items()},
            {str(cell) for cell in told["blank"]},
            bool(told["checked"]),
        )
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise GradingError(f"« {name} » : un rendu est abîmé ({error}). Refaites-le dans la page.") from error
    if not SAFE_ID.fullmatch(outcome.student):
        raise GradingError(f"« {name} » : « {outcome.student} » ne peut pas désigner une personne.")
    worth = {cell.grade_id: cell.points for cell in template.cells if cell.role in ("test", "manual", "task")}
    if outcome.score is not None and {cell: told["max"] for cell, told in outcome.cells.items()} != worth:
        raise GradingError(
            f"« {name} » : les exercices de {outcome.student} ne sont pas ceux de « {template.assignment} » ici. "
            "Corrigez avec la même version du devoir."
        )
    for cell, points in person.manual.items():
        if cell not in worth or not math.isfinite(points) or not 0 <= points <= worth[cell]:
            raise GradingError(f"« {name} » : {outcome.student}, {cell} : la note {french(points)} n’est pas possible.")
    return person


def _record(writer: Writer, person: _Person, adopted: Adopted, replace: bool) -> None:
    """Automatic marks through the usual writer, then a person's, as formgrader would leave them."""
    outcome = person.outcome
    marks = [Mark(cell, told["auto"], told["max"]) for cell, told in outcome.cells.items()]
    when = dt.datetime.fromisoformat(outcome.submitted_at) if outcome.submitted_at else None
    flagged = outcome.status == Status.REVIEW and not person.checked
    writer.record(outcome.student, outcome.name, when, marks, person.blank, flagged)
    gradebook, name = writer.gradebook, adopted.assignment
    notebook = gradebook.find_submission_notebook(name, name, outcome.student)
    for grade in notebook.grades:
        given = person.manual.get(grade.name)
        if given is None:
            continue
        if grade.manual_score not in (None, given) and not replace:
            here = f"{outcome.student}, {grade.name} : {french(grade.manual_score)} gardé"
            adopted.kept.append(f"{here}, {french(given)} proposé.")
            grade.needs_manual_grade = False  # somebody did read it
            continue
        grade.manual_score, grade.needs_manual_grade = given, False
        adopted.by_hand += 1
    for comment in notebook.comments:
        given = person.comments.get(comment.name)
        if given and (replace or not comment.manual_comment):
            comment.manual_comment = given
    gradebook.db.commit()
    gradebook.db.expunge_all()


def _notebook(archive: zipfile.ZipFile, outcome: Outcome, places: Places, adopted: Adopted) -> None:
    """The marked notebook, for formgrader. Only the two names expected are read, whatever else the zip holds.

    Formgrader lists what is under ``submitted/`` only: without the hand-in itself, the marked notebook stands for it.
    """
    folder = f"{outcome.student}/{adopted.assignment}"
    name = f"{adopted.assignment}.ipynb"
    inside = {file for file in (name, "timestamp.txt") if f"autograded/{folder}/{file}" in archive.namelist()}
    if name not in inside:
        adopted.told.append(f"{outcome.student} : pas de carnet dans le fichier, seule sa note entre.")
        return
    handed_in = (places.submitted / folder / name).exists()
    for file in sorted(inside):
        data = archive.read(f"autograded/{folder}/{file}")
        write_file(places.autograded / folder / file, data)
        if not handed_in:
            write_file(places.submitted / folder / file, data)
