"""The front matter of a page: what it must say, checked when the page is read.

A page that lacks an objective or a duration stops the build with file, line and what to write.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml
from sphinx.errors import ExtensionError

PATHS = {"decouverte": "Découverte", "essentiel": "Essentiel", "complet": "Complet"}
STRANDS = {"communiquer": "Communiquer et produire", "relation": "Relation, conflits et droit", "donnees": "Données"}
TYPES = ("lecon", "module", "pratique", "reference", "formateur", "accueil")
LEARNING = ("lecon", "pratique")  # types that carry the whole frame


class FrontMatterError(ExtensionError):
    """A page's front matter is missing something. The message names file, line, cause and next step."""

    def __init__(self, path: Path, line: int, cause: str, advice: str):
        super().__init__(f"{path}:{line}: {cause} {advice}")


@dataclass(frozen=True)
class FrontMatter:
    """What a page says of itself. `duration` in minutes, `objectives` as id → sentence (modules) or id → '' (lessons)."""

    type: str
    module: str = ""
    paths: tuple[str, ...] = ()
    strand: str = ""
    duration: int = 0
    objectives: dict[str, str] = field(default_factory=dict)
    prerequisites: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    description: str = ""


def read_front_matter(path: Path) -> FrontMatter:
    """Read and check the front matter of the MyST page `path`; raise FrontMatterError naming the line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].strip() != "---":
        raise FrontMatterError(path, 1, "la page n'a pas d'en-tête.", "Commencez par « --- » (voir CONTRIBUTING.md).")
    try:
        end = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == "---")
    except StopIteration:
        raise FrontMatterError(path, 1, "l'en-tête n'est pas fermé.", "Ajoutez une ligne « --- ».") from None
    try:
        data = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise FrontMatterError(
            path, line, f"l'en-tête n'est pas du YAML : {error}.", "Corrigez cette ligne."
        ) from error
    return _checked(path, data, lines)


def _checked(path: Path, data: dict, lines: list[str]) -> FrontMatter:
    def fail(key: str, cause: str, advice: str):
        line = next((i for i, text in enumerate(lines, 1) if text.startswith(f"{key}:")), 1)
        raise FrontMatterError(path, line, cause, advice)

    kind = data.get("type")
    if kind not in TYPES:
        fail("type", f"le type « {kind} » est inconnu.", f"Choisissez parmi : {', '.join(TYPES)}.")
    objectives = data.get("objectifs") or {}
    if isinstance(objectives, list):
        objectives = dict.fromkeys(objectives, "")
    front = FrontMatter(
        type=kind,
        module=data.get("module", ""),
        paths=tuple(data.get("parcours") or ()),
        strand=data.get("volet", ""),
        duration=data.get("duree", 0),
        objectives=objectives,
        prerequisites=tuple(data.get("prerequis") or ()),
        brief=tuple(data.get("en_bref") or ()),
        description=data.get("description", ""),
    )
    for name in front.paths:
        if name not in PATHS:
            fail("parcours", f"le parcours « {name} » est inconnu.", f"Choisissez parmi : {', '.join(PATHS)}.")
    if not front.description:
        fail("description", "il manque la description.", "Écrivez-la en une phrase (moteurs de recherche).")
    if kind == "module" and not all(front.objectives.values()):
        fail("objectifs", "un module déclare le texte de ses objectifs.", "Écrivez « m05-o1: Calculer … ».")
    if kind in LEARNING:
        if not front.module:
            fail("module", "il manque le module.", "Écrivez « module: m05 ».")
        if not front.objectives:
            fail("objectifs", "il manque un objectif.", "Écrivez « objectifs: [m05-o1] ».")
        if not isinstance(front.duration, int) or front.duration <= 0:
            fail("duree", "il manque la durée.", "Écrivez « duree: 10 » (minutes).")
        if not front.paths:
            fail("parcours", "il manque le parcours.", "Écrivez « parcours: [complet] ».")
        if front.strand not in STRANDS:
            fail("volet", f"le volet « {front.strand} » est inconnu.", f"Choisissez parmi : {', '.join(STRANDS)}.")
        if len(front.brief) != 3:
            fail("en_bref", "« En bref » compte trois phrases.", "Écrivez une liste de trois phrases.")
    return front
