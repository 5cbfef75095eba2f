"""Playing: start, step, replay, every path. `web/scenario-model.js` does the same; a test compares all paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parcours.scenarios.model import END, Choice, Ending, Node, Scenario, State

QUALITY_SHARE = 60  # percent of the score; the ending's utility gives the rest
DANGER_CAP = 50
BEST = 3  # highest quality of a choice


class ReplayError(ValueError):
    """A list of choices that cannot be replayed: which one, why, what to do. In French, for the trainee."""


@dataclass(frozen=True)
class Step:
    """One choice made: at which passage, and the gauges after it."""

    node: Node
    choice: Choice
    state: State


@dataclass(frozen=True)
class Run:
    """A scenario being played. `node` is the passage to answer, None when the end is reached."""

    scenario: Scenario
    node: Node | None
    state: State
    steps: tuple[Step, ...] = ()

    @property
    def choices(self) -> list[str]:
        """The ids chosen so far: what `mes_choix` holds."""
        return [each.choice.id for each in self.steps]

    @property
    def ending(self) -> Ending | None:
        """The first ending whose condition holds; None before the end."""
        if self.node is not None:
            return None
        return next(end for end in self.scenario.endings if end.condition is None or end.condition.holds(self.state))

    @property
    def score(self) -> int | None:
        """0–100: 60 % the mean quality of the choices, 40 % the ending's utility; 50 at most after a dangerous choice.

        Whole numbers throughout, halves rounded up, so that Python and JavaScript agree.
        """
        if self.ending is None:
            return None
        best = BEST * len(self.steps)
        quality = sum(each.choice.quality for each in self.steps)
        top = QUALITY_SHARE * 100 * quality + (100 - QUALITY_SHARE) * self.ending.utility * best
        score = (2 * top + 100 * best) // (200 * best)
        return min(score, DANGER_CAP) if any(each.choice.danger for each in self.steps) else score

    @property
    def decisive(self) -> Choice:
        """The choice that weighed most: the poorest, then the most harmful; if all are the best, the most helpful."""
        choices = [each.choice for each in self.steps]
        poorest = min(choice.quality for choice in choices)
        candidates = [choice for choice in choices if choice.quality == poorest]
        if poorest == BEST:
            return max(candidates, key=lambda choice: choice.balance)
        return min(candidates, key=lambda choice: choice.balance)


def start(scenario: Scenario) -> Run:
    """A run at its first passage."""
    return Run(scenario, scenario.nodes[0], dict(scenario.start))


def step(run: Run, choice: Choice) -> Run:
    """The run after `choice`, one of its passage's choices; the gauges stay within 0–100."""
    state = {name: min(100, max(0, value + choice.effects.get(name, 0))) for name, value in run.state.items()}
    target = next(target for condition, target in choice.nexts if condition is None or condition.holds(state))
    node = None if target == END else run.scenario.node(target)
    return Run(run.scenario, node, state, (*run.steps, Step(run.node, choice, state)))


def replay(scenario: Scenario, choice_ids: Iterable[str]) -> Run:
    """Play the ids in order. The run may be unfinished; an impossible id raises ReplayError."""
    run = start(scenario)
    for rank, choice_id in enumerate(choice_ids, 1):
        if run.node is None:
            raise ReplayError(
                f"{scenario.id} : le scénario est fini après {rank - 1} choix, « {choice_id} » est en trop. "
                "Recopiez la ligne mes_choix affichée à la fin du scénario."
            )
        choice = next((each for each in run.node.choices if each.id == choice_id), None)
        if choice is None:
            possible = ", ".join(each.id for each in run.node.choices)
            raise ReplayError(
                f"{scenario.id} : le choix n° {rank}, « {choice_id} », n’existe pas à ce passage (choix possibles : "
                f"{possible}). "
                "Recopiez la ligne mes_choix affichée à la fin du scénario."
            )
        run = step(run, choice)
    return run


def paths(scenario: Scenario) -> Iterator[Run]:
    """Every finished run, in the order of the file."""
    waiting = [start(scenario)]
    while waiting:
        run = waiting.pop()
        if run.node is None:
            yield run
        else:
            waiting += [step(run, choice) for choice in reversed(run.node.choices)]


def best_path(scenario: Scenario) -> Run:
    """The run that takes the highest quality everywhere (the first of equals)."""
    run = start(scenario)
    while run.node is not None:
        run = step(run, max(run.node.choices, key=lambda choice: choice.quality))
    return run


def points(run: Run, total: float) -> float:
    """Marks for a handed-in run: half for reaching an ending, half in proportion to the score; unfinished: 0."""
    return 0.0 if run.score is None else round(total * (0.5 + run.score / 200), 2)
