"""What a marked class teaches, as one page: static, self-contained, no script. Pure: `report` and the desk fill it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from html import escape

from . import insight
from .feedback import points
from .insight import SMALL, ExerciseFigures, Work
from .model import LABELS, Status
from .result import Result, work_of
from .verdicts import OUT_OF_TIME

Known = dict[tuple[str, str], str]  # exercise and plain sentence → id of the mistake that its author foresaw
Draw = Callable[[list[str], list[int], str, str], str]  # labels, values, what x and y say → the bars as SVG

_STYLE = """
:root { color-scheme: light dark; --encre: CanvasText; --filet: #8886; --serie-1: #1f5f8b }
@media (prefers-color-scheme: dark) { :root { --serie-1: #7db7dd } }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8886; vertical-align: top }
.large { overflow-x: auto }
figure { margin: 1rem 0 } svg { width: 100%; min-width: 34rem; max-width: 40rem }
"""


def bars(labels: list[str], values: list[int], _x: str, _y: str) -> str:
    """A bar chart as SVG, drawn here so that a browser can draw it too."""
    wide, high, left, bottom = 640, 180, 8, 44
    step, most = (wide - 2 * left) / len(values), max(*values, 1)
    marks = []
    for position, (label, value) in enumerate(zip(labels, values, strict=True)):
        tall, middle = round(high * value / most), round(left + step * (position + 0.5), 1)
        top = 20 + high - tall
        marks.append(
            f'<rect x="{middle - step * 0.4:.1f}" y="{top}" width="{step * 0.8:.1f}" height="{tall}" '
            'fill="var(--serie-1)"/>'
            f'<text x="{middle}" y="{top - 5}">{value}</text><text x="{middle}" y="{high + 38}">{escape(label)}</text>'
        )
    axis = f'<path d="M{left} {20 + high}H{wide - left}" stroke="var(--encre)"/>'
    words = 'fill="var(--encre)" font-size="12" text-anchor="middle"'
    view = f'viewBox="0 0 {wide} {high + 20 + bottom}" aria-hidden="true"'
    return f"<svg {view}><g {words}>{axis}{''.join(marks)}</g></svg>"


def class_page(
    assignment: str,
    found: list[Result],
    answers: list[str],
    names: bool = False,
    more: Sequence[str] = (),
    known: Known | None = None,
    draw: Draw = bars,
) -> tuple[str, bytes]:
    """The page and the same figures as CSV. ``answers``: each person's long text, '' when unknown, for look-alikes.

    ``more``: parts (HTML) to put before the look-alikes; ``known``: the mistakes that the exercises' author foresaw.
    ``draw``: how the charts are drawn, by default by what a browser has too.
    With fewer than five marked hand-ins only states are told.
    """
    people = _called(found, names)
    marked = [(at, work_of(result, answers[at])) for at, result in enumerate(found) if result.cells]
    works = [work for _, work in marked]
    figures = insight.exercises(works) if len(works) >= SMALL else []
    unread = [each.exercise for each in figures if each.count < len(works)]  # the blanks alone would be counted
    figures = [each for each in figures if each.exercise not in unread]
    parts = [_states(found), _to_look_at(found, people)]
    if figures:
        parts += [_distribution(works, draw), _exercises(figures, draw), _unread(unread)]
        parts += [_sentences(figures, known or {}), *more]
        parts.append(_look_alikes(works, [people[at] for at, _ in marked]))
    else:
        parts.append(f"<p>Moins de {SMALL} rendus notés : pas de statistiques, elles désigneraient des personnes.</p>")
        parts += more
    return _page(f"{assignment} : ce que la classe vous apprend", parts), _csv(figures)


def _states(found: list[Result]) -> str:
    counted = {status: sum(result.outcome.status == status for result in found) for status in Status}
    rows = [[LABELS[status], str(number)] for status, number in counted.items()]
    late = sum(result.outcome.seconds_late > 0 for result in found)
    slow = sum(any(OUT_OF_TIME in told for told in each.outcome.reasons + each.outcome.notes) for each in found)
    rows += [["en retard", insight.shown(late)], ["avec du code qui ne se termine pas", insight.shown(slow)]]
    return table("Où en sont les rendus", ["état", "rendus"], rows)


def _called(found: list[Result], names: bool) -> list[str]:
    """What each hand-in is called, all over the page: its owner's name, or a number that no class list gives away."""
    if names:
        return [result.outcome.name for result in found]
    keys = [hashlib.sha256(f"{r.outcome.digest} {r.outcome.student}".encode()).hexdigest() for r in found]
    ranks = {at: rank for rank, at in enumerate(sorted(range(len(found)), key=keys.__getitem__), start=1)}
    return [f"Rendu {ranks[at]}" for at in range(len(found))]


def _to_look_at(found: list[Result], people: list[str]) -> str:
    rows = sorted(
        [people[at], LABELS[result.outcome.status], " ".join(result.outcome.reasons)]
        for at, result in enumerate(found)
        if result.outcome.status != Status.GRADED
    )
    return table("À regarder d’abord", ["rendu", "état", "raison"], rows) if rows else ""


def _distribution(works: list[Work], draw: Draw) -> str:
    tenths = insight.distribution(works)
    groups = insight.merged(tenths)
    labels = [f"{10 * first} à {10 * (last + 1)}" for first, last, _ in groups]
    counts = [count for _, _, count in groups]
    middle = sum(tenths[5:])
    title = f"{middle} rendus sur {len(works)} ont au moins la moitié des points"
    if not _safe(middle, len(works)):
        title = f"Comment se répartissent les points de {len(works)} rendus"
    rows = [[label, str(count)] for label, count in zip(labels, counts, strict=True)]
    chart = _chart(title, draw, labels, counts, "part des points (%)", "rendus")
    return table(title, ["part (%)", "rendus"], rows, chart)


def _safe(count: int, total: int) -> bool:
    """Whether telling it points at fewer than five people: those counted, or all the others."""
    return count in (0, total) or SMALL <= count <= total - SMALL


def _exercises(figures: list[ExerciseFigures], draw: Draw) -> str:
    hardest = min(figures, key=lambda each: each.success)
    title = f"L’exercice le plus difficile est {hardest.exercise} : {hardest.success:.0%} des points".replace("%", " %")
    rows = []
    for each in figures:
        separates = "—" if each.discrimination is None else points(each.discrimination)
        rows.append(
            [
                each.exercise,
                *(_percent(v) for v in (each.success, *_shares(each))),
                separates,
            ]
        )
    header = ["exercice", "points obtenus", "tout réussi", "sans réponse", "discrimination"]
    advice = (
        "<p>Discrimination : de −1 à 1. Proche de 0 ou négative, l’exercice ne départage pas comme les autres ; "
        "relisez sa consigne et ses tests. Un tiret : le nombre désignerait moins de cinq personnes.</p>"
    )
    names, success = [each.exercise for each in figures], [round(100 * each.success) for each in figures]
    chart = _chart(title, draw, names, success, "exercice", "% des points")
    return table(title, header, rows, chart) + advice


def _shares(each: ExerciseFigures) -> tuple[float | None, float | None]:
    """The shares of full marks and of blanks, None where a few people would be recognised."""
    full, blank = (s if _safe(round(s * each.count), each.count) else None for s in (each.full, each.unanswered))
    return full, blank


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.0%}".replace("%", " %")


def plain(sentence: str) -> str:
    """The sentence with plain spaces: what is typeset and what is not are the same mistake."""
    return " ".join(sentence.split())


def _unread(exercises: list[str]) -> str:
    return f"<p>Encore à lire, donc sans chiffres : {escape(', '.join(exercises))}.</p>" if exercises else ""


def _sentences(figures: list[ExerciseFigures], known: Known) -> str:
    rows = [
        [each.exercise, known.get((each.exercise, plain(sentence)), "—"), sentence, str(number)]
        for each in figures
        for sentence, number in each.sentences
    ]
    if not rows:
        return ""
    header = ["exercice", "erreur prévue", "phrase reçue", "personnes"]
    return table("Les erreurs les plus fréquentes (cinq personnes au moins)", header, rows)


def _look_alikes(works: list[Work], people: list[str]) -> str:
    pairs = insight.look_alikes(works)
    partly = len(works) > insight.MOST
    limit = f"<p>Les {insight.MOST} premiers rendus seulement ont été comparés entre eux.</p>" if partly else ""
    if not pairs:
        return limit
    rows = [[people[a], people[b], _percent(near)] for a, b, near in pairs[:20]]
    care = (
        "<p>Une ressemblance n’est pas une fraude : travail à deux, même modèle, exercice court. "
        "Parlez-en avec les personnes avant d’en tirer quoi que ce soit.</p>"
    )
    return table("Des réponses qui se ressemblent", ["rendu", "et", "part commune"], rows) + limit + care


def _chart(title: str, draw: Draw, labels: list[str], values: list[int], x: str, y: str) -> str:
    """The bars, for the eyes; the table that follows says the same."""
    caption = f"En bas : {x} ; au-dessus de chaque barre : {y}. Le tableau donne les mêmes nombres."
    drawn = _wide(f"Graphique : {title}", draw(labels, values, x, y))
    return f"<figure>{drawn}<figcaption>{escape(caption)}</figcaption></figure>"


def table(caption: str, header: list[str], rows: list[list[str]], chart: str = "") -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    cells = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<h2>{escape(caption)}</h2>{chart}{_wide(caption, cells)}"


def _wide(caption: str, inside: str) -> str:
    """What may be wider than a phone scrolls by itself, by keyboard too."""
    return f'<div class="large" role="region" aria-label="{escape(caption)}" tabindex="0">{inside}</div>'


def _page(title: str, parts: list[str]) -> str:
    return (
        '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main></body></html>\n"
    )


def _csv(figures: list[ExerciseFigures]) -> bytes:
    """Decimal comma and BOM, for a French spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["exercice", "rendus", "points obtenus", "tout réussi", "sans réponse", "discrimination"])
    for each in figures:
        told = (each.success, *_shares(each), each.discrimination)
        figures_of = ["" if value is None else f"{value:.3f}" for value in told]
        writer.writerow([each.exercise, each.count, *(value.replace(".", ",") for value in figures_of)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
