"""Quality of moderation, from a log with one row an action (table `moderation_log`).

Consistency between moderators is `cohen_kappa` on the decisions of two people about the same messages.
"""

from __future__ import annotations

import pandas as pd

from .checks import MetricError, in_range, need_columns, numbers, ratio
from .localtime import as_moment, hours_between

SANCTION = 3  # first sanction of the course's ladder: written warning (0 prevent, 1 reminder, 2 private message)
REVERSED, UPHELD = "annule", "maintenu"


def reports_per_thousand(reports, posts):
    """Reports per 1 000 posts of the same period. A rise may mean more trouble, or members who trust the button
    more.
    """
    return 1000 * ratio(in_range(reports, "reports"), in_range(posts, "posts"))


def time_to_decision(log: pd.DataFrame, delay: str = "delai_decision_min") -> float:
    """Median minutes from report to decision, over the decisions taken. NaN without decision."""
    need_columns(log, delay)
    return float(numbers(log[delay], delay, low=0).median())


def share_with_reason(log: pd.DataFrame, reason: str = "motif_communique") -> float:
    """Share of actions whose reason was told to the member, 0–1 (target 1). Missing = not told."""
    return _share(log, reason)


def appeal_rate(log: pd.DataFrame, appeal: str = "recours") -> float:
    """Share of actions appealed against, 0–1. A low rate may mean that nobody knows how to appeal."""
    return _share(log, appeal)


def overturn_rate(log: pd.DataFrame, appeal: str = "recours", outcome: str = "recours_issue") -> float:
    """Overturned / appeals *decided* (pending ones left out), 0–1; NaN when none was decided."""
    need_columns(log, appeal, outcome)
    decided = log.loc[_true(log[appeal], appeal), outcome].dropna().astype(str)
    strange = decided[~decided.isin([REVERSED, UPHELD])]
    if len(strange):
        raise MetricError(
            f"Colonne « {outcome} » : la ligne {strange.index[0]!r} vaut {strange.iloc[0]!r}, "
            f"il faut « {UPHELD} » ou « {REVERSED} »."
        )
    return ratio((decided == REVERSED).sum(), len(decided))


def sanctioned_again(
    log: pd.DataFrame,
    observed_until,
    days: int = 90,
    from_step: int = SANCTION,
    member: str = "member_vise",
    when: str = "ts",
    step: str = "etape",
) -> pd.Series:
    """For each sanction, whether the same member was sanctioned again within `days`: nullable booleans on the rows
    that are sanctions.

    A sanction is an action of step ≥ `from_step`. Missing (NA) when no second sanction came yet but `days` are not
    over at `observed_until`: censored, neither yes nor no. Days are spans of 24 h.
    """
    need_columns(log, member, when, step)
    span = 24 * in_range(days, "days")
    kept = numbers(log[step], step) >= in_range(from_step, "from_step")
    sanctions = pd.DataFrame({"who": log.loc[kept, member], "ts": log.loc[kept, when]}).dropna()
    until = pd.Series(as_moment(observed_until, "observed_until"), index=sanctions.index, name="observed_until")
    sanctions["watched"] = hours_between(sanctions["ts"].rename(when), until)
    sanctions = sanctions[sanctions["watched"] >= 0].sort_values("ts", kind="stable")
    following = sanctions.groupby("who", observed=True)["ts"].shift(-1)
    again = (hours_between(sanctions["ts"], following) <= span).astype("boolean")
    return again.mask(~again & (sanctions["watched"] < span)).sort_index().rename("recidive")


def recidivism_rate(
    log: pd.DataFrame, observed_until, days: int = 90, member: str = "member_vise", when: str = "ts", **options
) -> float:
    """Members sanctioned again within `days` of their first sanction / members sanctioned, 0–1, censored ones left
    out.

    Options: those of `sanctioned_again`. Pitfall: comparing groups of actions (with and without reason) compares
    their gravity too.
    """
    again = sanctioned_again(log, observed_until, days, member=member, when=when, **options)
    first = log.loc[again.index].sort_values(when, kind="stable").drop_duplicates(member).index
    known = again.loc[first].dropna()
    return ratio(known.sum(), len(known))


def moderation_summary(log: pd.DataFrame, posts: int, observed_until, reports: int | None = None) -> pd.Series:
    """The card of a period: `actions`, `signalements_pour_1000` (reports, by default the actions),
    `delai_median_min`, `part_motivee`, `taux_recours`, `taux_annulation`, `recidive`. Shares 0–1.
    """
    return pd.Series(
        {
            "actions": float(len(log)),
            "signalements_pour_1000": reports_per_thousand(len(log) if reports is None else reports, posts),
            "delai_median_min": time_to_decision(log),
            "part_motivee": share_with_reason(log),
            "taux_recours": appeal_rate(log),
            "taux_annulation": overturn_rate(log),
            "recidive": recidivism_rate(log, observed_until),
        }
    )


def _share(log: pd.DataFrame, column: str) -> float:
    need_columns(log, column)
    return ratio(_true(log[column], column).sum(), len(log))


def _true(column: pd.Series, name: str) -> pd.Series:
    try:
        return column.astype("boolean").fillna(False).astype(bool)
    except (TypeError, ValueError):
        raise MetricError(
            f"Colonne « {name} » : il faut des valeurs vrai/faux, et non {column.dropna().iloc[0]!r}."
        ) from None
