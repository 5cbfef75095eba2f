"""Ranges, and what they do to a total or to a difference.

Three readings of the same ranges: the envelope (everything low or high together) overstates, independence understates
because prices and factors move together, and the Monte-Carlo draws give a distribution. Draws come from a counter-based
generator that notebook and page share: a factor's stream depends on its name and on the seed alone, so two options that
use the same factor see the same draws (common random numbers) and the interval of their difference is honest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .inputs import InputRefused
from .symbols import racine, si

SEED = 20261122
DRAWS = 10_000


@dataclass(frozen=True)
class Range:
    """A value and its plausible bounds, low ≤ central ≤ high, all in the same unit."""

    low: float
    central: float
    high: float

    def __post_init__(self):
        if not self.low <= self.central <= self.high:
            raise InputRefused(
                f"La fourchette {self.low} – {self.central} – {self.high} n’est pas rangée : écrivez bas ≤ central ≤"
                " haut."
            )

    @classmethod
    def known(cls, value: float) -> Range:
        """A value without uncertainty."""
        return cls(value, value, value)

    def times(self, factor: float) -> Range:
        """The range multiplied by a positive number."""
        return Range(self.low * factor, self.central * factor, self.high * factor)

    @property
    def mean(self) -> float:
        """Mean of the triangular law: (a + b + c) / 3."""
        return (self.low + self.central + self.high) / 3

    @property
    def variance(self) -> float:
        """Variance of the triangular law: (a² + b² + c² − ab − ac − bc) / 18."""
        a, c, b = self.low, self.central, self.high
        return (a * a + b * b + c * c - a * b - a * c - b * c) / 18


def envelope(ranges: Iterable[Range]) -> Range:
    """Sum with everything low, central, high together: the widest reading."""
    ranges = tuple(ranges)
    return Range(sum(r.low for r in ranges), sum(r.central for r in ranges), sum(r.high for r in ranges))


def independent(ranges: Iterable[Range]) -> Range:
    """Sum of independent ranges: each side is the root of the summed squares of that side."""
    ranges = tuple(ranges)
    central = sum(r.central for r in ranges)
    below = math.sqrt(sum((r.central - r.low) ** 2 for r in ranges))
    above = math.sqrt(sum((r.high - r.central) ** 2 for r in ranges))
    return Range(central - below, central, central + above)


def envelopes(
    formulas: Callable[[Mapping[str, float]], Mapping[str, float]], ranges: Mapping[str, Range], wanted: Iterable[str]
) -> dict[str, Range]:
    """Envelope of each wanted result of formulas that rise or fall steadily with each factor.

    The bound of a factor that lowers a result, and the one that raises it, are found one factor at a time.
    """
    centre = {name: r.central for name, r in ranges.items()}
    moving = {name: r for name, r in ranges.items() if r.low < r.high}
    ends = {name: (formulas(centre | {name: r.low}), formulas(centre | {name: r.high})) for name, r in moving.items()}
    central = formulas(centre)
    found = {}
    for output in wanted:
        low, high = dict(centre), dict(centre)
        for name, r in moving.items():
            rises = ends[name][1][output] >= ends[name][0][output]
            low[name], high[name] = (r.low, r.high) if rises else (r.high, r.low)
        found[output] = Range(formulas(low)[output], central[output], formulas(high)[output])
    return found


def _mix(x):
    """Finaliser of MurmurHash3 (A. Appleby, public domain) on 32-bit numbers held in 64 bits (an int or an array)."""
    x = x ^ x >> 16
    x = x * 0x85EBCA6B & 0xFFFFFFFF
    x = x ^ x >> 13
    x = x * 0xC2B2AE35 & 0xFFFFFFFF
    return x ^ x >> 16


def stream_start(name: str, seed: int) -> int:
    """Where the stream of `name` starts: FNV-1a of its UTF-8 letters, mixed with the seed."""
    state = 0x811C9DC5
    for byte in name.encode():
        state = (state ^ byte) * 0x01000193 & 0xFFFFFFFF
    return _mix(state ^ seed & 0xFFFFFFFF)


def uniforms(name: str, draws: int = DRAWS, seed: int = SEED):
    """`draws` numbers strictly between 0 and 1 (array), always the same for a name and a seed, in Python and in the
    page.
    """
    import numpy as np

    counter = np.arange(1, draws + 1, dtype=np.uint64)
    state = (np.uint64(stream_start(name, seed)) + counter * np.uint64(0x9E3779B9)) & np.uint64(0xFFFFFFFF)
    return (_mix(state).astype(float) + 0.5) / 2**32


def triangular(u, low, central, high):
    """Quantile `u` (0–1) of the triangular law on low ≤ central ≤ high: its exact inverse distribution."""
    left = u * (high - low) < central - low
    rising = low + racine(u * (high - low) * (central - low))
    falling = high - racine((1 - u) * (high - low) * (high - central))
    return si(left, rising, falling)


def draw(ranges: Mapping[str, Range], draws: int = DRAWS, seed: int = SEED) -> dict:
    """Draw every factor `draws` times: {name: array}. A factor without range stays a number."""
    if not 1 <= draws <= 1_000_000:
        raise InputRefused(f"{draws} tirages : choisissez un nombre entre 1 et 1 000 000.")
    return {
        name: r.central if r.low == r.high else triangular(uniforms(name, draws, seed), r.low, r.central, r.high)
        for name, r in ranges.items()
    }


@dataclass(frozen=True)
class Spread:
    """What the draws of a total say: 5th, 50th, 95th percentiles, and how it was drawn."""

    p5: float
    p50: float
    p95: float
    draws: int
    seed: int


def spread(values, seed: int = SEED) -> Spread:
    """Percentiles (linear interpolation) of an array of draws."""
    import numpy as np

    low, middle, high = np.percentile(values, [5, 50, 95])
    return Spread(float(low), float(middle), float(high), int(np.size(values)), seed)


@dataclass(frozen=True)
class Verdict:
    """Which of two options costs or emits less: the spread of A − B, the share of draws where A < B, and a sentence."""

    difference: Spread
    a_lower: float
    settled: bool
    sentence: str


def compare(a, b, name_a: str = "le premier", name_b: str = "le second", seed: int = SEED) -> Verdict:
    """Compare two arrays of draws made with the same factors; no ranking when the interval of the difference crosses
    zero.
    """
    import numpy as np

    difference = spread(a - b, seed)
    share = float(np.mean(a < b))
    percent = math.floor(share * 100 + 0.5)
    settled = difference.p95 < 0 or difference.p5 > 0
    if settled:
        lower, shown = (name_a, percent) if difference.p95 < 0 else (name_b, 100 - percent)
        sentence = f"Le plus bas : {lower}, dans {shown} % des tirages."
    elif np.all(np.equal(a, b)):
        sentence = "Aucune différence : les deux options sont égales ici."
    else:
        sentence = f"On ne peut pas trancher : {name_a} est plus bas dans {percent} % des tirages seulement."
    return Verdict(difference, share, settled, sentence)
