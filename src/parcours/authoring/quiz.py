"""A module's `quiz.yml`, read and checked: all mistakes told at once, each with file, line, item and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from parcours.authoring.typography import french_typography
from parcours.quiz.check import fold, read_number
from parcours.quiz.gift import gift
from parcours.quiz.model import Bank, BankError, bank_from_dict, bank_to_dict
from parcours.quiz.moodle import moodle_xml

_BANNED = re.compile(r"(toutes|aucune) (de )?(ces|les) réponses|réponse [a-e] et [a-e]\b", re.IGNORECASE)
_PROSE = {"enonce", "texte", "gauche", "droite", "pourquoi", "explication", "indice"}
_NEVER_SAID = re.compile(r"\W*(faux|non|erreur|mauvaise réponse)\b", re.IGNORECASE)


class QuizSourceError(BankError):
    """A `quiz.yml` has mistakes. `problems` holds one French sentence each, `file:line: item: cause. advice.`"""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


class _Source:
    """A YAML file with the means to say where in it an item stands."""

    def __init__(self, path: Path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    def problem(self, where: str, cause: str, advice: str) -> str:
        line = 1
        if where and (found := re.search(rf"\bid: *[\"']?{re.escape(where)}\b", self.text)):
            line = self.text.count("\n", 0, found.start()) + 1
        name = f" question {where} :" if where else ""
        return f"{self.path}:{line}:{name} {cause} {advice}"


def read_bank(path: Path, objectives: Collection[str] | None = None) -> Bank:
    """Read and check one `quiz.yml`; raise QuizSourceError with every problem found.

    `objectives` are the ids that items may name; by default those that the `index.md` beside the file declares.
    """
    path = Path(path)
    source = _Source(path)
    try:
        data = yaml.safe_load(source.text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        cause = getattr(error, "problem", None) or "erreur de syntaxe"
        raise QuizSourceError(
            [
                f"{path}:{line}: ce n’est pas du YAML lisible ({cause}). Vérifiez l’alignement de cette ligne et des "
                "précédentes ; un texte qui contient « : » s’écrit entre guillemets droits."
            ]
        ) from error
    problems = [_shape_problem(source, data, error) for error in _shape_errors(data)]
    if not problems:
        known = set(_declared_objectives(path) if objectives is None else objectives)
        problems = list(_meaning_problems(source, data, known))
    if problems:
        raise QuizSourceError(sorted(set(problems), key=_line_of))
    return bank_from_dict(data)


def french_prose(text: str) -> str:
    """A text of the bank with the typography that pages get, its `code` left alone."""
    return "".join(part if part.startswith("`") else french_typography(part) for part in re.split("(`[^`]*`)", text))


def typeset(bank: Bank) -> Bank:
    """The bank with the typography that pages get."""
    return bank_from_dict(_said(bank_to_dict(bank), french_prose))


def question_file(book: Path, form: str, module: str | None = None) -> str:
    """Every `quiz.yml` of the book folder, or that of `module`, as `xml` (Moodle's) or `gift`.

    Raises QuizSourceError for a bank with mistakes, or when there is no such module.
    """
    paths = {path.parent.name[:3]: path for path in sorted(Path(book).glob("*/quiz.yml"))}
    if not paths:
        advice = "Lancez la commande depuis la racine du cours, ou dites où est le livre avec --livre."
        raise QuizSourceError([f"{book} : aucun quiz.yml ici. {advice}"])
    if module is not None and module not in paths:
        known = ", ".join(paths)
        raise QuizSourceError([f"{book} : pas de quiz.yml pour le module « {module} ». Modules : {known}."])
    chosen = paths.values() if module is None else [paths[module]]
    write = gift if form == "gift" else moodle_xml
    return write((category(path), typeset(read_bank(path))) for path in chosen)


def category(path: Path) -> str:
    """The name of a bank in Moodle, « M05 · Mesurer : du tableau au tableau de bord », from the module's own page."""
    found = re.search(r"^# (.+)$", path.with_name("index.md").read_text(encoding="utf-8"), re.MULTILINE)
    return french_typography(f"{path.parent.name[:3].upper()} · {found[1] if found else path.parent.name}")


def write_bank(bank: Bank, path: Path, prose: Callable[[str], str] = french_prose) -> None:
    """Write the bank's JSON, the same bytes for the same bank; `prose` sets or translates each sentence of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_said(bank_to_dict(bank), prose), ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _said(value: Any, prose: Callable[[str], str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _said(each, prose, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_said(each, prose) for each in value]
    return prose(value) if key in _PROSE else value


def _line_of(problem: str) -> int:
    return int(re.search(r":(\d+):", problem)[1])


def _declared_objectives(path: Path) -> list[str]:
    """The ids under `objectifs:` in the front matter of the module's index page."""
    index = path.with_name("index.md")
    if not index.is_file():
        raise QuizSourceError(
            [f"{path}:1: le module n’a pas de page index.md. Créez-la avec ses objectifs (voir CONTRIBUTING.md)."]
        )
    front = re.match(r"---\n(.*?)\n---", index.read_text(encoding="utf-8"), re.DOTALL)
    return list((yaml.safe_load(front[1]) or {}).get("objectifs") or ()) if front else []


# --- shape: the JSON schema, told in French ---


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(resources.files("parcours.quiz").joinpath("bank.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def _shape_errors(data: Any) -> Iterator[ValidationError]:
    return _validator().iter_errors(data)


def _shape_problem(source: _Source, data: Any, error: ValidationError) -> str:
    path = list(error.absolute_path)
    where = ""
    if path[:1] == ["items"] and len(path) > 1:
        item = data["items"][path[1]]
        name = item.get("id") if isinstance(item, dict) else None
        where = name if isinstance(name, str) else f"n° {path[1] + 1}"
    place = ".".join(str(step + 1) if isinstance(step, int) else step for step in path[2:]) or "la question"
    return source.problem(where, *_shape_words(error, place, bool(where)))


def _shape_words(error: ValidationError, place: str, in_item: bool) -> tuple[str, str]:
    """Cause and advice for the reader of a quiz.yml."""
    value, rule = error.instance, error.validator_value
    at = f"« {place} »" if place != "la question" else (place if in_item else "le fichier")
    if error.validator == "required":
        missing = next(name for name in rule if name not in value)
        return f"il manque le champ « {missing} » dans {at}.", "Ajoutez-le (modèle commenté : docs/quiz.md)."
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        extra = ", ".join(f"« {name} »" for name in value if name not in known)
        return f"champ inconnu dans {at} : {extra}.", f"Champs possibles : {', '.join(known)}."
    if error.validator == "enum":
        return f"{at} vaut « {value} ».", f"Choisissez parmi : {', '.join(map(str, rule))}."
    if error.validator == "pattern":
        return f"{at} vaut « {value} », qui n’a pas la forme attendue.", "Exemples : m01, m01-q03, m01-q03-b, m01-o2."
    if error.validator in ("minItems", "maxItems"):
        side = "au moins" if error.validator == "minItems" else "au plus"
        return f"{at} compte {len(value)} éléments.", f"Il en faut {side} {rule}."
    if error.validator == "minLength":
        return f"{at} est vide.", "Écrivez une phrase."
    kinds = {
        "string": "un texte",
        "boolean": "true ou false",
        "number": "un nombre",
        "array": "une liste",
        "object": "des champs",
    }
    advice = f"Écrivez {kinds.get(str(rule), rule)}."
    if rule == "string":
        advice = "Écrivez un texte ; s’il contient « : » ou ressemble à un nombre, mettez-le entre guillemets droits."
    return f"{at} n’est pas du bon type (lu : {value!r}).", advice


# --- meaning: what a schema cannot say ---


def _meaning_problems(source: _Source, data: dict, objectives: set[str]) -> Iterator[str]:
    module = data["module"]
    folder = source.path.parent.name
    if re.match(r"m\d\d-", folder) and not folder.startswith(f"{module}-"):
        yield source.problem("", f"le module est « {module} », le dossier « {folder} ».", "Accordez les deux.")
    seen: set[str] = set()
    for item in data["items"]:
        name = item["id"]
        for cause, advice in _item_problems(item, module, objectives):
            yield source.problem(name, cause, advice)
        if name in seen:
            yield source.problem(name, "cet identifiant sert deux fois.", "Donnez un numéro jamais utilisé.")
        seen.add(name)


def _parts(item: dict) -> list[dict]:
    return item.get("options") or item.get("etapes") or item.get("paires") or []


def _item_problems(item: dict, module: str, objectives: set[str]) -> Iterator[tuple[str, str]]:
    name = item["id"]
    if not name.startswith(f"{module}-"):
        yield f"l’identifiant ne commence pas par « {module}- ».", f"Écrivez par exemple « {module}-q01 »."
    if item["objectif"] not in objectives:
        known = ", ".join(sorted(objectives)) or "aucun"
        yield f"l’objectif « {item['objectif']} » est inconnu.", f"Objectifs que déclare index.md : {known}."
    yield from _part_problems(name, _parts(item))
    yield from _answer_problems(item)
    for text in _texts(item):
        if found := _BANNED.search(text):
            yield f"« {found[0]} » n’apprend rien à qui répond.", "Écrivez une option qui tient seule."
    for part in [*_parts(item), *item.get("pieges", ())]:
        if found := _NEVER_SAID.match(part["pourquoi"]):
            yield (
                f"un « pourquoi » commence par « {found[0].strip()} ».",
                "Dites ce qui est à voir : « Vous avez vu… », « Il manque… », « Regardez… ».",
            )


def _part_problems(name: str, parts: list[dict]) -> Iterator[tuple[str, str]]:
    ids = [part["id"] for part in parts]
    for each in sorted(set(ids)):
        if ids.count(each) > 1:
            yield f"l’identifiant « {each} » sert deux fois.", "Donnez une lettre à chacun."
        if not each.startswith(f"{name}-"):
            yield f"« {each} » n’appartient pas à cette question.", f"Écrivez par exemple « {name}-a »."
    texts = [fold(part.get("texte") or part["gauche"]) for part in parts]
    if len(set(texts)) < len(texts):
        yield "deux textes proposés sont les mêmes.", "Distinguez-les ou retirez-en un."


def _answer_problems(item: dict) -> Iterator[tuple[str, str]]:
    kind = item["type"]
    if "options" in item:
        yield from _option_problems(kind, item["options"])
    elif kind == "appariement" and len({pair["droite"] for pair in item["paires"]}) < 2:
        yield "toutes les paires ont la même réponse.", "Donnez au moins deux textes de droite."
    elif kind == "numerique":
        yield from _number_problems(item)
    elif kind == "texte-court":
        accepted = {fold(text) for text in item["reponses"]}
        if "" in accepted:
            yield "une réponse acceptée ne contient ni lettre ni chiffre.", "Écrivez un mot."
        if accepted & {fold(trap["reponse"]) for trap in item.get("pieges", ())}:
            yield "un piège est aussi une réponse acceptée.", "Retirez-le de l’une des deux listes."


def _option_problems(kind: str, options: list[dict]) -> Iterator[tuple[str, str]]:
    right = sum(option["juste"] for option in options)
    if right == 0:
        yield "aucune option n’est juste.", "Mettez « juste: true » à la bonne."
    elif kind != "choix-multiple" and right > 1:
        yield f"{right} options sont justes.", "Gardez-en une, ou choisissez le type « choix-multiple »."
    elif right == len(options):
        yield "toutes les options sont justes.", "Ajoutez une option plausible qui ne l’est pas."
    if kind == "vrai-faux" and [option["texte"] for option in options] != ["Vrai", "Faux"]:
        yield "les options ne sont pas « Vrai » puis « Faux ».", "Écrivez-les ainsi, dans cet ordre."


def _number_problems(item: dict) -> Iterator[tuple[str, str]]:
    for trap in item.get("pieges", ()):
        if abs(trap["reponse"] - item["valeur"]) <= item["tolerance"]:
            yield f"le piège {trap['reponse']} est accepté comme juste.", "Réduisez la tolérance ou retirez le piège."
    if "unites" in item and "unite" not in item:
        yield "« unites » est donné sans « unite ».", "Écrivez d’abord l’unité affichée."
    for unit in [item.get("unite", ""), *item.get("unites", ())]:
        if unit and read_number(f"1{unit}", (unit,)) != 1:
            yield f"l’unité « {unit} » se confond avec un nombre.", "Commencez-la par une lettre ou un symbole."


def _texts(item: dict) -> Iterator[str]:
    yield item["enonce"]
    for part in _parts(item):
        yield part.get("texte") or part["gauche"]
