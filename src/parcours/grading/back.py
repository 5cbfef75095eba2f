"""The way back to Moodle: the worksheet filled, the feedback zip. Marks are the gradebook's, manual ones included."""

from __future__ import annotations

import re
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from ..moodle import (
    FillReport,
    Note,
    fill_worksheet,
    looks_like_teams,
    owners,
    prefixes,
    read_worksheet,
    write_feedback_zip,
)
from .bank import Bank
from .feedback import page
from .model import GradingError, Status
from .outcomes import Outcomes
from .places import Places, write_file
from .result import Result, hand_in_of, sheet_of, told

TEAMS = (
    "Ces rendus sont ceux d’équipes : leur numéro est celui du groupe, pas celui d’une personne. "
    "Redonnez la commande avec « --feuille » et la feuille d’évaluation du devoir, qui dit qui est dans chaque groupe."
)


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
    result.max_score = submission.max_score
    for notebook in submission.notebooks:
        comments = {comment.name: comment.comment or "" for comment in notebook.comments}
        for grade in notebook.grades:
            unread = grade.needs_manual_grade and grade.max_score > 0  # or handed in again since it was read
            result.waiting += unread
            result.score += 0.0 if unread else grade.score
            comment = "" if unread else comments.get(grade.name, "")
            result.cells[grade.name] = (None if unread else grade.score, grade.max_score, comment)
        for name, comment in comments.items():
            result.cells.setdefault(name, (0.0, 0.0, comment))


def moodle_notes(worksheet: Path, assignment: str, places: Places, out: Path | None = None) -> tuple[Path, FillReport]:
    """Fill the worksheet downloaded from Moodle; by default beside it, as ``…-rempli.csv``.

    Rows that still need a person's eyes are filled too, and counted in the warnings. Raises WorksheetError or
    GradingError (French).
    """
    sheet = read_worksheet(worksheet.read_bytes(), worksheet.name)
    found = results(assignment, places)
    marked = {student: result for student, result in found.items() if result.max_score > 0}
    notes = {
        number: Note(marked[student].score, marked[student].max_score, told(marked[student]))
        for number, student in owners(sheet, {s: hand_in_of(result) for s, result in marked.items()}).items()
    }
    data, report = fill_worksheet(sheet, notes)
    waiting = sum(result.waiting > 0 for result in found.values())
    if waiting:
        report.warnings.append(
            f"{waiting} rendu(s) ont encore des réponses à lire, ou à relire, dans formgrader : leur note montera."
        )
    review = sum(result.outcome.status == Status.REVIEW for result in found.values())
    if review:
        report.warnings.append(f"{review} rendu(s) sont à vérifier avant de publier les notes.")
    target = out or worksheet.with_name(f"{worksheet.stem}-rempli.csv")
    write_file(target, data)
    return target, report


def moodle_feedback(
    assignment: str, places: Places, out: Path, show_hidden: bool = False, worksheet: Path | None = None
) -> list[str]:
    """Write the zip that Moodle takes back: one ``feedback.html`` a trainee. Returns the French list of those left out.

    A team's page goes to each of its members, whom only the ``worksheet`` knows; without it such a class is refused
    (GradingError, French). The sentences of hidden tests are shown with ``show_hidden`` only.
    """
    files, left_out = [], []
    bank, found = Bank.read(places.bank, assignment), results(assignment, places)
    to = _prefixes(found, worksheet)
    for student, result in sorted(found.items()):
        html = page(bank.with_rubrics(sheet_of(result, assignment, bank.titles, show_hidden))).encode("utf-8")
        files += [(prefix, "feedback.html", html) for prefix in to[student]]
        write_file(places.state.parent / "feedback" / student / assignment / "retour.html", html)
        if not to[student]:
            left_out.append(f"{result.outcome.name} : sans numéro de Moodle, rendez-lui son retour à la main.")
    out.parent.mkdir(parents=True, exist_ok=True)
    write_feedback_zip(str(out), files)
    return left_out


def _prefixes(found: dict[str, Result], worksheet: Path | None) -> dict[str, list[str]]:
    """Under which names each page goes back."""
    hand_ins = {student: hand_in_of(result) for student, result in found.items()}
    to: dict[str, list[str]] = {student: [] for student in found}
    if worksheet:
        sheet = read_worksheet(worksheet.read_bytes(), worksheet.name)
        for student, prefix in prefixes(sheet, owners(sheet, hand_ins)):
            to[student].append(prefix)
    elif looks_like_teams(hand_ins.values()):
        raise GradingError(TEAMS)
    else:
        for student, each in hand_ins.items():
            if re.fullmatch(r"[^_]+_\d+", each.prefix):
                to[student].append(each.prefix)
    return to
