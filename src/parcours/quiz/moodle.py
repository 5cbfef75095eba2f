"""The question bank as Moodle XML (docs.moodle.org, «Format XML Moodle»). Standard library only.

A trainer imports the file in «Banque de questions › Importer». Ids are kept as `idnumber`: importing again a year later
shows which question is which. Moodle has no feedback for a row of a matching question, nor a put-in-order question
before its version 4.4: both are matching questions here, whose explanation tells each row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree as ET

from parcours.quiz.check import fold
from parcours.quiz.model import CHOICES, Bank, Item

COURSE = "Devenir community manager"
RIGHT, AGAIN = "C’est réussi.", "Relisez l’énoncé, puis essayez de nouveau."
TITLE = 70  # characters of the question kept in its name
MARK = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*")  # `code`, **strong**, *term*


@dataclass(frozen=True)
class Answer:
    """One answer, whatever the format: `fraction` in percent of the mark (below 0 for a wrong one among several)."""

    text: str
    fraction: float
    feedback: str
    tolerance: float | None = None  # for a number


def html(text: str) -> str:
    """A text of the bank as HTML."""

    def tag(found: re.Match) -> str:
        name = "code" if found[1] else "strong" if found[2] else "em"
        return f"<{name}>{found[1] or found[2] or found[3]}</{name}>"

    return MARK.sub(tag, escape(text, quote=False))


def plain(text: str) -> str:
    """A text of the bank without its marks."""
    return MARK.sub(lambda found: found[1] or found[2] or found[3], text)


def name(item: Item) -> str:
    """« m05-q03 · Que mesure… »: found by its id in Moodle's list."""
    said = plain(item.enonce)
    return f"{item.id} · {said if len(said) <= TITLE else said[:TITLE].rsplit(' ', 1)[0] + '…'}"


def category(title: str) -> str:
    """The path of a module's category; Moodle writes a slash in a name twice."""
    return "/".join(["$course$", "top", *(part.replace("/", "//") for part in (COURSE, title))])


def answers(item: Item) -> list[Answer]:
    """The answers of a question with choices, a number or a short text; the score is the page's."""
    if item.type in CHOICES:
        right = sum(option.juste for option in item.options)
        wrong = -100 / right if item.type == "choix-multiple" else 0.0
        return [Answer(each.texte, 100 / right if each.juste else wrong, each.pourquoi) for each in item.options]
    if item.type == "numerique":
        found = [Answer(number(item.valeur), 100, RIGHT, item.tolerance or 0.0)]
        traps = [Answer(number(float(each.reponse)), 0, each.pourquoi, 0.0) for each in item.pieges]
        return [*found, *traps, Answer("*", 0, item.indice or AGAIN)]
    spellings = {said: None for each in item.reponses for said in (each, fold(each))}  # with and without accents
    found = [Answer(each, 100, RIGHT) for each in spellings]
    traps = [Answer(str(each.reponse), 0, each.pourquoi) for each in item.pieges]
    return [*found, *traps, Answer("*", 0, item.indice or AGAIN)]


def rows(item: Item) -> list[tuple[str, str]]:
    """Left and right texts of a matching question; a step to put in order goes with its rank."""
    if item.type == "ordre":
        return [(each.texte, str(rank)) for rank, each in enumerate(item.etapes, 1)]
    return [(each.gauche, each.droite) for each in item.paires]


def explained(item: Item) -> str:
    """The explanation, and for rows what each of them deserves, as HTML."""
    parts = item.etapes or item.paires
    if not parts:
        return f"<p>{html(item.explication)}</p>"
    told = "".join(
        f"<li>{html(left)} → {html(right)}. {html(part.pourquoi)}</li>"
        for part, (left, right) in zip(parts, rows(item), strict=True)
    )
    return f"<p>{html(item.explication)}</p><ul>{told}</ul>"


def number(value: float) -> str:
    return f"{value:.10g}"


def asked(item: Item) -> str:
    """The question as HTML, with what the page says by its form."""
    more = {
        "ordre": "Donnez son rang à chaque étape, 1 pour la première.",
        "numerique": f"Répondez en {item.unite}." if item.unite else "",
    }.get(item.type, "")
    return f"<p>{html(item.enonce)}</p>" + (f"<p>{html(more)}</p>" if more else "")


# --- XML ---


def moodle_xml(modules: Iterable[tuple[str, Bank]]) -> str:
    """The banks as one Moodle XML file, each in the category of its title: `(title, bank)`."""
    quiz = ET.Element("quiz")
    for title, bank in modules:
        _category(quiz, title, bank.module)
        for item in bank.items:
            _question(quiz, item)
    ET.indent(quiz)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(quiz, encoding="unicode") + "\n"


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text


def _told(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    """An element whose text stands in a `text` child, as Moodle writes most of them."""
    element = ET.SubElement(parent, tag, attributes)
    _add(element, "text", text)
    return element


def _category(quiz: ET.Element, title: str, module: str) -> None:
    question = ET.SubElement(quiz, "question", type="category")
    _told(question, "category", category(title))
    _told(question, "info", "", format="html")
    _add(question, "idnumber", module)


def _question(quiz: ET.Element, item: Item) -> None:
    kind, fill = _KINDS[item.type]
    question = ET.SubElement(quiz, "question", type=kind)
    _told(question, "name", name(item))
    _told(question, "questiontext", asked(item), format="html")
    _told(question, "generalfeedback", explained(item), format="html")
    _add(question, "defaultgrade", "1")
    _add(question, "penalty", "1" if item.type == "vrai-faux" else "0.3333333")
    _add(question, "hidden", "0")
    _add(question, "idnumber", item.id)
    fill(question, item)
    tags = ET.SubElement(question, "tags")
    for each in (item.objectif, f"difficulté {item.difficulte}"):
        _told(tags, "tag", each)


def _answer(question: ET.Element, answer: Answer, form: str) -> ET.Element:
    element = _told(question, "answer", answer.text, fraction=number(round(answer.fraction, 5)), format=form)
    _told(element, "feedback", html(answer.feedback), format="html")
    return element


def _verdicts(question: ET.Element) -> None:
    for tag, text in (
        ("correctfeedback", RIGHT),
        ("partiallycorrectfeedback", "Une partie est juste."),
        ("incorrectfeedback", "Relisez la remarque, puis essayez de nouveau."),
    ):
        _told(question, tag, text, format="html")


def _choices(question: ET.Element, item: Item) -> None:
    _add(question, "single", "false" if item.type == "choix-multiple" else "true")
    _add(question, "shuffleanswers", "true")
    _add(question, "answernumbering", "abc")
    _add(question, "showstandardinstruction", "1" if item.type == "choix-multiple" else "0")
    _verdicts(question)
    for each in answers(item):
        _answer(question, Answer(html(each.text), each.fraction, each.feedback), "html")


def _true_false(question: ET.Element, item: Item) -> None:
    for word, each in zip(("true", "false"), answers(item), strict=True):  # « Vrai » stands first in a bank
        _answer(question, Answer(word, each.fraction, each.feedback), "moodle_auto_format")


def _number(question: ET.Element, item: Item) -> None:
    for each in answers(item):
        element = _answer(question, each, "moodle_auto_format")
        if each.tolerance is not None:
            _add(element, "tolerance", number(each.tolerance))
    if item.unite:
        units = ET.SubElement(question, "units")
        for each in (item.unite, *item.unites):
            unit = ET.SubElement(units, "unit")
            _add(unit, "multiplier", "1")
            _add(unit, "unit_name", each)
    _add(question, "unitgradingtype", "0")  # a unit may be typed, it earns nothing
    _add(question, "unitpenalty", "0")
    _add(question, "showunits", "0" if item.unite else "3")
    _add(question, "unitsleft", "0")


def _short(question: ET.Element, item: Item) -> None:
    _add(question, "usecase", "0")
    for each in answers(item):
        _answer(question, each, "moodle_auto_format")


def _matching(question: ET.Element, item: Item) -> None:
    _add(question, "shuffleanswers", "true")
    _verdicts(question)
    for left, right in rows(item):
        _told(_told(question, "subquestion", html(left), format="html"), "answer", plain(right))


_KINDS = {
    "choix": ("multichoice", _choices),
    "choix-multiple": ("multichoice", _choices),
    "vrai-faux": ("truefalse", _true_false),
    "numerique": ("numerical", _number),
    "texte-court": ("shortanswer", _short),
    "ordre": ("matching", _matching),
    "appariement": ("matching", _matching),
}
