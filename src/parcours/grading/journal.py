"""What a « --again » has done so far: stopped and run again, it goes on, and tells every mark that changed."""

from __future__ import annotations

import json
from pathlib import Path

from .model import Outcome

Changes = list[tuple[str, float | None, float | None]]


class Journal:
    """One line a person, written before the outcome: a line that the outcome does not bear out counts for nothing.

    Other tests than those that it began with make it begin anew.
    """

    def __init__(self, folder: Path, template: str) -> None:
        self.path = folder / ".again"
        self.template = template
        self.before: dict[str, float | None] = {}
        self.after: dict[str, float | None] = {}
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except OSError:
            lines = []
        if lines[:1] == [template]:
            for line in lines[1:]:
                self._read(line)
        else:
            self.path.write_text(f"{template}\n", encoding="utf-8")

    def _read(self, line: str) -> None:
        try:
            student, before, after = json.loads(line)
        except ValueError:  # cut by a stop
            return
        self.before.setdefault(student, before)
        self.after[student] = after

    def has(self, outcome: Outcome) -> bool:
        """Whether this person's turn is over."""
        known = outcome.student in self.after and self.after[outcome.student] == outcome.score
        return known and outcome.template == self.template

    def add(self, student: str, before: float | None, after: float | None) -> None:
        line = json.dumps([student, self.before.setdefault(student, before), after])
        self.after[student] = after
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def changes(self) -> Changes:
        """All the marks that this « --again » changed, from its beginning."""
        found = [(student, self.before[student], after) for student, after in self.after.items()]
        return sorted((each for each in found if each[1] != each[2]), key=lambda each: each[0])

    def close(self) -> None:
        """It came to its end: the next one sees everybody again."""
        self.path.unlink(missing_ok=True)
