"""What a marked class teaches its trainer: figures on exercises and mistakes. Pure; people are numbers here.

Difficulty is the mean share of points; discrimination the correlation of an exercise's share with that of all the
others (corrected item-total correlation, Ebel & Frisbie, *Essentials of Educational Measurement*, 1991, ch. 13).
"""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

SMALL = 5  # below this, a group says too much about its members


@dataclass(frozen=True)
class Work:
    """One marked submission: share of points (0 to 1) by exercise, sentences earned by exercise, answers by cell."""

    shares: dict[str, float]
    sentences: dict[str, tuple[str, ...]]
    unanswered: frozenset[str] = frozenset()
    answers: str = ""


@dataclass(frozen=True)
class ExerciseFigures:
    """``success``: mean share; ``discrimination``: None when it cannot be told; ``unanswered``: share of blanks."""

    exercise: str
    count: int
    success: float
    full: float
    unanswered: float
    discrimination: float | None
    sentences: tuple[tuple[str, int], ...]


def exercises(works: list[Work]) -> list[ExerciseFigures]:
    """One line an exercise, in the order of their ids. Sentences earned by fewer than five people are left out."""
    found = []
    for name in sorted({name for work in works for name in work.shares}):
        mine = [work for work in works if name in work.shares]
        shares = [work.shares[name] for work in mine]
        rest = [_mean(share for other, share in work.shares.items() if other != name) for work in mine]
        counted = Counter(sentence for work in mine for sentence in set(work.sentences.get(name, ())))
        found.append(
            ExerciseFigures(
                name,
                len(mine),
                _mean(shares),
                _mean(share >= 1 for share in shares),
                _mean(name in work.unanswered for work in mine),
                correlation(shares, rest),
                tuple((sentence, n) for sentence, n in counted.most_common(8) if n >= SMALL),
            )
        )
    return found


def distribution(works: list[Work], bins: int = 10) -> list[int]:
    """How many submissions in each tenth of the total, the last one including 100 %."""
    counts = [0] * bins
    for work in works:
        counts[min(int(_mean(work.shares.values()) * bins + 1e-9), bins - 1)] += 1
    return counts


def shown(count: int) -> str:
    """A number of people as a page may print it: from 1 to 4, only that they are few."""
    return str(count) if count == 0 or count >= SMALL else f"moins de {SMALL}"


def merged(counts: list[int]) -> list[tuple[int, int, int]]:
    """Neighbouring bins joined until none holds 1 to 4 people: (first bin, last bin, people)."""
    groups: list[tuple[int, int, int]] = []
    for position, count in enumerate(counts):
        if groups and 0 < groups[-1][2] < SMALL:
            first, _, before = groups.pop()
            groups.append((first, position, before + count))
        else:
            groups.append((position, position, count))
    while len(groups) > 1 and 0 < groups[-1][2] < SMALL:
        _, last, few = groups.pop()
        first, _, before = groups.pop()
        groups.append((first, last, before + few))
    return groups


def correlation(left: list[float], right: list[float]) -> float | None:
    """Pearson's, or None when one side never varies or there are fewer than five pairs."""
    if len(left) < SMALL or min(left) == max(left) or min(right) == max(right):
        return None
    return statistics.correlation(left, right)


MOST = 400  # of the hand-ins compared two by two: the time grows as their square


def look_alikes(works: list[Work], threshold: float = 0.9, most: int = MOST) -> list[tuple[int, int, float]]:
    """Pairs of submissions whose long answers share most of their five-word runs; a reason to talk, never a proof.

    Runs that a third of the class shares are the exercise's own words and are left out. Quadratic: at most ``most``.
    """
    shingles = [_shingles(work.answers) for work in works[:most]]
    spread = Counter(run for each in shingles for run in each)
    common = max(3.0, len(shingles) / 3)
    kept = [{run for run in each if spread[run] <= common} for each in shingles]
    holders: dict[tuple, list[int]] = defaultdict(list)
    for position, runs in enumerate(kept):
        for run in runs:
            holders[run].append(position)
    pairs = Counter((a, b) for who in holders.values() for a in who for b in who if a < b)
    found = []
    for (a, b), shared in pairs.items():
        near = shared / len(kept[a] | kept[b])
        if shared >= 20 and near >= threshold:
            found.append((a, b, near))
    return sorted(found, key=lambda pair: -pair[2])


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+|[^\w\s]", text.casefold())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def _mean(values: Iterable[float]) -> float:
    kept = [float(value) for value in values]
    return math.fsum(kept) / len(kept) if kept else 0.0
