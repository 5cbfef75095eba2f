"""EcoIndex of a page, after the published reference tables (cnumr/ecoindex_reference): score out of 100, higher is lighter."""

from __future__ import annotations

from bisect import bisect_right

DOM = [0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601]
REQUESTS = [0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920]
KILOBYTES = [
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06, 2465.37,
    2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
]  # fmt: skip


def quantile(table: list[float], value: float) -> float:
    """Where `value` stands among the 20 quantiles of `table`, with the fraction inside its class (0 … 20)."""
    place = bisect_right(table, value)
    if place >= len(table):
        return 20.0
    return place - 1 + (value - table[place - 1]) / (table[place] - table[place - 1])


def ecoindex(dom: int, requests: int, kilobytes: float) -> float:
    """100 − 5·(3·q(dom) + 2·q(requests) + q(kB))/6; `dom` counts elements outside SVG, `kilobytes` what was transferred."""
    return 100 - 5 * (3 * quantile(DOM, dom) + 2 * quantile(REQUESTS, requests) + quantile(KILOBYTES, kilobytes)) / 6
