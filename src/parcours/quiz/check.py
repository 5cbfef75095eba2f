"""What an answer is worth. `web/quiz.js` holds the same rules; tests/quiz/test_agreement.py keeps the two equal.

An answer is plain data: an option id (`choix`, `vrai-faux`), a list of option ids (`choix-multiple`), the typed text
(`numerique`, `texte-court`), the list of step ids from first to last (`ordre`), or a dict left pair id → pair id whose
right-hand text was chosen (`appariement`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from parcours.quiz.model import Item

# Every space a phone or a word processor may put into an answer, zero-width ones included.
_SPACES = re.compile("[\t\n\r \u00a0\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+")
_DIGITS = "(?:[0-9]{1,3}(?:[ '][0-9]{3})+|[0-9]+)"
_NUMBER = re.compile(rf"([^0-9.,+\-]*)([+\-]?(?:{_DIGITS}(?:[.,][0-9]*)?|[.,][0-9]+))(.*)")
_ARTICLE = re.compile(r"^(?:les?|la|l|une?|des|du|de la) ")


@dataclass(frozen=True)
class Verdict:
    """`counted` is False when the answer cannot be marked yet (nothing chosen, text instead of a number).

    `score` runs from 0 to 1. `notes` are pairs (sign, subject): « vu » and « regardez » name an option, a step, a pair,
    « piege-0 » or « indice »; « manque » says how many right options are missing; « saisie » why
    the input cannot be read.
    """

    counted: bool
    right: bool
    score: float
    notes: tuple[tuple[str, str], ...]


def _entry(problem: str) -> Verdict:
    return Verdict(False, False, 0.0, (("saisie", problem),))


def _marked(score: float, notes: list[tuple[str, str]]) -> Verdict:
    return Verdict(True, score == 1, score, tuple(notes))


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")


def _bare(text: str) -> str:
    """Without accents, ligatures or capitals: « Œuvre à Évry » → « oeuvre a evry »."""
    text = unicodedata.normalize("NFKD", text).lower().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in text if not unicodedata.category(c).startswith("M"))


def fold(text: str) -> str:
    """A short answer reduced to what counts: no case, accent, punctuation or leading article."""
    text = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in _bare(_spaced(text)))
    return _ARTICLE.sub("", re.sub(" +", " ", text).strip(" "))


def _unit(text: str) -> str:
    return _bare(_spaced(text)).replace(" ", "")


def read_number(text: str, units: tuple[str, ...] = ()) -> float | str:
    """The number in `text` (12,5 · 12.5 · 1 250 · 64 %), or the input problem: « vide », « nombre » or « unite ».

    Both separators at once (1.250,5) could mean two things: that is « nombre », never a guess.
    """
    text = _spaced(text).replace("−", "-").replace("’", "'")
    if not text:
        return "vide"
    match = _NUMBER.fullmatch(text)
    if not match:
        return "nombre"
    before, number, after = match.groups()
    rest = _unit(before + after)
    if rest and rest not in {_unit(unit) for unit in units}:
        return "unite" if units and not re.search("[0-9.,]", rest) else "nombre"
    return float(re.sub("[ ']", "", number).replace(",", "."))


def _close(number: float, expected: float, tolerance: float) -> bool:
    return abs(number - expected) <= tolerance + 1e-9 * max(1, abs(expected))


def _check_one(item: Item, answer: str | None) -> Verdict:
    chosen = next((option for option in item.options if option.id == answer), None)
    if chosen is None:
        return _entry("choix")
    return _marked(float(chosen.juste), [("vu" if chosen.juste else "regardez", chosen.id)])


def _check_several(item: Item, answer: list[str]) -> Verdict:
    """Score: (right − wrong) / right, never below 0."""
    chosen = [option for option in item.options if option.id in (answer or ())]
    if not chosen:
        return _entry("choix")
    right = sum(option.juste for option in chosen)
    wrong = len(chosen) - right
    expected = sum(option.juste for option in item.options)
    notes = [("vu" if option.juste else "regardez", option.id) for option in chosen]
    if right < expected:
        notes.append(("manque", str(expected - right)))
    return _marked(max(0, right - wrong) / expected, notes)


def _check_number(item: Item, answer: str) -> Verdict:
    number = read_number(answer or "", (item.unite, *item.unites) if item.unite else ())
    if isinstance(number, str):
        return _entry(number)
    if _close(number, item.valeur, item.tolerance):
        return _marked(1, [("vu", "valeur")])
    for rank, trap in enumerate(item.pieges):
        if _close(number, trap.reponse, item.tolerance):
            return _marked(0, [("regardez", f"piege-{rank}")])
    return _marked(0, [("regardez", "indice")])


def _check_text(item: Item, answer: str) -> Verdict:
    text = fold(answer or "")
    if not text:
        return _entry("vide")
    if text in {fold(expected) for expected in item.reponses}:
        return _marked(1, [("vu", "valeur")])
    for rank, trap in enumerate(item.pieges):
        if text == fold(trap.reponse):
            return _marked(0, [("regardez", f"piege-{rank}")])
    return _marked(0, [("regardez", "indice")])


def _check_order(item: Item, answer: list[str]) -> Verdict:
    """Score: share of steps at their place. The first one that is not earns the sentence."""
    expected = [step.id for step in item.etapes]
    if sorted(answer or ()) != sorted(expected):
        return _entry("ordre")
    placed = sum(given == right for given, right in zip(answer, expected, strict=True))
    notes = [("vu", "ordre")]
    if placed < len(expected):
        first = next(right for given, right in zip(answer, expected, strict=True) if given != right)
        notes = [("regardez", first)]
    return _marked(placed / len(expected), notes)


def _check_pairs(item: Item, answer: dict[str, str]) -> Verdict:
    """Score: share of right pairs. Equal right-hand texts are equally right."""
    texts = {pair.id: pair.droite for pair in item.paires}
    answer = answer or {}
    if any(answer.get(pair.id) not in texts for pair in item.paires):
        return _entry("paires")
    notes = [("vu" if texts[answer[pair.id]] == pair.droite else "regardez", pair.id) for pair in item.paires]
    return _marked(sum(sign == "vu" for sign, _ in notes) / len(notes), notes)


_CHECKS = {
    "choix": _check_one,
    "vrai-faux": _check_one,
    "choix-multiple": _check_several,
    "numerique": _check_number,
    "texte-court": _check_text,
    "ordre": _check_order,
    "appariement": _check_pairs,
}


def check(item: Item, answer: Any) -> Verdict:
    """Mark `answer` (see the top of this file for its shape) against `item`."""
    return _CHECKS[item.type](item, answer)


def shuffled(ids: list[str], seed: str) -> list[str]:
    """The ids in an order that depends on `seed` alone (FNV-1a hash), the same in the page and at build."""

    def key(text: str) -> int:
        value = 0x811C9DC5
        for byte in f"{seed}{text}".encode():
            value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
        # FNV's low bits mix well, its high ones hardly for ids that differ in their last letter: fold them (murmur3).
        value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
        return value ^ (value >> 13)

    return sorted(ids, key=key)


def shown_order(item: Item, seed: str = "") -> list[str]:
    """The ids of the parts as the trainee sees them: « Vrai » before « Faux », never steps in the right order."""
    parts = [part.id for part in item.options or item.etapes or item.paires]
    if item.type == "vrai-faux":
        return parts
    order = shuffled(parts, item.id + seed)
    return order[::-1] if item.type == "ordre" and order == parts else order
