"""What axe-core finds on an open page: WCAG 2.0 to 2.2, A and AA, and its best practices."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async (place) => {
  const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const {violations} = await axe.run(place || document, {runOnly});
  const where = (node) => `${node.target} ${node.html.slice(0, 160)}`;
  return violations.map(({id, help, nodes}) => `${id}: ${help} — ${nodes.slice(0, 3).map(where).join(" | ")}`);
}"""


@cache
def _script() -> str:
    if not SCRIPT.is_file():
        pytest.fail("axe-core manque. « make test » l’installe (npm ci)\u00a0; relancez-le.")
    return SCRIPT.read_text("utf-8") + "; undefined"


def violations(page, place: str = "") -> list[str]:
    """One sentence a broken rule, on the whole page or inside the selector `place`.

    The script goes in through the debugger: the page's own policy would rightly refuse it.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script())
    return page.evaluate(RUN, place)
