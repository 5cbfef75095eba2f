"""One docutils node for any HTML element, so that islands keep their text in nodes that gettext can translate.

html("fieldset", {"class": "quiz", "data-island": "quiz"}, html("legend", {}, nodes.Text("…")))
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

VOID = frozenset({"br", "hr", "img", "input", "wbr"})


class html_element(nodes.General, nodes.Element):
    """An HTML element with its `tag` and `attrs`; children are ordinary nodes. Other writers see the children only."""


def html(tag: str, attrs: dict[str, Any] | None = None, *children: nodes.Node) -> html_element:
    """Make an element; an attribute of value True is written bare, of value None or False left out."""
    return html_element("", *children, tag=tag, attrs=attrs or {})


class phrase(nodes.Inline, nodes.TextElement):
    """A text that gettext extracts and that adds no element of its own to the page.

    Not docutils' `inline`: Sphinx takes a translatable one away at the end of reading and moves its text behind its siblings.
    """


def said(text: str, source: str, line: int = 1, children: Sequence[nodes.Node] = ()) -> phrase:
    """A piece of text that gettext extracts, with the place it comes from; for labels, summaries and captions."""
    node = phrase(text, "" if children else text, *children, translatable=True)
    node.source, node.line = source, line
    return node


class subheading(nodes.General, nodes.TextElement):
    """A heading one level under the section it stands in, which is not an entry of the table of contents."""


def heading(text: str, source: str, line: int = 1) -> subheading:
    """A translatable heading for what a directive draws."""
    node = subheading(text, text, translatable=True)
    node.source, node.line = source, line
    return node


def start_tag(tag: str, attrs: dict[str, Any]) -> str:
    """`<tag a="…" b>`, attributes escaped, in the order given."""
    written = "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value), quote=True)}"'
        for name, value in attrs.items()
        if value is not None and value is not False
    )
    return f"<{tag}{written}>"


def island(kind: str, data: dict[str, Any] | None = None, *children: nodes.Node, **attrs: Any) -> html_element:
    """A place that `web/<kind>.js` enhances; `data` becomes `data-…` attributes."""
    names = {f"data-{key}": value for key, value in (data or {}).items()}
    return html("div", {"class": kind, "data-island": kind, **names, **attrs}, *children)


def _visit(self, node: html_element) -> None:
    self.body.append(start_tag(node["tag"], node["attrs"]))


def _depart(self, node: html_element) -> None:
    if node["tag"] not in VOID:
        self.body.append(f"</{node['tag']}>")


def _pass(self, node: nodes.Element) -> None:
    """The children are all there is to print."""


def _visit_heading(self, _node: subheading) -> None:
    self.body.append(f"<h{self.section_level + 1}>")


def _depart_heading(self, _node: subheading) -> None:
    self.body.append(f"</h{self.section_level + 1}>")


class Island(SphinxDirective):
    """```{island} nom```: a place for `web/nom.js`; the body is what a reader without JavaScript gets."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        place = island(self.arguments[0], hidden=not self.content)
        self.state.nested_parse(self.content, self.content_offset, place)
        return [place]


def setup_nodes(app: Sphinx) -> None:
    app.add_directive("island", Island)
    others = {name: (_pass, _pass) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(html_element, html=(_visit, _depart), **others)
    app.add_node(subheading, html=(_visit_heading, _depart_heading), **others)
    app.add_node(phrase, html=(_pass, _pass), **others)
