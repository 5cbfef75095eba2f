"""Cohorts, retention, churn and growth. Cohort = local month of joining; months are calendar months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .checks import MetricError, in_range, need_columns, ratio
from .localtime import PARIS, as_day, local_day, local_month


def cohort_sizes(members: pd.DataFrame, joined: str = "date_inscription", who: str = "member_id") -> pd.Series:
    """Members per month of joining (index `cohorte`: monthly periods). Show it beside every retention table."""
    months = _joined(members, joined, who)
    return months.groupby(months).size().rename_axis("cohorte").rename("membres")


def classic_retention(members: pd.DataFrame, events: pd.DataFrame, observed_until=None, **columns) -> pd.DataFrame:
    """Classic (bounded) retention R(c, k) = |active in month k ∩ cohort c| / |c|, k months after joining.

    `members`: one row a member (`joined`, `who`); `events`: one row an event (`who`, `when`); name other columns by
    keyword. Result: cohorts × k, shares 0–1. R(c, 0) can be < 1: joining is not acting. Months not fully observed by
    `observed_until` (a day; by default the day of the last event) are NaN: right-censoring draws the triangle.
    """
    return _retention(members, events, observed_until, rolling=False, **columns)


def rolling_retention(members: pd.DataFrame, events: pd.DataFrame, observed_until=None, **columns) -> pd.DataFrame:
    """Rolling (unbounded) retention: |active in month k or any later one ∩ cohort c| / |c|. Same shapes as
    `classic_retention`.

    Pitfall: later months are observed for a shorter time, so the last k of each cohort is an underestimate; never
    below the classic.
    """
    return _retention(members, events, observed_until, rolling=True, **columns)


@dataclass(frozen=True)
class Churn:
    """Who left between two days under an inactivity rule: counts of members, and `rate` = lost / present (0–1, NaN
    if none was).
    """

    present: int
    lost: int
    returned: int
    new: int

    @property
    def rate(self) -> float:
        return ratio(self.lost, self.present)


def inactivity_churn(
    events: pd.DataFrame, start, end, days: int = 60, who: str = "member_id", when: str = "ts", tz: str = PARIS
) -> Churn:
    """Churn where nobody unsubscribes: a member is present on day d with ≥ 1 event in the `days` local days ending
    on d.

    Lost = present on `start`, absent on `end`; new = first event after `start`, present on `end`; returned = seen
    before, absent on `start`, present on `end` (reactivation: an absence is not a farewell). State the rule beside
    the figure: it makes the figure. The events must reach back `days` before `start`, or members present would be
    missed.
    """
    need_columns(events, who, when)
    start, end = as_day(start, "start"), as_day(end, "end")
    if end <= start:
        raise MetricError(f"La période doit finir après avoir commencé : {start:%Y-%m-%d} → {end:%Y-%m-%d}.")
    in_range(days, "days", low=1)
    table = pd.DataFrame({"who": events[who], "day": local_day(events[when], tz)}).dropna()
    if len(table) and table["day"].min() > start - pd.Timedelta(days=days - 1):
        raise MetricError(
            f"Les événements commencent le {table['day'].min():%Y-%m-%d} ; avec une règle de {days} jours, "
            f"« start » doit être au plus tôt le {table['day'].min() + pd.Timedelta(days=days - 1):%Y-%m-%d}."
        )
    before = set(table.loc[table["day"] <= start, "who"])
    at_start, at_end = _present(table, start, days), _present(table, end, days)
    return Churn(
        present=len(at_start),
        lost=len(at_start - at_end),
        returned=len(at_end & before - at_start),
        new=len(at_end - before),
    )


def churn_rate(lost, present):
    """Lost during the period / present at its start (subscriptions: departures are declared). Share 0–1."""
    return ratio(in_range(lost, "lost"), in_range(present, "present"))


def annual_churn(monthly: float) -> float:
    """Loss over twelve months under a constant monthly churn: 1 − (1 − c)¹². 5 % a month is 46.0 % a year, not 60 %."""
    return 1 - (1 - in_range(monthly, "monthly", high=1)) ** 12


def expected_life(monthly: float) -> float:
    """Months that a member stays on average under a constant monthly churn c: 1/c (geometric law). NaN without
    churn.
    """
    return ratio(1, in_range(monthly, "monthly", high=1))


def net_growth(joins, leaves):
    """Joins − leaves of the period, in members. Pitfall: silent departures are no leaves; see `inactivity_churn`."""
    return in_range(joins, "joins") - in_range(leaves, "leaves")


def quick_ratio(new, resurrected, churned):
    """(new + resurrected) / churned: members gained for one lost; below 1 the community shrinks. NaN if nobody left."""
    return ratio(in_range(new, "new") + in_range(resurrected, "resurrected"), in_range(churned, "churned"))


def _present(table: pd.DataFrame, day: pd.Timestamp, days: int) -> set:
    window = table["day"].between(day - pd.Timedelta(days=days - 1), day)
    return set(table.loc[window, "who"])


def _joined(members: pd.DataFrame, joined: str, who: str) -> pd.Series:
    """Member → month of joining; members without a date are left out, a member met twice is refused."""
    need_columns(members, who, joined)
    twice = members[who][members[who].duplicated()]
    if len(twice):
        raise MetricError(
            f"Le membre {twice.iloc[0]!r} figure plusieurs fois dans la colonne « {who} ». "
            f'Écartez les doublons : membres.drop_duplicates("{who}").'
        )
    return pd.Series(local_month(members[joined]).to_numpy(), index=members[who], dtype="period[M]").dropna()


def _retention(
    members, events, observed_until, rolling, joined="date_inscription", who="member_id", when="ts", tz=PARIS
) -> pd.DataFrame:
    months = _joined(members, joined, who)
    need_columns(events, who, when)
    table = pd.DataFrame({"who": events[who], "day": local_day(events[when], tz)}).dropna()
    sizes = months.groupby(months).size()
    if sizes.empty or (table.empty and observed_until is None):
        return pd.DataFrame(index=pd.PeriodIndex([], freq="M", name="cohorte"))
    until = table["day"].max() if observed_until is None else as_day(observed_until, "observed_until")
    cohorts = pd.period_range(sizes.index.min(), sizes.index.max(), freq="M", name="cohorte")
    last_full = (until + pd.Timedelta(days=1)).to_period("M") - 1  # the last month whose last day is observed
    width = max(_ordinal(last_full) - _ordinal(cohorts[0]) + 1, 0)

    seen = _months_since_joining(table[table["day"] <= until], months)
    if rolling:
        seen = seen.groupby("who", observed=True).max()  # active in month ≥ k: only the last active month matters
    counts = np.zeros((len(cohorts), width + 1))  # one more column for the month under way
    np.add.at(counts, (seen["cohort"].to_numpy() - _ordinal(cohorts[0]), seen["k"].to_numpy()), 1)
    if rolling:
        counts = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    rates = pd.DataFrame(counts[:, :width], index=cohorts, columns=pd.RangeIndex(width, name="mois"))
    rates = rates.div(sizes.reindex(cohorts).astype("float64"), axis=0)
    observed = np.arange(width)[None, :] < (width - np.arange(len(cohorts)))[:, None]
    return rates.where(observed)


def _months_since_joining(table: pd.DataFrame, months: pd.Series) -> pd.DataFrame:
    """Distinct (who, cohort, k) of members active k ≥ 0 months after joining, months as ordinals."""
    cohort = table["who"].astype("object").map(months)
    table, cohort = table[cohort.notna()], cohort.dropna().astype("period[M]")
    cohort = cohort.dt.year * 12 + cohort.dt.month
    month = table["day"].dt.year * 12 + table["day"].dt.month
    seen = pd.DataFrame({"who": table["who"], "cohort": cohort, "k": month - cohort})
    return seen[seen["k"] >= 0].drop_duplicates()


def _ordinal(month: pd.Period) -> int:
    return month.year * 12 + month.month
