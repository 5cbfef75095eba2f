"""What goes back: Moodle's worksheet, a page for each trainee, a table of marks, a page on the class."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from html import escape

from parcours.grading.class_page import class_page, plain, table
from parcours.grading.feedback import Grid, page
from parcours.grading.feedback import points as french
from parcours.grading.model import LABELS, Status
from parcours.grading.result import Result, hand_in_of, long_answers, sheet_of, told
from parcours.moodle import (
    Note,
    WorksheetError,
    fill_worksheet,
    looks_like_teams,
    owners,
    read_worksheet,
    write_feedback_zip,
)

from .agreement import between, markers
from .carnet import nbgrader_zip
from .errors import DeskError, File
from .model import Session, Task
from .peer import summary_of
from .results import final_mark, result_of, results

__all__ = ["agreement", "class_report", "feedback_page", "feedback_zip", "marks_csv", "nbgrader_zip", "worksheet"]


def worksheet(session: Session, data: bytes, name: str) -> File:
    """Moodle's worksheet with marks and comments put in, the rest as it was. Raises DeskError if it is not one."""
    found = _some(session)
    from_moodle = {s: result for s, result in found.items() if result.outcome.uniqueid or result.outcome.prefix}
    marked = {student: result for student, result in from_moodle.items() if result.max_score > 0}
    if not marked:
        cause = "aucun rendu de cette séance ne vient d’une archive de Moodle."
        raise DeskError(name, cause, "Prenez plutôt le tableau des notes (CSV).")
    try:
        sheet = read_worksheet(bytes(data), name)
        notes = {
            number: Note(marked[student].score, marked[student].max_score, told(marked[student]))
            for number, student in owners(sheet, {s: hand_in_of(result) for s, result in marked.items()}).items()
        }
        filled, report = fill_worksheet(sheet, notes)
    except WorksheetError as error:
        raise DeskError(name, str(error), "") from None
    sentences = [f"{len(report.filled)} note(s) inscrite(s).", *report.warnings, *_unfinished(found)]
    return File(f"{re.sub(r'[.]csv$', '', name, flags=re.IGNORECASE)}-rempli.csv", filled, tuple(sentences))


def _unfinished(found: dict[str, Result]) -> list[str]:
    waiting = sum(result.waiting > 0 for result in found.values())
    review = sum(result.outcome.status is Status.REVIEW for result in found.values())
    sentences = []
    if waiting:
        sentences.append(f"{waiting} rendu(s) ont encore des réponses à lire : leur note montera.")
    if review:
        sentences.append(f"{review} rendu(s) sont à vérifier avant de publier les notes.")
    return sentences


def feedback_page(session: Session, student: str) -> str:
    """One trainee's page: self-contained, no script; rubric, comment and what peers saw beside each text."""
    result = result_of(session, student)
    tasks = {task.id: task for task in session.tasks}

    def titles(exercise: str) -> tuple[str, str]:
        task = tasks.get(exercise)
        title = f"{task.number} · {task.title}" if task and task.number else task.title if task else exercise
        return title, task.hint if task else ""

    sheet = sheet_of(result, session.assignment, titles, session.settings.show_hidden)
    items, shown = [], set()
    for item in sheet.items:
        task = tasks.get(item.exercise)
        if task and task.manual and task.id not in shown:
            shown.add(task.id)
            item = dataclasses.replace(item, grids=tuple(_grids(session, student, task)))
        items.append(item)
    name = session.person(student).name or result.outcome.name
    return page(dataclasses.replace(sheet, name=name, items=tuple(items)))


def _grids(session: Session, student: str, task: Task) -> list[Grid]:
    grids = []
    mark = final_mark(session, student, task)
    if mark and mark.levels:
        rows = [
            (criterion.title, f"{mark.levels[criterion.id]} sur 4", criterion.levels[mark.levels[criterion.id]])
            for criterion in task.criteria
            if criterion.id in mark.levels
        ]
        grids.append(Grid("La grille", ("Critère", "Niveau", "Ce que cela veut dire"), tuple(rows)))
    for turn in session.rounds:
        if turn.task == task.id and (seen := summary_of(session, turn, student)):
            grids += _peer_grids(seen)
    return grids


def _peer_grids(seen: dict) -> list[Grid]:
    grids = []
    if seen["readers"]:
        rows = [(each["title"], _span(each)) for each in seen["criteria"] if each["median"] is not None]
        rows += [("Une remarque", comment) for comment in seen["comments"]]
        who = f"Ce qu’ont vu vos {seen['readers']} lecteurs" if seen["readers"] > 1 else "Ce qu’a vu votre lecteur"
        grids.append(Grid(who, ("Critère", "Niveau"), tuple(rows)))
    own = [(each["title"], f"{each['own']} sur 4") for each in seen["criteria"] if each["own"] is not None]
    if own:
        grids.append(Grid("Votre auto-évaluation", ("Critère", "Niveau"), tuple(own)))
    return grids


def _span(line: dict) -> str:
    wide = f", de {line['low']} à {line['high']}" if line["low"] != line["high"] else ""
    return f"{french(line['median'])} sur 4{wide}"


def feedback_zip(session: Session) -> File:
    """The zip that Moodle takes back: one `feedback.html` a trainee. `told` names those it cannot hold."""
    files, left_out = [], []
    found = _some(session)
    if looks_like_teams([hand_in_of(result) for result in found.values()]):
        cause = "ces rendus sont ceux d’équipes : leur numéro est celui du groupe, pas celui d’une personne."
        do = "Rendez les pages une à une, ou par « parcours moodle feedback --feuille »."
        raise DeskError("Les retours", cause, do)
    for student in found:
        person = session.person(student)
        if session.in_moodle(student):
            files.append((person.prefix, "feedback.html", feedback_page(session, student).encode("utf-8")))
        else:
            name = person.label if session.settings.anonymous else person.name
            left_out.append(f"{name} : sans numéro de Moodle à son nom, rendez-lui son retour à la main.")
    target = io.BytesIO()
    write_feedback_zip(target, files)
    return File(f"retours-{session.assignment}.zip", target.getvalue(), (*left_out, *_unfinished(found)))


def marks_csv(session: Session) -> File:
    """A line a person, a column a task: for a French spreadsheet (semicolons, decimal commas, BOM)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    named = not session.settings.anonymous
    writer.writerow(["copie", *(["nom"] if named else []), "état", *(t.id for t in session.tasks), "total", "sur"])
    found = _some(session)
    for student, result in found.items():
        person = session.person(student)
        row = [person.label, *([_cell(person.name)] if named else []), LABELS[result.outcome.status]]
        row += [_mark(result, task) for task in session.tasks]
        writer.writerow([*row, french(result.score), french(result.max_score)])
    data = b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
    return File(f"notes-{session.assignment}.csv", data, tuple(_unfinished(found)))


def _mark(result: Result, task: Task) -> str:
    values = [result.cells[name][0] for name in task.cells if name in result.cells]
    return french(sum(values)) if values and None not in values else ""


def _cell(text: str) -> str:
    """A name that a spreadsheet would take for a formula stays a name."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def class_report(session: Session) -> File:
    """The page of `parcours report` from the desk's marks, with the agreement of two markers when there are two.

    People are their pseudonyms, always: this page is for the team too.
    """
    found = []
    for student, result in _some(session).items():
        outcome = dataclasses.replace(result.outcome, name=session.person(student).label)
        found.append(dataclasses.replace(result, outcome=outcome))
    texts = [_long(session, result.outcome.student) for result in found]
    more = [agreement(session)] if len(markers(session)) > 1 else []
    known = {(task.id, plain(told)): name for task in session.tasks for name, told in task.mistakes.items()}
    html, _ = class_page(session.assignment, found, texts, names=True, more=more, known=known)
    return File(f"rapport-{session.assignment}.html", html.encode("utf-8"))


def _long(session: Session, student: str) -> str:
    notebook = session.notebooks.get(student)
    return long_answers(notebook) if notebook else "\n".join(session.answers.get(student, {}).values())


def agreement(session: Session) -> str:
    """The table of two markers' agreement, criterion by criterion. Raises DeskError when there are not two."""
    lines = between(session)
    if not lines:
        return ""
    rows = []
    for line in lines:
        kappas = ["—" if line[key] is None else french(line[key]) for key in ("linear", "quadratic")]
        shares = ["—" if line[key] is None else f"{line[key]:.0%}".replace("%", " %") for key in ("exact", "near")]
        rows.append([line["task"], line["title"], str(line["n"]), *shares, *kappas, line["reading"]])
    header = ["exercice", "critère", "textes", "même niveau", "à un niveau près", "kappa linéaire", "kappa quadratique"]
    title = f"L’accord entre {escape(lines[0]['first'])} et {escape(lines[0]['second'])}"
    return table(title, [*header, "lecture"], rows)


def _some(session: Session) -> dict[str, Result]:
    found = results(session)
    if not found:
        raise DeskError("La séance", "aucun rendu n’est encore corrigé.", "Déposez d’abord les rendus.")
    return found
