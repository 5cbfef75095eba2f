"""`{calculator} cout` and `{calculator} empreinte`: a complete page part without JavaScript, which `web/calculator.js`
brings to life.

The page holds the form with its starting values and the results of the Python formulas for them. The traced program,
the sources and the detail fields are one JSON file, `assets/calculators/<name>.json`, fetched when the calculator comes
near the screen.
"""

from __future__ import annotations

import json
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from parcours.book.nodes import html, island, said
from parcours.calculators import InputRefused
from parcours.calculators.inputs import show_number
from parcours.calculators.model import PAGE_DRAWS, Calculator, Field, calculate, cell, to_json, verdicts
from parcours.calculators.page import MAKERS, calculator
from parcours.calculators.uncertainty import Spread, spread
from parcours.datasets.package import folder

WITHOUT_SCRIPT = "Sans JavaScript, cette page montre le résultat pour les valeurs de départ."
LEAVES = (
    "Feuilles : le support d’origine donnait 3 × 🌿 au matériel neuf et à la formation en présentiel. Ici elles sont "
    "recalculées : une feuille sous 5 kg CO2e par an, deux jusqu’à 25, trois au-delà. Ces seuils sont une hypothèse."
)
RANGES = (
    "« De bas à haut » met toutes les valeurs au plus bas, puis toutes au plus haut : c’est la lecture la plus large."
    " Entre parenthèses : l’intervalle qui contient neuf tirages sur dix. Un facteur commun aux deux choix est tiré une"
    " seule fois."
)
YOURS = "votre choix"


class CalculatorDirective(SphinxDirective):
    """```{calculator} cout```"""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        try:
            one = calculator(self.arguments[0])
        except InputRefused as refusal:
            raise self.error(str(refusal)) from None
        for table in ("factors.csv", "prices.csv"):
            self.env.note_dependency(str(folder() / table))
        source, line = self.get_source_info()
        return [render(one, lambda text: said(text, source, line))]


def render(one: Calculator, say) -> nodes.Node:
    """The whole calculator as nodes; `say` makes a translatable text node."""
    name = f"calc-{one.id}"
    mine = calculate(one, draws=PAGE_DRAWS)
    return island(
        "calculator",
        {"id": one.id},
        html("p", {"class": "calc-unite"}, say(one.unit_note)),
        html("p", {"class": "calc-sans"}, say(WITHOUT_SCRIPT)),
        html("form", {"autocomplete": "off"}, *_groups(one, name, say)),
        html("div", {"class": "calc-cles"}, *(_key(one, output, mine, say) for output in one.headline)),
        html("p", {"role": "status", "class": "vh"}),
        _results(one, mine, say),
        *([html("p", {"class": "calc-seuils"}, say(LEAVES))] if "feuilles" in {c.id for c in one.columns} else []),
        _comparison(one, mine, name, say),
        html("div", {"class": "calc-dessins"}),
        html("p", {"class": "calc-seuils"}, say(RANGES)),
        html("div", {"class": "calc-outils"}),
        html("div", {"class": "calc-panneaux"}),
        html(
            "details",
            {},
            html("summary", {}, say("Ce qui n’est pas compté")),
            html("ul", {}, *(html("li", {}, say(each)) for each in one.left_out)),
        ),
        id=name,
    )


def _groups(one: Calculator, name: str, say) -> list[nodes.Node]:
    shown: dict[str, list[Field]] = {}
    for each in one.fields:
        if not each.detail:
            shown.setdefault(each.group, []).append(each)
    return [
        html(
            "fieldset",
            {"disabled": True},
            html("legend", {}, say(one.groups[group])),
            *(_field(each, f"{name}-{each.id}", say) for each in fields),
        )
        for group, fields in shown.items()
    ]


def _field(each: Field, id: str, say) -> nodes.Node:
    if each.options:
        control = html(
            "select",
            {"id": id, "data-field": each.id},
            *(
                html("option", {"value": option.id, "selected": option.id == each.value}, say(option.label))
                for option in each.options
            ),
        )
        label = each.label
    else:
        value = f"{each.value:g}".replace(".", ",")
        control = html(
            "input", {"id": id, "data-field": each.id, "type": "text", "inputmode": "decimal", "value": value}
        )
        bounds = f"de {show_number(each.low)} à {show_number(each.high)}"
        label = f"{each.label} ({each.unit}, {bounds})" if each.unit else f"{each.label} ({bounds})"
    return html("div", {"class": "calc-champ"}, html("label", {"for": id}, say(label)), control)


def _key(one: Calculator, output, mine, say) -> nodes.Node:
    value = f"{show_number(mine.central[output.id], output.decimals)}\u00a0{output.unit}"
    shown = html("output", {"data-output": output.id, "aria-live": "off"}, nodes.Text(value))
    return html("p", {}, say(output.label), nodes.Text(" "), shown)


def _results(one: Calculator, mine, say) -> nodes.Node:
    heads = [f"{each.label} ({each.unit})" if each.unit else each.label for each in one.columns]
    rows = [
        (label, [cell(one, mine, row, column) for column in one.columns], "calc-total" if row == "total" else None)
        for row, label in one.rows.items()
    ]
    return _table("calc-table", f"{one.title} : le détail, poste par poste", "Poste", heads, rows, say)


def _comparison(one: Calculator, mine, name: str, say) -> nodes.Node:
    preset, (label, values) = next(iter(one.presets.items()))
    theirs = calculate(one, values, draws=PAGE_DRAWS)
    found = verdicts(one, mine, theirs, (YOURS, label))
    options = [html("option", {"value": key}, say(text)) for key, (text, _) in one.presets.items()]
    rows = []
    for output in one.compared:
        difference = found[output.id].difference
        gap = mine.central[output.id] - theirs.central[output.id]
        cells = [
            *(
                _with_interval(each.central[output.id], spread(each.drawn[output.id]), output)
                for each in (mine, theirs)
            ),
            _with_interval(gap, difference, output),
            found[output.id].sentence,
        ]
        rows.append((f"{output.label} ({output.unit})", cells, None))
    chooser = html("select", {"id": f"{name}-contre", "data-compare": preset, "disabled": True}, *options)
    return html(
        "div",
        {"class": "calc-comparer"},
        html("div", {"class": "calc-champ"}, html("label", {"for": f"{name}-contre"}, say("Comparer à")), chooser),
        _table(
            "calc-ecart",
            f"{one.title} : coût et empreinte du même équipement, face à l’autre choix",
            "Résultat",
            ["Votre choix", "L’autre choix", "Écart", "Verdict"],
            rows,
            say,
        ),
    )


def _with_interval(value: float, found: Spread, output) -> str:
    shown = show_number(value, output.decimals)
    if found.p5 == found.p95:
        return shown
    return f"{shown} ({show_number(found.p5, output.decimals)} à {show_number(found.p95, output.decimals)})"


def _table(kind: str, caption: str, corner: str, heads, rows, say) -> nodes.Node:
    head = html("tr", {}, *(html("th", {"scope": "col"}, say(text)) for text in (corner, *heads)))
    body = [
        html(
            "tr",
            {"class": style},
            html("th", {"scope": "row"}, say(label)),
            *(html("td", {}, nodes.Text(text)) for text in cells),
        )
        for label, cells, style in rows
    ]
    table = html(
        "table",
        {"class": f"donnees {kind}"},
        html("caption", {}, say(caption)),
        html("thead", {}, head),
        html("tbody", {}, *body),
    )
    return html("div", {"class": "defile", "tabindex": "0", "role": "region", "aria-label": caption}, table)


def write_programs(app: Sphinx, error: Exception | None) -> None:
    """Write what the pages fetch: `assets/calculators/cout.json` and `empreinte.json`."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "assets" / "calculators"
    folder.mkdir(parents=True, exist_ok=True)
    for name in MAKERS:
        text = json.dumps(to_json(calculator(name)), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def setup_calculator(app: Sphinx) -> None:
    app.add_directive("calculator", CalculatorDirective)
    app.connect("build-finished", write_programs)
