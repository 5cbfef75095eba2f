"""A scenario drawn as SVG: a row per passage with its choices, the ways between passages at the left, endings below."""

from __future__ import annotations

from collections import Counter
from html import escape

from parcours.scenarios import Scenario, paths
from parcours.scenarios.model import END

WIDTH, ROW, BOX, MARGIN = 1000, 112, 90, 40
FILLS = ("#f6c7c2", "#fbe3bf", "#dfeaf5", "#cde8cf")  # by quality, which is written too


def draw(scenario: Scenario) -> str:
    """The SVG of a sound scenario."""
    tops = {node.id: 10 + rank * ROW for rank, node in enumerate(scenario.nodes)}
    tops[END] = 10 + len(scenario.nodes) * ROW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tops[END] + 120}" role="img" '
        'font-family="sans-serif" font-size="12">',
        f"<title>{escape(scenario.title)} : passages, choix et fins</title>",
        '<defs><marker id="fleche" markerWidth="8" markerHeight="8" refX="6" refY="3" orient="auto">'
        '<path d="M0 0l6 3-6 3"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{tops[END] + 120}" fill="#fff"/>',
    ]
    for node in scenario.nodes:
        top = tops[node.id]
        ways = {target: condition for choice in node.choices for condition, target in choice.nexts}
        told = [f"→ {target} si {condition}" for target, condition in ways.items() if condition]
        parts.append(_box(MARGIN, top, 160, BOX, "#eef0f4", [node.id, node.title, *told]))
        wide = (WIDTH - MARGIN - 180) / len(node.choices)
        for rank, choice in enumerate(node.choices):
            head = f"{choice.letter} · qualité {choice.quality}" + (" · danger" if choice.danger else "")
            box = _box(MARGIN + 170 + rank * wide, top, wide - 8, BOX, FILLS[choice.quality], [head, choice.short])
            parts.append(box)
        parts += [_way(top, tops[target], condition) for target, condition in ways.items()]
    return "\n".join([*parts, *_endings(scenario, tops[END]), "</svg>"]) + "\n"


def _endings(scenario: Scenario, top: int) -> list[str]:
    runs = list(paths(scenario))
    met = Counter(run.ending.id for run in runs)
    wide = (WIDTH - MARGIN - 10) / len(scenario.endings)
    boxes = []
    for rank, end in enumerate(scenario.endings):
        share = f"{met[end.id]} chemins ({100 * met[end.id] / len(runs):.0f} %)"
        condition = str(end.condition) if end.condition else "tous les autres cas"
        boxes.append(_box(MARGIN + rank * wide, top, wide - 8, 108, "#fff", [end.title, share, condition]))
    return boxes


def _way(top: int, target: int, condition) -> str:
    """An arrow to the row below, or round the rows between; dashed when it depends on the gauges."""
    dashes = ' stroke-dasharray="4 3"' if condition else ""
    if target - top == ROW:
        line = f"M{MARGIN + 80} {top + BOX}V{target - 2}"
    else:
        line = f"M{MARGIN} {top + 45}C5 {top + 45} 5 {target + 30} {MARGIN - 2} {target + 30}"
    return f'<path d="{line}" fill="none" stroke="#555"{dashes} marker-end="url(#fleche)"/>'


def _box(left: float, top: float, width: float, height: float, fill: str, texts: list[str]) -> str:
    """A rectangle with its texts, wrapped at about one character per 6.6 units."""
    lines: list[str] = []
    for text in texts:
        lines.append("")
        for word in text.split(" "):
            if lines[-1] and len(lines[-1]) + 1 + len(word) > width / 6.6:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
    spans = "".join(f'<tspan x="{left + 6:.0f}" dy="15">{escape(line)}</tspan>' for line in lines)
    return (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" rx="4" fill="{fill}" '
        f'stroke="#8a8f99"/><text x="{left + 6:.0f}" y="{top:.0f}" fill="#1a1a1a">{spans}</text>'
    )
