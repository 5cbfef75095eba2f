"""Chance, the same on every processor: integers and tables drawn from PCG64, nothing that calls exp or log."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from numpy.random import PCG64, SeedSequence

GRAINE = 20260401
_BLOCK = 4096


class Alea:
    """A stream of draws of its own for each part of the world, so that changing one part leaves the others as they are.

    Only PCG64's raw 64-bit integers are used: their sequence is guaranteed by numpy from one version to the next.
    """

    def __init__(self, part: int):
        self._bits = PCG64(SeedSequence([GRAINE, part]))
        self._raw: list[int] = []

    def _next(self) -> int:
        if not self._raw:
            self._raw = [int(value) for value in self._bits.random_raw(_BLOCK)]
        return self._raw.pop()

    def entier(self, bas: int, haut: int) -> int:
        """An integer from `bas` to `haut`, both included."""
        return bas + ((self._next() * (haut - bas + 1)) >> 64)

    def chance(self, numerateur: int, denominateur: int = 100) -> bool:
        """True `numerateur` times out of `denominateur`."""
        return self.entier(1, denominateur) <= numerateur

    def choix(self, valeurs: Sequence):
        """One value, all equally likely."""
        return valeurs[self.entier(0, len(valeurs) - 1)]

    def pondere(self, table: dict):
        """One key of a table of integer weights."""
        cumul = list(accumulate(table.values()))
        return list(table)[bisect_right(cumul, self.entier(0, cumul[-1] - 1))]

    def melange(self, valeurs: Sequence) -> list:
        """The same values in a drawn order (Fisher–Yates)."""
        tirage = list(valeurs)
        for i in range(len(tirage) - 1, 0, -1):
            j = self.entier(0, i)
            tirage[i], tirage[j] = tirage[j], tirage[i]
        return tirage

    def echantillon(self, valeurs: Sequence, taille: int) -> list:
        """`taille` values without replacement."""
        if taille > len(valeurs):
            raise ValueError(f"{taille} values asked of {len(valeurs)}")
        return self.melange(valeurs)[:taille]

    def quotas(self, effectifs: dict) -> list:
        """Each key repeated as many times as its count, in a drawn order: exact shares, no sampling noise."""
        return self.melange([valeur for valeur, effectif in effectifs.items() for _ in range(effectif)])
