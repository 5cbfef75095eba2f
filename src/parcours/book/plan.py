"""The map of the course: `{plan-du-cours}` lists modules and pages with minutes computed from their content; `pages.json` says it to scripts."""

from __future__ import annotations

import json
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from parcours.book.frontmatter import PATHS
from parcours.book.minutes import minutes_range, page_minutes, page_words
from parcours.book.nodes import html, said


class plan_placeholder(nodes.General, nodes.Element):
    """Stands for the map until every page has been read."""


class CourseMap(SphinxDirective):
    """The place of the map."""

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # any page may change its minutes
        return [plan_placeholder()]


def measure(app: Sphinx, doctree: nodes.document) -> None:
    """Note the words and minutes of the page just read."""
    if not hasattr(app.env, "parcours_minutes"):
        app.env.parcours_minutes = {}
    app.env.parcours_minutes[app.env.docname] = (page_words(doctree), page_minutes(doctree))


def merge(_app, env, docnames, other) -> None:
    """Parallel reading: keep what another process measured."""
    for docname in docnames:
        env.parcours_minutes = getattr(env, "parcours_minutes", {})
        env.parcours_minutes[docname] = other.parcours_minutes[docname]


def learning_pages(env) -> list[str]:
    """The pages of the course in reading order, modules and lessons only."""
    order: list[str] = []

    def walk(docname: str) -> None:
        if docname in order:
            return
        order.append(docname)
        for child in env.toctree_includes.get(docname, []):
            walk(child)

    walk(env.config.root_doc)
    return [name for name in order if name in env.parcours_pages]


def draw_map(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for placeholder in list(doctree.findall(plan_placeholder)):
        placeholder.replace_self(_map(app, docname))


def _map(app: Sphinx, docname: str) -> list[nodes.Node]:
    env = app.env
    out: list[nodes.Node] = []
    pages = learning_pages(env)
    place = (env.doc2path(docname), 1)
    modules = [name for name in pages if env.parcours_pages[name].type == "module"]
    for index in modules:
        children = [name for name in env.toctree_includes.get(index, []) if name in env.parcours_pages]
        total = sum(env.parcours_minutes[name][1] for name in [index, *children])
        section = html("section", {"class": "carte-module", "id": index.partition("/")[0]})
        section += html("h2", {}, _link(app, docname, index))
        section += html("p", {"class": "faits"}, said(minutes_range(total), *place))
        listing = html("ol", {})
        for child in children:
            front = env.parcours_pages[child]
            listing += html(
                "li",
                {"data-page": child, "data-parcours": " ".join(front.paths)},
                _link(app, docname, child),
                html("small", {}, said(f" {front.duration}\u00a0min", *place)),
            )
        section += listing
        out.append(section)
    return out


def _link(app: Sphinx, docname: str, target: str) -> nodes.Node:
    reference = nodes.reference("", "", internal=True, refuri=app.builder.get_relative_uri(docname, target))
    reference += nodes.Text(app.env.titles[target].astext())
    return nodes.inline("", "", reference)


def write_pages_json(app: Sphinx, error: Exception | None) -> None:
    """`assets/pages.json`: what progress, home and tests know of each page."""
    if error or app.builder.format != "html":
        return
    env = app.env
    pages = [
        {
            "page": name,
            "titre": env.titles[name].astext(),
            "type": front.type,
            "module": front.module,
            "parcours": list(front.paths),
            "volet": front.strand,
            "duree": front.duration,
            "mots": env.parcours_minutes[name][0],
            "minutes": round(env.parcours_minutes[name][1], 1),
        }
        for name in learning_pages(env)
        if (front := env.parcours_pages[name])
    ]
    path = Path(app.outdir) / "assets" / "pages.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"parcours": PATHS, "pages": pages}, ensure_ascii=False, indent=0), encoding="utf-8")


def setup_plan(app: Sphinx) -> None:
    app.add_node(plan_placeholder)
    app.add_directive("plan-du-cours", CourseMap)
    app.connect("doctree-read", measure)
    app.connect("env-merge-info", merge)
    app.connect("doctree-resolved", draw_map)
    app.connect("build-finished", write_pages_json)
