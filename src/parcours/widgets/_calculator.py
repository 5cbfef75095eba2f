"""The calculators in a notebook: an ipywidgets form, a table and an Altair chart; same formulas, same refusals."""

from __future__ import annotations

from html import escape

import altair as alt
import ipywidgets as widgets
import pandas as pd

from parcours.calculators.inputs import InputRefused, parse_number
from parcours.calculators.model import Calculator, Field, Result, calculate, cell, other, verdicts
from parcours.calculators.page import calculator
from parcours.calculators.uncertainty import SEED, spread
from parcours.widgets._charts import bundle

LAYOUT = widgets.Layout(width="min(100%, 46rem)")
LABEL = {"description_width": "22rem"}


class CalculatorWidget(widgets.VBox):
    """`valeurs`: {field: value} that were changed; `resultat`: the last Result; `autre`: what it is compared to."""

    def __init__(self, one: Calculator):
        self.calculator, self.valeurs = one, {}
        self.resultat: Result | None = None
        self.autre: Result | None = None
        self._controls = {field.id: self._control(field) for field in one.fields}
        self._preset = widgets.Dropdown(
            options=[(label, key) for key, (label, _) in one.presets.items()],
            description="Comparer à",
            layout=LAYOUT,
            style=LABEL,
        )
        self._preset.observe(lambda _change: self._update(), "value")
        self._told, self._chart = widgets.HTML(), widgets.Output()
        details = widgets.VBox([self._controls[field.id] for field in one.fields if field.detail])
        folded = widgets.Accordion([details], titles=("Régler les détails",))
        shown = [self._controls[field.id] for field in one.fields if not field.detail]
        super().__init__([*shown, folded, self._preset, self._told, self._chart])
        self._update()

    def _control(self, field: Field):
        label = f"{field.label} ({field.unit})" if field.unit else field.label
        if field.options:
            options = [(option.label, option.id) for option in field.options]
            control = widgets.Dropdown(
                options=options, value=field.value, description=label, layout=LAYOUT, style=LABEL
            )
        else:
            # An empty box keeps the value of the choice above it; only what is typed replaces it.
            shown = "" if field.detail else f"{field.value:g}".replace(".", ",")
            control = widgets.Text(
                value=shown,
                placeholder="valeur de départ",
                continuous_update=False,
                description=label,
                layout=LAYOUT,
                style=LABEL,
            )
        control.observe(lambda change: self._typed(field, change["new"]), "value")
        return control

    def _typed(self, field: Field, new: str) -> None:
        self.valeurs[field.id] = new
        if field.detail and not new.strip():
            del self.valeurs[field.id]
        self._update()

    def _update(self) -> None:
        one = self.calculator
        fields = {field.id: field for field in one.fields}
        label = one.presets[self._preset.value][0]
        try:
            values = {
                name: text if fields[name].options else parse_number(text, fields[name].label)
                for name, text in self.valeurs.items()
            }
            self.resultat = calculate(one, values)
            self.autre = calculate(one, other(one, values, self._preset.value))
        except InputRefused as refusal:
            self.resultat = self.autre = None
            self._told.value = f"<p><strong>Pas de résultat.</strong> {escape(str(refusal))}</p>"
            self._chart.outputs = ()
            return
        self._told.value = _results(one, self.resultat) + _comparison(one, self.resultat, self.autre, label)
        data = bundle(chart(one, self.resultat, self.autre, label).to_dict())
        data["text/plain"] = "Graphique : les mêmes figures que le tableau, avec leur intervalle."
        self._chart.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)


def _table(caption: str, head, rows) -> str:
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(text)}</td>" for text in rest)}</tr>'
        for first, *rest in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _results(one: Calculator, result: Result) -> str:
    head = ["Poste", *(f"{each.label} ({each.unit})" if each.unit else each.label for each in one.columns)]
    rows = [[label, *(cell(one, result, row, column) for column in one.columns)] for row, label in one.rows.items()]
    return _table(one.unit_note, head, rows)


def _comparison(one: Calculator, mine: Result, other: Result, label: str) -> str:
    found = verdicts(one, mine, other, ("votre choix", label))
    rows = [[f"{each.label} ({each.unit})", found[each.id].sentence] for each in one.compared]
    return _table(f"Graine des tirages : {SEED}", ["Résultat", "Verdict"], rows)


def chart(one: Calculator, mine: Result, other: Result, label: str) -> alt.LayerChart:
    """Two bars, one a choice, stacked by row, with the 5th to 95th percentiles of each total."""
    column = next(each for each in one.columns if each.id == one.stacked[0] and each.kind == "valeur")
    named = {"Votre choix": mine, label[0].upper() + label[1:]: other}
    parts = pd.DataFrame(
        {"choix": name, "poste": one.rows[row], "valeur": float(result.central[f"{row}.{column.id}"])}
        for name, result in named.items()
        for row in one.rows
        if row not in ("total", "audience") and f"{row}.{column.id}" in result.central
    )
    spreads = {name: spread(result.drawn[f"total.{column.id}"]) for name, result in named.items()}
    whiskers = pd.DataFrame({"choix": name, "bas": found.p5, "haut": found.p95} for name, found in spreads.items())
    title = f"{column.label} ({column.unit})"
    bars = (
        alt.Chart(parts)
        .mark_bar()
        .encode(
            y=alt.Y("choix:N", title=None, sort=list(named), axis=alt.Axis(labelLimit=260)),
            x=alt.X("sum(valeur):Q", title=title),
            color=alt.Color("poste:N", title="Poste", sort=list(one.rows.values()), legend=alt.Legend(labelLimit=320)),
            tooltip=["choix", "poste", "valeur"],
        )
    )
    lines = (
        alt.Chart(whiskers)
        .mark_rule(size=2)
        .encode(y=alt.Y("choix:N", sort=list(named)), x=alt.X("bas:Q"), x2="haut:Q")
    )
    return alt.layer(bars, lines).properties(width=460, title=title)


def make_calculator(name: str) -> CalculatorWidget:
    """The calculator `cout` or `empreinte`. Raises InputRefused, in French, for another name."""
    return CalculatorWidget(calculator(name))
