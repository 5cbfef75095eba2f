"""Engagement rates. Every rate is a share (0.04 = 4 %); two rates with different denominators are not comparable."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from .checks import MetricError, in_range, need_columns, numbers, ratio, same_length
from .localtime import local_day

ENGAGEMENTS = ("reactions", "commentaires", "partages", "enregistrements")


def engagements(posts: pd.DataFrame, clicks: bool = False) -> pd.Series:
    """Engagements of each post: E = reactions + comments + shares + saves, + clicks when `clicks` (declare it).

    `posts` has one row a post (table `publications`). Result: counts, same index; missing where one part is missing.
    """
    columns = (*ENGAGEMENTS, "clics") if clicks else ENGAGEMENTS
    return _sum(posts, dict.fromkeys(columns, 1.0)).rename("engagements")


def engagement_rate_by_reach(posts: pd.DataFrame, clicks: bool = False) -> pd.Series:
    """ERR of each post: E / reach (`portee`, persons). NaN when nobody was reached."""
    return _rate(posts, "portee", clicks)


def engagement_rate_by_followers(posts: pd.DataFrame, clicks: bool = False) -> pd.Series:
    """ER-post: E / followers (`abonnes`). Pitfall: followers include people who left the network long ago."""
    return _rate(posts, "abonnes", clicks)


def engagement_rate_by_impressions(posts: pd.DataFrame, clicks: bool = False) -> pd.Series:
    """ER-impressions: E / displays (`impressions` ≥ reach, so this rate is never above ERR)."""
    return _rate(posts, "impressions", clicks)


def daily_engagement_rate(posts: pd.DataFrame, clicks: bool = False) -> pd.Series:
    """Daily ER: engagements of the posts of a local day / followers that day (the last figure known). Index: days
    with a post.

    One network at a time: followers of two networks are not the same people.
    """
    need_columns(posts, "ts", "abonnes")
    if "reseau" in posts.columns and posts["reseau"].nunique() > 1:
        raise MetricError(
            f"Le tableau mêle {posts['reseau'].nunique()} réseaux (colonne « reseau »). Gardez-en un : "
            'posts[posts["reseau"] == "instagram"].'
        )
    table = pd.DataFrame(
        {
            "ts": posts["ts"],
            "jour": local_day(posts["ts"]),
            "e": engagements(posts, clicks),
            "abonnes": posts["abonnes"],
        }
    )
    by_day = table.sort_values("ts", kind="stable").groupby("jour")
    return ratio(by_day["e"].sum(), by_day["abonnes"].last()).rename("taux_engagement")


def pooled_rate(numerator: pd.Series, denominator: pd.Series) -> float:
    """Pooled rate Σ numerator / Σ denominator, over the rows where both are known: the house rule for any rate.

    NaN when the denominators sum to 0.
    """
    above, below = _pair(numerator, denominator)
    return ratio(above.sum(), below.sum())


def mean_of_rates(numerator: pd.Series, denominator: pd.Series) -> float:
    """Mean of the rates of the rows, Σ(numerator/denominator)/n: each post weighs the same, whatever its audience.

    Rows whose denominator is 0 have no rate and are left out. Pitfall: differs from `pooled_rate` as soon as
    denominators vary; say which one is shown.
    """
    above, below = _pair(numerator, denominator)
    return float(ratio(above, below).mean())


def weighted_engagements(posts: pd.DataFrame, weights: Mapping[str, float]) -> pd.Series:
    """Σ wⱼ · column j for each post, e.g. weights={"reactions": 1, "commentaires": 2, "partages": 3}.

    The weights are a convention of yours: publish them beside the figure.
    """
    if not weights:
        raise MetricError('Aucun poids donné. Écrivez par exemple weights={"reactions": 1, "commentaires": 2}.')
    for column, weight in weights.items():
        in_range(weight, f"poids de {column}")
    return _sum(posts, weights).rename("engagements_ponderes")


def weighted_engagement_rate(posts: pd.DataFrame, weights: Mapping[str, float], base: str = "abonnes") -> pd.Series:
    """Weighted engagements of each post / `base` (a column of `posts`). Can exceed 1: it is an index, not a share."""
    need_columns(posts, base)
    return ratio(weighted_engagements(posts, weights), numbers(posts[base], base, low=0)).rename("taux_pondere")


def active_contributor_rate(contributors: pd.Series, members: pd.Series) -> float:
    """Members with ≥ 1 contribution in the window / members in the base.

    `contributors`: author of each contribution of the window (repeats are fine); `members`: ids of the base. Authors
    outside the base (staff, bots you removed from it) do not count.
    """
    base = set(pd.Series(members).dropna())
    return ratio(len(base & set(pd.Series(contributors).dropna())), len(base))


def _rate(posts: pd.DataFrame, base: str, clicks: bool) -> pd.Series:
    need_columns(posts, base)
    return ratio(engagements(posts, clicks), numbers(posts[base], base, low=0)).rename("taux_engagement")


def _sum(posts: pd.DataFrame, weights: Mapping[str, float]) -> pd.Series:
    need_columns(posts, *weights)
    return sum(weight * numbers(posts[column], column, low=0) for column, weight in weights.items())


def _pair(numerator, denominator) -> tuple[pd.Series, pd.Series]:
    above = numbers(numerator, "numérateur", low=0)
    below = numbers(denominator, "dénominateur", low=0)
    same_length(above, below, "Numérateur et dénominateur")
    both = above.notna() & below.notna()
    return above[both], below[both]
