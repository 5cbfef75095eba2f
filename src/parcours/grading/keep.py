"""Keeps what became of one submission, in an order that a stop at any moment does not harm."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

from .conclude import Marked, date_against, keep_former
from .journal import Journal
from .model import GradingError, Outcome, Status, Submission
from .outcomes import Outcomes
from .places import Places, write_file
from .record import Writer
from .summary import Summary


class Keeper:
    """The one writer of a marking. ``copy``: hand-ins go to ``submitted/``, unless that is where they come from."""

    def __init__(
        self, places: Places, outcomes: Outcomes, writer: Writer, summary: Summary, copy: bool, journal: Journal | None
    ) -> None:
        self.places, self.outcomes, self.writer, self.summary = places, outcomes, writer, summary
        self.copy, self.journal = copy, journal

    def keep(self, made: Marked, before: Outcome | None) -> None:
        """Files, then the gradebook, then the outcome: killed between two of them, the work is simply done again.

        Raises GradingError when nothing more can be written.
        """
        try:
            if made.clean is not None:
                self._files(made)
                self._record(made, before is not None and before.digest == made.outcome.digest)
            elif not made.again_next_time:
                self._refused(made)
            if not made.again_next_time:
                self._change(made.outcome, before)
                self.outcomes.write(made.outcome)
        except OSError as error:
            raise GradingError(
                f"L’écriture dans {self.places.state} a échoué ({error.strerror or error}). Ce qui est corrigé est "
                "gardé : faites de la place ou rendez le dossier accessible, puis relancez la même commande."
            ) from error

    def unchanged(self, submission: Submission, before: Outcome, due: dt.datetime | None) -> Outcome:
        """Somebody who is not marked again; what Moodle says of them may have changed all the same."""
        said = {"name": submission.name, "prefix": submission.prefix, "uniqueid": submission.uniqueid}
        now = replace(before, **said, notes=list(before.notes))
        date_against(now, due)
        if now != before:
            whole = self.outcomes.of(before.student) or before
            self.outcomes.write(replace(now, cells=whole.cells))
        return now

    def _files(self, made: Marked) -> None:
        if self.copy and made.submission.notebook is not None:
            self._write(self.places.submitted, made.outcome, made.submission.notebook)
        marked = json.dumps(made.notebook, ensure_ascii=False, indent=1).encode("utf-8", "replace")
        self._write(self.places.autograded, made.outcome, marked)

    def _write(self, where: Path, outcome: Outcome, data: bytes) -> None:
        folder = where / outcome.student / self.summary.assignment
        write_file(folder / f"{self.summary.assignment}.ipynb", data)
        if outcome.submitted_at:
            stamp = dt.datetime.fromisoformat(outcome.submitted_at).astimezone(dt.UTC)
            write_file(folder / "timestamp.txt", stamp.strftime("%Y-%m-%d %H:%M:%S UTC\n").encode())

    def _record(self, made: Marked, same: bool) -> None:
        outcome, flagged = made.outcome, made.outcome.status == Status.REVIEW
        when = made.submission.submitted_at
        self.writer.record(outcome.student, outcome.name, when, made.marks, made.clean.unanswered, flagged, same)

    def _refused(self, made: Marked) -> None:
        """Nothing to mark in the newest file: a mark already given is not taken away."""
        former = self.outcomes.of(made.outcome.student)
        if former is not None and former.score is not None:
            keep_former(made, former)
            self.writer.flag(former.student)

    def _change(self, outcome: Outcome, before: Outcome | None) -> None:
        if self.journal is not None:
            self.journal.add(outcome.student, before.score if before else outcome.score, outcome.score)
        elif before is not None and before.score != outcome.score:
            self.summary.changed.append((outcome.student, before.score, outcome.score))
