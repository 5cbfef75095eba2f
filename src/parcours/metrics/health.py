"""A health index, taught as fragile: H = Σ wⱼ·zⱼ with z scaled on *fixed* bounds.

Weights and bounds are conventions of the course. Show the components, vary the weights, never pay a bonus on it: a
measure that becomes a target stops measuring (Goodhart 1975).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from .checks import MetricError, french, in_range


@dataclass(frozen=True)
class Component:
    """One part of the index: bounds in the unit of its measure (`low` < `high`), weight 0–1, `inverted` when less is
    better.
    """

    name: str
    low: float
    high: float
    weight: float
    inverted: bool = False


HEALTH = (
    Component("activation", 0.0, 0.6, 0.20),  # share of newcomers activated within 7 days
    Component("reponse_48h", 0.5, 1.0, 0.25),  # share of questions answered within 48 h
    Component("retention_m3", 0.0, 0.5, 0.20),  # third-month retention
    Component("reciprocite", 0.0, 0.5, 0.15),  # reciprocity of the reply graph
    Component("incidents", 0.0, 20.0, 0.20, inverted=True),  # breaches of the rules per 1 000 posts
)


def scaled(value: float, low: float, high: float, inverted: bool = False) -> float:
    """z = (value − low)/(high − low), held in [0, 1] (beyond a bound counts as the bound); 1 − z when `inverted`.
    NaN stays NaN.
    """
    if not low < high:
        raise MetricError(f"La borne basse ({french(low)}) doit être inférieure à la borne haute ({french(high)}).")
    z = min(max((value - low) / (high - low), 0.0), 1.0) if not pd.isna(value) else float("nan")
    return 1 - z if inverted else z


def health_components(values: Mapping[str, float], components: Sequence[Component] = HEALTH) -> pd.DataFrame:
    """The parts of the index, one row each: `valeur`, `z` (0–1, 1 = best), `poids`, `apport` = weight × z. Show
    this, not H alone.
    """
    _check(values, components)
    rows = [
        (part.name, values[part.name], scaled(values[part.name], part.low, part.high, part.inverted), part.weight)
        for part in components
    ]
    table = pd.DataFrame(rows, columns=["composante", "valeur", "z", "poids"]).set_index("composante")
    return table.assign(apport=table["poids"] * table["z"])


def health_index(values: Mapping[str, float], components: Sequence[Component] = HEALTH) -> float:
    """H = Σ wⱼ·zⱼ in [0, 1]; weights sum to 1. NaN when a component is unknown (dropping it would silently change
    the weights).
    """
    return float(health_components(values, components)["apport"].sum(skipna=False))


def weight_sensitivity(
    values: Mapping[str, float], components: Sequence[Component] = HEALTH, change: float = 0.5
) -> pd.DataFrame:
    """How much H depends on the weights: per component, H with its weight × (1 − change) and × (1 + change), the
    others shrunk or grown in proportion so that the sum stays 1. Columns `moins`, `central`, `plus`; a wide row
    means that the choice of that weight decides.
    """
    in_range(change, "change", high=1)
    central = health_index(values, components)
    rows = {
        part.name: {
            "moins": health_index(values, _reweighted(components, part, part.weight * (1 - change))),
            "central": central,
            "plus": health_index(values, _reweighted(components, part, min(part.weight * (1 + change), 1.0))),
        }
        for part in components
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("composante")


def _reweighted(components: Sequence[Component], changed: Component, weight: float) -> list[Component]:
    others = sum(part.weight for part in components if part is not changed)
    factor = (1 - weight) / others if others else 0.0
    return [replace(part, weight=weight if part is changed else part.weight * factor) for part in components]


def _check(values: Mapping[str, float], components: Sequence[Component]) -> None:
    missing = [part.name for part in components if part.name not in values]
    if missing:
        raise MetricError(
            f"Il manque {', '.join(missing)} parmi les valeurs : {', '.join(map(str, values)) or 'aucune'}."
        )
    total = sum(part.weight for part in components)
    if abs(total - 1) > 1e-9:
        raise MetricError(f"Les poids font {french(total)} en tout, il faut 1. Corrigez-les.")
