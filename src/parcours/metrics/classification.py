"""Is an automatic rule good enough? Confusion counts, precision, recall, specificity, base rate, time really saved."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .checks import MetricError, in_range, ratio, same_length


@dataclass(frozen=True)
class Confusion:
    """Counts of right and wrong flags (or expected counts): true and false positives, false and true negatives.
    Rates are 0–1.
    """

    tp: float
    fp: float
    fn: float
    tn: float

    @property
    def precision(self) -> float:
        """TP / (TP + FP): of what is flagged, the share that deserved it. NaN if nothing is flagged."""
        return ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """TP / (TP + FN): of what deserved a flag, the share found. NaN if nothing did."""
        return ratio(self.tp, self.tp + self.fn)

    @property
    def specificity(self) -> float:
        """TN / (TN + FP): of what deserved no flag, the share left in peace. NaN if everything deserved one."""
        return ratio(self.tn, self.tn + self.fp)

    @property
    def accuracy(self) -> float:
        """Share of right answers. Pitfall: with 2 % of toxic posts, a rule that flags nothing has 98 %."""
        return ratio(self.tp + self.tn, self.tp + self.fp + self.fn + self.tn)

    @property
    def base_rate(self) -> float:
        """(TP + FN) / all: how frequent the thing is. Precision cannot be judged without it."""
        return ratio(self.tp + self.fn, self.tp + self.fp + self.fn + self.tn)


def confusion(truth: pd.Series, predicted: pd.Series, positive=True) -> Confusion:
    """Compare a rule with hand labels on the same rows; `positive`: the class looked for (True, −1, "toxique"…)."""
    truth, predicted = pd.Series(truth), pd.Series(predicted)
    same_length(truth, predicted, "Vérité et prédiction")
    missing = truth.isna() | predicted.isna()
    if missing.any():
        raise MetricError(
            f"{missing.sum()} ligne(s) sans étiquette, la première : {missing.index[missing][0]!r}. "
            'Gardez les lignes annotées : tableau[tableau["sentiment_or"].notna()].'
        )
    real, flagged = (truth == positive).to_numpy(dtype=bool), (predicted == positive).to_numpy(dtype=bool)
    return Confusion(
        tp=int((real & flagged).sum()),
        fp=int((~real & flagged).sum()),
        fn=int((real & ~flagged).sum()),
        tn=int((~real & ~flagged).sum()),
    )


def precision(truth: pd.Series, predicted: pd.Series, positive=True) -> float:
    """TP / (TP + FP), 0–1; NaN if nothing is flagged."""
    return confusion(truth, predicted, positive).precision


def recall(truth: pd.Series, predicted: pd.Series, positive=True) -> float:
    """TP / (TP + FN), 0–1; NaN if nothing is to be found."""
    return confusion(truth, predicted, positive).recall


def specificity(truth: pd.Series, predicted: pd.Series, positive=True) -> float:
    """TN / (TN + FP), 0–1; NaN if everything is to be found."""
    return confusion(truth, predicted, positive).specificity


def confusion_by_group(truth: pd.Series, predicted: pd.Series, groups: pd.Series, positive=True) -> pd.DataFrame:
    """Does the rule hit some members harder? Per group: `n`, `precision`, `rappel`, `faux_positifs` = FP / (FP +
    TN).
    """
    same_length(truth, groups, "Vérité et groupes")
    same_length(predicted, groups, "Prédiction et groupes")
    rows = {}
    for name in sorted(groups.dropna().unique()):
        members = groups == name
        table = confusion(truth[members], predicted[members], positive)
        rows[name] = {
            "n": int(members.sum()),
            "precision": table.precision,
            "rappel": table.recall,
            "faux_positifs": 1 - table.specificity,
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["n", "precision", "rappel", "faux_positifs"])


def expected_confusion(n: float, base_rate: float, recall: float, specificity: float) -> Confusion:
    """Counts expected on `n` posts when a share `base_rate` is positive: 1 000 posts, 2 %, 0.90, 0.95 → 18 true, 49
    false flags.

    The rarer the thing, the more of the flags are false, however good the rule: flag for review, do not delete.
    """
    for name, value in (("base_rate", base_rate), ("recall", recall), ("specificity", specificity)):
        in_range(value, name, high=1)
    positives = in_range(n, "n") * base_rate
    negatives = n - positives
    return Confusion(
        positives * recall, negatives * (1 - specificity), positives * (1 - recall), negatives * specificity
    )


def net_time_saved(messages, minutes, share, checks):
    """Minutes a week really saved: messages a week × minutes each × share automated − minutes of checks a week;
    negative = lost.

    200 × 2 × 0.60 − 45 = 195. Count the checks, the corrections and the upkeep of the rule.
    """
    gained = in_range(messages, "messages") * in_range(minutes, "minutes") * in_range(share, "share", high=1)
    return gained - in_range(checks, "checks")
