"""Who answers whom: a directed graph as a table of edges, one row a pair, columns `source`, `cible`.

`source` answered `cible` at least once; `reponses` counts how often. Measures ignore loops and repeated pairs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import pandas as pd

from .checks import MetricError, need_columns, ratio


def reply_edges(
    messages: pd.DataFrame, post: str = "message_id", parent: str = "parent_id", author: str = "member_id"
) -> pd.DataFrame:
    """Reply graph of a table of messages: author of the reply → author of the message answered.

    Result: `source`, `cible`, `reponses` (count). Left out: openings, replies to oneself, replies to a message not
    in the table.
    """
    need_columns(messages, post, parent, author)
    twice = messages[post][messages[post].duplicated()]
    if len(twice):
        raise MetricError(
            f"Le message {twice.iloc[0]!r} figure plusieurs fois. "
            f'Écartez les doublons : messages.drop_duplicates("{post}").'
        )
    writer = messages.set_index(post)[author]
    pairs = pd.DataFrame({"source": messages[author], "cible": messages[parent].map(writer)}).dropna()
    pairs = pairs[pairs["source"] != pairs["cible"]]
    return pairs.groupby(["source", "cible"], observed=True).size().rename("reponses").reset_index()


def density(edges: pd.DataFrame, nodes: Iterable | None = None, directed: bool = True) -> float:
    """Edges present / edges possible: m / (n(n−1)), or 2m / (n(n−1)) undirected. 0–1; NaN below two nodes.

    `nodes`: every member of the base; by default those who have an edge, which hides the silent. Falls as a
    community grows: compare densities of the same size only.
    """
    pairs = _pairs(edges, directed)
    n = len(_nodes(edges, nodes))
    return ratio(len(pairs), n * (n - 1) / (1 if directed else 2))


def reciprocity(edges: pd.DataFrame) -> float:
    """Share of directed edges whose opposite exists too (0–1): of those whom I answered, how many answered me. NaN
    without edge.
    """
    pairs = _pairs(edges, directed=True)
    return ratio(sum((b, a) in pairs for a, b in pairs), len(pairs))


def in_degree(edges: pd.DataFrame, nodes: Iterable | None = None) -> pd.Series:
    """How many distinct people answered each member: counts, largest first; members of `nodes` without answer have
    0.
    """
    return _degree(edges, nodes, 1, "degre_entrant")


def out_degree(edges: pd.DataFrame, nodes: Iterable | None = None) -> pd.Series:
    """How many distinct people each member answered: counts, largest first."""
    return _degree(edges, nodes, 0, "degre_sortant")


def betweenness(edges: pd.DataFrame, nodes: Iterable | None = None, directed: bool = True) -> pd.Series:
    """Betweenness: share of the shortest paths between two others that pass through each member (0–1), largest
    first.

    A high value marks a bridge: its leaving cuts groups apart. Source: Freeman 1977; algorithm of Brandes 2001
    (unweighted), normalised by the (n−1)(n−2) ordered pairs of others. NaN below three nodes.
    """
    everyone = sorted(_nodes(edges, nodes), key=str)
    neighbours: dict = {node: [] for node in everyone}
    for a, b in sorted(_pairs(edges, directed=True), key=str):
        neighbours[a].append(b)
        if not directed:
            neighbours[b].append(a)
    if not directed:
        neighbours = {node: list(dict.fromkeys(near)) for node, near in neighbours.items()}
    score = dict.fromkeys(everyone, 0.0)
    for start in everyone:
        _add_paths_from(start, neighbours, score)
    n = len(everyone)
    values = pd.Series(score, dtype="float64", name="intermediarite")
    return ratio(values, (n - 1) * (n - 2) if n > 2 else 0).sort_values(ascending=False, kind="stable")


def ties_between_camps(edges: pd.DataFrame, camps: pd.Series) -> pd.DataFrame:
    """Cross-tab of ties by camp: rows = camp of the source, columns = camp of the target, counts of pairs.

    `camps`: Series node → camp. Pairs with a node without a camp are left out.
    """
    need_columns(edges, "source", "cible")
    pairs = pd.DataFrame(sorted(_pairs(edges, directed=True), key=str), columns=["source", "cible"])
    return pd.crosstab(pairs["source"].map(camps).rename("de"), pairs["cible"].map(camps).rename("vers"))


def share_within_camps(edges: pd.DataFrame, camps: pd.Series) -> float:
    """Share of ties that stay inside one camp (0–1). Zachary's club: 67 of 78, conflicts follow ties."""
    table = ties_between_camps(edges, camps)
    inside = sum(table.loc[camp, camp] for camp in table.index if camp in table.columns)
    return ratio(inside, table.to_numpy().sum())


def _pairs(edges: pd.DataFrame, directed: bool) -> set[tuple]:
    need_columns(edges, "source", "cible")
    kept = edges[["source", "cible"]].dropna()
    pairs = {(a, b) for a, b in zip(kept["source"], kept["cible"], strict=True) if a != b}
    return pairs if directed else {tuple(sorted(pair, key=str)) for pair in pairs}


def _nodes(edges: pd.DataFrame, nodes: Iterable | None) -> set:
    seen = {node for pair in _pairs(edges, directed=True) for node in pair}
    if nodes is None:
        return seen
    everyone = set(pd.Series(list(nodes)).dropna())
    if seen - everyone:
        raise MetricError(
            f"Le membre {sorted(seen - everyone, key=str)[0]!r} a des liens mais manque dans « nodes ». "
            "Ajoutez-le à la base, ou écartez ses messages."
        )
    return everyone


def _degree(edges: pd.DataFrame, nodes: Iterable | None, side: int, name: str) -> pd.Series:
    counts = dict.fromkeys(sorted(_nodes(edges, nodes), key=str), 0)
    for pair in _pairs(edges, directed=True):
        counts[pair[side]] += 1
    return pd.Series(counts, dtype="int64", name=name).sort_values(ascending=False, kind="stable")


def _add_paths_from(start, neighbours: dict, score: dict) -> None:
    """One round of Brandes: breadth-first from `start`, then dependencies added to `score`, farthest node first."""
    paths, distance, before, order = {start: 1.0}, {start: 0}, {start: []}, []
    queue = deque([start])
    while queue:
        node = queue.popleft()
        order.append(node)
        for near in neighbours[node]:
            if near not in distance:
                distance[near], paths[near], before[near] = distance[node] + 1, 0.0, []
                queue.append(near)
            if distance[near] == distance[node] + 1:
                paths[near] += paths[node]
                before[near].append(node)
    dependency = dict.fromkeys(order, 0.0)
    for node in reversed(order):
        for previous in before[node]:
            dependency[previous] += paths[previous] / paths[node] * (1 + dependency[node])
        if node != start:
            score[node] += dependency[node]
