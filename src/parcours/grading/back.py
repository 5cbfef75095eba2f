"""The way back to Moodle: the worksheet filled, the feedback zip. Marks are the gradebook's, manual ones included."""

from __future__ import annotations

import re
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from ..moodle import FillReport, Note, fill_worksheet, read_worksheet, write_feedback_zip
from .bank import Bank
from .feedback import page
from .model import GradingError, Status
from .outcomes import Outcomes
from .places import Places, write_file
from .result import Result, sheet_of, told


def results(assignment: str, places: Places) -> dict[str, Result]:
    """Join what marking kept with the gradebook. Raises GradingError when nothing was marked."""
    known = Outcomes(places.state / assignment).read()
    if not known:
        raise GradingError(f"Aucun rendu corrigé pour « {assignment} » : lancez d’abord « parcours grade ».")
    found = {student: Result(outcome) for student, outcome in known.items()}
    with Gradebook(places.db_url, places.course_id) as gradebook:
        for student, result in found.items():
            if result.outcome.score is None:
                continue
            try:
                submission = gradebook.find_submission(assignment, student)
            except MissingEntry:
                continue
            _read(submission, result)
    return found


def _read(submission, result: Result) -> None:
    result.score, result.max_score = submission.score, submission.max_score
    for notebook in submission.notebooks:
        comments = {comment.name: comment.comment or "" for comment in notebook.comments}
        for grade in notebook.grades:
            unread = grade.auto_score is None and grade.manual_score is None
            result.waiting += unread and grade.max_score > 0
            value = None if unread else grade.score
            result.cells[grade.name] = (value, grade.max_score, comments.get(grade.name, ""))
        for name, comment in comments.items():
            result.cells.setdefault(name, (0.0, 0.0, comment))


def moodle_notes(worksheet: Path, assignment: str, places: Places, out: Path | None = None) -> tuple[Path, FillReport]:
    """Fill the worksheet downloaded from Moodle; by default beside it, as ``…-rempli.csv``.

    Rows that still need a person's eyes are filled too, and counted in the warnings. Raises WorksheetError or
    GradingError (French).
    """
    sheet = read_worksheet(worksheet.read_bytes(), worksheet.name)
    found = results(assignment, places)
    notes = {
        result.outcome.uniqueid: Note(result.score, result.max_score, told(result))
        for result in found.values()
        if result.outcome.uniqueid and result.max_score > 0
    }
    data, report = fill_worksheet(sheet, notes)
    waiting = sum(result.waiting > 0 for result in found.values())
    if waiting:
        report.warnings.append(
            f"{waiting} rendu(s) ont encore des réponses à lire dans formgrader : leur note montera."
        )
    review = sum(result.outcome.status == Status.REVIEW for result in found.values())
    if review:
        report.warnings.append(f"{review} rendu(s) sont à vérifier avant de publier les notes.")
    target = out or worksheet.with_name(f"{worksheet.stem}-rempli.csv")
    write_file(target, data)
    return target, report


def moodle_feedback(assignment: str, places: Places, out: Path, show_hidden: bool = False) -> list[str]:
    """Write the zip that Moodle takes back: one ``feedback.html`` a trainee. Returns the French list of those left out.

    The sentences of hidden tests are shown with ``show_hidden`` only.
    """
    files, left_out = [], []
    bank = Bank.read(places.bank, assignment)
    for student, result in sorted(results(assignment, places).items()):
        if not re.fullmatch(r"[^_]+_\d+", result.outcome.prefix):
            left_out.append(f"{result.outcome.name} : sans numéro de Moodle, rendez-lui son retour à la main.")
            continue
        html = page(bank.with_rubrics(sheet_of(result, assignment, bank.titles, show_hidden)))
        files.append((result.outcome.prefix, "feedback.html", html.encode("utf-8")))
        write_file(places.state.parent / "feedback" / student / assignment / "retour.html", html.encode("utf-8"))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_feedback_zip(str(out), files)
    return left_out
