"""The onboarding funnel: how many pass each step, in order, within a window.

Time to the first contribution, the other face of onboarding, is in `delays`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from .checks import MetricError, french, in_range, need_columns, numbers, ratio


def funnel(counts: Mapping[str, float] | pd.Series) -> pd.DataFrame:
    """Table of a funnel from the people at each step, in order: `n`, `conversion` nᵢ/nᵢ₋₁, `perte` = 1 − conversion,
    `cumul` nᵢ/n₁.

    Shares 0–1; the first step has no conversion (NaN). 1000 → 620 → 310 → 124 loses most at the last step (60 %), in
    relative terms. A step larger than the one before is refused: the steps are then not nested.
    """
    n = numbers(pd.Series(counts), "effectifs", missing="Donnez un effectif à chaque étape.", low=0)
    grown = n[n.diff() > 0]
    if len(grown):
        raise MetricError(
            f"L’étape « {grown.index[0]} » compte plus de monde que la précédente ({french(grown.iloc[0])}) : "
            "l’ordre des étapes est faux, ou l’on peut y arriver sans passer par la précédente. "
            "Comptez avec funnel_counts."
        )
    conversion = ratio(n, n.shift())
    return pd.DataFrame(
        {
            "n": n.astype("int64"),
            "conversion": conversion,
            "perte": 1 - conversion,
            "cumul": ratio(n, n.iloc[0] if len(n) else 0),
        }
    ).rename_axis("etape")


def funnel_counts(people: pd.DataFrame, steps: Sequence[str], days: float | None = None) -> pd.Series:
    """People who passed each step *after having passed all the ones before*: counts, index = `steps` in order.

    `people`: one row a person; each step is a column of booleans, or of moments (NaT = not reached). Between two
    columns of moments the order of time counts too, and with `days` a step must come within so many days of the
    first moment; booleans carry no time.
    """
    need_columns(people, *steps)
    in_range(0 if days is None else days, "days")
    passed = pd.Series(True, index=people.index)
    first = latest = None
    counts = {}
    for step in steps:
        column = people[step]
        if pd.api.types.is_datetime64_any_dtype(column):
            passed &= column.notna()
            if latest is not None:
                passed &= column >= latest
            first = column if first is None else first
            if days is not None:
                passed &= column - first <= pd.Timedelta(days=days)
            latest = column
        else:
            passed &= _booleans(column, step)
        counts[step] = int(passed.sum())
    if days is not None and first is None:
        raise MetricError(
            "« days » demande des dates : aucune étape n’en porte. Retirez « days », ou donnez les moments."
        )
    return pd.Series(counts, dtype="int64", name="n").rename_axis("etape")


def _booleans(column: pd.Series, step: str) -> pd.Series:
    try:
        return column.astype("boolean").fillna(False).astype(bool)
    except (TypeError, ValueError):
        raise MetricError(
            f"L’étape « {step} » contient {column.dropna().iloc[0]!r} : "
            "il faut vrai/faux, ou une date (pd.to_datetime)."
        ) from None
