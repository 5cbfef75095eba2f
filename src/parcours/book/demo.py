"""`{demo}` runs a page's Python at build, `{val}` quotes a number of it: figures, tables and sentences cannot drift from the data.

All code of a page shares one namespace, in reading order, with `load`, `pd`, `alt` and `metrics` ready. The last expression is shown: a DataFrame
as a table, an Altair chart as static SVG with its data in a table, anything else as text. No kernel, no script in the page.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole

from parcours.book.charts import picture
from parcours.book.nodes import html, said
from parcours.book.numbers import french, french_value

NAMESPACE = "parcours_namespace"


class DemoError(ExtensionError):
    """A page's code failed. The message names page, line, cause and next step."""


def namespace(env) -> dict[str, Any]:
    """The namespace of the page being read, made at first use."""
    names = env.temp_data.get(NAMESPACE)
    if names is None:
        import altair as alt
        import pandas as pd

        from parcours import metrics
        from parcours.datasets import load

        def load_and_note(name: str):
            """As `load`, and remember that this page must be rebuilt when the table changes."""
            for folder in (Path(env.srcdir).parent / "datasets",):
                env.note_dependency(str(folder / f"{name}.csv"))
            return load(name)

        names = {"load": load_and_note, "pd": pd, "alt": alt, "metrics": metrics}
        env.temp_data[NAMESPACE] = names
    return names


def run(code: str, names: dict[str, Any], place: str) -> tuple[Any, str]:
    """Run `code`; give its last expression's value (or None) and what it printed. Raise DemoError naming the line."""
    printed = io.StringIO()
    try:
        tree = ast.parse(code)
        last = tree.body.pop().value if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, place, "exec"), names)  # the writers' own code, at build
            value = eval(compile(ast.Expression(last), place, "eval"), names) if last is not None else None
    except Exception as error:
        raise DemoError(
            f"{place}: ce code échoue : {type(error).__name__} : {error}. Corrigez-le ou vérifiez les données."
        ) from error
    return value, printed.getvalue()


def is_chart(value: Any) -> bool:
    """Whether the value is an Altair chart of any kind."""
    return type(value).__module__.startswith("altair") and hasattr(value, "to_dict")


def table(frame, caption: str, lines: int, place: tuple[str, int]) -> nodes.Element:
    """A DataFrame as an accessible table: caption, scoped headers, French numbers, the first `lines` rows."""
    import pandas as pd

    if isinstance(frame, pd.Series):
        frame = frame.to_frame()
    named_index = not (isinstance(frame.index, pd.RangeIndex) and frame.index.name is None)
    shown = frame.head(lines)
    index_names = [str(name or "") for name in frame.index.names] if named_index else []
    columns = [" ".join(map(str, column)) if isinstance(column, tuple) else str(column) for column in frame.columns]
    head = html("tr", {})
    for name in [*index_names, *columns]:
        cell = html("th", {"scope": "col"}, nodes.Text(name)) if name else html("td", {})
        head += cell
    body = html("tbody")
    for label, row in zip(shown.index, shown.itertuples(index=False, name=None), strict=True):
        line = html("tr")
        if named_index:
            for part in label if isinstance(label, tuple) else (label,):
                line += html("th", {"scope": "row"}, nodes.Text(french_value(part)))
        for value in row:
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            attrs = {"class": "nombre"} if number else {"class": "texte"} if len(str(value)) > 40 else {}
            line += html("td", attrs, nodes.Text(french_value(value)))
        body += line
    if len(frame) > lines:
        caption = (
            f"{caption} ({lines} premières lignes sur {french(len(frame))})"
            if caption
            else (f"{lines} premières lignes sur {french(len(frame))}")
        )
    parts = [html("caption", {}, said(caption, *place))] if caption else []
    whole = html("table", {"class": "donnees"}, *parts, html("thead", {}, head), body)
    label = caption or "Tableau"
    return html("div", {"class": "defile", "role": "region", "tabindex": "0", "aria-label": label}, whole)


class Demo(SphinxDirective):
    """Run the code of the body and show its result."""

    has_content = True
    option_spec = {
        "code": lambda text: directives.choice(text, ("visible", "plie", "cache")),
        "titre": directives.unchanged,
        "alt": directives.unchanged,
        "legende": directives.unchanged,
        "donnees": lambda text: directives.choice(text, ("oui", "non")),
        "lignes": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        source, line = self.get_source_info()
        place = f"{source}:{line}"
        names = namespace(self.env)
        value, printed = run("\n".join(self.content), names, place)
        out: list[nodes.Node] = [*self._code()]
        if printed:
            out.append(nodes.literal_block(printed, printed, language="text", classes=["sortie"]))
        if is_chart(value):
            out.append(self._figure(value))
        elif hasattr(value, "columns") or type(value).__name__ == "Series":
            out.append(self._table(value))
        elif value is not None:
            text = french_value(value)
            out.append(nodes.literal_block(text, text, language="text", classes=["sortie"]))
        return out

    def _code(self) -> list[nodes.Node]:
        mode = self.options.get("code", "plie")
        if mode == "cache":
            return []
        block = nodes.literal_block(
            "\n".join(self.content), "\n".join(self.content), language="python", classes=["code-demo"]
        )
        self.set_source_info(block)
        if mode == "visible":
            return [block]
        return [
            html(
                "details", {"class": "code"}, html("summary", {}, said("Voir le code", *self.get_source_info())), block
            )
        ]

    def _table(self, frame) -> nodes.Node:
        return table(frame, self.options.get("titre", ""), self.options.get("lignes", 8), self.get_source_info())

    def _figure(self, chart) -> nodes.Node:
        place = self.get_source_info()
        title, alt = self.options.get("titre"), self.options.get("alt")
        if not title:
            raise DemoError(
                f"{place[0]}:{place[1]}: ce graphique n'a pas de titre. Ajoutez « :titre: » : son message, en une phrase."
            )
        if not alt:
            raise DemoError(
                f"{place[0]}:{place[1]}: ce graphique n'a pas d'alternative. Ajoutez « :alt: » : ce que l'on y voit, en mots."
            )
        caption = html("figcaption", {}, nodes.strong("", "", said(title, *place)))
        if self.options.get("legende"):
            caption += said(" " + self.options["legende"], *place)
        parts: list[nodes.Node] = [caption, picture(chart, said(alt, *place))]
        if self.options.get("donnees", "oui") == "oui":
            data = table(chart_data(chart, place), title, self.options.get("lignes", 40), place)
            parts.append(
                html(
                    "details", {"class": "tableau"}, html("summary", {}, said("Les données du graphique", *place)), data
                )
            )
        return html("figure", {"class": "graphique"}, *parts)


def chart_data(chart, place: tuple[str, int]):
    """The table behind a chart: its own data, or that of its first layer that has some."""
    import altair as alt
    import pandas as pd

    pending = [chart]
    while pending:
        each = pending.pop(0)
        data = getattr(each, "data", alt.Undefined)
        if isinstance(data, pd.DataFrame):
            return data.reset_index(drop=isinstance(data.index, pd.RangeIndex))
        for part in ("layer", "hconcat", "vconcat", "concat"):
            more = getattr(each, part, alt.Undefined)
            if more is not alt.Undefined:
                pending.extend(more)
        spec = getattr(each, "spec", alt.Undefined)
        if spec is not alt.Undefined:
            pending.append(spec)
    raise DemoError(
        f"{place[0]}:{place[1]}: ce graphique n'a pas de tableau. Donnez un DataFrame à alt.Chart, ou « :donnees: non »."
    )


class Value(SphinxRole):
    """`{val}`expression | format`: the value in the page's namespace, written the French way."""

    def run(self):
        source, line = self.get_source_info()
        place = f"{source}:{line}"
        expression, _, layout = self.text.rpartition(" | ") if " | " in self.text else (self.text, "", "")
        value, _ = run(expression, namespace(self.env), place)
        try:
            text = french(value, layout) if layout else french_value(value)
        except (ValueError, TypeError) as error:
            raise DemoError(f"{place}: « {self.text} » ne s'écrit pas : {error}.") from error
        return [nodes.inline(text, re.sub(r"[ ]", "\u00a0", text), classes=["val"])], []


def setup_demo(app: Sphinx) -> None:
    app.add_directive("demo", Demo)
    app.add_role("val", Value())
