"""The question bank as GIFT, the text format that a person can read over (docs.moodle.org, «Format GIFT»).

It holds less than Moodle XML: no unit, no field of its own for the id, which goes into the name and into a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from parcours.quiz.model import CHOICES, Bank, Item
from parcours.quiz.moodle import Answer, answers, asked, category, explained, html, name, number, plain, rows


def gift(modules: Iterable[tuple[str, Bank]]) -> str:
    """The banks as one GIFT file, each in the category of its title: `(title, bank)`."""
    parts = []
    for title, bank in modules:
        parts.append(f"$CATEGORY: {category(title)}")
        parts += [_question(item) for item in bank.items]
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    """A text of a question: the signs that GIFT reads as its own are written after a backslash."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")


def _question(item: Item) -> str:
    lines = [_line(item), f"####{_escaped(explained(item))}"]
    body = "\n".join(line for line in lines if line)
    head = f"// [id:{item.id}] [tag:{item.objectif}]"
    return f"{head}\n::{_escaped(name(item))}::[html]{_escaped(asked(item))}{{{body}\n}}"


def _line(item: Item) -> str:
    if item.type == "vrai-faux":
        true, false = answers(item)
        right, wrong = (true, false) if true.fraction else (false, true)
        sign = "TRUE" if right is true else "FALSE"
        return f"{sign}#{_escaped(html(wrong.feedback))}#{_escaped(html(right.feedback))}"
    if item.type in CHOICES:
        return "\n" + "\n".join(_choice(each, item.type == "choix-multiple") for each in answers(item))
    if item.type == "numerique":
        return "#\n" + "\n".join(_number(each) for each in answers(item))
    if item.type == "texte-court":
        return "\n" + "\n".join(
            f"={'' if each.fraction else '%0%'}{_escaped(each.text)}#{_escaped(html(each.feedback))}"
            for each in answers(item)
        )
    return "\n" + "\n".join(f"={_escaped(html(left))} -> {_escaped(plain(right))}" for left, right in rows(item))


def _choice(answer: Answer, several: bool) -> str:
    right = "=" if answer.fraction else "~"
    sign = f"~%{number(round(answer.fraction, 5))}%" if several else right
    return f"{sign}{_escaped(html(answer.text))}#{_escaped(html(answer.feedback))}"


def _number(answer: Answer) -> str:
    if answer.tolerance is None:
        return f"~#{_escaped(html(answer.feedback))}"  # any other number
    weight = "" if answer.fraction else "%0%"
    return f"={weight}{answer.text}:{number(answer.tolerance)}#{_escaped(html(answer.feedback))}"
