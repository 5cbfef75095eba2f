"""What flows through marking: limits, submissions, results. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum

SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")  # a student's id becomes a folder's name


class Status(StrEnum):
    """Every submission ends in exactly one of these."""

    GRADED = "graded"
    REVIEW = "needs review"
    REJECTED = "rejected"


LABELS = {Status.GRADED: "noté", Status.REVIEW: "à vérifier", Status.REJECTED: "à redéposer"}


class GradingError(Exception):
    """The whole marking cannot go on; the message tells the trainer why and what to do, in French."""


@dataclass(frozen=True)
class Limits:
    """Caps on what is read and run. Bytes and seconds."""

    notebook_bytes: int = 64 * 2**20
    archive_files: int = 50_000
    person_files: int = 200
    cells: int = 500
    source_chars: int = 200_000
    output_bytes: int = 1_000_000  # per cell, as kept in the marked notebook
    cell_seconds: float = 30.0  # as nbgrader's own Execute.timeout
    total_seconds: float = 150.0
    memory_bytes: int = 2 * 2**30  # address space of one process
    disk_bytes: int = 64 * 2**20
    processes: int = 64  # threads in fact: fork is refused


@dataclass
class Submission:
    """One person's work as it came in. ``notebook`` is None when ``status`` is already REJECTED."""

    student: str  # id in the gradebook: letters, digits, - . _ only
    name: str  # as Moodle or the folder wrote it
    notebook: bytes | None = None
    filename: str = ""
    prefix: str = ""  # Moodle's own, for the way back
    uniqueid: str | None = None
    submitted_at: dt.datetime | None = None  # aware; Moodle's or nbgrader's, never a file's own
    status: Status | None = None  # None: still to be run
    reason: str = ""
    notes: list[str] = field(default_factory=list)
    review: list[str] = field(default_factory=list)  # French reasons to look at it by hand, once marked

    def reject(self, reason: str) -> Submission:
        self.status, self.reason, self.notebook = Status.REJECTED, reason, None
        return self

    @property
    def digest(self) -> str:
        """Of the content and of the date that Moodle gave, wherever it comes from: the same hand-in is run once."""
        date = self.submitted_at.astimezone(dt.UTC).isoformat() if self.submitted_at else ""
        return hashlib.sha256((self.notebook or b"") + date.encode() + self.reason.encode()).hexdigest()


@dataclass
class CellResult:
    """What the checker proved about one test cell. Points are earned by ``completed`` without ``error`` alone."""

    grade_id: str
    completed: bool = False
    error: str | None = None  # short, for the trainee: the assertion's sentence or the exception
    traceback: list[str] = field(default_factory=list)
    stdout: str = ""
    stderr: str = ""
    value: str | None = None  # text of the last expression (nbgrader's partial credit)
    hidden: bool = False  # it failed in the hidden part: its sentence is the trainer's to show
    one_process: bool = False  # run beside the trainee's code: weaker proof
    withheld: bool = False  # a person decides: that code is unusual, or the answer could not be seen from outside
    unseen: bool = False  # the answer could not cross to the checker: nothing is known of it


@dataclass
class RunResult:
    """What came out of running one notebook. ``outputs`` by position in the notebook that was run."""

    cells: dict[str, CellResult] = field(default_factory=dict)
    outputs: dict[int, list[dict]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    review: list[str] = field(default_factory=list)  # French reasons to look at it by hand
    seconds: float = 0.0
    cpu: float = 0.0  # as the isolated processes tell it: for benches, not for decisions


@dataclass
class Outcome:
    """The end of one submission. ``score`` counts automatic points only; ``pending``: cells that a person must read."""

    student: str
    name: str
    status: Status
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    score: float | None = None
    max_score: float | None = None
    pending: int = 0
    cells: dict[str, dict] = field(default_factory=dict)
    filename: str = ""
    prefix: str = ""
    uniqueid: str | None = None
    submitted_at: str | None = None
    seconds_late: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    digest: str = ""
    template: str = ""
