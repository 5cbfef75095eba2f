"""Delays: time to first response, resolution, median, P90, share within a target, censoring.

Delays are clock hours unless said otherwise. What is not answered yet is *censored*: its delay is NaN, never 0 and
never « until now ».
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .checks import MetricError, french, in_range, need_columns, numbers, ratio, same_length
from .localtime import PARIS, as_moment, hours_between, local_day

_NEGATIVE = "Une durée négative est une erreur d’enregistrement"


def time_to_first_response(
    messages: pd.DataFrame,
    asked: pd.Series | None = None,
    post: str = "message_id",
    thread: str = "fil_id",
    parent: str = "parent_id",
    author: str = "member_id",
    when: str = "ts",
    automatic: str = "est_auto",
) -> pd.DataFrame:
    """TTFR on a forum: first reply by *another* member and *not automatic*, later in the same thread − time of the
    post, in hours.

    `messages`: one row a message; `asked`: booleans on the same rows, the posts that wait for an answer (by default
    the openings: no parent). Result: one row a post waiting, in order: `post`, `demande_le`, `repondu_le`, `heures`
    (NaN = unanswered so far). For tickets, which hold both moments, use `hours_between(opened, answered)`. Filter
    deleted messages first if you exclude them.
    """
    need_columns(messages, post, thread, author, when, automatic)
    if asked is None:
        need_columns(messages, parent)
        asked = messages[parent].isna()
    same_length(messages, asked, "Le tableau et « asked »")
    short = pd.DataFrame(
        {"post": messages[post], "thread": messages[thread], "who": messages[author], "ts": messages[when]}
    )
    human = ~messages[automatic].astype("boolean").fillna(False).astype(bool)
    waiting = short[asked.astype("boolean").fillna(False).astype(bool)].assign(row=lambda rows: np.arange(len(rows)))
    pairs = waiting.merge(short[human], on="thread", suffixes=("", "_reply"))
    pairs = pairs[(pairs["who_reply"] != pairs["who"]) & (pairs["ts_reply"] > pairs["ts"])]
    first = pairs.groupby("row")["ts_reply"].min().reindex(waiting["row"])
    result = pd.DataFrame({post: waiting["post"].array, "demande_le": waiting["ts"].array, "repondu_le": first.array})
    result["heures"] = hours_between(result["demande_le"], result["repondu_le"])
    return result


def resolution_time(opened: pd.Series, solved: pd.Series, reopened: pd.Series | None = None) -> pd.Series:
    """Resolution time of each ticket, in hours: *last* solved_at − opened_at; NaN while unsolved.

    All Series are indexed by ticket (`tickets.set_index("ticket_id")["resolu_le"]`). `opened` has each ticket once;
    `solved` may repeat a ticket solved several times; with `reopened`, a ticket reopened after its last solution is
    unsolved again.
    """
    if opened.index.has_duplicates:
        twice = opened.index[opened.index.duplicated()][0]
        raise MetricError(f"Le ticket {twice!r} est ouvert deux fois : gardez une ligne par ticket dans « opened ».")
    last = solved.groupby(level=0).max().reindex(opened.index)
    if reopened is not None:
        last = last.mask(reopened.groupby(level=0).max().reindex(opened.index) > last)
    return hours_between(opened, last).rename("heures")


def median_delay(hours: pd.Series) -> float:
    """Median of the known delays (same unit). Say how many are still open; with many, use `censored_median`."""
    return float(_known(hours).median())


def percentile_delay(hours: pd.Series, p: float = 0.9) -> float:
    """Percentile `p` of the known delays, P90 by default, with linear interpolation (as numpy and spreadsheets do)."""
    return float(_known(hours).quantile(in_range(p, "p", high=1)))


def within_target(hours: pd.Series, target: float) -> float:
    """SLA: share of requests answered within `target` hours, 0–1; unanswered ones count as missed.

    Pitfall: a request younger than `target` has missed nothing yet; leave it out of `hours`.
    """
    delays = _checked(hours)
    return ratio((delays <= in_range(target, "target")).sum(), len(delays))


def unanswered_share(asked: pd.Series, answered: pd.Series, hours: float, observed_until) -> float:
    """Share of requests still without answer `hours` after they were asked (24 and 72 by habit), 0–1.

    Denominator: the requests observed that long, asked at least `hours` before `observed_until` (moment of the
    extraction): a question asked yesterday says nothing about 72 h. NaN if none was.
    """
    in_range(hours, "hours")
    until = pd.Series(as_moment(observed_until, "observed_until"), index=asked.index, name="observed_until")
    observed = hours_between(asked, until) >= hours
    delay = _checked(hours_between(asked, answered))
    late = delay.isna() | (delay > hours)
    return ratio((late & observed).sum(), observed.sum())


def delay_summary(hours: pd.Series, target: float | None = None) -> pd.Series:
    """The honest card of a delay: n, `sans_reponse` (censored), `mediane`, `p90`, `moyenne` (known delays),
    `part_dans_le_delai`.

    The mean is there to be distrusted: one answer after a week-end moves it by hours.
    """
    known = _known(hours)
    card = {
        "n": len(hours),
        "sans_reponse": len(hours) - len(known),
        "mediane": median_delay(hours),
        "p90": percentile_delay(hours),
        "moyenne": known.mean(),
    }
    if target is not None:
        card["part_dans_le_delai"] = within_target(hours, target)
    return pd.Series(card, dtype="float64")


def censored_median(delays: pd.Series, followed: pd.Series) -> float:
    """Median delay when some cases are not finished: first delay at which the Kaplan–Meier curve falls to one half;
    NaN if it never does.

    `delays`: NaN when unfinished; `followed`: how long each case was watched, in the same unit. Source: Kaplan,
    Meier 1958. Dropping the unfinished instead would flatter the figure: the slow are those still missing.
    """
    delays, followed = _checked(delays), _checked(followed)
    same_length(delays, followed, "« delays » et « followed »")
    done = delays.notna()
    last_seen = delays.where(done, followed)
    remaining = 1.0
    for moment in np.sort(delays[done].unique()):
        at_risk = (last_seen >= moment).sum()
        remaining *= 1 - (delays == moment).sum() / at_risk
        if remaining <= 0.5 + 1e-12:
            return float(moment)
    return float("nan")


def time_to_first_contribution(
    members: pd.DataFrame,
    contributions: pd.DataFrame,
    observed_until,
    who: str = "member_id",
    joined: str = "date_inscription",
    when: str = "ts",
    tz: str = PARIS,
) -> pd.DataFrame:
    """Local days from joining to the first contribution, one row a member: `jours` (NaN = none yet), `suivi` (days
    observed).

    `censored_median(table.jours, table.suivi)` is the median to show. Contributions after `observed_until` (a day)
    do not count; one dated before the joining day counts as day 0 (the account was opened on the way).
    """
    need_columns(members, who, joined)
    need_columns(contributions, who, when)
    until = as_moment(observed_until, "observed_until", tz).tz_convert(tz).tz_localize(None).normalize()
    days = local_day(contributions[when], tz)
    first = days[days <= until].groupby(contributions[who], observed=True).min()
    start = local_day(members[joined], tz)
    waited = (members[who].astype("object").map(first).astype(start.dtype) - start).dt.days.clip(lower=0)
    return pd.DataFrame({who: members[who], "jours": waited, "suivi": (until - start).dt.days})[start <= until]


def _checked(hours: pd.Series) -> pd.Series:
    delays = numbers(hours, "durées")
    negative = delays[delays < 0]
    if len(negative):
        raise MetricError(
            f"{len(negative)} durée(s) négative(s), la première à la ligne {negative.index[0]!r} "
            f"({french(round(negative.iloc[0], 2))}). {_NEGATIVE} : corrigez les dates ou écartez la ligne."
        )
    return delays


def _known(hours: pd.Series) -> pd.Series:
    return _checked(hours).dropna()
