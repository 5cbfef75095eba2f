"""What an exercise is: data classes with the field names of the JSON (docs/exercises.md explains each)."""

from __future__ import annotations

from dataclasses import dataclass

SCHEMA = 1
TYPES = ("auto", "manuel")
FORMS = ("libre", "compléter", "ordonner", "appariement")
MODES = ("formatif", "sommatif")
USES = ("entrainement", "autoevaluation", "pairs", "note")
BLANK = "____"  # a valid Python name: a forgotten blank is a NameError, never a broken cell


@dataclass(frozen=True)
class VisibleTest:
    """A test cell as the trainee sees it. `code` is run unchanged by page, JupyterLab, CI and marking."""

    grade_id: str
    points: float
    code: str


@dataclass(frozen=True)
class Mistake:
    """A known mistake, recognised by the sentence of the assert that it fails first, and by nothing else."""

    id: str
    grade_id: str
    message: str


@dataclass(frozen=True)
class Blank:
    """The n-th `____` of `depart`, with the texts to choose from (code, to put there as they are)."""

    choix: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A line to put in order; the bank holds them shuffled, some may be of no use."""

    id: str
    texte: str


@dataclass(frozen=True)
class Family:
    lettre: str
    nom: str


@dataclass(frozen=True)
class Card:
    numero: int
    texte: str


@dataclass(frozen=True)
class Matching:
    """Cards to sort into families. The answer cell binds `variable` to a text, one line a card (see `matching`)."""

    variable: str
    familles: tuple[Family, ...]
    cartes: tuple[Card, ...]


@dataclass(frozen=True)
class Criterion:
    """One line of the rubric: five descriptors, levels 0 to 4."""

    id: str
    critere: str
    niveaux: tuple[str, ...]


@dataclass(frozen=True)
class Exercise:
    """One exercise. `enonce` is MyST; `preparation` and `depart` are Python ('' when there is none)."""

    id: str
    numero: str
    titre: str
    type: str
    forme: str
    mode: str
    usage: str
    objectifs: tuple[str, ...]
    competences: tuple[str, ...]
    donnees: tuple[str, ...]
    points: float
    enonce: str
    cellule: str  # grade_id of the cell that holds the answer
    depart: str
    indices: tuple[str, ...]
    reussite: str
    preparation: str = ""
    tests: tuple[VisibleTest, ...] = ()
    erreurs: tuple[Mistake, ...] = ()
    trous: tuple[Blank, ...] = ()
    blocs: tuple[Block, ...] = ()
    appariement: Matching | None = None
    grille: tuple[Criterion, ...] = ()
    mots: int = 0  # length asked of a written answer, 0 when free
    oral: tuple[str, ...] = ()  # questions that check authorship
    paquets: tuple[str, ...] = ()  # what a page has to fetch beside Python, in Pyodide's names (see `packs`)


@dataclass(frozen=True)
class Module:
    """All the exercises of a module. `carnet` is the notebook's file name, `version` that of its metadata."""

    module: str
    titre: str
    version: str
    carnet: str
    exercices: tuple[Exercise, ...]
    schema: int = SCHEMA

    def exercise(self, name: str) -> Exercise:
        """The exercise called `name`; raise KeyError when there is none."""
        for each in self.exercices:
            if each.id == name:
                return each
        raise KeyError(f"{name} n’est pas un exercice du module {self.module}.")


@dataclass(frozen=True)
class Sample:
    """A sample answer to a written task, with its level per criterion and the marker's comment."""

    titre: str
    texte: str
    niveaux: dict[str, int]
    commentaire: str


@dataclass(frozen=True)
class Solution:
    """A formative exercise's solution, a file of its own that is fetched on « Voir une solution » only."""

    id: str
    code: str = ""
    exemples: tuple[Sample, ...] = ()
    schema: int = SCHEMA
