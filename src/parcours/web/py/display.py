"""What a cell shows, as JSON-ready data that `python-output.js` draws: text, tables, charts."""

from __future__ import annotations

from typing import Any

ROWS = 10  # shown of a long table
SHORT = 20  # rows of a table that is shown whole
CHART_ROWS = 50  # shown of a chart's data
TEXT = 20_000  # characters of one text
COLUMNS = 30


def shown(value: Any) -> dict:
    """One output for `value`: {"sorte": "texte" | "tableau" | "graphique", …}."""
    if _is_chart(value):
        return _chart(value)
    if type(value).__module__.split(".")[0] == "pandas":
        if hasattr(value, "columns") and hasattr(value, "head"):
            return table(value, _rows(value))
        if type(value).__name__ == "Series":
            return table(value.to_frame(value.name if value.name is not None else "valeur"), _rows(value))
    return text(repr(value))


def _rows(value: Any) -> int:
    return SHORT if len(value) <= SHORT else ROWS


def text(content: str) -> dict:
    if len(content) > TEXT:
        content = content[:TEXT] + f"\n… (suite coupée : {len(content)} caractères en tout)"
    return {"sorte": "texte", "texte": content}


def table(frame: Any, rows: int) -> dict:
    """The first `rows` rows as {"sorte": "tableau", "lignes": [[labels, values], …], …}.

    `index` and `colonnes` are names, `nombres` which hold numbers, `total` and `total_colonnes` its whole size.
    """
    import pandas as pd

    part = frame.iloc[:rows, :COLUMNS]
    named = not (isinstance(frame.index, pd.RangeIndex) and frame.index.name is None)
    labels = [label if isinstance(label, tuple) else (label,) for label in part.index]
    return {
        "sorte": "tableau",
        "index": [str(name if name is not None else "") for name in frame.index.names] if named else [],
        "colonnes": [
            " · ".join(map(str, column)) if isinstance(column, tuple) else str(column) for column in part.columns
        ],
        "nombres": [
            pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind) for kind in part.dtypes
        ],
        "lignes": [
            [[_cell(each) for each in label] if named else [], [_cell(each) for each in row]]
            for label, row in zip(labels, part.itertuples(index=False, name=None), strict=True)
        ],
        "total": len(frame),
        "total_colonnes": frame.shape[1],
    }


def _cell(value: Any) -> str | float | int:
    """A number or a text; a missing value as pandas writes it (NaT, <NA>, NaN), a date as the French do."""
    import pandas as pd

    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return "NaN" if isinstance(value, float) else str(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if hasattr(value, "strftime"):
        midnight = (getattr(value, "hour", 0), getattr(value, "minute", 0), getattr(value, "second", 0)) == (0, 0, 0)
        return value.strftime("%d/%m/%Y" if midnight else "%d/%m/%Y %H:%M")
    if hasattr(value, "item"):
        value = value.item()
        if isinstance(value, bool):
            return "oui" if value else "non"
    if isinstance(value, (int, float)):
        return value if abs(value) < 1e15 else str(value)  # also keeps infinity out of JSON
    return str(value)[:200]


def _is_chart(value: Any) -> bool:
    return type(value).__module__.startswith("altair") and hasattr(value, "to_dict")


def _chart(chart: Any) -> dict:
    import altair as alt

    alt.data_transformers.disable_max_rows()
    spec = chart.to_dict()
    output = {"sorte": "graphique", "spec": spec, "alt": described(spec)}
    data = _chart_data(chart)
    if data is not None:
        output["donnees"] = table(data, CHART_ROWS)
    return output


MARKS = {
    "bar": "barres", "line": "courbe", "point": "points", "circle": "points", "area": "aire", "rect": "cases colorées",
    "arc": "secteurs", "tick": "traits", "boxplot": "boîtes", "rule": "repère", "text": "texte",
}  # fmt: skip
CHANNELS = {
    "x": "en abscisse", "y": "en ordonnée", "color": "couleur", "size": "taille", "theta": "angle", "shape": "forme",
    "row": "par ligne", "column": "par colonne", "facet": "par vignette",
}  # fmt: skip


def described(spec: dict) -> str:
    """A sentence that says what is drawn: its title, or its description, its marks and what each axis stands for."""
    if spec.get("description"):
        return str(spec["description"])
    title = spec.get("title", "")
    title = title.get("text", "") if isinstance(title, dict) else title
    title = " ".join(title) if isinstance(title, list) else str(title)
    layers = spec.get("layer") or spec.get("hconcat") or spec.get("vconcat") or spec.get("concat") or [spec]
    marks, roles = [], []
    for layer in layers:
        mark = layer.get("mark", "")
        mark = mark.get("type", "") if isinstance(mark, dict) else mark
        if mark and MARKS.get(mark, mark) not in marks:
            marks.append(MARKS.get(mark, mark))
        for channel, given in {**spec.get("encoding", {}), **layer.get("encoding", {})}.items():
            if channel in CHANNELS and isinstance(given, dict):
                what = (
                    given.get("title") or given.get("field") or ("nombre" if given.get("aggregate") == "count" else "")
                )
                role = f"{CHANNELS[channel]} : {what}"
                if what and role not in roles:
                    roles.append(role)
    words = ["Graphique", f"en {', '.join(marks)}" if marks else "", f"« {title} »" if title else ""]
    return " ".join(filter(None, words)) + (f" ; {' ; '.join(roles)}" if roles else "") + "."


def _chart_data(chart: Any) -> Any:
    pending = [chart]
    while pending:
        each = pending.pop(0)
        data = getattr(each, "data", None)
        if hasattr(data, "columns") and hasattr(data, "iloc"):
            return data
        for part in ("layer", "hconcat", "vconcat", "concat"):
            more = getattr(each, part, None)
            pending.extend(more if isinstance(more, list) else [])
        if hasattr(getattr(each, "spec", None), "to_dict"):
            pending.append(each.spec)
    return None
