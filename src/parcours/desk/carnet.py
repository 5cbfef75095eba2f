"""For a colleague who has nbgrader: `autograded/` and a record of the marks, read by `parcours import`."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

from . import shape
from .errors import DeskError, File
from .model import Session
from .results import final_mark, points_of

FORMAT, VERSION = "parcours-carnet", 1
_FIXED_DATE = (2020, 1, 1, 0, 0, 0)  # same content, same bytes


def nbgrader_zip(session: Session) -> File:
    """`autograded/<student>/<assignment>/<assignment>.ipynb` and `carnet.json`. `told`: whose notebook is not here."""
    if not session.outcomes:
        raise DeskError("La séance", "aucun rendu n’est encore corrigé.", "Déposez d’abord les rendus.")
    target, missing = io.BytesIO(), []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "carnet.json", json.dumps(record(session), ensure_ascii=False, sort_keys=True))
        for student, outcome in sorted(session.outcomes.items()):
            folder = f"autograded/{student}/{session.assignment}"
            if student in session.notebooks:
                text = json.dumps(session.notebooks[student], ensure_ascii=False)
                _put(archive, f"{folder}/{session.assignment}.ipynb", text)
                if outcome.submitted_at:
                    stamp = dt.datetime.fromisoformat(outcome.submitted_at).astimezone(dt.UTC)
                    _put(archive, f"{folder}/timestamp.txt", stamp.strftime("%Y-%m-%d %H:%M:%S UTC\n"))
            elif outcome.score is not None:
                label = session.person(student).label
                missing.append(f"{label} : son carnet n’est pas dans la séance, seule sa note part.")
    return File(f"nbgrader-{session.assignment}.zip", target.getvalue(), tuple(missing))


def record(session: Session) -> dict:
    """What the gradebook takes: each outcome, and beside it the points and words of a person, by cell."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "assignment": session.assignment,
        "template": session.template,
        "people": [_person(session, each.student) for each in session.people if each.student in session.outcomes],
    }


def _person(session: Session, student: str) -> dict:
    manual: dict[str, float] = {}
    comments: dict[str, str] = {}
    for task in session.tasks:
        mark = final_mark(session, student, task) if task.manual else None
        points = points_of(task, mark)
        if points is not None:
            manual[task.manual] = points
        if mark and mark.comment:
            comments[task.manual] = mark.comment
    outcome = shape.plain(session.outcomes[student])
    outcome["notes"] = list(outcome["notes"])
    for grade_id, override in session.overrides.get(student, {}).items():
        manual[grade_id] = override.points
        outcome["notes"].append(f"{grade_id} : note revue à la main ({override.reason}).")
    told = {"outcome": outcome, "manual": manual, "comments": comments, "blank": session.blank.get(student, [])}
    return told | {"checked": student in session.checked}


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, _FIXED_DATE)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(info, text.encode("utf-8", "replace"))
