"""In the office's thread, which no trainee's code enters: what came in, who waits, what became of each, the session.

``call(name, arguments)`` is all that the page asks; JSON in, JSON out, a file as name, bytes and sentences.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

from parcours.desk import session
from parcours.desk.errors import DeskError
from parcours.grading import analysis
from parcours.grading.conclude import Marked, begin, conclude, failed
from parcours.grading.intake import Intake, open_source
from parcours.grading.model import GradingError, Limits, RunResult, Submission
from parcours.grading.programs import programs
from parcours.grading.sanitize import Clean, Unreadable, parse, sanitize
from parcours.grading.scoring import marks
from parcours.grading.template import Template, build, read_notebook
from parcours.grading.verdicts import complete, from_alone, from_checker, from_student, tell_unfinished
from parcours.moodle import WorksheetError

LIMITS = Limits()
_FOLDER = Path("/rendus")
_REFERENCE = "la solution de référence"
_PACKAGES = ("altair", "sqlite3")


class _Desk:
    """One class on the desk."""

    def __init__(self) -> None:
        self.archives: list[bytes] = []
        self.waiting: dict[str, Submission] = {}
        self.template: Template | None = None
        self.one_process: frozenset[str] = frozenset()
        self.running: dict[str, tuple[Marked, Clean]] = {}
        self.session: session.Session | None = None


_desk = _Desk()


# --- what came in


def clear(whole: bool = False) -> dict:
    """Forget the files, for others of the same class: its session stays unless ``whole``."""
    global _desk
    for path in sorted(_FOLDER.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    kept = None if whole else _desk.session
    _desk = _Desk()
    _desk.session = kept
    return {}


def receive(data: bytes, path: str, modified: float) -> dict:
    """One of the files that were dropped. ``path``: as the browser tells it, ``modified``: seconds."""
    if path.lower().endswith(".zip") and "/" not in path:
        _desk.archives.append(data)
        return {}
    parts = [part for part in re.split(r"[/\\]", path) if part not in ("", ".", "..")]
    place = _FOLDER.joinpath(*(part[:200] for part in parts))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    os.utime(place, (modified, modified))
    return {}


def _intake(assignment: str) -> Intake:
    found = [open_source(data, assignment, LIMITS) for data in _desk.archives]
    if _FOLDER.is_dir() and any(_FOLDER.rglob("*")):
        found.append(open_source(_FOLDER, assignment, LIMITS))
    people = [person for each in found for person in each.people]
    return Intake(people, [line for each in found for line in each.ignored])


def guess(known: list[str]) -> dict:
    """Which assignment most of the first notebooks belong to: ``{assignment, people}``."""
    told: Counter[str] = Counter()
    intake = _intake("")
    for person in intake.people[:40]:
        for file in person.files[:5]:
            stem = re.sub(r"[\s_-]*\(?\d*\)?\.ipynb.*$", "", file.name).casefold()
            told.update({name: 1 for name in known if name == stem})
            told.update([name for name in [_declared(file)] if name])
    named = [name for name, _ in told.most_common()]
    return {"assignment": named[0] if named else "", "people": len(intake.people)}


def _declared(file) -> str:
    try:
        about = parse(file.read(2**20), LIMITS)["metadata"]["parcours"]["assignment"]
    except (Unreadable, KeyError, TypeError):
        return ""
    return about if isinstance(about, str) else ""


# --- the assignment


def assign(
    released: str, source: str = "", solutions: list[dict] | None = None, module: dict | None = None, seed: str = ""
) -> dict:
    """Take an assignment. Without ``source``, the published solutions stand for the instructor's answers."""
    notebook = read_notebook(released.encode(), "Le carnet distribué")
    name = str((notebook.get("metadata", {}).get("parcours") or {}).get("assignment") or "")
    if not name:
        raise GradingError("Le carnet distribué ne dit pas de quel devoir il est. Prenez celui du site.")
    if source:
        full = read_notebook(source.encode(), "Le carnet du formateur")
        theirs = (full.get("metadata", {}).get("parcours") or {}).get("assignment")
        if theirs != name:
            raise GradingError(
                f"Le carnet du formateur est celui de « {theirs or 'un autre cours'} », et vous corrigez « {name} ». "
                f"Choisissez source/{name}/{name}.ipynb."
            )
    else:
        full = _with_solutions(notebook, module or {}, solutions or [])
    _desk.template = build(name, notebook, full)
    _desk.one_process = frozenset()
    _desk.running.clear()
    kept = _desk.session
    if kept is None or kept.assignment != name:
        _desk.session = session.create(_desk.template, module, solutions or [], seed=seed)
        session.settings(_desk.session, anonymous=False)
    else:
        kept.template = _desk.template.digest
    texts = "\n".join(cell.full + cell.solved for cell in _desk.template.cells)
    return {
        "assignment": name,
        "title": _desk.session.title,
        "hidden": bool(source),
        "tests": sum(cell.role == "test" for cell in _desk.template.cells),
        "max": _desk.template.max_score,
        "tables": sorted(_tables(cell.full + "\n" + cell.solved for cell in _desk.template.cells)),
        "packages": _packages(texts),
    }


def _with_solutions(notebook: dict, module: dict, solutions: list[dict]) -> dict:
    cell_of = {each["id"]: each["cellule"] for each in module.get("exercices", ())}
    answers = {
        cell_of[each["id"]]: each["code"] for each in solutions if each.get("id") in cell_of and each.get("code")
    }
    cells = []
    for cell in notebook["cells"]:
        grade_id = (cell.get("metadata", {}).get("nbgrader") or {}).get("grade_id")
        cells.append({**cell, "source": answers[grade_id]} if grade_id in answers else cell)
    return {**notebook, "cells": cells}


def _tables(texts) -> set[str]:
    return {name for text in texts for name in analysis.tables(text)}


def _packages(text: str) -> list[str]:
    return [name for name in _PACKAGES if name in text]


def enrol() -> dict:
    """Read who handed in what; what was marked already and has not changed does not wait."""
    assert _desk.template is not None
    intake = _intake(_desk.template.assignment)
    if not intake.people:
        raise GradingError(
            "Aucun carnet dans ces fichiers. Donnez le zip de Moodle, des carnets .ipynb ou leur dossier."
        )
    _desk.waiting.clear()
    found, todo = [], []
    for submission in intake.submissions(_desk.template.assignment, LIMITS, _desk.session.outcomes.values()):
        found.append({key: getattr(submission, key) for key in ("student", "name", "prefix", "uniqueid")})
        before = _desk.session.outcomes.get(submission.student)
        digest, template = submission.digest, _desk.template.digest
        if before and before.digest == digest and before.template == template:
            continue
        if submission.notebook is not None:
            submission.notebook = zlib.compress(submission.notebook, 1)
        _desk.waiting[submission.student] = submission
        todo.append(submission.student)
    session.enrol(_desk.session, found)
    return {"todo": todo, "people": session.people(_desk.session), "ignored": [list(each) for each in intake.ignored]}


# --- one submission: what its threads are told, what they said


def reference() -> dict:
    """The instructor's own answers, to be run first."""
    data = json.dumps(_desk.template.solved_notebook()).encode()
    return _open(Submission(_REFERENCE, _REFERENCE, data))


def prepare(student: str) -> dict:
    """``{programs}`` to run, or ``{line}`` when there is nothing to run."""
    submission = _desk.waiting[student]
    if submission.notebook is not None:
        submission = replace(submission, notebook=zlib.decompress(submission.notebook))
    return _open(submission)


def _open(submission: Submission) -> dict:
    made = begin(submission, _desk.template)
    if submission.notebook is None:
        return {"line": _keep(made)}
    try:
        clean = sanitize(parse(submission.notebook, LIMITS), _desk.template, LIMITS)
    except Unreadable as error:
        made.outcome.reasons = [str(error)]
        return {"line": _keep(made)}
    _desk.running[submission.student] = (made, clean)
    split = programs(clean, _desk.template, LIMITS, _desk.one_process)
    text = "\n".join(cell["source"] for cell in clean.notebook["cells"] if cell["cell_type"] == "code")
    cells = [cell["source"] for cell in clean.notebook["cells"] if cell["cell_type"] == "code"]
    return {
        "programs": {
            "student": json.dumps(split.student),
            "checker": json.dumps(split.checker),
            "alone": json.dumps(split.alone) if split.alone else "",
        },
        "tables": sorted(_tables(cells)),
        "packages": _packages(text),
        "patience": LIMITS.cell_seconds,
        "total": LIMITS.total_seconds,
    }


def _result(clean: Clean, news: list[dict], alone: list[dict], seconds: float) -> RunResult:
    result = RunResult(seconds=seconds)
    for each in news:
        for message in each["outputs"]:
            from_student(message, clean, LIMITS, result)
        for message in each["verdicts"]:
            from_checker(message, clean, result)
        if each.get("over"):
            tell_unfinished(each["ended"], each["why"], each.get("judged", True), result)
    for each in alone:
        for message in each["outputs"]:
            from_alone(message, clean, LIMITS, result)
    complete(clean, LIMITS, result)
    return result


def finish(student: str, news: list[dict], alone: list[dict], seconds: float = 0.0) -> dict:
    """What the threads said becomes marks; ``{line}``."""
    made, clean = _desk.running.pop(student)
    try:
        conclude(made, clean, _result(clean, news, alone, seconds), _desk.template)
    except Exception as error:  # ours: the others must go on
        failed(made, f"{type(error).__name__} : {error}")
    return {"line": _keep(made)}


def calibrated(news: list[dict], alone: list[dict]) -> dict:
    """The tests that the reference misses, and which of them one more run could pass in one process.

    Called twice when the first run misses any: ``{again}`` asks for it; ``{warning}``, a sentence or nothing.
    """
    _, clean = _desk.running.pop(_REFERENCE)
    result = _result(clean, news, alone, 0.0)
    worth = {mark.grade_id: mark for mark in marks(clean, _desk.template, result)}
    missed = {g for g in clean.tests if worth[g].auto is not None and worth[g].auto < worth[g].maximum}
    if missed and not _desk.one_process:
        _desk.one_process = frozenset(missed)
        return {"again": True, "warning": ""}
    _desk.one_process -= missed
    told = (
        f"{_REFERENCE} échoue à {', '.join(sorted(missed))}. Ces tests ne notent personne avec justesse."
        if missed
        else ""
    )
    return {"again": False, "warning": told}


def abandon(student: str, why: str) -> dict:
    """Our own failure: the submission stays to be done again."""
    _desk.running.pop(student, None)
    line = next(each for each in session.people(_desk.session) if each["student"] == student)
    reason = f"La correction a échoué ({why}). Pressez « Continuer »."
    return {"line": line | {"reasons": [reason], "again": True}}


def _keep(made: Marked) -> dict:
    outcome = made.outcome
    answers = session.answers(made.clean.notebook, _desk.template) if made.clean else {}
    blank = made.clean.unanswered if made.clean else ()
    line = session.add(_desk.session, outcome, answers, made.notebook, blank)
    if not made.again_next_time:
        _desk.waiting.pop(outcome.student, None)
    return line


# --- the session


def people() -> list[dict]:
    return session.people(_desk.session)


def outcome(student: str) -> dict:
    """All that marking proved about one person."""
    found = _desk.session.outcomes.get(student)
    return {"cells": found.cells, "filename": found.filename, "submitted_at": found.submitted_at} if found else {}


def save() -> dict:
    return {"name": f"{_desk.session.assignment}-seance.json", "data": session.save(_desk.session), "told": []}


def load(data: bytes, name: str) -> dict:
    _desk.session = session.load(data, name)
    return {"assignment": _desk.session.assignment, "people": session.people(_desk.session)}


def second(marker: str) -> dict:
    """A copy for a second marker: neither names nor marks."""
    made = session.second_copy(_desk.session, marker)
    return {"name": f"{made.assignment}-second-correcteur.json", "data": session.save(made), "told": []}


def merge(data: bytes, name: str) -> dict:
    """Take in the marks of another marker's session."""
    return session.merge(_desk.session, session.load(data, name))


def preview(student: str) -> dict:
    """A trainee's page as it will be given back."""
    return {"html": _room("giving").feedback_page(_desk.session, student)}


def collect(data: bytes, sizes: list, round: str) -> dict:
    """The files of a peer review, brought back together; ``sizes``: ``[[name, length], …]``, as in ``data``."""
    files, at = {}, 0
    for name, length in sizes:
        files[name] = data[at : at + length]
        at += length
    return _room("peer").collect(_desk.session, round, files)


def questions(banks: list, form: str) -> dict:
    """The quizzes, ``[[category, bank], …]``, as the file that Moodle's question bank imports: ``xml`` or ``gift``."""
    from parcours.quiz.gift import gift
    from parcours.quiz.model import bank_from_dict
    from parcours.quiz.moodle import moodle_xml

    text = (gift if form == "gift" else moodle_xml)((title, bank_from_dict(bank)) for title, bank in banks)
    name = "questions-gift.txt" if form == "gift" else "questions-moodle.xml"
    return {"name": name, "data": text.encode(), "told": ["Dans Moodle : Banque de questions, Importer."]}


def settings(**values) -> dict:
    return session.settings(_desk.session, **values)


_CALLS = {
    function.__name__: function
    for function in (clear, receive, guess, assign, enrol, reference, prepare, finish, calibrated, abandon)
} | {
    function.__name__: function
    for function in (people, outcome, save, load, second, merge, preview, collect, questions, settings)
}
_ROOMS = ("session", "marking", "agreement", "giving", "peer")  # of parcours.desk, imported at first need


def _room(name: str):
    assert name in _ROOMS, name
    return importlib.import_module(f"parcours.desk.{name}")


def call(name: str, text: str, data=None):
    """Run one request; a mistake that was foreseen comes back as ``{error: sentence}``."""
    arguments = json.loads(text)
    if data is not None:
        arguments["data"] = data.to_bytes()
    room, _, wanted = name.rpartition(".")
    function = getattr(_room(room), wanted) if room else _CALLS[wanted]
    try:
        answer = function(_desk.session, **arguments) if room else function(**arguments)
    except (DeskError, GradingError, WorksheetError) as error:
        return json.dumps({"error": str(error)})
    if hasattr(answer, "data") and hasattr(answer, "told"):
        answer = {"name": answer.name, "data": answer.data, "told": list(answer.told)}
    if isinstance(answer, dict) and isinstance(answer.get("data"), bytes):
        return answer
    return json.dumps(answer)
