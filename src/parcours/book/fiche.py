"""`{fiche} messages`: the data sheet of a table, drawn from the data package: origin, licence, dictionary, traps, first rows.

The chart of a sheet is a `{demo}` of its page. The package is generated from `datasets/catalogue.yml`, so a sheet cannot disagree with it.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from parcours.book.demo import namespace, table
from parcours.book.nodes import html, said
from parcours.book.numbers import french
from parcours.datasets import resource

ROWS = 5


class DataSheet(SphinxDirective):
    """Everything a trainee needs to know of a table before using it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        sheet = resource(name)
        frame = namespace(self.env)["load"](name)
        self.env.note_dependency(str(self._package()))
        licences = ", ".join(licence["title"] for licence in sheet["licenses"])
        out = [
            self._text(sheet["description"]),
            self._facts(
                ("Taille", f"{french(len(frame))} lignes, {frame.shape[1]} colonnes"),
                ("Fabrication", sheet.get("parcours:fabrication", "")),
                ("Licence", licences),
                ("Dans le code", f'load("{name}")'),
            ),
            html("h2", {"id": "dictionnaire"}, self._said("Le dictionnaire")),
            self._dictionary(sheet["schema"]["fields"]),
        ]
        if sheet.get("parcours:pieges"):
            out.append(html("h2", {"id": "pieges"}, self._said("Ce qui peut vous tromper")))
            out.append(html("ul", {}, *(html("li", {}, self._said(each)) for each in sheet["parcours:pieges"])))
        out.append(html("h2", {"id": "lignes"}, self._said("Les premières lignes")))
        place = self.get_source_info()
        out.append(table(frame.head(ROWS), "Les premières lignes", ROWS, place))
        return out

    def _package(self):
        from parcours.datasets import folder

        return folder() / "datapackage.json"

    def _said(self, text: str) -> nodes.Node:
        return said(text, *self.get_source_info())

    def _text(self, text: str) -> nodes.Node:
        return html("p", {}, self._said(text))

    def _facts(self, *facts: tuple[str, str]) -> nodes.Node:
        listing = html("dl", {"class": "fiche"})
        for title, text in facts:
            if text:
                value = nodes.literal("", text) if text.startswith("load(") else self._said(text)
                listing += html("dt", {}, self._said(title))
                listing += html("dd", {}, value)
        return listing

    def _dictionary(self, fields: list[dict]) -> nodes.Node:
        head = html(
            "tr", {}, *(html("th", {"scope": "col"}, self._said(title)) for title in ("Colonne", "Type", "Sens"))
        )
        body = html("tbody")
        for field in fields:
            kind = field["parcours:type"]
            if unit := field.get("parcours:unite"):
                kind += f" ({unit})"
            meaning = [self._said(field["description"])]
            values = field.get("parcours:valeurs")
            if isinstance(values, dict):
                text = " ; ".join(f"{key} = {value}" for key, value in values.items())
                meaning.append(self._said(f" Valeurs : {text}."))
            elif field.get("constraints", {}).get("enum"):
                meaning.append(self._said(f" Valeurs : {', '.join(map(str, field['constraints']['enum']))}."))
            if missing := field.get("parcours:manquant"):
                meaning.append(self._said(f" Case vide : {missing[:1].lower() + missing[1:]}"))
            body += html(
                "tr",
                {},
                html("th", {"scope": "row"}, nodes.literal("", field["name"])),
                html("td", {}, self._said(kind)),
                html("td", {}, *meaning),
            )
        caption = html("caption", {}, self._said("Une ligne par colonne de la table"))
        whole = html("table", {"class": "donnees"}, caption, html("thead", {}, head), body)
        attrs = {"class": "defile", "role": "region", "tabindex": "0", "aria-label": "Dictionnaire"}
        return html("div", attrs, whole)


def setup_fiche(app: Sphinx) -> None:
    app.add_directive("fiche", DataSheet)
