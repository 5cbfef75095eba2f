"""What a scenario is made of, read from the JSON that `parcours.authoring.scenario` writes.

A scenario is a line of passages (`Node`); each has three or four choices; a choice moves six gauges from 0 to 100
and leads to a later passage or to the end, where the first ending whose condition holds is told.
"""

from __future__ import annotations

import json
import operator
import os
from dataclasses import dataclass
from pathlib import Path

# The six gauges (course brief, engine contract). Tension and reach are better when low.
VARIABLES = ("confiance", "tension", "visibilite", "equite", "securite", "energie")
BETTER_LOW = frozenset({"tension", "visibilite"})
GAUGES = {
    "confiance": "confiance",
    "tension": "tension",
    "visibilite": "visibilité",
    "equite": "équité",
    "securite": "sécurité",
    "energie": "énergie de l’équipe",
}
DECISIVE = "{choix_decisif}"  # in an ending's text: replaced by the choice that weighed most
END = "fin"
SPEAKERS = {"vous": "Vous", "recit": ""}  # besides the people of the scenario

COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
COMPARE_WORDS = {"<": "sous {}", "<=": "à {} au plus", ">": "au-dessus de {}", ">=": "à {} au moins"}

State = dict[str, int]


@dataclass(frozen=True)
class Condition:
    """Comparisons of gauges with a number, joined by `et` (all must hold) or `ou` (one is enough)."""

    tests: tuple[tuple[str, str, int], ...]
    joiner: str = "et"

    def holds(self, state: State) -> bool:
        results = (COMPARE[sign](state[variable], bound) for variable, sign, bound in self.tests)
        return all(results) if self.joiner == "et" else any(results)

    def __str__(self) -> str:
        said = (f"{GAUGES[variable]} {COMPARE_WORDS[sign].format(bound)}" for variable, sign, bound in self.tests)
        return f" {self.joiner} ".join(said)


@dataclass(frozen=True)
class Line:
    """One line of the thread: `who` is a person's id, `vous`, or `recit` for what the narrator tells."""

    who: str
    text: str


@dataclass(frozen=True)
class Choice:
    """`quality` 0–3; `effects` on the gauges, added then kept within 0–100; `danger` caps the whole score at 50."""

    id: str
    text: str
    short: str
    quality: int
    danger: bool
    effects: State
    replies: tuple[Line, ...]
    feedback: str
    principle: str
    nexts: tuple[tuple[Condition | None, str], ...]  # the first whose condition holds (None always does)

    @property
    def letter(self) -> str:
        return self.id.rsplit("-", 1)[1]

    @property
    def balance(self) -> int:
        """The good done minus the harm, all gauges together: breaks ties between choices of the same quality."""
        return sum(-change if name in BETTER_LOW else change for name, change in self.effects.items())


@dataclass(frozen=True)
class Node:
    """A passage: when, what is seen, what people write, and the choices."""

    id: str
    title: str
    when: str
    situation: tuple[str, ...]
    messages: tuple[Line, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Ending:
    """`utility` 0–100: how well off people are left; 40 % of the score. The last ending has no condition."""

    id: str
    title: str
    condition: Condition | None
    utility: int
    text: tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """A whole scenario. `people`: id → (name, role). `shown`: the gauges displayed, all six unless said otherwise."""

    id: str
    title: str
    summary: str
    minutes: int
    warning: str
    context: tuple[str, ...]
    goal: str
    people: dict[str, tuple[str, str]]
    known: tuple[str, ...]
    shown: tuple[str, ...]
    start: State
    nodes: tuple[Node, ...]
    endings: tuple[Ending, ...]
    frameworks: tuple[tuple[str, str], ...]
    lessons: tuple[str, ...]
    questions: tuple[str, ...]
    rubric: tuple[str, ...]

    def node(self, node_id: str) -> Node:
        return next(node for node in self.nodes if node.id == node_id)

    def name(self, who: str) -> str:
        """The name to show before a line: « Vous », the person's name, or nothing for the narrator."""
        return SPEAKERS[who] if who in SPEAKERS else self.people[who][0]


def _condition(data: dict | None) -> Condition | None:
    return data and Condition(tuple((name, sign, bound) for name, sign, bound in data["tests"]), data["lien"])


def _lines(data: list[dict]) -> tuple[Line, ...]:
    return tuple(Line(line["de"], line["texte"]) for line in data)


def _choice(data: dict) -> Choice:
    return Choice(
        id=data["id"],
        text=data["texte"],
        short=data["resume"],
        quality=data["qualite"],
        danger=data["danger"],
        effects=data["effets"],
        replies=_lines(data["reponses"]),
        feedback=data["retour"],
        principle=data["principe"],
        nexts=tuple((_condition(way["si"]), way["vers"]) for way in data["suite"]),
    )


def from_json(data: dict) -> Scenario:
    """Build a `Scenario` from the validated JSON shape; trust it (it was checked when it was made)."""
    return Scenario(
        id=data["id"],
        title=data["titre"],
        summary=data["accroche"],
        minutes=data["duree"],
        warning=data["avertissement"],
        context=tuple(data["contexte"]),
        goal=data["but"],
        people={who: (person["nom"], person["role"]) for who, person in data["personnes"].items()},
        known=tuple(data["vous_savez"]),
        shown=tuple(data["jauges"]),
        start=data["depart"],
        nodes=tuple(
            Node(
                node["id"], node["titre"], node["moment"], tuple(node["situation"]), _lines(node["messages"]),
                tuple(_choice(choice) for choice in node["choix"]),
            )
            for node in data["noeuds"]
        ),
        endings=tuple(
            Ending(end["id"], end["titre"], _condition(end["si"]), end["utilite"], tuple(end["texte"]))
            for end in data["fins"]
        ),
        frameworks=tuple((each["cadre"], each["lecture"]) for each in data["debrief"]["cadres"]),
        lessons=tuple(data["debrief"]["a_retenir"]),
        questions=tuple(data["debrief"]["questions"]),
        rubric=tuple(data["bareme"]),
    )  # fmt: skip


def load(path: str | os.PathLike) -> Scenario:
    """Read a scenario's JSON file."""
    return from_json(json.loads(Path(path).read_text(encoding="utf-8")))


def find(name: str) -> Path:
    """Where the JSON of scenario `name` lies: `$PARCOURS_SCENARIOS`, here, `scenarios/` here or upward, the built site.

    Raises FileNotFoundError with a French sentence.
    """
    here = Path.cwd()
    places = [Path(os.environ["PARCOURS_SCENARIOS"])] if os.environ.get("PARCOURS_SCENARIOS") else []
    places.append(here)
    for folder in (here, *here.parents):
        places += [folder / "scenarios", folder / "_build" / "html" / "assets" / "scenarios"]
    for place in places:
        if (place / f"{name}.json").is_file():
            return place / f"{name}.json"
    raise FileNotFoundError(
        f"Le scénario « {name} » est introuvable : aucun fichier {name}.json à côté du notebook ni dans scenarios/. "
        f"Téléchargez-le depuis le site du cours (assets/scenarios/{name}.json) et déposez-le à côté de votre notebook."
    )
