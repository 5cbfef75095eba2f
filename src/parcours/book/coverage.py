"""`{couverture}`: each sentence of the original lesson, and where the course teaches it, asks it and has it practised.

The map is `book/annexes/couverture.yml`; a page, question or exercise that does not exist stops the build.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from parcours.authoring.typography import french_typography
from parcours.book.nodes import html, said

MAP = "annexes/couverture.yml"
KINDS = {"lecons": "Leçons", "questions": "Questions", "taches": "À faire"}
NAMES = {"cout": "calculateur de coût", "empreinte": "calculateur d’empreinte"}
_SHOWN = re.compile(r"^`{3,}\{(quiz|exercise|scenario|calculator)\}[ \t]*(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Sentence:
    """One sentence (or one line of a list) of the original lesson and its targets."""

    rubrique: str
    texte: str
    lecons: tuple[str, ...]
    questions: tuple[str, ...]
    taches: tuple[str, ...]
    note: str = ""


def read_map(book: Path) -> list[Sentence]:
    """The sentences in the order of the original lesson."""
    data = yaml.safe_load((book / MAP).read_text("utf-8"))
    return [
        Sentence(
            part["rubrique"],
            each["texte"],
            *(tuple(each.get(kind) or ()) for kind in KINDS),
            note=each.get("note", ""),
        )
        for part in data["rubriques"]
        for each in part["phrases"]
    ]


def places(book: Path) -> dict[str, str]:
    """Id of each question, exercise, scenario and calculator → name of the page that shows it."""
    found: dict[str, str] = {}
    for path in sorted(book.glob("m[0-9][0-9]-*/*.md")) + sorted(book.glob("projet/*.md")):
        page = path.relative_to(book).with_suffix("").as_posix()
        for kind, ids in _SHOWN.findall(path.read_text("utf-8")):
            names = ids.split() or (_all_items(path.parent) if kind == "quiz" else [])
            for name in names:
                if ids.split():
                    found[name] = page
                else:
                    found.setdefault(name, page)
    return found


def _all_items(folder: Path) -> list[str]:
    return [item["id"] for item in yaml.safe_load((folder / "quiz.yml").read_text("utf-8"))["items"]]


def dead_targets(book: Path, sentences: list[Sentence]) -> list[str]:
    """The targets that lead nowhere, each with its sentence's first words."""
    known = places(book)
    return [
        f"{target} (« {each.texte[:40]}… »)"
        for each in sentences
        for kind in KINDS
        for target in getattr(each, kind)
        if not (target in known or (kind == "lecons" and (book / f"{target}.md").is_file()))
    ]


class coverage_placeholder(nodes.General, nodes.Element):
    """Stands for the map until every page has its title."""


class Coverage(SphinxDirective):
    """The place of the map."""

    def run(self) -> list[nodes.Node]:
        book = Path(self.env.srcdir)
        self.env.note_dependency(str(book / MAP))
        self.env.note_reread()  # any page may move a question
        dead = dead_targets(book, read_map(book))
        if dead:
            raise ExtensionError(
                f"{book / MAP}: cibles absentes : {', '.join(dead)}. "
                "Corrigez ces noms, ou ajoutez la page, la question ou l’exercice."
            )
        return [coverage_placeholder()]


def draw(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for placeholder in list(doctree.findall(coverage_placeholder)):
        placeholder.replace_self(_sections(app, docname))


def _sections(app: Sphinx, docname: str) -> list[nodes.Node]:
    book = Path(app.srcdir)
    here = (str(book / MAP), 1)
    known = places(book)
    out: list[nodes.Node] = []
    title, listing = "", html("ol")
    for each in read_map(book):
        if each.rubrique != title:
            title = each.rubrique
            listing = html("ol", {"class": "couverture"})
            out += [html("h2", {}, said(french_typography(title), *here)), listing]
        item = html("li", {}, html("p", {}, said(french_typography(each.texte), *here)))
        if each.note:
            item += html("p", {}, html("em", {}, said(french_typography(each.note), *here)))
        item += _targets(app, docname, each, known, here)
        listing += item
    return out


def _targets(app: Sphinx, docname: str, each: Sentence, known: dict[str, str], here: tuple[str, int]) -> nodes.Node:
    line = html("p", {"class": "faits"})
    for kind, label in KINDS.items():
        # A module being written has its files before its place in the table of contents: it is shown once it has both.
        targets = [name for name in getattr(each, kind) if known.get(name, name) in app.env.titles]
        if not targets:
            continue
        line += said(f"{label}\u00a0: ", *here)
        for index, target in enumerate(targets):
            if index:
                line += nodes.Text(", ")
            line += _link(app, docname, target, known)
        line += nodes.Text(". ")
    return line


def _link(app: Sphinx, docname: str, target: str, known: dict[str, str]) -> nodes.Node:
    if target in known:
        uri = app.builder.get_relative_uri(docname, known[target])
        if target.startswith("m"):  # questions and exercises carry their id; scenarios and calculators fill their page
            uri += f"#{target}"
        text = NAMES.get(target) or _number(target)
    else:
        uri = app.builder.get_relative_uri(docname, target)
        text = app.env.titles[target].astext()
    return nodes.inline("", "", nodes.reference("", text, internal=True, refuri=uri))


def _number(target: str) -> str:
    """What a reader calls it: m04-q03 → « question 4.3 », m04-ex03 → « exercice 4.3 », sc1 → « scénario 1 »."""
    if scenario := re.fullmatch(r"sc(\d+)", target):
        return f"scénario\u00a0{scenario[1]}"
    module, kind, rank = re.fullmatch(r"m(\d\d)-(q|ex)(\d\d)", target).groups()
    return f"{'question' if kind == 'q' else 'exercice'}\u00a0{int(module)}.{int(rank)}"


def setup_coverage(app: Sphinx) -> None:
    app.add_node(coverage_placeholder)
    app.add_directive("couverture", Coverage)
    app.connect("doctree-resolved", draw)
