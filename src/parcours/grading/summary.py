"""What one marking of a class says at its end, to a trainer and to a machine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from .conclude import duration
from .model import LABELS, Outcome, Status

EXIT_DONE, EXIT_IMPOSSIBLE, EXIT_ATTENTION, EXIT_STOPPED = 0, 1, 3, 130
_SHOWN = 20


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
    ``remarks``: what intake noticed of those it marked. ``left``: how many wait, when it was stopped.

    ``outcomes`` come without their cells, so that ten thousand hand-ins fit in memory: ``Outcomes`` has them whole.
    """

    assignment: str
    outcomes: list[Outcome] = field(default_factory=list)
    marked: int = 0
    kept: int = 0
    outdated: list[str] = field(default_factory=list)
    changed: list[tuple[str, float | None, float | None]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sandbox: str = ""
    seconds: float = 0.0
    stopped: bool = False
    left: int = 0

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
        if self.stopped:
            done = self.marked + self.kept
            lines.append(f"Arrêté : {done} faits, {self.left} restent ; relancez la même commande.")
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
        late = [outcome for outcome in self.outcomes if outcome.seconds_late]
        if late:
            lines.append(f"  en retard : {len(late)}")
        lines += [f"    {outcome.name} : {duration(outcome.seconds_late)}" for outcome in late]
        if self.remarks:
            lines.append(f"{len(self.remarks)} remarque(s) sur les fichiers déposés :")
        lines += [f"  {name} — {note}" for name, note in self.remarks[:_SHOWN]]
        lines += [f"  laissé de côté : {path} ({why})" for path, why in self.ignored[:_SHOWN]]
        return "\n".join(lines)


def _points(value: float | None) -> str:
    return "—" if value is None else f"{value:g}".replace(".", ",")
