"""Value models: deflection, retention, acquisition, content, CLV, ROI, payback, sensitivity.

Amounts in euros, shares 0–1; numbers or Series alike. Show a range with its assumptions, and never add two models on
the same person and problem (indirect and direct deflection, deflection and the time it saved): that is counting
twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from .checks import MetricError, in_range, ratio


def tickets_avoided(visitors, intent, solved, would_ask):
    """Tickets avoided by reading: U·i·s·w — unique help visitors × share with a support intent × share who say
    solved × share who would have opened a ticket. The last one decides everything and comes from a survey: test it
    (see `sensitivity`).
    """
    return (
        in_range(visitors, "visitors")
        * _share(intent, "intent")
        * _share(solved, "solved")
        * _share(would_ask, "would_ask")
    )


def deflection_indirect(visitors, intent, solved, would_ask, cost):
    """Indirect deflection V = U·i·s·w·c in €, c the *marginal* cost of a ticket (€). Page views are not visitors:
    views × a rate inflates.
    """
    return tickets_avoided(visitors, intent, solved, would_ask) * in_range(cost, "cost")


def deflection_direct(accepted, would_ask, cost):
    """Direct deflection in €: answers by peers accepted by the asker × share who would have opened a ticket × cost
    of a ticket (€).
    """
    return in_range(accepted, "accepted") * _share(would_ask, "would_ask") * in_range(cost, "cost")


def retention_uplift(members, uplift, margin):
    """V = N·Δr·m in € a year: members × gain of retention (share) × yearly margin (€).

    Δr comes from an experiment or a matched comparison; a plain observed gap is an upper bound (who joins already
    loves the brand): show 0 to Δr. A negative Δr is a loss.
    """
    return in_range(members, "members") * in_range(uplift, "uplift", low=-1, high=1) * in_range(margin, "margin")


def acquisition_value(customers, lifetime_value, credit):
    """V in € = attributed new customers × CLV (€) × share of the credit due to the community."""
    return in_range(customers, "customers") * in_range(lifetime_value, "lifetime_value") * _share(credit, "credit")


def content_value(pieces, market_price, worth):
    """V in € = pieces of member content × the lower of market price and what the firm would really have paid (€ a
    piece).
    """
    price = np.minimum(in_range(market_price, "market_price"), in_range(worth, "worth"))
    return in_range(pieces, "pieces") * price


def clv(margin, retention, discount):
    """Customer lifetime value in €, first year included: m(1 + d)/(1 + d − r).

    m yearly margin (€), r yearly retention, d yearly discount rate (shares). Sum of m·(r/(1 + d))^t over t = 0, 1,
    2… with r constant. 27 €, 0.70, 0.08 → 76.74 €. NaN when r = 1 and d = 0 (the sum has no limit).
    """
    discount = in_range(discount, "discount")
    return ratio(in_range(margin, "margin") * (1 + discount), 1 + discount - _share(retention, "retention"))


def roi(benefit, cost):
    """ROI = (V − C)/C: 0.124 reads 12.4 %. Costs hold staff time with its charges, tools, events, moderation,
    training.

    Volunteers' hours are valued and shown apart. NaN without cost: an ROI without costs is no ROI.
    """
    return ratio(in_range(benefit, "benefit", low=-math.inf) - in_range(cost, "cost"), cost)


def payback_months(cost, annual_value):
    """Months to earn back an initial cost: C / (V/12), € and € a year. NaN when there is no value, which never pays
    back; a negative one is refused.
    """
    return ratio(12 * in_range(cost, "cost"), in_range(annual_value, "annual_value"))


def sensitivity(
    model: Callable[..., float],
    base: Mapping[str, float],
    rows: tuple[str, Sequence[float]],
    columns: tuple[str, Sequence[float]],
) -> pd.DataFrame:
    """Two-way table: `model(**base)` with one input varied down the rows and one across the columns.

    `rows`, `columns`: (name of the argument, values), e.g. ("would_ask", [0.25, 0.35, 0.45]). Result: values of the
    model, the index and the columns named after the inputs.
    """
    (row_name, row_values), (column_name, column_values) = rows, columns
    for name in (row_name, column_name):
        if name not in base:
            raise MetricError(
                f"« {name} » ne figure pas dans les hypothèses de base : {', '.join(base)}. Ajoutez sa valeur centrale."
            )
    if row_name == column_name:
        raise MetricError(f"« {row_name} » varie déjà en lignes : choisissez une autre hypothèse pour les colonnes.")
    cells = [[model(**{**base, row_name: r, column_name: c}) for c in column_values] for r in row_values]
    return pd.DataFrame(
        cells, index=pd.Index(row_values, name=row_name), columns=pd.Index(column_values, name=column_name)
    )


def _share(value, name: str):
    return in_range(value, name, high=1)
