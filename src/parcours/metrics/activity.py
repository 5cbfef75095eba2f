"""Active members by day, week and 28 days, and stickiness.

*Active* means at least one event of the table you pass: declare which (visit? read, react, post?). Days are local
(Europe/Paris).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .checks import MetricError, in_range, need_columns, numbers, ratio
from .localtime import PARIS, as_day, local_day

WEEK, MONTH = 7, 28  # 28 days hold each weekday four times: no weekday effect in the MAU


def dau(events: pd.DataFrame, who: str = "member_id", when: str = "ts", **limits) -> pd.Series:
    """Daily active members: distinct `who` a local day. Series of counts on every day, 0 included.

    `when`: moments with a zone, or local dates (`visites.jour`). Limits `start`, `end` ("2026-03-31"): the days
    observed; by default from the first to the last event. Rows without a member or a date are left out.
    """
    return active_members(events, 1, who, when, **limits).rename("uaj")


def wau(events: pd.DataFrame, who: str = "member_id", when: str = "ts", **limits) -> pd.Series:
    """Weekly active members: distinct members active in the 7 days ending on each day; NaN before seven days are
    observed.
    """
    return active_members(events, WEEK, who, when, **limits).rename("uah")


def mau(events: pd.DataFrame, who: str = "member_id", when: str = "ts", **limits) -> pd.Series:
    """Monthly active members: MAU(t) = distinct members active in [t−27 d, t]; NaN before 28 days are observed."""
    return active_members(events, MONTH, who, when, **limits).rename("uam")


def active_members(
    events: pd.DataFrame, days: int, who: str = "member_id", when: str = "ts", start=None, end=None, tz: str = PARIS
) -> pd.Series:
    """Distinct members active in the `days` local days that end on each day (index: every day observed; float
    counts, NaN at first).

    Each active day of a member covers the days until its window closes or their next active day takes over, so that
    one pass of additions counts each member once: a day of events costs the same whatever the width of the window.
    """
    need_columns(events, who, when)
    if int(days) != days or days < 1:
        raise MetricError(f"« days » vaut {days!r} : il faut un nombre entier de jours, au moins 1.")
    pairs = pd.DataFrame({"who": events[who], "day": local_day(events[when], tz)}).dropna().drop_duplicates()
    if pairs.empty and (start is None or end is None):
        return pd.Series(dtype="float64", index=pd.DatetimeIndex([], name="jour"))
    first = pairs["day"].min() if start is None else as_day(start, "start")
    last = pairs["day"].max() if end is None else as_day(end, "end")
    if last < first:
        raise MetricError(
            f"La période finit ({last:%Y-%m-%d}) avant de commencer ({first:%Y-%m-%d}) : échangez start et end."
        )
    pairs = pairs[pairs["day"].between(first, last)].sort_values(["who", "day"])
    calendar = pd.date_range(first, last, freq="D", name="jour")
    begin = (pairs["day"] - first).dt.days.to_numpy()
    following = (pairs.groupby("who", observed=True)["day"].shift(-1) - first).dt.days.to_numpy()
    stop = np.fmin(begin + days, following).astype(int)  # fmin ignores the NaN of a member's last active day
    change = np.zeros(len(calendar) + days + 1)
    np.add.at(change, begin, 1)
    np.add.at(change, stop, -1)
    active = pd.Series(change.cumsum()[: len(calendar)], index=calendar)
    active.iloc[: days - 1] = np.nan
    return active


def stickiness(daily, monthly, days: int = MONTH):
    """Stickiness = mean(DAU over the window) / MAU, in [1/28, 1]; NaN when MAU is 0 or the window is not fully
    observed.

    `daily`, `monthly`: the Series of `dau` and `mau` (result: one value a day), or two numbers (mean DAU already
    taken, MAU). Reading: the average active member came on 28 × stickiness days of the window. Pitfall: a DAU
    averaged over weekdays only is too high; `daily` must hold every day.
    """
    if isinstance(daily, pd.Series):
        return ratio(numbers(daily, "daily", low=0).rolling(days).mean(), monthly).rename("assiduite")
    return ratio(in_range(daily, "daily"), in_range(monthly, "monthly"))
