"""Our boxes: `{situation}`, `{idee-recue}`, `{preuve}`, `{lundi-matin}`, `{loi} AAAA-MM-JJ`, `{approfondir}`, `{attention}`."""

from __future__ import annotations

from datetime import date

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from parcours.book.nodes import html

TITLES = {
    "situation": "La situation",
    "idee-recue": "Idée reçue",
    "preuve": "Ce que disent les études",
    "lundi-matin": "Lundi matin",
    "prudence": "Prudence",
}
LAW = "Information générale, pas un conseil juridique. Vérifié le {date}."


class Box(SphinxDirective):
    """A titled box; an argument replaces the title."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        box = nodes.container(classes=["boite", f"boite-{self.name}"])
        title = nodes.paragraph("", self.arguments[0] if self.arguments else TITLES[self.name], classes=["boite-titre"])
        self.set_source_info(title)
        box += title
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class LawBox(SphinxDirective):
    """The banner of a law page: `{loi} 2026-11-22` says when its facts were checked."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        try:
            checked = date.fromisoformat(self.arguments[0])
        except ValueError:
            raise self.error(
                f"« {self.arguments[0]} » n'est pas une date ; écrivez par exemple « {{loi}} 2026-11-22 »."
            ) from None
        box = nodes.container(classes=["boite", "boite-loi"])
        title = nodes.paragraph("", LAW.format(date=checked.strftime("%d/%m/%Y")), classes=["boite-titre"])
        self.set_source_info(title)
        box += title
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class GoFurther(SphinxDirective):
    """An optional part, folded: `{approfondir} L'intervalle de Wilson`."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        summary = nodes.inline("", "Approfondir : " + self.arguments[0])
        body = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, body)
        return [html("details", {"class": "approfondir"}, html("summary", {}, summary), *body.children)]


def setup_admonitions(app: Sphinx) -> None:
    for name in TITLES:
        app.add_directive(name, Box)
    app.add_directive("loi", LawBox)
    app.add_directive("approfondir", GoFurther)
