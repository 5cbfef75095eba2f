"""Takes one submission from bytes to marks. Whatever happens becomes a status and a French reason."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, replace

from .conclude import Marked, begin, conclude, failed
from .model import Submission
from .run import run
from .sandbox import Sandbox, SandboxError
from .sanitize import Unreadable, parse, sanitize
from .template import Template

_PAUSES = (0.5, 3.0, 10.0)  # seconds between the attempts at a work that the machine, not the trainee, stopped


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


def mark_one(submission: Submission, job: Job) -> Marked:
    """Take one submission to its end. Never raises: whatever happens becomes a status and a French reason."""
    made = begin(submission, job.template)
    if submission.notebook is None:
        return made
    try:
        _mark_patiently(made, job)
    except Unreadable as error:
        made.outcome.reasons = [str(error)]
    except Exception as error:  # ours: the others must go on, and this one be taken up again
        failed(made, f"{type(error).__name__} : {error}")
    return made


def _mark_patiently(made: Marked, job: Job) -> None:
    """Sandbox killed from outside, no memory, no descriptor left: such a moment passes. A new sandbox is started at the
    next demand."""
    for pause in _PAUSES:
        try:
            return _mark(made, job)
        except (SandboxError, OSError, MemoryError):
            time.sleep(pause)
    return _mark(made, job)


def _mark(made: Marked, job: Job) -> None:
    assert made.submission.notebook is not None
    assert job.sandbox is not None
    clean = sanitize(parse(made.submission.notebook, job.sandbox.limits), job.template, job.sandbox.limits)
    conclude(made, clean, run(clean, job.template, job.sandbox, job.one_process), job.template, job.due)
