"""The glossary: `{glossaire}` gathers `annexes/termes/*.yml` into Sphinx's own glossary, and a page shows a term's definition on hover.

A term: `terme`, `aussi` (other forms), `anglais`, `definition` (one sentence). `{term}` refers to it; an unknown term is Sphinx's error.
"""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from parcours.book.nodes import html
from parcours.book.search import fold

FIELDS = {"terme", "aussi", "anglais", "definition"}


def read_terms(folder: Path) -> list[dict]:
    """The terms of all files, in alphabetical order; a missing field or a term defined twice stops the build."""
    terms: list[dict] = []
    places: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yml")):
        for number, term in enumerate(yaml.safe_load(path.read_text("utf-8")) or [], 1):
            missing = [name for name in ("terme", "anglais", "definition") if not term.get(name)]
            if missing or set(term) - FIELDS:
                raise ExtensionError(
                    f"{path}: terme n° {number} ({term.get('terme', 'sans nom')}) : il manque {', '.join(missing) or 'rien'}"
                    f" ; champs inconnus : {', '.join(set(term) - FIELDS) or 'aucun'}. Champs possibles : {', '.join(sorted(FIELDS))}."
                )
            for name in (term["terme"], *term.get("aussi", [])):
                if name.lower() in places:
                    raise ExtensionError(
                        f"{path}: « {name} » est déjà défini dans {places[name.lower()].name}. Gardez une seule définition."
                    )
                places[name.lower()] = path
            terms.append(term)
    return sorted(terms, key=lambda term: fold(term["terme"].lower()))


class Glossary(SphinxDirective):
    """All terms of the course, as Sphinx's glossary."""

    def run(self) -> list[nodes.Node]:
        folder = Path(self.env.srcdir) / "annexes" / "termes"
        for path in folder.glob("*.yml"):
            self.env.note_dependency(str(path))
        lines = ["```{glossary}"]
        for term in read_terms(folder):
            lines += ["", term["terme"], *term.get("aussi", []), f"  (*{term['anglais']}*) {term['definition']}"]
        parent = nodes.container()
        self.state.nested_parse(StringList([*lines, "```"], source=str(folder)), self.content_offset, parent)
        return parent.children


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Keep each term's definition for `assets/glossaire.json`."""
    for glossary in doctree.findall(addnodes.glossary):
        for english in list(glossary.findall(nodes.emphasis)):  # a screen reader changes its voice for it
            english.replace_self(html("em", {"lang": "en"}, *english.children))
        terms = app.env.parcours_terms = {}
        for item in glossary.findall(nodes.definition_list_item):
            definition = next(iter(item.findall(nodes.definition)))
            for term in item.findall(nodes.term):
                terms.update(dict.fromkeys(term["ids"], definition.astext()))


def write(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    path = Path(app.outdir) / "assets" / "glossaire.json"
    path.parent.mkdir(exist_ok=True)
    terms = dict(sorted(getattr(app.env, "parcours_terms", {}).items()))
    path.write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")


def setup_terms(app: Sphinx) -> None:
    app.add_directive("glossaire", Glossary)
    app.connect("doctree-read", collect)
    app.connect("build-finished", write)
