"""Marks a whole class: every submission to its end, in any order, stopped and taken up again at will.

Runs are shared out to threads (each only waits for isolated processes); one thread, this one, writes the gradebook.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from . import analysis
from .cluster import Order, connect
from .doctor import open_sandbox
from .intake import Intake, open_source
from .mark import Job, Marked, mark_one
from .model import LABELS, GradingError, Limits, RunResult, Status, Submission
from .outcomes import Outcome, Outcomes
from .places import Places, write_file
from .record import Writer
from .run import run
from .sandbox import Sandbox, Warm
from .sanitize import Clean, sanitize
from .scoring import marks
from .template import Template

_RETRIES = 2  # of a run that fails on our side: a busy machine may refuse a process for longer than the sandbox waits
EXIT_DONE, EXIT_IMPOSSIBLE, EXIT_ATTENTION, EXIT_STOPPED = 0, 1, 3, 130


@dataclass(frozen=True)
class Progress:
    """Told after each submission. ``left`` is an estimate in seconds."""

    done: int
    total: int
    counts: dict[str, int]
    left: float


@dataclass
class Summary:
    """What one call of ``grade`` did. ``changed``: students whose mark is not what it was, with both marks.

    ``outcomes`` come without their cells, so that ten thousand hand-ins fit in memory: ``Outcomes`` has them whole.
    """

    assignment: str
    outcomes: list[Outcome] = field(default_factory=list)
    marked: int = 0
    kept: int = 0
    outdated: list[str] = field(default_factory=list)
    changed: list[tuple[str, float | None, float | None]] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sandbox: str = ""
    seconds: float = 0.0
    stopped: bool = False

    def count(self, status: Status) -> int:
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def exit_code(self) -> int:
        """0: all marked; 3: some need review or a new hand-in; 130: stopped by hand. (1: could not start.)"""
        if self.stopped:
            return EXIT_STOPPED
        return EXIT_DONE if self.count(Status.GRADED) == len(self.outcomes) else EXIT_ATTENTION

    def to_json(self) -> str:
        told = asdict(self)
        told["counts"] = {status.value: self.count(status) for status in Status}
        return json.dumps(told, ensure_ascii=False, indent=1)

    def text(self) -> str:
        """The French summary for the terminal."""
        lines = [f"Devoir {self.assignment} : {len(self.outcomes)} rendus en {self.seconds:.0f} s."]
        lines += [f"  {LABELS[status]} : {self.count(status)}" for status in Status]
        if self.kept:
            lines.append(f"  déjà corrigés et inchangés : {self.kept}")
        lines += [f"Attention : {warning}" for warning in self.warnings]
        if self.outdated:
            lines.append(f"{len(self.outdated)} rendu(s) corrigé(s) avec d’anciens tests : relancez avec --again.")
        for student, before, after in self.changed:
            lines.append(f"  note changée : {student}, {_points(before)} → {_points(after)}")
        for outcome in self.outcomes:
            if outcome.status != Status.GRADED:
                lines.append(f"  {LABELS[outcome.status]} : {outcome.name} — {' '.join(outcome.reasons)}")
        lines += [f"  laissé de côté : {path} ({why})" for path, why in self.ignored[:20]]
        return "\n".join(lines)


def _points(value: float | None) -> str:
    return "—" if value is None else f"{value:g}".replace(".", ",")


def grade(
    source: Path,
    assignment: str,
    places: Places,
    *,
    again: bool = False,
    slots: int | None = None,
    limits: Limits | None = None,
    kind: str | None = None,
    scheduler: str | None = None,
    timezone: str = "Europe/Paris",
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Mark every submission of ``source``. Raises GradingError (French) when nothing can be done at all.

    ``kind`` is the sandbox's (see ``sandbox``), by default the best that works here; ``slots`` the number of notebooks
    run at once, by default the cores; ``scheduler`` the address of a Dask cluster (``tcp://…``) that runs them instead.
    """
    limits = limits or Limits()
    started = time.monotonic()
    template = places.template(assignment)
    intake = open_source(Path(source), assignment, limits, timezone)
    outcomes = Outcomes(places.state / assignment)
    summary = Summary(assignment, ignored=intake.ignored)
    with (
        outcomes.alone(),
        open_sandbox(kind, limits, warm_of(template), places.data, summary.warnings) as sandbox,
        Writer(places.db_url, places.course_id) as writer,
    ):
        summary.sandbox = sandbox.kind
        due = writer.open_assignment(template)
        job = Job(template, sandbox, calibrate(template, sandbox, summary.warnings), due)
        batch = _Batch(job, places, outcomes, writer, summary, again, intake, source)
        if scheduler:
            with connect(scheduler, Order(job.on(None), limits, sandbox.warm, places.data, sandbox.kind)) as (
                submit,
                many,
            ):
                batch.run(submit, many, progress)
        else:
            with ThreadPoolExecutor(slots or os.cpu_count() or 1, thread_name_prefix="correction") as pool:
                batch.run(
                    lambda submission: pool.submit(mark_one, submission, job), slots or os.cpu_count() or 1, progress
                )
    summary.seconds = time.monotonic() - started
    return summary


def warm_of(template: Template) -> Warm:
    """What the instructor's cells import and load: made ready once, before the first fork."""
    modules: set[str] = set()
    tables: set[str] = set()
    for cell in template.cells:
        if cell.cell_type == "code":
            for text in (cell.full, cell.solved):
                modules |= {statement.split()[1] for statement in analysis.names(text).imports.values()}
                tables |= analysis.tables(text)
    return Warm(tuple(sorted(modules)), tuple(sorted(tables)))


def calibrate(template: Template, sandbox: Sandbox, warnings: list[str]) -> frozenset[str]:
    """Run the instructor's own answers: the tests that they pass only in one process are run so for everybody, and a
    test that they never pass is told to the trainer."""
    clean = sanitize(template.solved_notebook(), template, sandbox.limits)
    first = _failed(run(clean, template, sandbox), clean, template)
    if not first:
        return frozenset()
    still = _failed(run(clean, template, sandbox, frozenset(first)), clean, template)
    absent = still & _without_solution(template)
    if absent:
        told = ", ".join(sorted(absent))
        warnings.append(f"la solution de référence n’est pas ici : {told} n’ont pas été essayés.")
    if still - absent:
        told = ", ".join(sorted(still - absent))
        warnings.append(f"la solution de référence échoue à {told}. Corrigez ces tests, puis relancez avec --again.")
    return frozenset(first - still)


def _without_solution(template: Template) -> set[str]:
    """The tests that follow an answer without a line of code: a summative exercise whose private half is elsewhere."""
    found, blank = set(), False
    for cell in template.cells:
        if cell.role == "answer":
            blank = not re.search(r"^\s*[^\s#]", cell.solved, re.MULTILINE)
        elif cell.role == "test" and blank:
            found.add(cell.grade_id or "")
    return found


def _failed(result: RunResult, clean: Clean, template: Template) -> set[str]:
    worth = {mark.grade_id: mark for mark in marks(clean, template, result)}
    return {g for g in clean.tests if worth[g].auto is not None and worth[g].auto < worth[g].maximum}


class _Batch:
    """The loop: feeds the threads, takes their results one by one to the record."""

    def __init__(
        self,
        job: Job,
        places: Places,
        outcomes: Outcomes,
        writer: Writer,
        summary: Summary,
        again: bool,
        intake: Intake,
        source: Path,
    ) -> None:
        self.job, self.places, self.outcomes, self.writer = job, places, outcomes, writer
        self.summary, self.again, self.intake = summary, again, intake
        self.known = {each.student: replace(each, cells={}) for each in outcomes.each()}
        self.copy = Path(source).resolve() != places.submitted.resolve()
        self.put_off: list[Submission] = []
        self.failures: Counter[str] = Counter()

    def run(
        self,
        submit: Callable[[Submission], Future[Marked]],
        slots: int,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        """At most ``2 × slots`` submissions are in memory at once, however many there are."""
        started, total = time.monotonic(), len(self.intake.people)
        pending: dict[Future[Marked], Submission] = {}
        todo = self._todo()
        try:
            while True:
                while len(pending) < 2 * slots and (submission := self._next(todo)):
                    pending[submit(submission)] = submission
                if not pending:
                    break
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    self._receive(future, pending.pop(future))
                if progress:
                    progress(self._progress(started, total))
        except KeyboardInterrupt:
            for future in pending:
                future.cancel()
            self.summary.stopped = True
        self.summary.outcomes.sort(key=lambda outcome: outcome.student)

    def _next(self, todo: Iterator[Submission]) -> Submission | None:
        """Somebody new, or somebody put off."""
        return next(todo, None) or (self.put_off.pop(0) if self.put_off else None)

    def _receive(self, future: Future[Marked], submission: Submission) -> None:
        """A run that fails on our side comes again; one that never comes back is told, and the next call takes it up."""
        error = future.exception()
        if error and self.failures[submission.student] < _RETRIES:
            self.failures[submission.student] += 1
            self.put_off.append(submission)
        elif error:
            told = f"{submission.name} n’a pas pu être corrigé ({type(error).__name__}). Relancez la commande."
            self.summary.warnings.append(told)
        else:
            self._keep(future.result())

    def _progress(self, started: float, total: int) -> Progress:
        done = self.summary.marked + self.summary.kept
        left = (time.monotonic() - started) / max(self.summary.marked, 1) * (total - done)
        return Progress(done, total, {status.value: self.summary.count(status) for status in Status}, left)

    def _todo(self) -> Iterator[Submission]:
        """The submissions that are new, changed, or asked for again."""
        for submission in self.intake.submissions(self.job.template.assignment, self.job.sandbox.limits):
            self._tell_apart(submission)
            before = self.known.get(submission.student)
            if before is not None and before.digest == submission.digest and not self.again:
                self.summary.kept += 1
                self.summary.outcomes.append(before)
                if before.template != self.job.template.digest:
                    self.summary.outdated.append(before.student)
            else:
                yield submission

    def _tell_apart(self, submission: Submission) -> None:
        """Another person of the same name, in another archive of the same assignment, is another student."""
        before = self.known.get(submission.student)
        if before and before.uniqueid and submission.uniqueid and before.uniqueid != submission.uniqueid:
            submission.student = f"{submission.student}-{submission.uniqueid}"

    def _keep(self, made: Marked) -> None:
        """Files, then the gradebook, then the outcome: killed between two of them, the work is simply done again."""
        outcome = made.outcome
        if made.clean is not None:
            if self.copy and made.submission.notebook is not None:
                self._write(self.places.submitted, outcome, made.submission.notebook)
            marked = json.dumps(made.notebook, ensure_ascii=False, indent=1).encode("utf-8", "replace")
            self._write(self.places.autograded, outcome, marked)
            flagged = outcome.status == Status.REVIEW
            when = made.submission.submitted_at
            self.writer.record(outcome.student, outcome.name, when, made.marks, made.clean.unanswered, flagged)
        if not made.again_next_time:
            self.outcomes.write(outcome)
        before = self.known.get(outcome.student)
        if before is not None and before.score != outcome.score:
            self.summary.changed.append((outcome.student, before.score, outcome.score))
        self.summary.marked += 1
        self.summary.outcomes.append(replace(outcome, cells={}))

    def _write(self, where: Path, outcome: Outcome, data: bytes) -> None:
        folder = where / outcome.student / self.summary.assignment
        write_file(folder / f"{self.summary.assignment}.ipynb", data)
        if outcome.submitted_at:
            stamp = dt.datetime.fromisoformat(outcome.submitted_at).astimezone(dt.UTC)
            write_file(folder / "timestamp.txt", stamp.strftime("%Y-%m-%d %H:%M:%S UTC\n").encode())


__all__ = ["GradingError", "Progress", "Summary", "calibrate", "grade"]
