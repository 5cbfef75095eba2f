"""Share of voice, sentiment and agreement of coders. A spike of volume is not a change of sentiment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .checks import MetricError, french, need_columns, numbers, ratio, same_length


def share_of_voice(
    mentions: pd.DataFrame, deduplicate: bool = True, brand: str = "marque", repost: str = "repost_de"
) -> pd.Series:
    """Mentions of each brand / mentions of the set of brands in the table: shares 0–1 that sum to 1, largest first.

    With `deduplicate`, reposts (`repost` filled) are left out: one text counts once however often it is shared.
    Declare set, languages and de-duplication; the three make the figure.
    """
    need_columns(mentions, brand, *([repost] if deduplicate else []))
    kept = mentions[mentions[repost].isna()] if deduplicate else mentions
    counts = kept[brand].value_counts()
    return ratio(counts, counts.sum()).rename("part_de_voix")


def net_sentiment(labels: pd.Series, include_neutral: bool = False) -> float:
    """Net sentiment (pos − neg)/(pos + neg), or (pos − neg)/all when `include_neutral`; −1 to 1. Two definitions:
    declare yours.

    `labels`: −1, 0, 1, missing ones left out. The second is smaller the more neutral mentions there are. NaN if the
    denominator is 0.
    """
    signs = numbers(labels, "sentiment", low=-1, high=1).dropna()
    odd = signs[~signs.isin([-1, 0, 1])]
    if len(odd):
        raise MetricError(
            f"Sentiment : la ligne {odd.index[0]!r} vaut {french(odd.iloc[0])}, il faut −1, 0 ou 1. "
            "Rangez d’abord les scores en trois classes."
        )
    positive, negative = (signs == 1).sum(), (signs == -1).sum()
    return ratio(positive - negative, len(signs) if include_neutral else positive + negative)


def kappa(observed: float, expected: float) -> float:
    """Kappa from observed and expected agreement: (p_o − p_e)/(1 − p_e). 0.75 and 0.50 give 0.50; NaN if p_e = 1."""
    return ratio(observed - expected, 1 - expected)


def cohen_kappa(
    first: pd.Series, second: pd.Series, weights: str | None = None, order: Sequence | None = None
) -> float:
    """Cohen's kappa of two coders on the same rows: agreement beyond chance, 1 = perfect, 0 = chance, can be
    negative.

    `weights`: None, "linear" or "quadratic" for ordered classes, where a near miss costs less; `order` gives the
    classes in order (by default sorted). Sources: Cohen 1960, 1968. NaN when both coders used a single class.
    Pitfall: rare classes lower kappa even with high agreement; show the cross-tab too.
    """
    first, second = pd.Series(first), pd.Series(second)
    same_length(first, second, "Les deux codages")
    missing = first.isna() | second.isna()
    if missing.any():
        raise MetricError(
            f"{missing.sum()} ligne(s) sans étiquette chez l’un des codeurs, "
            f"la première : {missing.index[missing][0]!r}. "
            "Gardez les lignes annotées par les deux (notna)."
        )
    classes = sorted(set(first) | set(second)) if order is None else list(order)
    table = (
        pd.crosstab(first.to_numpy(), second.to_numpy())
        .reindex(index=classes, columns=classes, fill_value=0)
        .to_numpy()
    )
    if table.sum() != len(first):
        strange = next(label for label in [*first, *second] if label not in classes)
        raise MetricError(f"L’étiquette {strange!r} manque dans « order » : {classes}. Ajoutez-la.")
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(len(first), 1)
    cost = _disagreement(len(classes), weights)
    return 1 - ratio((cost * table).sum(), (cost * expected).sum())


def _disagreement(n: int, weights: str | None) -> np.ndarray:
    gap = np.abs(np.arange(n)[:, None] - np.arange(n)[None, :]).astype("float64")
    if weights is None:
        return (gap > 0).astype("float64")
    if weights == "linear":
        return gap
    if weights == "quadratic":
        return gap**2
    raise MetricError(f'« weights » vaut {weights!r} : choisissez None, "linear" ou "quadratic".')
