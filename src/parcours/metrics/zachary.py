"""Zachary's karate club: 34 members, 78 ties outside the club, and the side each took when it split in two.

Source: W. W. Zachary, « An Information Flow Model for Conflict and Fission in Small Groups », Journal of
Anthropological Research 33 (1977), 452–473, matrix E and table 3 (column « Club After Split From Data »), as given
by networkx; a test compares both.
"""

from __future__ import annotations

import pandas as pd

_TIES = {
    1: [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32],
    2: [3, 4, 8, 14, 18, 20, 22, 31],
    3: [4, 8, 9, 10, 14, 28, 29, 33],
    4: [8, 13, 14],
    5: [7, 11],
    6: [7, 11, 17],
    7: [17],
    9: [31, 33, 34],
    10: [34],
    14: [34],
    15: [33, 34],
    16: [33, 34],
    19: [33, 34],
    20: [34],
    21: [33, 34],
    23: [33, 34],
    24: [26, 28, 30, 33, 34],
    25: [26, 28, 32],
    26: [32],
    27: [30, 34],
    28: [34],
    29: [32, 34],
    30: [33, 34],
    31: [33, 34],
    32: [33, 34],
    33: [34],
}
_PRESIDENT_SIDE = {10, 15, 16, 19, 21, 23, *range(24, 35)}
# Percent of the width and height of a drawing: Kamada–Kawai layout (networkx), turned so that both leaders lie level.
# fmt: off
_PLACES = [
    (39, 39), (45, 23), (57, 49), (43, 52), (23, 50), (18, 48), (19, 30), (43, 65), (60, 26),
    (73, 54), (24, 68), (24, 14), (32, 76), (55, 33), (80, 1), (86, 7), (0, 39), (32, 7),
    (91, 15), (56, 15), (95, 26), (37, 0), (95, 39), (84, 73), (68, 100), (61, 96), (100, 51),
    (70, 73), (72, 64), (91, 59), (66, 8), (59, 62), (77, 32), (77, 39),
]
# fmt: on


def karate_club() -> tuple[pd.DataFrame, pd.Series]:
    """(ties, camps): ties as edges `source`, `cible` (undirected, 78 rows, smaller number first); camps = Series
    member 1–34 → « professeur » or « président » (the paper's Mr. Hi, member 1, and Officer, member 34).
    """
    ties = pd.DataFrame([(a, b) for a, near in _TIES.items() for b in near], columns=["source", "cible"])
    camps = pd.Series(
        {member: "président" if member in _PRESIDENT_SIDE else "professeur" for member in range(1, 35)}, name="camp"
    )
    return ties, camps.rename_axis("membre")


def karate_positions() -> pd.DataFrame:
    """Where to draw each member: index member 1–34, columns `x`, `y` (0–1).

    Ties pull together; the axes have no meaning.
    """
    members = pd.RangeIndex(1, len(_PLACES) + 1, name="membre")
    return pd.DataFrame(_PLACES, index=members, columns=["x", "y"]) / 100
