"""What a trainee finds in the answer cell, by form: blanks, shuffled lines, cards to sort, or an empty place."""

from __future__ import annotations

import hashlib

from parcours.exercises.matching import texte_des_cartes
from parcours.exercises.model import BLANK, Blank, Block, Card, Family, Matching

CODE_STUB = "# Écrivez votre réponse ici"
TEXT_STUB = "Votre réponse ici."
ORDER_STUB = "# Remettez ces lignes dans l’ordre : coupez-collez-les, puis retirez le « # » qui précède chacune."


class FormError(ValueError):
    """The solution and the sidecar do not fit together; the text, in French, says the cause and what to do."""


def starter(exercise: str, data: dict, solution: str) -> str:
    """What takes the place of `solution` (the text between the marks) in the trainee's cell."""
    form = data.get("forme", "libre")
    if "depart" in data:
        return data["depart"].rstrip("\n")
    if form == "compléter":
        return _with_blanks(data["trous"], solution)
    if form == "ordonner":
        lines = [f"# {block.texte}" for block in blocks(exercise, data, solution)]
        return "\n".join([ORDER_STUB, *lines])
    if form == "appariement":
        return matching_cell(data, "")
    return CODE_STUB


def _with_blanks(blanks: list[dict], solution: str) -> str:
    done, rest = "", solution
    for number, blank in enumerate(blanks, 1):
        right = blank.get("bon")
        if right is None or right not in rest:
            what = f"« {right} » n’est pas dans la solution, après le trou précédent" if right else "« bon » manque"
            raise FormError(f"trou {number} : {what}. Donnez les trous dans l’ordre où la solution les contient.")
        before, _, rest = rest.partition(right)
        done += before + BLANK
    return done + rest


def blanks(data: dict) -> tuple[Blank, ...]:
    return tuple(Blank(tuple(blank["choix"])) for blank in data.get("trous", []))


def blocks(exercise: str, data: dict, solution: str) -> tuple[Block, ...]:
    """The solution's lines and the odd ones out, always shuffled in the same way, never into the right order."""
    right = [line for line in solution.split("\n") if line.strip()]
    texts = [*right, *data.get("intrus", [])]
    if len(set(texts)) < len(texts):
        raise FormError("deux lignes à ordonner sont les mêmes. Distinguez-les, ou retirez l’intrus.")
    shuffled = sorted(texts, key=lambda text: hashlib.sha256(f"{exercise} {text}".encode()).digest())
    if [text for text in shuffled if text in right] == right:
        shuffled.reverse()
    return tuple(Block(f"b{number}", text) for number, text in enumerate(shuffled, 1))


def matching(data: dict) -> Matching | None:
    if data.get("forme") != "appariement":
        return None
    families = tuple(Family(letter, name) for letter, name in data["familles"].items())
    cards = tuple(Card(number, card["texte"]) for number, card in enumerate(data["cartes"], 1))
    return Matching(data["variable"], families, cards)


def matching_cell(data: dict, letters: str) -> str:
    """The answer cell of a matching exercise, with these letters, or with none of them filled for ''."""
    cards = texte_des_cartes([card["texte"] for card in data["cartes"]], letters)
    return f'{data["variable"]} = """\n{cards}\n"""'


def right_letters(data: dict) -> str:
    """The letters of a matching exercise, '' when a card's family is kept elsewhere."""
    letters = [card.get("famille") for card in data["cartes"]]
    return "".join(letters) if all(letters) else ""


def mistake_cell(data: dict, mistake: dict) -> str:
    """The answer cell of a known mistake: its code, or the letters it gives to the cards."""
    return mistake["code"] if "code" in mistake else matching_cell(data, mistake["lettres"])
