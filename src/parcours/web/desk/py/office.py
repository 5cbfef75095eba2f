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
from parcours.desk.private import Private
from parcours.grading import analysis, identity
from parcours.grading import reference as references
from parcours.grading.conclude import Marked, begin, conclude
from parcours.grading.intake import Intake, open_source
from parcours.grading.model import GradingError, Limits, RunResult, Submission
from parcours.grading.programs import Programs, programs
from parcours.grading.sanitize import Clean, Unreadable, parse, sanitize
from parcours.grading.scoring import missed
from parcours.grading.template import Template, build, read_notebook
from parcours.grading.verdicts import OUT_OF_TIME, complete, from_checker, from_student, tell_unfinished
from parcours.moodle import WorksheetError

LIMITS = Limits()
_FOLDER = Path("/rendus")
_REFERENCE = "la solution de référence"
_PACKAGES = ("altair", "sqlite3")


class _Desk:
    """One class on the desk."""

    def __init__(self) -> None:
        self.archives: list[bytes] = []
        self.private = Private()
        self.waiting: dict[str, Submission] = {}
        self.template: Template | None = None
        self.one_process: frozenset[str] = frozenset()
        self.running: dict[str, tuple[Marked, Clean, set[str]]] = {}  # …, the tests whose hidden lines stay here
        self.session: session.Session | None = None


_desk = _Desk()


# --- what came in


def clear(whole: bool = False) -> dict:
    """Forget the files that came in, for others; ``whole``: and everything else. A class that is open stays open."""
    global _desk
    for path in sorted(_FOLDER.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    _desk.archives.clear()
    if whole:
        _desk = _Desk()
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
    people = identity.merged(person for each in found for person in each.people)
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


def private(data: bytes, name: str) -> dict:
    """One of the trainer's own files; ``{titles}``: the assignments that they are enough for."""
    _desk.private.take(data, name)
    return {"titles": _desk.private.titles()}


def public() -> dict:
    """Without the trainer's own files."""
    _desk.private = Private()
    return {}


def assign(
    name: str,
    released: str = "",
    solutions: list[dict] | None = None,
    module: dict | None = None,
    seed: str = "",
    data: bytes = b"",
) -> dict:
    """Take an assignment: the site's files, the trainer's own before them; ``data``: a kept session to go on with.

    Without the instructor's notebook, the published solutions stand for the answers. What is refused changes nothing.
    """
    held = _desk.private
    if held.names() and name not in held.names():
        theirs = ", ".join(held.names())
        raise GradingError(f"Les fichiers du formateur portent sur {theirs}, et vous corrigez « {name} ». Retirez-les.")
    module = held.modules.get(name, module)
    solved = {each["id"]: each for each in solutions or () if "id" in each} | held.solutions.get(name, {})
    template = _template(name, held.released.get(name) or released, held.source.get(name), module, [*solved.values()])
    fresh = session.create(template, module, [*solved.values()], seed=seed)
    session.settings(fresh, anonymous=False)
    kept = session.load(data, "La séance gardée") if data else _desk.session
    if data and kept.assignment != name:
        raise GradingError(f"La séance gardée porte sur « {kept.assignment} », et vous corrigez « {name} ».")
    _desk.session = _going_on(name, fresh, kept)
    _desk.template = template
    _desk.one_process = frozenset()
    _desk.running.clear()
    texts = "\n".join(cell.full + cell.solved for cell in template.cells)
    return {
        "assignment": name,
        "title": _desk.session.title,
        "anonymous": _desk.session.settings.anonymous,
        "hidden": name in held.source,
        "tests": sum(cell.role == "test" for cell in template.cells),
        "max": template.max_score,
        "tables": sorted(_tables(cell.full + "\n" + cell.solved for cell in template.cells)),
        "packages": _packages(texts),
    }


def _template(name: str, released: str, source: str | None, module: dict | None, solutions: list[dict]) -> Template:
    if not released:
        raise GradingError(
            f"Le carnet distribué de « {name} » n’est pas sur ce site. Choisissez-le avec celui du formateur."
        )
    notebook = read_notebook(released.encode(), "Le carnet distribué")
    if (notebook.get("metadata", {}).get("parcours") or {}).get("assignment") != name:
        raise GradingError(f"Le carnet distribué n’est pas celui de « {name} ». Prenez celui du site.")
    if source:
        return build(name, notebook, read_notebook(source.encode(), "Le carnet du formateur"))
    return build(name, notebook, _with_solutions(notebook, module or {}, solutions))


def _going_on(name: str, fresh: session.Session, kept: session.Session | None) -> session.Session:
    """The session already begun, where it is of this assignment; its rubric is the new one until somebody reads."""
    if kept is None or kept.assignment != name:
        return fresh
    kept.template = fresh.template
    if not (kept.marks or kept.calibration or kept.rounds or kept.notes):
        kept.tasks = fresh.tasks
    return kept


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
    for submission in intake.submissions(_desk.template.assignment, LIMITS, _desk.session.people):
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
    split, withheld = _without_hidden(programs(clean, _desk.template, LIMITS, _desk.one_process), clean)
    _desk.running[submission.student] = (made, clean, split.together, withheld)
    cells = [cell["source"] for cell in clean.notebook["cells"] if cell["cell_type"] == "code"]
    text = "\n".join(cells)
    return {
        "programs": {
            "student": json.dumps(split.student),
            "checker": json.dumps(split.checker),
        },
        "tables": sorted(_tables(cells)),
        "packages": _packages(text),
        "patience": LIMITS.cell_seconds,
        "total": LIMITS.total_seconds,
    }


def _without_hidden(split: Programs, clean: Clean) -> tuple[Programs, set[str]]:
    """Hidden lines never enter a trainee's thread: a test that must run there runs as it was released."""
    named = {at: _desk.template.by_id[grade_id] for grade_id, at in clean.tests.items()}
    cells, withheld = [], set()
    for cell in split.student["cells"]:
        test = named[cell["at"]] if cell.get("test") is True else None
        if test and test.full != test.released:
            cell = {**cell, "source": test.released}
            withheld.add(test.grade_id or "")
        cells.append(cell)
    return replace(split, student={**split.student, "cells": cells}), withheld


def _result(
    clean: Clean, together: frozenset[str], withheld: set[str], news: list[dict], seconds: float = 0.0
) -> RunResult:
    result = RunResult(seconds=seconds)
    for each in news:
        for message in each["outputs"]:
            from_student(message, clean, LIMITS, result, together)
        for message in each["verdicts"]:
            from_checker(message, clean, result)
        if each.get("over"):
            tell_unfinished(each["ended"], each["why"], each.get("judged", True), result)
    for grade_id in sorted(withheld):
        result.review.append(f"« {grade_id} » : ses vérifications cachées ne peuvent pas être exécutées dans la page.")
    complete(clean, LIMITS, result)
    return result


def finish(student: str, news: list[dict], seconds: float = 0.0) -> dict:
    """What the threads said becomes marks; ``{line}``. Raises on our own failure, and then keeps nothing."""
    made, clean, together, withheld = _desk.running.pop(student)
    conclude(made, clean, _result(clean, together, withheld, news, seconds), _desk.template)
    return {"line": _keep(made)}


def calibrated(news: list[dict]) -> dict:
    """The tests that the reference misses, and which of them one more run could pass in one process.

    Called twice when the first run misses any: ``{again}`` asks for it; ``{warnings}``, sentences. A slow computer
    proves nothing of a test: out of time, none is sent to the trainee's thread.
    """
    _, clean, together, withheld = _desk.running.pop(_REFERENCE)
    failing = missed(clean, _desk.template, _result(clean, together, withheld, news))
    late = any(each.get("why") == OUT_OF_TIME for each in news)
    if failing and not late and not _desk.one_process:
        _desk.one_process = frozenset(failing)
        return {"again": True, "warnings": []}
    _desk.one_process -= failing
    if late:
        told = ["la solution de référence n’a pas fini à temps sur cet ordinateur : les notes sont à vérifier."]
    else:
        told = references.sentences(failing, _desk.template, "Ces tests ne notent personne avec justesse.")
    return {"again": False, "warnings": told}


def abandon(student: str, why: str) -> dict:
    """Our own failure, twice: nothing is kept, and the submission stays to be done again."""
    _desk.running.pop(student, None)
    line = next(each for each in session.people(_desk.session) if each["student"] == student)
    last = (why.strip().splitlines() or ["?"])[-1]
    reason = f"La page n’a pas pu corriger ce rendu ({last}). Pressez « Continuer »."
    return {"line": line | {"reasons": [reason], "again": True}}


def _keep(made: Marked) -> dict:
    outcome = made.outcome
    answers = session.answers(made.clean.notebook, _desk.template) if made.clean else {}
    blank = made.clean.unanswered if made.clean else ()
    line = session.add(_desk.session, outcome, answers, made.notebook, blank)
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
    name = _desk.session.assignment
    return {"name": f"{name}-seance.json", "assignment": name, "data": session.save(_desk.session), "told": []}


def look(data: bytes, name: str) -> dict:
    """What a saved session is, before it takes the place of another."""
    found = session.load(data, name)
    return {"assignment": found.assignment, "marker": found.settings.marker, "people": len(found.people)}


def load(data: bytes, name: str) -> dict:
    """Open a saved session alone: no file of another class stays behind it."""
    found = session.load(data, name)
    clear(whole=True)
    _desk.session = found
    told = {"assignment": found.assignment, "anonymous": found.settings.anonymous}
    return told | {"people": session.people(found)}


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
    for function in (
        *(clear, receive, guess, private, public, assign, enrol, reference, prepare, finish, calibrated, abandon),
        *(people, outcome, save, look, load, second, merge, preview, collect, questions, settings),
    )
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
