"""Inference for non-statisticians: one proportion, two proportions, how many people to ask.

Shares 0–1. The unit drawn at random is the unit analysed (randomise threads → count threads); fix the horizon
before, do not peek.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

from .checks import MetricError, french, in_range, ratio

SMALL = 30  # below, a percentage promises more precision than the counts hold


class Interval(NamedTuple):
    """Two bounds, shares 0–1."""

    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """Second arm minus first: rates, `difference` and its bounds (shares; ×100 = points), pooled `z`, two-sided
    `p_value`.
    """

    rate_1: float
    rate_2: float
    difference: float
    low: float
    high: float
    z: float
    p_value: float


def normal_cdf(z: float) -> float:
    """Probability that a standard normal is ≤ z: (1 + erf(z/√2))/2."""
    return (1 + math.erf(z / math.sqrt(2))) / 2


def normal_quantile(p: float) -> float:
    """The z below which a standard normal falls with probability p, 0 < p < 1: 0.975 → 1.96."""
    if not 0 < p < 1:
        raise MetricError(f"Une probabilité strictement entre 0 et 1 est attendue, et non {french(p)}.")
    return NormalDist().inv_cdf(p)


def wilson(successes: int, n: int, level: float = 0.95) -> Interval:
    """Wilson interval of a proportion: honest for small n and near 0 or 1, where p ± 1.96·√(p(1−p)/n) leaves [0, 1].

    3 of 4 → 30–95 %; 300 of 400 → 70.5–79.0 %. Source: Wilson 1927. NaN bounds for n = 0.
    """
    _check(successes, n, "successes", "n")
    if not n:
        return Interval(float("nan"), float("nan"))
    z, p = _z(level), successes / n
    centre = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return Interval(max((centre - half) / scale, 0.0), min((centre + half) / scale, 1.0))


def difference(successes_1: int, n_1: int, successes_2: int, n_2: int, level: float = 0.95) -> Difference:
    """Rate of arm 2 − rate of arm 1, with the Wald interval (unpooled variance) and the pooled z test.

    108/600 and 150/600 → +7.0 points, +2.4 to +11.6, z = 2.95, p = 0.003. Wald needs about ten successes and ten
    failures an arm. An interval that holds 0 is « not conclusive », not « no effect »; a small p is not a large
    effect. NaN when an arm is empty; z and p are NaN when both arms have only successes or only failures.
    """
    _check(successes_1, n_1, "successes_1", "n_1")
    _check(successes_2, n_2, "successes_2", "n_2")
    p1, p2 = ratio(successes_1, n_1), ratio(successes_2, n_2)
    gap = p2 - p1
    if math.isnan(gap):
        return Difference(p1, p2, *[float("nan")] * 5)
    half = _z(level) * math.sqrt(p1 * (1 - p1) / n_1 + p2 * (1 - p2) / n_2)
    pooled = (successes_1 + successes_2) / (n_1 + n_2)
    z = ratio(gap, math.sqrt(pooled * (1 - pooled) * (1 / n_1 + 1 / n_2)))
    return Difference(p1, p2, gap, gap - half, gap + half, z, math.erfc(abs(z) / math.sqrt(2)))


def sample_size(rate_1: float, rate_2: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """People per arm to see rate_1 → rate_2 with probability `power`, two-sided test at `alpha`, rounded up.

    [z₁₋α/₂ √(2p̄q̄) + z_power √(p₁q₁ + p₂q₂)]² / (p₁ − p₂)². Source: Fleiss 1981, without continuity correction. 18
    → 24 % asks 723 an arm, 18 → 20 % 6 039. Plan it before, never after.
    """
    in_range(rate_1, "rate_1", high=1)
    in_range(rate_2, "rate_2", high=1)
    if rate_1 == rate_2:
        raise MetricError(
            "Les deux taux sont égaux : aucune taille ne montre un écart nul. Fixez le plus petit écart utile."
        )
    mean = (rate_1 + rate_2) / 2
    under_null = normal_quantile(1 - alpha / 2) * math.sqrt(2 * mean * (1 - mean))
    under_effect = normal_quantile(power) * math.sqrt(rate_1 * (1 - rate_1) + rate_2 * (1 - rate_2))
    return math.ceil(round((under_null + under_effect) ** 2 / (rate_1 - rate_2) ** 2, 6))


def false_alarms(tests: int, alpha: float = 0.05) -> float:
    """False alarms expected when `tests` metrics without any effect are tested at `alpha`: 20 metrics → 1."""
    return in_range(tests, "tests") * in_range(alpha, "alpha", high=1)


def rate_text(successes: int, n: int) -> str:
    """A rate as the house writes it, in French: « 9 sur 12 » below 30, « 18,0 % (108 sur 600) » above."""
    _check(successes, n, "successes", "n")
    counts = f"{successes:d} sur {n:d}"
    return counts if n < SMALL else f"{french(round(100 * successes / n, 1), '.1f')}\u00a0% ({counts})"


def _z(level: float) -> float:
    return normal_quantile((1 + in_range(level, "level", high=1)) / 2)


def _check(successes: float, n: float, name: str, n_name: str) -> None:
    in_range(n, n_name)
    in_range(successes, name)
    if successes > n:
        raise MetricError(
            f"« {name} » ({french(successes)}) dépasse « {n_name} » ({french(n)}) : avez-vous inversé les deux ?"
        )
