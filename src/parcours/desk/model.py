"""What a marking session is made of: data classes with the field names of the saved file (docs/desk.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parcours.grading.model import Outcome

FORMAT, VERSION = "parcours-correction", 1
TOP = 4  # levels of a rubric go from 0 to 4


@dataclass
class Criterion:
    """One line of a rubric; `levels`: five descriptors, from 0 to 4."""

    id: str
    title: str
    levels: list[str]


@dataclass
class Sample:
    """A sample answer with its reference levels."""

    title: str
    text: str
    levels: dict[str, int]
    comment: str = ""


@dataclass
class Task:
    """One exercise of the assignment. `cells`: points by graded cell; `manual`: the cell that a person reads, or ''.

    `mistakes`: the sentences of the mistakes that its author foresaw, by id.
    """

    id: str
    title: str
    cells: dict[str, float]
    manual: str = ""
    number: str = ""
    use: str = ""
    words: int = 0
    statement: str = ""
    hint: str = ""
    oral: list[str] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    mistakes: dict[str, str] = field(default_factory=dict)

    @property
    def maximum(self) -> float:
        """Points that a person gives."""
        return self.cells.get(self.manual, 0.0)


@dataclass
class Person:
    """Who handed in. `label` is the pseudonym; `prefix` and `uniqueid` are Moodle's."""

    student: str
    label: str
    name: str = ""
    prefix: str = ""
    uniqueid: str | None = None


@dataclass
class HandMark:
    """One marker's reading of one text. `points` departs from the rubric; `digest` is the text's that was read."""

    levels: dict[str, int] = field(default_factory=dict)
    points: float | None = None
    comment: str = ""
    digest: str = ""

    @property
    def empty(self) -> bool:
        return not self.levels and self.points is None and not self.comment


@dataclass
class Override:
    """A person's points in the place of automatic ones."""

    points: float
    reason: str


@dataclass
class Notes:
    """The marker's private notes on a text: its draft, the use of AI, the two oral questions."""

    draft: str = ""
    ai: str = ""
    oral: str = ""


@dataclass
class BankComment:
    """A comment kept for later; `task` is '' when it serves everywhere."""

    id: str
    text: str
    task: str = ""
    uses: int = 0


@dataclass
class Review:
    """What one reader said of one text."""

    levels: dict[str, int] = field(default_factory=dict)
    comment: str = ""


@dataclass
class Round:
    """One round of peer review: who reads whom (`given`), what came back (`reviews`: reader → author → review)."""

    id: str
    task: str
    seed: str
    given: dict[str, list[str]]
    reviews: dict[str, dict[str, Review]] = field(default_factory=dict)


@dataclass
class Settings:
    """`marker`: who marks here; `lead`: whose marks count; `show_hidden`: hidden tests' sentences go to trainees."""

    marker: str = "A"
    lead: str = "A"
    anonymous: bool = True
    show_hidden: bool = False
    seed: str = ""


@dataclass
class Session:
    """All of a marking session, one JSON document. Keys of the inner dicts are student ids, then task or cell ids."""

    assignment: str
    title: str
    template: str
    settings: Settings
    tasks: list[Task]
    people: list[Person] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    blank: dict[str, list[str]] = field(default_factory=dict)
    notebooks: dict[str, dict] = field(default_factory=dict)
    marks: dict[str, dict[str, dict[str, HandMark]]] = field(default_factory=dict)
    overrides: dict[str, dict[str, Override]] = field(default_factory=dict)
    notes: dict[str, dict[str, Notes]] = field(default_factory=dict)
    checked: list[str] = field(default_factory=list)
    bank: list[BankComment] = field(default_factory=list)
    calibration: dict[str, dict[str, dict[str, dict[str, int]]]] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    format: str = FORMAT
    version: int = VERSION

    def person(self, student: str) -> Person:
        """Raises KeyError when nobody has this id."""
        return {each.student: each for each in self.people}[student]

    def in_moodle(self, student: str) -> bool:
        """Whether Moodle's feedback zip can reach this person, « Nom_77 », and nobody else by the same prefix."""
        prefix = self.person(student).prefix
        alone = [each.prefix for each in self.people].count(prefix) == 1
        return alone and bool(re.fullmatch(r"[^_/]+_[0-9]+", prefix))

    def task(self, name: str) -> Task:
        """Raises KeyError when no task has this id."""
        return {each.id: each for each in self.tasks}[name]
