"""The sidecar `mNN.yml` of a module's exercises: read, laid over, checked. Every mistake is told at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from parcours.authoring.overlay import laid_over
from parcours.authoring.problems import SourceError, line_of, problem

MODEL = "Modèle commenté : docs/exercises.md."
_KINDS = {
    "string": "un texte (entre guillemets droits s’il contient « : »)",
    "integer": "un nombre entier",
    "number": "un nombre",
    "array": "une liste (un tiret par ligne)",
    "object": "des champs « nom: valeur »",
}


@dataclass(frozen=True)
class Sidecar:
    """A checked sidecar: `data` follows sidecar.schema.json; `line` finds a place again in the author's file."""

    path: Path
    data: dict
    tree: Any

    def line(self, *steps: str | int) -> int:
        return line_of(self.tree, list(steps))

    def told(self, exercise: str, key: str, cause: str, advice: str) -> str:
        """A problem line about one key of one exercise."""
        where = f"{exercise}, « {key} »" if key else exercise
        return problem(self.path, self.line("exercices", exercise, *([key] if key else [])), where, cause, advice)


def read_sidecar(path: Path, over: Path | None = None) -> Sidecar:
    """Read `path`, lay the instructor's file `over` upon it if there is one, and check the whole against the schema.

    Raises SourceError with all the mistakes found.
    """
    path = Path(path)
    tree, data = _parsed(path)
    if over is not None and over.is_file():
        data = laid_over(data, _parsed(over)[1])
    sidecar = Sidecar(path, data, tree)
    problems = [_told(sidecar, error) for error in _validator().iter_errors(data)]
    if not problems:
        problems = list(_meaning(sidecar))
    if problems:
        raise SourceError(sorted(set(problems)))
    return sidecar


def _parsed(path: Path) -> tuple[Any, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        cause = "ce fichier manque ou ne se lit pas."
        raise SourceError([problem(path, 1, "", cause, f"Créez-le à côté du fichier .py. {MODEL}")]) from None
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        cause = f"ce n’est pas du YAML lisible ({getattr(error, 'problem', None) or 'erreur de syntaxe'})."
        advice = "Vérifiez les retraits ; un texte qui contient « : » s’écrit entre guillemets droits."
        raise SourceError([problem(path, mark.line + 1 if mark else 1, "", cause, advice)]) from None


@cache
def _validator() -> Draft202012Validator:
    schema = resources.files("parcours.authoring").joinpath("sidecar.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(schema))


def _told(sidecar: Sidecar, error: ValidationError) -> str:
    steps = list(error.absolute_path)
    where = ""
    if steps[:1] == ["exercices"] and len(steps) > 1:
        key = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps[2:])
        where = f"{steps[1]}, « {key} »" if key else str(steps[1])
    elif steps:
        where = f"« {'.'.join(map(str, steps))} »"
    return problem(sidecar.path, sidecar.line(*steps), where, *_words(error))


def _words(error: ValidationError) -> tuple[str, str]:
    """Cause and advice for the author."""
    value, rule = error.instance, error.validator_value
    if error.validator == "required":
        missing = next(name for name in rule if name not in value)
        return f"il manque « {missing} ».", f"Ajoutez cette ligne. {MODEL}"
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        extra = ", ".join(f"« {name} »" for name in value if name not in known)
        return f"champ inconnu : {extra}.", f"Champs possibles : {', '.join(known)}."
    if error.validator == "enum":
        return f"« {value} » n’est pas prévu.", f"Choisissez parmi : {', '.join(map(str, rule))}."
    if error.validator == "pattern":
        advice = "Exemples : m01, m01-ex02, m01-ex02-e1, m01-ex02-test1, m01-o3."
        return f"« {value} » n’a pas la forme attendue.", advice
    if error.validator == "oneOf":
        return "il faut « code », ou « lettres » pour un appariement.", "Gardez l’un des deux."
    if error.validator in ("minItems", "minProperties"):
        return f"{len(value)} élément(s) ne suffisent pas.", f"Il en faut au moins {rule}."
    if error.validator == "maxItems":
        return f"{len(value)} éléments, c’est trop.", f"Il en faut au plus {rule}."
    if error.validator == "uniqueItems":
        return "deux éléments sont les mêmes.", "Retirez-en un."
    if error.validator == "minLength":
        return "le texte est vide.", "Écrivez une phrase."
    if error.validator in ("minimum", "maximum"):
        return f"{value} est hors des bornes.", f"La limite est {rule}."
    return f"ce n’est pas du bon type (lu : {value!r}).", f"Écrivez {_KINDS.get(str(rule), rule)}."


# --- meaning: what a schema cannot say ---


def _meaning(sidecar: Sidecar) -> Iterator[str]:
    module = sidecar.data["module"]
    if sidecar.path.stem != module:
        cause = f"le module est « {module} », le fichier « {sidecar.path.name} »."
        yield problem(sidecar.path, sidecar.line("module"), "« module »", cause, "Accordez les deux.")
    for name, data in sidecar.data["exercices"].items():
        if not name.startswith(f"{module}-"):
            yield sidecar.told(name, "", f"l’identifiant ne commence pas par « {module}- ».", "Corrigez-le.")
        for key, cause, advice in (*_common(name, data, module), *_by_form(data), *_written(data)):
            yield sidecar.told(name, key, cause, advice)


def _common(name: str, data: dict, module: str) -> Iterator[tuple[str, str, str]]:
    for objective in data["objectifs"]:
        if not objective.startswith(f"{module}-"):
            yield "objectifs", f"« {objective} » est d’un autre module.", f"Écrivez par exemple « {module}-o1 »."
    auto = data["type"] == "auto"
    if auto and "texte" in data["points"]:
        yield "points", "un exercice corrigé par des tests n’a pas de « texte ».", "Écrivez « test1: 1 »."
    if not auto and set(data["points"]) != {"texte"}:
        yield "points", "un travail rédigé a une seule note.", "Écrivez « points: {texte: … } »."
    mistakes = data.get("erreurs", [])
    if auto and len(mistakes) < 3 and data.get("mode") != "sommatif":
        yield "erreurs", f"{len(mistakes)} erreur(s) prévue(s).", "Décrivez-en au moins trois, avec leur phrase."
    for key, repeated in (("id", "identifiant"), ("message", "message")):
        values = [mistake[key] for mistake in mistakes]
        if twice := sorted({value for value in values if values.count(value) > 1}):
            yield "erreurs", f"même {repeated} deux fois : « {twice[0]} ».", "À chaque erreur le sien."
    for mistake in mistakes:
        if "lettres" in mistake and len(mistake["lettres"]) != len(data.get("cartes", [])):
            cause = f"{mistake['id']} : {len(mistake['lettres'])} lettres pour {len(data.get('cartes', []))} cartes."
            yield "erreurs", cause, "Donnez une lettre par carte, dans leur ordre."
        for key in ("id", "grade_id"):
            if not mistake[key].startswith(f"{name}-"):
                yield "erreurs", f"« {mistake[key]} » n’est pas de cet exercice.", f"Commencez par « {name}- »."


_FORM_KEYS = {"compléter": ("trous",), "ordonner": (), "appariement": ("variable", "familles", "cartes"), "libre": ()}


def _by_form(data: dict) -> Iterator[tuple[str, str, str]]:
    form = data.get("forme", "libre")
    for key in _FORM_KEYS[form]:
        if key not in data:
            yield "forme", f"la forme « {form} » demande « {key} ».", f"Ajoutez ce champ. {MODEL}"
    for other, keys in (*_FORM_KEYS.items(), ("ordonner", ("intrus",))):
        for key in keys:
            if other != form and key in data:
                yield key, f"ce champ ne sert qu’à la forme « {other} ».", f"Retirez-le, ou écrivez « forme: {other} »."
    for number, blank in enumerate(data.get("trous", []), 1):
        if "bon" in blank and blank["bon"] not in blank["choix"]:
            yield "trous", f"trou {number} : « {blank['bon']} » n’est pas parmi ses choix.", "Ajoutez-le aux choix."
    families = data.get("familles", {})
    for number, card in enumerate(data.get("cartes", []), 1):
        if card.get("famille", next(iter(families), "")) not in families:
            yield "cartes", f"carte {number} : la famille « {card['famille']} » n’existe pas.", "Corrigez la lettre."
        if re.search(r'[\n"\\→]', card["texte"]):
            yield "cartes", f"carte {number} : guillemet droit, flèche ou retour à la ligne.", "Utilisez « »."


def _written(data: dict) -> Iterator[tuple[str, str, str]]:
    if data["type"] == "auto":
        for key in ("grille", "exemples", "mots", "oral"):
            if key in data:
                yield key, "ce champ est pour les travaux rédigés.", "Retirez-le, ou écrivez « type: manuel »."
        return
    for key in ("grille", "exemples"):
        if key not in data and not (key == "exemples" and data.get("mode") == "sommatif"):
            yield "type", f"un travail rédigé demande « {key} ».", f"Ajoutez ce champ. {MODEL}"
    criteria = [criterion["id"] for criterion in data.get("grille", [])]
    top = 4 * len(criteria)
    if data["points"].get("texte") not in (0, top):
        yield (
            "points",
            f"{len(criteria)} critères notés de 0 à 4 font {top} points.",
            f"Écrivez {top}, ou 0 (non noté).",
        )
    for sample in data.get("exemples", []):
        if sorted(sample["niveaux"]) != sorted(criteria):
            cause = f"l’exemple « {sample['titre']} » ne donne pas un niveau à chaque critère."
            yield "exemples", cause, f"Critères de la grille : {', '.join(criteria)}."
