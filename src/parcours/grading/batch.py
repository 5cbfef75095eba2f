"""Marks a whole class: every submission to its end, in any order, stopped and taken up again at will.

Runs are shared out to threads (each only waits for isolated processes); one thread, this one, writes the gradebook.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

from . import analysis, reference
from .cluster import Order, connect
from .conclude import failed
from .doctor import open_sandbox
from .intake import Intake, open_source, time_zone
from .journal import Journal
from .keep import Keeper
from .mark import Job, Marked, mark_one
from .model import GradingError, Limits, Outcome, Status, Submission
from .outcomes import Outcomes
from .places import Places
from .record import Writer
from .run import run
from .sandbox import Sandbox, Warm
from .sanitize import sanitize
from .scoring import missed
from .summary import Progress, Summary
from .template import Template

_RETRIES = 2  # of a run that fails on our side: a busy machine may refuse a process for longer than the sandbox waits


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
    due: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Mark every submission of ``source``. Raises GradingError (French) when nothing can be done at all.

    ``kind`` is the sandbox's (see ``sandbox``), by default the best that works here; ``slots`` the number of notebooks
    run at once, by default the cores; ``scheduler`` the address of a Dask cluster (``tcp://…``) that runs them instead.
    ``due``: the deadline to be remembered, in local time, as « 2026-12-01 18:00 ».
    """
    limits = limits or Limits()
    deadline = _deadline(due, timezone) if due else None
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
        job = Job(
            template,
            sandbox,
            calibrate(template, sandbox, summary.warnings),
            writer.open_assignment(template, deadline),
        )
        journal = Journal(outcomes.folder, template.digest) if again else None
        if journal and journal.after:
            summary.warnings.append(f"suite d’un --again arrêté : {len(journal.after)} rendus sont déjà revus.")
        copy = Path(source).resolve() != places.submitted.resolve()
        batch = _Batch(job, intake, Keeper(places, outcomes, writer, summary, copy, journal), again)
        with _settled():
            if scheduler:
                order = Order(job.on(None), limits, sandbox.warm, places.data, sandbox.kind)
                with connect(scheduler, order) as (submit, many):
                    batch.run(submit, many, progress)
            else:
                slots = slots or os.cpu_count() or 1
                with ThreadPoolExecutor(slots, thread_name_prefix="correction") as pool:
                    batch.run(lambda submission: pool.submit(mark_one, submission, job), slots, progress)
    summary.seconds = time.monotonic() - started
    return summary


@contextlib.contextmanager
def _settled() -> Iterator[None]:
    """What is there before the loop lasts as long as it: not to be gone through for rubbish again and again, which
    costs a thirtieth of the time."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _deadline(text: str, timezone: str) -> dt.datetime:
    try:
        return dt.datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=time_zone(timezone))
    except ValueError as error:
        raise GradingError(f"L’échéance « {text} » ne se lit pas. Écrivez-la ainsi : 2026-12-01 18:00.") from error


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
    first = missed(clean, template, run(clean, template, sandbox))
    if not first:
        return frozenset()
    still = missed(clean, template, run(clean, template, sandbox, frozenset(first)))
    warnings += reference.sentences(still, template, "Corrigez ces tests, puis relancez avec --again.")
    return frozenset(first - still)


class _Batch:
    """The loop: feeds the threads, takes their results one by one to the record."""

    def __init__(self, job: Job, intake: Intake, keeper: Keeper, again: bool) -> None:
        self.job, self.intake, self.keeper, self.again = job, intake, keeper, again
        self.summary, self.journal = keeper.summary, keeper.journal
        self.known = {each.student: replace(each, cells={}) for each in keeper.outcomes.each()}
        self.put_off: list[Submission] = []
        self.failures: Counter[str] = Counter()
        self.lost = 0

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
            self.summary.stopped = True
        finally:
            for future in pending:
                future.cancel()
        self.summary.left = total - self.summary.marked - self.summary.kept
        self.summary.outcomes.sort(key=lambda outcome: outcome.student)
        if self.journal:
            self.summary.changed = self.journal.changes()
            if not self.summary.left and not self.lost:
                self.journal.close()

    def _next(self, todo: Iterator[Submission]) -> Submission | None:
        """Somebody new, or somebody put off."""
        return next(todo, None) or (self.put_off.pop(0) if self.put_off else None)

    def _receive(self, future: Future[Marked], submission: Submission) -> None:
        """A run that fails on our side comes again; one that never comes back is told, for the next call to take up."""
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
        template, limits = self.job.template, self.job.sandbox.limits
        for submission in self.intake.submissions(template.assignment, limits, self.known.values()):
            before = self.known.get(submission.student)
            if before is None or before.digest != submission.digest or (self.again and not self._seen(before)):
                yield submission
                continue
            self.summary.kept += 1
            self.summary.outcomes.append(self.keeper.unchanged(submission, before, self.job.due))
            if before.template != template.digest:
                self.summary.outdated.append(before.student)

    def _seen(self, before: Outcome) -> bool:
        """Whether the same « --again », stopped since, has already marked this one."""
        return self.journal is not None and self.journal.has(before)

    def _keep(self, made: Marked) -> None:
        try:
            self.keeper.keep(made, self.known.get(made.outcome.student))
        except GradingError:
            raise
        except Exception as error:  # of this hand-in alone: the others go on
            failed(made, f"{type(error).__name__} : {error}")
        self.lost += made.again_next_time
        self.summary.marked += 1
        self.summary.outcomes.append(replace(made.outcome, cells={}))
        self.summary.remarks += [(made.outcome.name, note) for note in made.submission.notes]


__all__ = ["GradingError", "Progress", "Summary", "calibrate", "grade"]
