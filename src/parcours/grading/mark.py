"""Takes one submission from bytes to marks. Whatever happens becomes a status and a French reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from .model import RunResult, Status, Submission
from .outcomes import Outcome
from .run import run
from .sandbox import Sandbox, SandboxError
from .sanitize import Clean, Unreadable, parse, sanitize
from .scoring import Mark, marks
from .template import Template


@dataclass(frozen=True)
class Job:
    """What every run of an assignment shares."""

    template: Template
    sandbox: Sandbox | None
    one_process: frozenset[str]
    due: dt.datetime | None

    def on(self, sandbox: Sandbox | None) -> Job:
        """The same job, in that sandbox."""
        return replace(self, sandbox=sandbox)


@dataclass
class Marked:
    """One submission after its run, ready for the writer. ``again_next_time``: our own failure, not to be kept."""

    submission: Submission
    outcome: Outcome
    clean: Clean | None = None
    marks: list[Mark] = field(default_factory=list)
    notebook: dict | None = None
    again_next_time: bool = False


def mark_one(submission: Submission, job: Job) -> Marked:
    """Take one submission to its end. Never raises: whatever happens becomes a status and a French reason."""
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
        template=job.template.digest,
    )
    made = Marked(submission, outcome)
    if submission.notebook is None:
        return made
    try:
        try:
            _mark(made, job)
        except SandboxError:  # it was killed from outside: a new one is started at the next demand
            _mark(made, job)
    except Unreadable as error:
        outcome.reasons = [str(error)]
    except Exception as error:  # ours: the others must go on, and this one be taken up again
        outcome.status = Status.REVIEW
        outcome.reasons = [f"La correction a échoué ({type(error).__name__} : {error}). Relancez la commande."]
        made.clean, made.again_next_time = None, True
    return made


def _mark(made: Marked, job: Job) -> None:
    submission, outcome = made.submission, made.outcome
    assert submission.notebook is not None
    assert job.sandbox is not None
    clean = sanitize(parse(submission.notebook, job.sandbox.limits), job.template, job.sandbox.limits)
    result = run(clean, job.template, job.sandbox, job.one_process)
    made.clean, made.marks = clean, marks(clean, job.template, result)
    made.notebook = _with_outputs(clean, result)
    outcome.reasons = clean.review + result.review
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
    if job.due and submission.submitted_at and submission.submitted_at > job.due:
        outcome.seconds_late = int((submission.submitted_at - job.due).total_seconds())
        outcome.notes.append(f"En retard de {_duration(outcome.seconds_late)}.")


def _said(result: RunResult, mark: Mark) -> dict:
    verdict = result.cells.get(mark.grade_id)
    return {"error": verdict.error, "hidden": verdict.hidden, "one_process": verdict.one_process} if verdict else {}


def _duration(seconds: int) -> str:
    days, rest = divmod(seconds, 86_400)
    hours, minutes = rest // 3600, rest % 3600 // 60
    return f"{days} j {hours} h" if days else f"{hours} h {minutes:02d} min"


def _with_outputs(clean: Clean, result: RunResult) -> dict:
    for at, outputs in result.outputs.items():
        if clean.notebook["cells"][at]["cell_type"] == "code":
            clean.notebook["cells"][at]["outputs"] = outputs
    return clean.notebook
