"""Local days: timestamps are stored in UTC and counted by the day that people lived, Europe/Paris by default.

A local day lasts 23 hours on 29 March 2026 and 25 on 26 October 2025: days are therefore labels (a date without a
time), never spans of 24 hours. Durations stay in UTC, where no hour is skipped or repeated.
"""

from __future__ import annotations

import pandas as pd

from .checks import MetricError

PARIS = "Europe/Paris"


def local_day(when: pd.Series, tz: str = PARIS) -> pd.Series:
    """The local calendar day of each moment: Series of dates at midnight without zone, same index, NaT where
    missing.

    `when`: moments with a time zone (converted to `tz`), or plain dates, which already are local days
    (`date_inscription`, `jour`). Moments without a zone are refused: nobody can tell which day 23:30 belongs to.
    """
    when = _moments(when)
    if when.dt.tz is not None:
        return when.dt.tz_convert(tz).dt.tz_localize(None).dt.normalize()
    timed = when[when.notna() & (when != when.dt.normalize())]
    if len(timed):
        raise MetricError(
            f"{_named(when)} : la ligne {timed.index[0]!r} porte une heure ({timed.iloc[0]}) sans fuseau horaire. "
            'Précisez-le : .dt.tz_localize("UTC") si l’heure est en temps universel.'
        )
    return when


def local_hour(when: pd.Series, tz: str = PARIS) -> pd.Series:
    """The local hour 0–23 of each moment (moments with a time zone only); pitfall: reading the UTC hour shifts by 1
    h in winter, 2 h in summer.
    """
    when = _moments(when)
    if when.dt.tz is None:
        raise MetricError(
            f"{_named(when)} : il faut des moments avec fuseau horaire pour lire l’heure locale (tz_localize)."
        )
    return when.dt.tz_convert(tz).dt.hour


def local_month(when: pd.Series, tz: str = PARIS) -> pd.Series:
    """The local month of each moment: Series of monthly periods (`2026-03`), same index."""
    return local_day(when, tz).dt.to_period("M")


def as_day(day, name: str = "jour") -> pd.Timestamp:
    """One calendar day from a date, a Timestamp or a text such as "2026-03-31"."""
    try:
        stamp = pd.Timestamp(day)
    except (TypeError, ValueError):
        stamp = pd.NaT
    if stamp is pd.NaT:
        raise MetricError(f'« {name} » : {day!r} n’est pas une date. Écrivez par exemple "2026-03-31".')
    return (stamp.tz_convert(PARIS).tz_localize(None) if stamp.tz is not None else stamp).normalize()


def as_moment(moment, name: str = "moment", tz: str = PARIS) -> pd.Timestamp:
    """One moment in UTC; a text or Timestamp without a zone is read as local time."""
    try:
        stamp = pd.Timestamp(moment)
    except (TypeError, ValueError):
        stamp = pd.NaT
    if stamp is pd.NaT:
        raise MetricError(f'« {name} » : {moment!r} n’est pas un moment. Écrivez par exemple "2026-03-31 18:00".')
    return (stamp.tz_localize(tz) if stamp.tz is None else stamp).tz_convert("UTC")


def hours_between(start: pd.Series, end: pd.Series) -> pd.Series:
    """Clock hours from `start` to `end` (not business hours), float, NaN where either is missing: end − start, taken
    in UTC.

    Both Series share their index. Pitfall: a negative result is an error of the records; `delay_summary` refuses it.
    """
    start, end = _moments(start), _moments(end)
    if (start.dt.tz is None) != (end.dt.tz is None):
        raise MetricError(
            f"{_named(start)} et {_named(end)} : l’une a un fuseau horaire, l’autre non. "
            "Donnez-leur le même (tz_localize)."
        )
    return (end - start).dt.total_seconds() / 3600


def _moments(when: pd.Series) -> pd.Series:
    if not isinstance(when, pd.Series):
        when = pd.Series(when)
    if not pd.api.types.is_datetime64_any_dtype(when):
        if when.isna().all():
            return when.astype("datetime64[us]")
        raise MetricError(
            f"{_named(when)} : ce ne sont pas des dates (type {when.dtype}). "
            "Convertissez la colonne avec pd.to_datetime(…, utc=True), ou chargez le tableau avec load()."
        )
    return when


def _named(series: pd.Series) -> str:
    return f"Colonne « {series.name} »" if series.name is not None else "Dates"
