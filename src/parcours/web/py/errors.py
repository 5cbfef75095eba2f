"""A Python error told in French to someone who has never programmed: what, where, the usual cause, what to try.

Works on what any error leaves (its type's name, its message, a line number), so that a check and a run say the same.
"""

from __future__ import annotations

import difflib
import keyword
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from error_cases import TYPE_CASES, VALUE_CASES, among

QUOTES = "«»“”„‟‘’‚‛′″"
BRACKETS = {"(": "une parenthèse", "[": "un crochet", "{": "une accolade"}


@dataclass(frozen=True)
class Told:
    """One error: `titre` (what), `ligne` (0 when unknown), `cause`, `essai` (what to try), `trace` (Python's)."""

    titre: str
    ligne: int
    cause: str
    essai: str
    trace: str = ""


def _typeset(told: Told) -> Told:
    """The same with no-break spaces where French wants them."""

    def spaced(text: str) -> str:
        return re.sub(r" (?=[:;!?»](?:[\s,.]|$))", "\u00a0", text).replace("« ", "«\u00a0")

    return replace(told, titre=spaced(told.titre), cause=spaced(told.cause), essai=spaced(told.essai))


# --- before running ---

_SKIPPED = re.compile(r"#[^\n]*|(?s:\"\"\".*?\"\"\"|'''.*?''')|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")


def before(code: str) -> Told | None:
    """What phone and office keyboards put into code: curly quotes, a decimal comma. None when all is well."""
    found = _before(code)
    return _typeset(found) if found else None


def _before(code: str) -> Told | None:
    bare = _SKIPPED.sub(lambda match: re.sub(r"[^\n]", "_", match[0]), code)
    for number, line in enumerate(bare.split("\n"), 1):
        if found := next((sign for sign in line if sign in QUOTES), None):
            return Told(
                f"Le signe {found} n’est pas un guillemet pour Python.",
                number,
                "Les claviers des téléphones et des traitements de texte « embellissent » les guillemets.",
                'Remplacez-le par un guillemet droit, comme ceci : "bénévoles".',
            )
        if "\u00a0" in line or "\u202f" in line:
            return Told(
                "Cette ligne contient une espace insécable, que Python ne connaît pas.",
                number,
                "Elle vient d’un texte copié ou d’un clavier français.",
                "Effacez l’espace et tapez-en une ordinaire.",
            )
    for number, line in _outside_brackets(bare):
        if found := _DECIMAL_COMMA.fullmatch(line):
            return Told(*_comma(found[1], found[2], number))
    return None


# The one comma of a line that gives one name a value, stuck between two digits: `x = 1, 2` and `a, b = 1,2` are right.
_DECIMAL_COMMA = re.compile(r"\s*\w+\s*=(?!=)[^,]*(?<![\w.])(\d+),(\d+)(?![\w.])[^,]*")


def _comma(whole: str, part: str, line: int) -> tuple[str, int, str, str]:
    return (
        f"« {whole},{part} » : pour Python, la virgule sépare deux valeurs.",
        line,
        "En Python, les nombres décimaux s’écrivent avec un point.",
        f"Écrivez {whole}.{part}.",
    )


def after(code: str) -> str:
    """A remark on code that has run without an error, or ""."""
    found = re.search(r"\bprint\(\s*(\d+),(\d+)\s*\)", _SKIPPED.sub("", code))
    if not found:
        return ""
    said = f"{found[0]} affiche deux nombres, {found[1]} et {found[2]} : la virgule les sépare."
    return f"{said} Si vous vouliez un nombre décimal, écrivez {found[1]}.{found[2]}."


def _outside_brackets(code: str) -> list[tuple[int, str]]:
    """(line number, line) with whatever stands in brackets blanked: there a comma is right."""
    depth, kept = 0, []
    for sign in code:
        depth += (sign in "([{") - (sign in ")]}")
        kept.append(sign if depth <= 0 or sign == "\n" else " ")
        depth = max(depth, 0)
    return list(enumerate("".join(kept).split("\n"), 1))


# --- after an error ---


def told(error: BaseException, filename: str, code: str, names: Mapping[str, Any]) -> Told:
    """`error`, raised by the cell `code` compiled under `filename`, in French."""
    if isinstance(error, SyntaxError) and error.filename == filename:
        line, message = error.lineno or 0, error.msg or ""
    else:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == filename]
        line, message = (lines[-1] if lines else 0) or 0, str(error)
    trace = "".join(traceback.format_exception(error)[-12:])
    return explain(type(error).__name__, message, line, code, names, trace[-4000:])


def explain(kind: str, message: str, line: int, code: str, names: Mapping[str, Any], trace: str = "") -> Told:
    """The French account of an error of type `kind`; an unforeseen one keeps its own message."""
    lines = code.split("\n")
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    found = _TELLERS[kind](message, text, names) if kind in _TELLERS else None
    titre, cause, essai = found or _other(kind, message, text)
    return _typeset(Told(titre, line, cause, essai, trace or f"{kind}: {message}"))


Told3 = tuple[str, str, str]


# What the course's own functions raise: their message is written for whoever reads it, in French.
_OURS = {
    "BankError", "BankNotFound", "DamagedFile", "DatasetsNotFound", "ExerciseError", "InputRefused", "MetricError",
    "ReplayError", "UnknownTable",
}  # fmt: skip
_KINDS = {
    "TypeError": "Une valeur n’est pas de la nature attendue : un texte, un nombre, une liste, un tableau.",
    "ValueError": "Une valeur est de la bonne nature, mais son contenu ne convient pas.",
    "OverflowError": "Un nombre devient trop grand pour être calculé.",
}


def _other(kind: str, message: str, text: str) -> Told3:
    titre = _KINDS.get(kind, f"Python s’est arrêté sur une erreur qu’il nomme {kind}.")
    if message and kind in _OURS:
        titre = message
    elif message and text.lstrip().startswith("raise "):
        titre = f"Votre code s’est arrêté lui-même, en disant : {message}"
    return (
        titre,
        "La ligne indiquée demande quelque chose que Python n’a pas pu faire.",
        "Relisez cette ligne mot à mot, comparez-la à l’exemple de la leçon, puis demandez un indice.",
    )


def _near(word: str, known: list[str], likeness: float = 0.6) -> str:
    found = difflib.get_close_matches(word, known, 1, likeness)
    return found[0] if found else ""


def _syntax(message: str, text: str, _names: Mapping) -> Told3:
    low = message.lower()
    if "was never closed" in low:
        name = BRACKETS.get(message[1:2], "une parenthèse")
        return (
            f"Il manque la fin d’{name} : elle est ouverte et jamais refermée.",
            "Chaque ( [ { ouvert doit avoir son ) ] } sur cette ligne ou plus bas.",
            "Comptez les signes ouvrants et fermants de cette ligne, et ajoutez celui qui manque.",
        )
    if "unterminated" in low and ("string" in low or "literal" in low):
        return (
            "Un texte entre guillemets n’est pas refermé.",
            "Un texte commence et finit par le même guillemet droit, sur la même ligne.",
            'Ajoutez le guillemet " à la fin du texte.',
        )
    if "unmatched" in low or "does not match opening" in low:
        return (
            "Un signe fermant ) ] ou } est en trop, ou n’est pas du même genre que celui qui est ouvert.",
            "Les signes se ferment dans l’ordre inverse de leur ouverture.",
            "Supprimez le signe en trop, ou remplacez-le par celui qui correspond.",
        )
    if "expected ':'" in low:
        return (
            "Il manque deux-points « : » à la fin de cette ligne.",
            "Les lignes qui commencent par if, else, for, while ou def finissent par « : ».",
            "Ajoutez « : » à la fin de la ligne, puis décalez la suite de quatre espaces.",
        )
    if "maybe you meant '=='" in low or "cannot assign to" in low:
        return (
            "Le signe = ne convient pas à cet endroit.",
            "« = » range une valeur sous un nom, qui s’écrit à gauche ; « == » compare deux valeurs.",
            "Pour comparer, écrivez ==. Pour ranger un résultat, écrivez d’abord le nom : total = 3 + 4.",
        )
    if "forgot a comma" in low:
        return (
            "Il manque sans doute une virgule entre deux éléments.",
            "Dans une parenthèse ou une liste, les éléments sont séparés par des virgules.",
            "Ajoutez la virgule entre les deux éléments de cette ligne.",
        )
    if re.search(r"invalid \w+ literal", low) or "leading zeros" in low:
        return (
            "Python ne sait pas lire ce nombre ou ce nom.",
            "Un nom ne commence pas par un chiffre ; un nombre n’a ni unité, ni espace, ni zéro devant.",
            "Renommez (par exemple jour_1 au lieu de 1jour), ou écrivez le nombre seul.",
        )
    if "invalid character" in low or "invalid non-printable" in low:
        sign = re.search(r"'(.)'", message)
        return (
            f"Le signe {sign[1] if sign else ''} ne s’écrit pas en Python hors d’un texte entre guillemets.".replace(
                "  ", " "
            ),
            "Il vient souvent d’un copier-coller ou d’un clavier de téléphone.",
            "Remplacez-le par le signe simple : - au lieu de −, * au lieu de ×, une espace ordinaire…",
        )
    if comma := re.search(r"(?<![\w.,])(\d+),(\d+)(?![\w.,])", text):
        title, _line, cause, advice = _comma(comma[1], comma[2], 0)
        return title, cause, advice
    first = text.strip().split(" ")[0].rstrip(":")
    if (guess := _near(first, keyword.kwlist, 0.75)) and guess != first:
        return (
            f"« {first} » n’est pas un mot de Python ; voulez-vous dire « {guess} » ?",
            "Python ne comprend ses mots-clés qu’écrits exactement, en minuscules.",
            f"Écrivez {guess}.",
        )
    return (
        "Python ne comprend pas la façon dont cette ligne est écrite.",
        "Il manque souvent un signe (virgule, guillemet, parenthèse, deux-points), ici ou juste au-dessus.",
        "Comparez cette ligne, signe par signe, avec un exemple qui fonctionne.",
    )


def _indentation(message: str, _text: str, _names: Mapping) -> Told3:
    if "expected an indented block" in message:
        return (
            "Cette ligne devrait être décalée vers la droite.",
            "Après une ligne qui finit par « : », ce qui en dépend est décalé de quatre espaces.",
            "Ajoutez quatre espaces au début de la ligne.",
        )
    return (
        "Le décalage du début de cette ligne ne correspond pas à celui des autres.",
        "Les espaces du début d’une ligne ont un sens : les lignes d’un même groupe commencent au même endroit.",
        "Alignez la ligne avec sa voisine : aucune espace au début, ou exactement quatre.",
    )


def _name(message: str, text: str, names: Mapping) -> Told3:
    found = re.search(r"name '([^']+)'", message)
    word = found[1] if found else ""
    if word and set(word) == {"_"}:
        return (
            "Il reste un blanc à compléter : ____.",
            "Chaque ____ attend un mot de votre choix.",
            "Choisissez une proposition pour chaque blanc, puis exécutez de nouveau.",
        )
    known = [name for name in names if not name.startswith("_")]
    builtin = [
        "print",
        "len",
        "sum",
        "round",
        "max",
        "min",
        "sorted",
        "True",
        "False",
        "None",
        "range",
        "list",
        "str",
        "int",
    ]
    if guess := _near(word, [*known, *builtin]):
        return (
            f"Python ne connaît pas « {word} » ; voulez-vous dire « {guess} » ?",
            "Un nom doit être écrit exactement comme la première fois, majuscules et accents compris.",
            f"Remplacez {word} par {guess}.",
        )
    if word in ("pd", "alt", "np", "load"):
        line = {"pd": "import pandas as pd", "alt": "import altair as alt", "np": "import numpy as np"}
        return (
            f"« {word} » n’a pas encore été importé.",
            "Ce nom court existe seulement après une ligne import.",
            f"Ajoutez au début : {line.get(word, 'from parcours.datasets import load')}",
        )
    return (
        f"Python ne connaît pas le nom « {word} ».",
        "Ou bien ce nom n’a pas encore reçu de valeur (une ligne plus haut n’a pas été exécutée), "
        "ou bien c’est un texte qui devrait être entre guillemets.",
        f'Donnez-lui une valeur avant ({word} = …), ou, si c’est un texte, écrivez "{word}".',
    )


def _key(message: str, _text: str, names: Mapping) -> Told3:
    word = message.strip("'\"")
    columns = _columns(names)
    guess = _near(word, columns)
    hint = f"Écrivez « {guess} »." if guess else ""
    if not hint and columns:
        hint = "Colonnes de votre tableau : " + ", ".join(columns[:12]) + ("…" if len(columns) > 12 else ".")
    return (
        f"Il n’y a rien qui s’appelle « {word} » : ni colonne, ni clé de ce nom.",
        "Le nom entre crochets doit être celui de la colonne, à la lettre près.",
        hint or "Affichez les noms disponibles, par exemple avec : tableau.columns",
    )


def _columns(names: Mapping) -> list[str]:
    found: list[str] = []
    for name, value in names.items():
        if not name.startswith("_") and hasattr(value, "columns") and hasattr(value, "dtypes"):
            found += [str(column) for column in value.columns if str(column) not in found]
    return found


def _type(message: str, text: str, _names: Mapping) -> Told3 | None:
    if case := among(TYPE_CASES, message):
        return case
    if "unsupported operand" in message or "can only concatenate" in message or "must be str" in message:
        return (
            "Cette opération mélange deux choses de nature différente, par exemple un texte et un nombre.",
            '"12" entre guillemets est un texte, pas un nombre : Python n’additionne pas l’un et l’autre.',
            'Convertissez : int("12") donne le nombre 12, str(12) donne le texte "12".',
        )
    if "not callable" in message:
        return (
            "Des parenthèses suivent quelque chose qui n’est pas une fonction.",
            "nom(…) demande à Python d’exécuter nom. Une colonne ou un élément se choisit avec des crochets : nom[…]. "
            "Il peut aussi manquer un signe * entre un nombre et la parenthèse.",
            "Remplacez les parenthèses par des crochets, ou ajoutez l’opération qui manque.",
        )
    if "not subscriptable" in message:
        return (
            "Des crochets suivent quelque chose qui ne contient pas d’éléments, ou une fonction.",
            "Une fonction s’appelle avec des parenthèses : len(liste), et non len[liste].",
            "Remplacez les crochets par des parenthèses.",
        )
    if "missing" in message and "argument" in message:
        return (
            "Cette fonction attend une valeur de plus entre ses parenthèses.",
            "Il lui manque : " + (", ".join(re.findall(r"'(\w+)'", message)) or "au moins une valeur") + ".",
            "Ajoutez ce qui manque entre les parenthèses.",
        )
    if "takes" in message and "given" in message or "unexpected keyword" in message:
        return (
            "Cette fonction a reçu autre chose que ce qu’elle attend.",
            "Il y a trop de valeurs entre les parenthèses, ou l’une porte un nom que la fonction ne connaît pas.",
            "Comptez les valeurs entre les parenthèses et vérifiez l’orthographe de leurs noms.",
        )
    if "not supported between" in message:
        return (
            "Ces deux valeurs ne se comparent pas : l’une est sans doute un texte, l’autre un nombre.",
            '"12" < 20 n’a pas de sens pour Python.',
            "Convertissez le texte en nombre avec int(…) ou float(…).",
        )
    return None


def _attribute(message: str, _text: str, _names: Mapping) -> Told3:
    found = re.search(r"'([^']+)' object has no attribute '([^']+)'", message)
    kind, word = (found[1], found[2]) if found else ("objet", "")
    guess = re.search(r"Did you mean: '([^']+)'", message)
    return (
        f"« .{word} » n’existe pas ici." if word else "Ce qui suit le point n’existe pas ici.",
        f"À gauche du point se trouve un objet de type {kind}, qui n’a rien de ce nom.",
        f"Essayez .{guess[1]}"
        if guess
        else "Vérifiez l’orthographe après le point, et que le nom à gauche est bien votre tableau.",
    )


def _value(message: str, _text: str, _names: Mapping) -> Told3 | None:
    if case := among(VALUE_CASES, message):
        return case
    if found := re.search(r"(?:invalid literal for int\(\).*|could not convert string to float): (.+)", message):
        return (
            f"Le texte {found[1]} ne se lit pas comme un nombre.",
            "int(…) et float(…) n’acceptent qu’un nombre écrit avec un point, sans espace ni unité.",
            'Enlevez l’unité et les espaces, et remplacez la virgule par un point : float("3.5").',
        )
    if "truth value" in message and "ambiguous" in message:
        return (
            "Une colonne entière ne peut pas servir de condition « vrai ou faux ».",
            "Avec une colonne, « et » s’écrit &, « ou » s’écrit |, chaque comparaison entre parenthèses.",
            "Écrivez par exemple : tableau[(tableau.age > 18) & (tableau.actif)]",
        )
    return None


def _fixed(titre: str, cause: str, essai: str) -> Callable[[str, str, Mapping], Told3]:
    return lambda _message, _text, _names: (titre, cause, essai)


def _module(message: str, _text: str, _names: Mapping) -> Told3:
    found = re.search(r"named '([^']+)'", message)
    word = found[1] if found else "ce module"
    near = _near(
        word.split(".")[0], ["pandas", "altair", "numpy", "parcours", "datetime", "statistics", "math", "random"]
    )
    return (
        f"Le module « {word} » n’est pas disponible ici.",
        "Les exercices de la page disposent de Python, pandas, altair et parcours.",
        f"Vérifiez l’orthographe : voulez-vous dire « {near} » ?" if near else "Passez-vous de cette ligne import.",
    )


_import_name = _fixed(
    "Ce nom n’existe pas dans le module indiqué.",
    "Le mot après import doit être l’un de ceux que le module propose.",
    "Vérifiez l’orthographe de ce mot.",
)
_number = _fixed(
    "Une division par zéro n’a pas de résultat.",
    "Le nombre après le signe / vaut 0 : un total vide, ou un comptage qui n’a rien trouvé.",
    "Affichez ce nombre avec print(…) pour comprendre pourquoi il vaut 0.",
)
_index = _fixed(
    "Il n’y a pas d’élément à cette position.",
    "Python compte à partir de 0 : une liste de trois éléments a les positions 0, 1 et 2.",
    "Vérifiez la longueur avec len(…), puis choisissez une position plus petite.",
)
_recursion = _fixed(
    "Une fonction s’appelle elle-même sans jamais s’arrêter.",
    "Il lui manque une condition de fin, ou son nom est celui d’une fonction qu’elle utilise.",
    "Donnez un autre nom à votre fonction, ou ajoutez la condition qui l’arrête.",
)
_memory = _fixed(
    "Votre code demande plus de mémoire que la page n’en a.",
    "Une liste ou un tableau grandit sans limite, ou un nombre est bien plus grand que prévu.",
    "Réduisez la taille de ce que vous créez sur cette ligne.",
)


def _overflow(message: str, _text: str, _names: Mapping) -> Told3 | None:
    return _memory(message, "", {}) if "index-sized" in message else None


_file = _fixed(
    "Ce fichier n’existe pas ici.",
    "Les tables du cours ne se lisent pas par un nom de fichier.",
    'Écrivez : from parcours.datasets import load, puis load("membres_mini").',
)
_assertion = lambda message, _text, _names: (  # noqa: E731
    message or "Une vérification de votre code n’est pas satisfaite.",
    "La ligne assert exige que ce qui la suit soit vrai.",
    "Affichez les deux côtés de la comparaison avec print(…).",
)
_input = _fixed(
    "La page ne peut pas poser de question au clavier.",
    "input() attend une réponse tapée pendant l’exécution, ce qui n’existe pas ici.",
    'Écrivez la valeur dans le code : prenom = "Awa".',
)
_exit = _fixed(
    "Votre code demande à Python de s’arrêter.",
    "exit() et quit() ferment Python ; dans une page, ils n’ont pas d’usage.",
    "Supprimez cette ligne.",
)

_chart = _fixed(
    "Altair ne comprend pas cette description de graphique.",
    "Un nom d’option, ou la valeur qui lui est donnée, n’est pas de ceux qu’Altair connaît.",
    "Vérifiez l’orthographe des noms avant chaque signe =, et les guillemets autour des noms de colonnes.",
)
_statistics = _fixed(
    "Il n’y a pas assez de valeurs pour ce calcul.",
    "La liste donnée à la fonction de statistique est vide, ou n’a qu’une valeur.",
    "Affichez la liste avec print(…), puis vérifiez ce qui l’a remplie.",
)

_TELLERS: dict[str, Callable[[str, str, Mapping], Told3 | None]] = {
    "SyntaxError": _syntax,
    "IndentationError": _indentation,
    "TabError": _indentation,
    "NameError": _name,
    "UnboundLocalError": _name,
    "KeyError": _key,
    "TypeError": _type,
    "AttributeError": _attribute,
    "ValueError": _value,
    "ModuleNotFoundError": _module,
    "ImportError": _import_name,
    "ZeroDivisionError": _number,
    "IndexError": _index,
    "RecursionError": _recursion,
    "MemoryError": _memory,
    "OverflowError": _overflow,
    "FileNotFoundError": _file,
    "AssertionError": _assertion,
    "EOFError": _input,
    "SchemaValidationError": _chart,
    "StatisticsError": _statistics,
    "OutOfBoundsDatetime": _value,
    "DateParseError": _value,
    "SystemExit": _exit,
}
