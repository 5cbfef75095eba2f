"""A person's marks, wherever they come from (gradebook or desk), and what they become on a page. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..moodle import HandIn
from .feedback import Item, Sheet, points
from .insight import Work
from .model import Outcome, Status

_OTHER_DATA = "Votre réponse convient aux données du module, mais pas à d’autres données. Vérifiez qu’elle les suit."
Titles = Callable[[str], tuple[str, str]]  # exercise id → title and hint


@dataclass
class Result:
    """A student's marks as they are now. ``cells``: grade_id → (points or None, maximum, comment)."""

    outcome: Outcome
    score: float = 0.0
    max_score: float = 0.0
    waiting: int = 0
    cells: dict[str, tuple[float | None, float, str]] = field(default_factory=dict)


def hand_in_of(result: Result) -> HandIn:
    """What the archive said of its owner."""
    return HandIn(result.outcome.name, result.outcome.uniqueid, result.outcome.prefix)


def exercise_of(grade_id: str) -> str:
    """``m05-ex02-test1`` → ``m05-ex02``."""
    return re.sub(r"-(?:reponse|texte|test\d*)$", "", grade_id)


def told(result: Result) -> str:
    """The mark and what to take up again, in one or two sentences for Moodle's comment."""
    if not result.max_score:
        return "Ce rendu n’a pas pu être noté."
    missed = [name for name, (value, maximum, _) in result.cells.items() if value is not None and value < maximum]
    exercises = sorted({exercise_of(name) for name in missed})
    told = [f"{points(result.score)} sur {points(result.max_score)}."]
    if result.waiting:
        told.append(f"{result.waiting} réponse(s) encore à relire par votre formateur : la note peut monter.")
    if exercises:
        told.append(f"À reprendre : {', '.join(exercises)}.")
    elif not result.waiting:
        told.append("Tout est réussi.")
    return " ".join(told)


def sheet_of(result: Result, assignment: str, titles: Titles, show_hidden: bool = False) -> Sheet:
    """What a trainee's page shows: a rejected hand-in shows what to do, the others their exercises."""
    outcome = result.outcome
    items = []
    for grade_id, (value, maximum, comment) in result.cells.items():
        title, hint = titles(exercise_of(grade_id))
        verdict = outcome.cells.get(grade_id, {})
        sentence = (verdict.get("error") or "") if value is not None and value < maximum else ""
        if verdict.get("hidden") and sentence and not show_hidden:
            sentence = _OTHER_DATA
        answered = not verdict.get("unanswered") and comment != "Pas de réponse."
        shown = "" if comment == "Pas de réponse." else comment
        items.append(Item(exercise_of(grade_id), title, value, maximum, sentence, shown, hint, answered))
    items.sort(key=lambda item: item.exercise)
    rejected = outcome.status == Status.REJECTED
    notes = tuple(outcome.reasons) if rejected else ()
    return Sheet("", assignment, outcome.name, tuple(items), notes, outcome.status == Status.REVIEW)


def work_of(result: Result, answers: str = "") -> Work:
    """What the class page counts: shares of points and sentences by exercise; ``answers``: the long text handed in."""
    totals: dict[str, list[float]] = {}
    sentences: dict[str, tuple[str, ...]] = {}
    for grade_id, (value, maximum, _) in result.cells.items():
        if value is not None and maximum > 0:
            name = exercise_of(grade_id)
            total = totals.setdefault(name, [0.0, 0.0])
            total[0], total[1] = total[0] + value, total[1] + maximum
            sentence = result.outcome.cells.get(grade_id, {}).get("error")
            if sentence and value < maximum:
                sentences[name] = (*sentences.get(name, ()), sentence)
    blank = {exercise_of(name) for name, (_, _, comment) in result.cells.items() if comment == "Pas de réponse."}
    shares = {name: obtained / maximum for name, (obtained, maximum) in totals.items()}
    return Work(shares, sentences, frozenset(blank), answers)


def long_answers(notebook: dict) -> str:
    """All that a person wrote in the answer cells of a marked notebook, to compare with the others'."""
    ours = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
    return "\n".join("".join(cell["source"]) for cell in ours)
