"""Numbers that a visible test checks without showing them: it keeps the fingerprint of each, rounded to a step."""

from __future__ import annotations

import hashlib


def empreinte_valeur(nom: str, valeur: float, pas: float) -> str:
    """The fingerprint of `valeur` rounded to a multiple of `pas`: eight hexadecimal characters."""
    return _fingerprint(nom, round(float(valeur) / pas))


def valeur_proche(nom: str, valeur: float, pas: float, cles: str) -> bool:
    """Whether `valeur` is the expected number called `nom`, within one to one and a half `pas`.

    `cles` holds the fingerprints of the expected numbers, separated by spaces; its order does not matter.
    """
    rank = round(float(valeur) / pas)
    return any(_fingerprint(nom, near) in cles.split() for near in (rank - 1, rank, rank + 1))


def _fingerprint(nom: str, rank: int) -> str:
    return hashlib.sha256(f"{nom} {rank}".encode()).hexdigest()[:8]
