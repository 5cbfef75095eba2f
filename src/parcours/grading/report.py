"""The page of a marked class: static, self-contained, anonymous unless the trainer asks for names."""

from __future__ import annotations

import csv
import io
import json
import re
from html import escape
from pathlib import Path

from . import insight
from .back import Result, results
from .feedback import points
from .insight import SMALL, ExerciseFigures, Work
from .model import LABELS, Status
from .places import Places, write_file

_STYLE = """
:root { color-scheme: light dark } body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  font: 1rem/1.6 system-ui, sans-serif } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8886; vertical-align: top }
figure { margin: 1rem 0; background: #fff; padding: .5rem; overflow-x: auto } figcaption { color: #333 }
"""


def report(assignment: str, places: Places, out: Path, names: bool = False) -> Path:
    """Write ``out`` (HTML) and, beside it, the same figures as CSV. Returns ``out``.

    Raises GradingError (French) when nothing was marked. With fewer than five submissions only the states are told.
    """
    found = [result for _, result in sorted(results(assignment, places).items())]
    marked = [result for result in found if result.cells]
    works = [_work(result, assignment, places) for result in marked]
    figures = insight.exercises(works) if len(works) >= SMALL else []
    parts = [_states(found), _to_look_at(found, names)]
    if figures:
        parts += [_distribution(works), _exercises(figures), _sentences(figures), _look_alikes(works, marked, names)]
    else:
        parts.append(f"<p>Moins de {SMALL} rendus notés : pas de statistiques, elles désigneraient des personnes.</p>")
    write_file(out, _page(f"{assignment} : ce que la classe vous apprend", parts).encode("utf-8"))
    write_file(out.with_suffix(".csv"), _csv(figures))
    return out


def _exercise(grade_id: str) -> str:
    return re.sub(r"-(?:reponse|texte|test\d*)$", "", grade_id)


def _work(result: Result, assignment: str, places: Places) -> Work:
    totals: dict[str, list[float]] = {}
    sentences: dict[str, tuple[str, ...]] = {}
    for grade_id, (value, maximum, _) in result.cells.items():
        if value is not None and maximum > 0:
            total = totals.setdefault(_exercise(grade_id), [0.0, 0.0])
            total[0], total[1] = total[0] + value, total[1] + maximum
            told = result.outcome.cells.get(grade_id, {}).get("error")
            if told and value < maximum:
                sentences[_exercise(grade_id)] = (*sentences.get(_exercise(grade_id), ()), told)
    blank = {_exercise(name) for name, (_, _, comment) in result.cells.items() if comment == "Pas de réponse."}
    shares = {name: obtained / maximum for name, (obtained, maximum) in totals.items()}
    return Work(shares, sentences, frozenset(blank), _answers(result, assignment, places))


def _answers(result: Result, assignment: str, places: Places) -> str:
    path = places.autograded / result.outcome.student / assignment / f"{assignment}.ipynb"
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError):
        return ""
    ours = [c for c in cells if c["metadata"].get("nbgrader", {}).get("solution")]
    return "\n".join("".join(cell["source"]) for cell in ours)


def _states(found: list[Result]) -> str:
    counted = {status: sum(result.outcome.status == status for result in found) for status in Status}
    rows = [[LABELS[status], str(number)] for status, number in counted.items()]
    late = sum(result.outcome.seconds_late > 0 for result in found)
    return _table("Où en sont les rendus", ["état", "rendus"], [*rows, ["en retard", str(late)]])


def _who(result: Result, position: int, names: bool) -> str:
    return result.outcome.name if names else f"Rendu {position + 1}"


def _to_look_at(found: list[Result], names: bool) -> str:
    rows = [
        [_who(result, position, names), LABELS[result.outcome.status], " ".join(result.outcome.reasons)]
        for position, result in enumerate(found)
        if result.outcome.status != Status.GRADED
    ]
    return _table("À regarder d’abord", ["rendu", "état", "raison"], rows) if rows else ""


def _distribution(works: list[Work]) -> str:
    counts = insight.distribution(works)
    labels = [f"{10 * i} à {10 * (i + 1)}" for i in range(10)]
    middle = sum(counts[5:])
    title = f"{middle} rendus sur {len(works)} ont au moins la moitié des points"
    rows = [[label, str(count)] for label, count in zip(labels, counts, strict=True)]
    return _chart(title, labels, counts, "part des points (%)", "rendus") + _table(title, ["part (%)", "rendus"], rows)


def _exercises(figures: list[ExerciseFigures]) -> str:
    hardest = min(figures, key=lambda each: each.success)
    title = f"L’exercice le plus difficile est {hardest.exercise} : {hardest.success:.0%} des points".replace("%", " %")
    rows = []
    for each in figures:
        separates = "—" if each.discrimination is None else points(each.discrimination)
        rows.append(
            [
                each.exercise,
                *(f"{v:.0%}".replace("%", " %") for v in (each.success, each.full, each.unanswered)),
                separates,
            ]
        )
    header = ["exercice", "points obtenus", "tout réussi", "sans réponse", "discrimination"]
    advice = (
        "<p>Discrimination : de −1 à 1. Proche de 0 ou négative, l’exercice ne départage pas comme les autres ; "
        "relisez sa consigne et ses tests.</p>"
    )
    chart = _chart(
        title, [f.exercise for f in figures], [round(100 * f.success) for f in figures], "exercice", "% des points"
    )
    return chart + _table(title, header, rows) + advice


def _sentences(figures: list[ExerciseFigures]) -> str:
    rows = [[each.exercise, sentence, str(number)] for each in figures for sentence, number in each.sentences]
    if not rows:
        return ""
    return _table(
        "Les erreurs les plus fréquentes (cinq personnes au moins)", ["exercice", "phrase reçue", "personnes"], rows
    )


def _look_alikes(works: list[Work], marked: list[Result], names: bool) -> str:
    pairs = insight.look_alikes(works)
    if not pairs:
        return ""
    rows = [
        [_who(marked[a], a, names), _who(marked[b], b, names), f"{near:.0%}".replace("%", " %")]
        for a, b, near in pairs[:20]
    ]
    care = (
        "<p>Une ressemblance n’est pas une fraude : travail à deux, même modèle, exercice court. "
        "Parlez-en avec les personnes avant d’en tirer quoi que ce soit.</p>"
    )
    return _table("Des réponses qui se ressemblent", ["rendu", "et", "part commune"], rows) + care


def _chart(title: str, labels: list[str], values: list[int], x: str, y: str) -> str:
    """A bar chart as SVG drawn here; the table that follows says the same."""
    import altair
    import pandas
    import vl_convert

    table = pandas.DataFrame({x: labels, y: values})
    drawn = altair.Chart(table, width=600, height=220).mark_bar(color="#1f5f8b")
    drawn = drawn.encode(x=altair.X(f"{x}:N", sort=None, title=x), y=altair.Y(f"{y}:Q", title=y))
    svg = vl_convert.vegalite_to_svg(drawn.to_dict())
    return f'<figure role="img" aria-label="{escape(title)}">{svg}<figcaption>{escape(title)}</figcaption></figure>'


def _table(caption: str, header: list[str], rows: list[list[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{escape(caption)}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


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
        separates = "" if each.discrimination is None else f"{each.discrimination:.3f}"
        figures_of = [f"{each.success:.3f}", f"{each.full:.3f}", f"{each.unanswered:.3f}", separates]
        writer.writerow([each.exercise, each.count, *(value.replace(".", ",") for value in figures_of)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
