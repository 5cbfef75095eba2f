"""Satisfaction: CSAT, NPS with its margin, CES. Missing answers are left out; give n beside every figure.

Who answers is the first bias of all three: the silent and the departed are not in the table.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import pandas as pd

from .checks import in_range, numbers, ratio, same_length


def csat(scores: pd.Series) -> float:
    """CSAT: share of answers 4 or 5 on a scale 1–5, 0–1. NaN without answer. Not the mean of the scores."""
    answers = numbers(scores, "csat", low=1, high=5).dropna()
    return ratio((answers >= 4).sum(), len(answers))


def nps(scores: pd.Series, weights: pd.Series | None = None) -> float:
    """NPS = % of 9–10 − % of 0–6, in points from −100 to +100 (write « +30 », not « 30 % »).

    Source: Reichheld 2003. NaN without answer. `weights` (same rows) correct a sample that over-represents some
    members; a missing weight is refused.
    """
    answers = numbers(scores, "nps", low=0, high=10)
    if weights is None:
        weights = pd.Series(1.0, index=answers.index)
    weights = numbers(weights, "poids", low=0, missing="Donnez un poids à chaque réponse, 0 pour l’écarter.")
    same_length(answers, weights, "Notes et poids")
    return 100 * ratio(weights[answers >= 9].sum() - weights[answers <= 6].sum(), weights[answers.notna()].sum())


def nps_from_counts(promoters: float, passives: float, detractors: float) -> float:
    """NPS in points from the number of promoters (9–10), passives (7–8) and detractors (0–6)."""
    n = in_range(promoters, "promoters") + in_range(passives, "passives") + in_range(detractors, "detractors")
    return 100 * ratio(promoters - detractors, n)


def nps_margin(scores: pd.Series, level: float = 0.95) -> float:
    """Margin of the NPS in points, ± at `level`: z · 100 · √((p + d − (p − d)²)/n), p and d the shares of promoters
    and detractors.

    Holds for a random sample, unweighted; it says nothing about those who did not answer. Source: the standard error
    of a mean of +1, 0, −1.
    """
    answers = numbers(scores, "nps", low=0, high=10).dropna()
    return nps_margin_from_counts(
        (answers >= 9).sum(), answers.between(6, 9, inclusive="neither").sum(), (answers <= 6).sum(), level
    )


def nps_margin_from_counts(promoters: float, passives: float, detractors: float, level: float = 0.95) -> float:
    """`nps_margin` from the three counts: 50, 30, 20 gives ± 15.3 points."""
    n = in_range(promoters, "promoters") + in_range(passives, "passives") + in_range(detractors, "detractors")
    p, d = ratio(promoters, n), ratio(detractors, n)
    z = NormalDist().inv_cdf((1 + in_range(level, "level", high=1)) / 2)
    return 100 * z * math.sqrt(max(p + d - (p - d) ** 2, 0) / n) if n else float("nan")


def ces(scores: pd.Series) -> float:
    """Customer effort score: mean of the answers on a scale 1–7. Say what 7 means (easy or hard: both scales exist)."""
    return float(numbers(scores, "effort", low=1, high=7).mean())
