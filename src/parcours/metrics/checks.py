"""The door of the room: what a trainee passes in is checked here, in French; past it the formulas trust it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import numpy as np
import pandas as pd


class MetricError(ValueError):
    """An input from which a metric cannot be computed; the message says where, why and what to do, in French."""


def need_columns(table: pd.DataFrame, *names: str) -> None:
    """Raise unless `table` is a DataFrame that has every column of `names`."""
    if not isinstance(table, pd.DataFrame):
        raise MetricError(
            f"Il faut un tableau (DataFrame), et non un objet de type {type(table).__name__}. "
            'Chargez-le par exemple avec load("messages").'
        )
    for name in names:
        if name in table.columns:
            continue
        present = [str(column) for column in table.columns]
        near = get_close_matches(name, present, n=1)
        hint = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
        raise MetricError(
            f"La colonne « {name} » est absente du tableau.{hint} "
            f"Colonnes présentes : {', '.join(present) or 'aucune'}. "
            "Vérifiez le nom du tableau, ou indiquez à la fonction le nom de votre colonne."
        )


def numbers(
    values: Iterable, name: str, *, missing: str | None = None, low: float | None = None, high: float | None = None
):
    """`values` as a float Series (NaN for missing), inside [low, high].

    `missing` is the advice given when a value is missing; without it, missing values pass.
    """
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    name = _label(series, name)
    if pd.api.types.is_numeric_dtype(series) or series.empty:
        series = series.astype("float64")
    else:
        converted = pd.to_numeric(series.astype("object"), errors="coerce").astype("float64")
        strange = series[converted.isna() & series.notna()]
        if len(strange):
            raise MetricError(
                f"{name} : la ligne {strange.index[0]!r} contient {strange.iloc[0]!r}, qui n’est pas un nombre. "
                "Corrigez-la, ou convertissez la colonne avec pd.to_numeric."
            )
        series = converted
    if missing is not None and series.isna().any():
        raise MetricError(
            f"{name} : {series.isna().sum()} valeur(s) manquante(s), la première à la ligne "
            f"{series.index[series.isna()][0]!r}. {missing}"
        )
    outside = series[(series < (-np.inf if low is None else low)) | (series > (np.inf if high is None else high))]
    if len(outside):
        bounds = f"au moins {french(low)}" if high is None else f"entre {french(low)} et {french(high)}"
        raise MetricError(
            f"{name} : la ligne {outside.index[0]!r} vaut {french(outside.iloc[0])}, il faut {bounds}. "
            "Corrigez la valeur ou écartez la ligne, et dites-le à côté du résultat."
        )
    return series


def in_range(value, name: str, low: float = 0.0, high: float | None = None):
    """Raise unless the number (or every number of the Series) lies in [low, high]; NaN passes. Return it unchanged."""
    try:
        array = np.asarray(value, dtype="float64")
    except (TypeError, ValueError):
        raise MetricError(f"« {name} » doit être un nombre, et non {value!r}.") from None
    if (array < low).any() or (high is not None and (array > high).any()):
        bounds = f"au moins {french(low)}" if high is None else f"compris entre {french(low)} et {french(high)}"
        advice = " Une part s’écrit 0.35, et non 35." if high == 1 else ""
        shown = french(array) if array.ndim == 0 else f"{french(np.nanmin(array))} à {french(np.nanmax(array))}"
        raise MetricError(f"« {name} » vaut {shown} ; il faut un nombre {bounds}.{advice}")
    return value


def same_length(first: pd.Series, second: pd.Series, names: str) -> None:
    """Raise unless the two Series describe the same rows (same index, in the same order)."""
    if not first.index.equals(second.index):
        raise MetricError(
            f"{names} : les deux colonnes n’ont pas les mêmes lignes ({len(first)} et {len(second)}). "
            "Prenez-les dans le même tableau, après le même filtre."
        )


def ratio(numerator, denominator):
    """numerator / denominator, elementwise; NaN where the denominator is 0 or either side is missing, never 0 or
    infinity.
    """
    if isinstance(numerator, pd.Series) or isinstance(denominator, pd.Series):
        below = denominator.astype("float64") if isinstance(denominator, pd.Series) else float(denominator)
        above = numerator.astype("float64") if isinstance(numerator, pd.Series) else float(numerator)
        if isinstance(below, pd.Series):
            return above / below.where(below != 0)
        return above / (below if below else np.nan)
    if pd.isna(numerator) or pd.isna(denominator) or denominator == 0:
        return float("nan")
    return float(numerator) / float(denominator)


def _label(series: pd.Series, name: str) -> str:
    return f"Colonne « {series.name} »" if series.name is not None else f"« {name} »"


def french(number, form: str = "g") -> str:
    """A number as a trainee reads it in a message: decimal comma, minus sign."""
    return format(float(number), form).replace(".", ",").replace("-", "−")
