"""What the desk refuses, and how it says so."""

from __future__ import annotations

from dataclasses import dataclass


class DeskError(ValueError):
    """Something given to the desk cannot be used; nothing was changed. French: place, cause, what to do."""

    def __init__(self, place: str, cause: str, advice: str) -> None:
        super().__init__(f"{place} : {cause} {advice}".strip())
        self.place, self.cause, self.advice = place, cause, advice

    def to_dict(self) -> dict[str, str]:
        return {"place": self.place, "cause": self.cause, "advice": self.advice, "text": str(self)}


@dataclass(frozen=True)
class File:
    """A file for the trainer: its name, its bytes, and French sentences to show with it."""

    name: str
    data: bytes
    told: tuple[str, ...] = ()
