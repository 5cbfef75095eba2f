"""« Appariement »: cards sorted into families by a letter at the end of each line, without any code to type.

The answer is a text, so that no forgotten quote or comma can break the cell:

    01. Répondre à une question restée sans réponse → B
"""

from __future__ import annotations

import hashlib
import re

OPEN = "…"  # stands where a letter is awaited
_LINE = re.compile(r"^\s*(\d{1,3})\s*\..*(?:→|->|=)\s*([A-Za-z])\s*\.?\s*$")


def texte_des_cartes(cartes: list[str], lettres: str = "") -> str:
    """The lines of the answer cell: the cards' texts, each with its letter, or `…` when `lettres` is empty."""
    letters = lettres or OPEN * len(cartes)
    return "\n".join(
        f"{number:02d}. {text} → {letter}" for number, (text, letter) in enumerate(zip(cartes, letters, strict=True), 1)
    )


def lire_cartes(texte: str) -> dict[int, str]:
    """The letters chosen, by card number: {1: "B", …}. Lines without a letter are absent; a and A are the same.

    Raises TypeError, in French, when the answer is no longer a text.
    """
    if not isinstance(texte, str):
        raise TypeError("le classement doit rester un texte, entre les deux lignes de triples guillemets")
    found = (_LINE.match(line) for line in texte.splitlines())
    return {int(match[1]): match[2].upper() for match in found if match}


def empreintes(lettres: str) -> str:
    """The fingerprints of the right letters, three hexadecimal characters a card.

    They let a visible test count the right cards without showing the answers.
    """
    return "".join(_fingerprint(number, letter) for number, letter in enumerate(lettres, 1))


def cartes_justes(choix: dict[int, str], cles: str) -> set[int]:
    """The numbers of the cards whose letter in `choix` has its fingerprint in `cles` (see `empreintes`)."""
    keys = [cles[start : start + 3] for start in range(0, len(cles), 3)]
    right = {number for number, key in enumerate(keys, 1) if _fingerprint(number, choix.get(number, "")) == key}
    return right & choix.keys()


def _fingerprint(number: int, letter: str) -> str:
    return hashlib.sha256(f"carte {number} famille {letter}".encode()).hexdigest()[:3]
