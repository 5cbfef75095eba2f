"""How unequally members contribute: Lorenz, Gini, top shares, participation classes, Lotka.

Every function takes the contributions of each member, one number a member. Always report both bases: all members
(silent ones count 0) and contributors only; `contributions_per_member` builds the first, `x[x > 0]` the second.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from .checks import in_range, numbers, ratio

_FILL = "Un membre sans contribution compte 0 : complétez avec .fillna(0)."
SILENT, CONTRIBUTOR, SUPERUSER = "silencieux", "contributeur", "superutilisateur"


def contributions_per_member(authors: pd.Series, members: pd.Series) -> pd.Series:
    """Contributions of each member of the base, 0 for silent ones: counts, index = `members` in their order.

    `authors`: who wrote each contribution (`messages.member_id`); authors outside the base are left out.
    """
    base = pd.Index(pd.Series(members).dropna().unique(), name="member_id")
    return pd.Series(authors).value_counts().reindex(base, fill_value=0).astype("int64").rename("contributions")


def lorenz(contributions: pd.Series) -> pd.DataFrame:
    """Lorenz curve (Lorenz 1905): n + 1 points (k/n, L(k/n) = Σ_{i≤k} x₍ᵢ₎ / Σx), from (0, 0) to (1, 1), least
    active members first.

    Columns `part_membres`, `part_contributions` (0–1); the second is NaN when nobody contributed.
    """
    x = np.sort(_counts(contributions))
    total = x.sum()
    share = np.concatenate([[0.0], np.cumsum(x) / total]) if total else np.full(len(x) + 1, np.nan)
    return pd.DataFrame({"part_membres": np.linspace(0, 1, len(x) + 1), "part_contributions": share})


def gini(contributions: pd.Series) -> float:
    """Gini index G = 2 Σ i·x₍ᵢ₎ / (n Σx) − (n + 1)/n, i = 1…n in increasing order; 0 = equal, (n − 1)/n = one member
    does all.

    NaN when nobody contributed. Source: Gini 1912, rank form of Sen 1973; equals twice the area between `lorenz` and
    the diagonal. Pitfalls: 300 silent newcomers raise it mechanically; a high Gini is the usual state of a
    community, not an illness.
    """
    x = np.sort(_counts(contributions))
    n = len(x)
    weighted = ratio(2 * (np.arange(1, n + 1) * x).sum(), n * x.sum())
    return weighted - (n + 1) / n if n else float("nan")


def top_share(contributions: pd.Series, p: float) -> float:
    """Share of all contributions written by the ⌈p·n⌉ most active members (p = 0.01 for the top 1 %). 0–1, NaN
    without contribution.
    """
    x = np.sort(_counts(contributions))[::-1]
    top = math.ceil(round(in_range(p, "p", high=1) * len(x), 9))  # 0.07 × 100 is 7.000000000000001 in binary
    return ratio(x[:top].sum(), x.sum())


def participation_classes(contributions: pd.Series, top: float = 0.01, at_least: float | None = None) -> pd.Series:
    """Class of each member: silencieux (0), superutilisateur (top `top` of members, or ≥ `at_least` contributions),
    contributeur (others).

    The thresholds are yours to declare: « 90-9-1 » (Nielsen, 2006) is a rule of thumb, neither a law nor a target.
    Members tied with the last of the top join it. Result: categories, same index.
    """
    x = numbers(contributions, "contributions", missing=_FILL, low=0)
    rank = math.ceil(round(in_range(top, "top", high=1) * len(x), 9))
    threshold = np.sort(x.to_numpy())[::-1][rank - 1] if rank else np.inf
    if at_least is not None:
        threshold = min(threshold, in_range(at_least, "at_least"))
    names = np.select([x == 0, x >= threshold], [SILENT, SUPERUSER], CONTRIBUTOR)
    categories = pd.Categorical(names, [SILENT, CONTRIBUTOR, SUPERUSER], ordered=True)
    return pd.Series(categories, index=x.index, name="classe")


def participation_shares(contributions: pd.Series, top: float = 0.01, at_least: float | None = None) -> pd.DataFrame:
    """The 90-9-1 table: per class, `membres`, `part_membres`, `contributions`, `part_contributions` (shares 0–1)."""
    x = numbers(contributions, "contributions", missing=_FILL, low=0)
    by_class = x.groupby(participation_classes(x, top, at_least), observed=False)
    table = pd.DataFrame({"membres": by_class.size(), "contributions": by_class.sum()})
    table.insert(1, "part_membres", ratio(table["membres"], len(x)))
    table["part_contributions"] = ratio(table["contributions"], x.sum())
    return table


def contribution_frequencies(contributions: pd.Series) -> pd.Series:
    """How many members made exactly k contributions: Series of counts, index k ≥ 1 (the silent have no place on a
    log scale).
    """
    x = numbers(contributions, "contributions", missing=_FILL, low=0)
    return x[x > 0].astype("int64").value_counts().sort_index().rename_axis("k").rename("membres")


def lotka_exponent(frequencies: pd.Series) -> float:
    """Exponent s of Lotka's law, members with k contributions ∝ k^(−s) (Lotka 1926): minus the slope of log(members)
    on log(k), least squares.

    `frequencies`: members by k (see `contribution_frequencies`). s ≈ 2 for answer-days on Stack Overflow. An
    illustration only: least squares on a log–log plot is biased (Clauset, Shalizi, Newman 2009). NaN with fewer than
    two values of k.
    """
    counts = numbers(frequencies, "membres", low=0)
    counts = counts[counts > 0]
    if len(counts) < 2:
        return float("nan")
    k, n = np.log(counts.index.to_numpy(dtype="float64")), np.log(counts.to_numpy())
    return float(-((k - k.mean()) * (n - n.mean())).sum() / ((k - k.mean()) ** 2).sum())


def lotka_expected(once: float, exponent: float = 2.0, longest: int = 10) -> pd.Series:
    """Members expected with k = 1…`longest` contributions when `once` members made one: once · k^(−exponent)."""
    k = np.arange(1, longest + 1)
    return pd.Series(
        in_range(once, "once") * k ** -float(exponent), index=pd.Index(k, name="k"), name="membres_attendus"
    )


def _counts(contributions) -> np.ndarray:
    return numbers(contributions, "contributions", missing=_FILL, low=0).to_numpy()
