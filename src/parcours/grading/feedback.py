"""One page for one trainee: what was proved, the sentence that helps, the marker's words. Self-contained, no script.

Everything shown comes from the gradebook and from the outcome; hidden tests are told by their sentence alone, and only
when the trainer chose so. Pure: the caller gives what is to be shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --soft: #f2f1ed; --good: #14532d; --todo: #7c2d12 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf1; --paper: #17171b; --soft: #26262c; --good: #86efac; --todo: #fdba74 }
}
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; color: var(--ink);
  background: var(--paper) }
section { margin: 1.5rem 0; padding: 1rem 1.25rem; background: var(--soft); border-radius: .5rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin-top: 0 } pre { overflow-x: auto; white-space: pre-wrap }
.reussi { color: var(--good) } .reste { color: var(--todo) } table { border-collapse: collapse }
td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top }
caption { text-align: left; font-weight: 600; padding-top: .6rem } tbody th { font-weight: 400 }
"""


@dataclass(frozen=True)
class Grid:
    """A small table: the rubric with the level reached, what peers saw. The first cell of a row names it."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Item:
    """One graded cell: points obtained (None: not read yet), the sentence earned, the marker's comment."""

    exercise: str  # id
    title: str
    points: float | None
    maximum: float
    sentence: str = ""
    comment: str = ""
    hint: str = ""
    answered: bool = True
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """All that a trainee's page shows."""

    course: str
    assignment: str
    name: str
    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()
    to_review: bool = False


def page(sheet: Sheet) -> str:
    """The whole HTML page."""
    known = [item.points for item in sheet.items if item.points is not None]
    total, maximum = sum(known), sum(item.maximum for item in sheet.items)
    waiting = sum(item.points is None and item.maximum > 0 for item in sheet.items)
    parts = []
    if maximum > 0:
        head = f"<p><strong>{points(total)} sur {points(maximum)}</strong>"
        head += f", {waiting} réponse(s) encore à lire par votre formateur" if waiting else ""
        parts.append(head + ".</p>")
    elif sheet.notes:
        parts.append("<p><strong>Ce rendu n’a pas pu être noté.</strong></p>")
    if sheet.to_review:
        parts.append("<p>Votre formateur va relire ce rendu : la note peut encore changer.</p>")
    if sheet.notes:
        parts.append("<ul>" + "".join(f"<li>{escape(note)}</li>" for note in sheet.notes) + "</ul>")
    for exercise in dict.fromkeys(item.exercise for item in sheet.items):
        parts.append(_section([item for item in sheet.items if item.exercise == exercise]))
    title = f"{sheet.assignment} : retour pour {sheet.name}"
    return (
        '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</main></body></html>\n"
    )


def _section(items: list[Item]) -> str:
    obtained = [item.points for item in items if item.points is not None]
    maximum = sum(item.maximum for item in items)
    done = len(obtained) == len(items) and sum(obtained) >= maximum > 0
    state = "reussi" if done else "reste"
    word = "Réussi" if done else ("À lire par votre formateur" if len(obtained) < len(items) else "À reprendre")
    answered = any(item.answered for item in items)
    read = answered and any(item.grids for item in items) and len(obtained) == len(items)
    if read:
        state, word = "reussi", "Lu par votre formateur"
    elif not answered and not done:
        word = "Pas encore de réponse"
    lines = [f"<section><h2>{escape(items[0].title)}</h2>"]
    if maximum > 0:  # else it is for practice, without marks
        lines.append(f'<p class="{state}">{word} : {points(sum(obtained))} sur {points(maximum)}.</p>')
    elif not answered:
        lines.append("<p>Pas encore de réponse dans ce rendu.</p>")
    for sentence in dict.fromkeys(item.sentence for item in items if item.sentence):
        lines.append(f"<p>{_text(sentence)}</p>")
    if not done and not read and (hint := next((item.hint for item in items if item.hint), "")):
        lines.append(f"<p>Un indice : {_text(hint)}</p>")
    for item in items:
        lines += [_grid(grid) for grid in item.grids]
        if item.comment:
            lines.append(f"<p>Votre formateur : {_text(item.comment)}</p>")
    return "\n".join([*lines, "</section>"])


def _grid(grid: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in grid.header)
    rows = [
        f'<tr><th scope="row">{_text(row[0])}</th>' + "".join(f"<td>{_text(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in grid.rows
    ]
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f"<table><caption>{escape(grid.caption)}</caption>{body}</table>"


def _text(value: str) -> str:
    value = re.sub(r"^\w*(?:Error|Exception) : ?", lambda found: f"Python a dit {found[0]}", value)
    return escape(value).replace("\n", "<br>")


def points(value: float) -> str:
    """French figures, no needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
