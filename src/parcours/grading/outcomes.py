"""What became of each submission: one small JSON file a person, written last, so that marking can stop and go on."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .model import GradingError, Outcome, Status
from .places import write_file


class Outcomes:
    """The outcomes of one assignment, in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> dict[str, Outcome]:
        """All of them by student."""
        return {outcome.student: outcome for outcome in self.each()}

    def each(self) -> Iterator[Outcome]:
        """One after the other; a damaged file counts as absent and that work is marked again."""
        for path in sorted(self.folder.glob("*.json")):
            if outcome := self.of(path.stem):
                yield outcome

    def of(self, student: str) -> Outcome | None:
        """One student's, whole."""
        try:
            told = json.loads((self.folder / f"{student}.json").read_text(encoding="utf-8"))
            return Outcome(**(told | {"status": Status(told["status"])}))
        except (ValueError, TypeError, KeyError, OSError):
            return None

    def write(self, outcome: Outcome) -> None:
        text = json.dumps(dataclasses.asdict(outcome), ensure_ascii=False)
        write_file(self.folder / f"{outcome.student}.json", text.encode("utf-8", "replace"))  # half a character: « ? »

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one marking of an assignment at a time: the gradebook has one writer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / ".verrou", "w") as lock:
            try:
                _lock(lock)
            except OSError as error:
                raise GradingError(
                    "Une correction de ce devoir est déjà en cours : attendez qu’elle se termine."
                ) from error
            yield


def _lock(file: IO) -> None:
    """On Windows, where only a class marked in the browser is entered, by hand, nothing is locked."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
