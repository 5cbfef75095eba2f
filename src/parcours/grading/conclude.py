"""From what was run to the end of a submission: its status, its reasons, its marks, the notebook to read. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from .model import Outcome, RunResult, Status, Submission
from .sanitize import Clean
from .scoring import Mark, marks
from .template import Template

_LATE = "En retard de"
_BROKEN = "Le dernier fichier déposé ne peut pas être corrigé"


@dataclass
class Marked:
    """One submission after its run, ready for the writer. ``again_next_time``: our own failure, not to be kept."""

    submission: Submission
    outcome: Outcome
    clean: Clean | None = None
    marks: list[Mark] = field(default_factory=list)
    notebook: dict | None = None
    again_next_time: bool = False


def begin(submission: Submission, template: Template) -> Marked:
    """Before the run: rejected, with intake's reason, until more is known."""
    outcome = Outcome(
        submission.student,
        submission.name,
        Status.REJECTED,
        reasons=[submission.reason] if submission.reason else [],
        notes=list(submission.notes),
        filename=submission.filename,
        prefix=submission.prefix,
        uniqueid=submission.uniqueid,
        submitted_at=submission.submitted_at.isoformat() if submission.submitted_at else None,
        digest=submission.digest,
        template=template.digest,
    )
    return Marked(submission, outcome)


def failed(made: Marked, why: str) -> None:
    """Our own failure: the others must go on, and this one be taken up again."""
    made.outcome.status = Status.REVIEW
    made.outcome.reasons = [f"La correction a échoué ({why}). Relancez la commande."]
    made.clean, made.again_next_time = None, True


def conclude(made: Marked, clean: Clean, result: RunResult, template: Template, due: dt.datetime | None = None) -> None:
    """After the run: everything that ``made`` was waiting for."""
    submission, outcome = made.submission, made.outcome
    made.clean, made.marks = clean, marks(clean, template, result)
    made.notebook = _with_outputs(clean, result)
    outcome.reasons = submission.review + clean.review + result.review
    outcome.status = Status.REVIEW if outcome.reasons else Status.GRADED
    outcome.notes += clean.notes + result.notes
    outcome.score = sum(mark.auto or 0.0 for mark in made.marks)
    outcome.max_score = sum(mark.maximum for mark in made.marks)
    outcome.pending = sum(mark.auto is None for mark in made.marks)
    outcome.cells = {
        mark.grade_id: {"auto": mark.auto, "max": mark.maximum, "unanswered": mark.unanswered, **_said(result, mark)}
        for mark in made.marks
    }
    outcome.seconds, outcome.cpu = round(result.seconds, 3), round(result.cpu, 4)
    date_against(outcome, due)


def date_against(outcome: Outcome, due: dt.datetime | None) -> None:
    """Say how late a work is, in the place of what was said of it."""
    handed_in = dt.datetime.fromisoformat(outcome.submitted_at) if outcome.submitted_at else None
    late = (handed_in - due).total_seconds() if due and handed_in else 0
    outcome.seconds_late = max(int(late), 0)
    outcome.notes = [note for note in outcome.notes if not note.startswith(_LATE)]
    if outcome.seconds_late:
        outcome.notes.append(f"{_LATE} {duration(outcome.seconds_late)}.")


def keep_former(made: Marked, former: Outcome) -> None:
    """The newest file cannot be marked: the mark of the one before stays, and a person decides."""
    why = " ".join(made.outcome.reasons).rstrip(".")
    when = f", remis le {_day(former.submitted_at)}" if former.submitted_at else ""
    told = f"{_BROKEN} ({why}) : la note reste celle du fichier « {former.filename} »{when}."
    made.outcome = replace(
        former,
        status=Status.REVIEW,
        reasons=[told, *(reason for reason in former.reasons if not reason.startswith(_BROKEN))],
        name=made.outcome.name,
        prefix=made.outcome.prefix,
        uniqueid=made.outcome.uniqueid,
        digest=made.outcome.digest,
    )


def _day(stamp: str) -> str:
    return dt.datetime.fromisoformat(stamp).strftime("%d/%m/%Y à %H:%M")


def _said(result: RunResult, mark: Mark) -> dict:
    verdict = result.cells.get(mark.grade_id)
    return {"error": verdict.error, "hidden": verdict.hidden, "one_process": verdict.one_process} if verdict else {}


def duration(seconds: int) -> str:
    """``1 j 3 h``, ``2 h 05 min``."""
    days, rest = divmod(seconds, 86_400)
    hours, minutes = rest // 3600, rest % 3600 // 60
    return f"{days} j {hours} h" if days else f"{hours} h {minutes:02d} min"


def _with_outputs(clean: Clean, result: RunResult) -> dict:
    for at, outputs in result.outputs.items():
        if clean.notebook["cells"][at]["cell_type"] == "code":
            clean.notebook["cells"][at]["outputs"] = outputs
    return clean.notebook
