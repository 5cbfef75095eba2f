"""The page frame: réveil → objectifs, durée, prérequis → « En bref » → the lesson → à retenir → s'entraîner → aller plus loin.

The head is inserted under the page's title from its front matter, as docutils nodes, before the translation transform runs, so
that gettext reaches every sentence of it. The last three sections are the writer's; a lesson without them stops the build.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform

from parcours.book.frontmatter import LEARNING, PATHS, FrontMatter, FrontMatterError, read_front_matter
from parcours.book.nodes import island

LAST_SECTIONS = ("À retenir", "S’entraîner", "Pour aller plus loin")


def objective_text(env, objective: str) -> str:
    """The sentence of an objective, declared by its module's index page."""
    for front in env.parcours_pages.values():
        if front.type == "module" and objective in front.objectives:
            return front.objectives[objective]
    return ""


class Frame(SphinxTransform):
    default_priority = 10  # before the Locale transform (20)

    def apply(self, **_kwargs) -> None:
        path = Path(self.env.doc2path(self.env.docname))
        if path.suffix != ".md":
            return
        front = self.env.parcours_pages[self.env.docname]
        section = next(iter(self.document.findall(nodes.section)), None)
        if section is None:
            raise FrontMatterError(path, 1, "la page n'a pas de titre.", "Commencez par « # Titre ».")
        if front.type in LEARNING:
            section.insert(1, self._head(front, path))
            section += island("fini", hidden=True, **{"class": "fini"})
        if front.type == "lecon":
            self._check_sections(section, path)
        elif front.type == "module":
            section.insert(1, self._module_head(front, path))

    def _head(self, front: FrontMatter, path: Path) -> nodes.Node:
        head = nodes.container(classes=["cadre"])
        if front.type == "lecon" and front.module > "m00":
            head += island("reveil", {"module": front.module}, hidden=True)
        facts = nodes.paragraph("", "", classes=["faits"])
        minutes = f"{front.duration} min"
        facts += nodes.strong("", minutes)
        facts += nodes.Text(" · Parcours : " + ", ".join(PATHS[name] for name in front.paths))
        head += _at(facts, path)
        if front.prerequisites:
            before = nodes.paragraph("", "À lire avant : ", classes=["prerequis"])
            for index, name in enumerate(front.prerequisites):
                if index:
                    before += nodes.Text(", ")
                before += _page_reference(self.env, name)
            head += _at(before, path)
        head += _at(nodes.paragraph("", "À la fin de cette page, vous saurez :", classes=["promesse"]), path)
        goals = nodes.bullet_list("", classes=["objectifs"])
        for objective in front.objectives:
            text = objective_text(self.env, objective)
            if not text:
                raise FrontMatterError(
                    path,
                    1,
                    f"l'objectif « {objective} » n'est déclaré par aucun module.",
                    "Ajoutez-le aux objectifs de l'index.md du module.",
                )
            goals += nodes.list_item("", _at(nodes.paragraph("", _lower_first(text)), path))
        head += goals
        brief = nodes.container(classes=["en-bref"])
        brief += _at(nodes.paragraph("", "", nodes.strong("", "En bref")), path)
        brief += _at(nodes.paragraph("", " ".join(front.brief)), path)
        head += brief
        return head

    def _module_head(self, front: FrontMatter, path: Path) -> nodes.Node:
        head = nodes.container(classes=["cadre"])
        head += _at(nodes.paragraph("", "À la fin de ce module, vous saurez :", classes=["promesse"]), path)
        goals = nodes.bullet_list("", classes=["objectifs"])
        for text in front.objectives.values():
            goals += nodes.list_item("", _at(nodes.paragraph("", _lower_first(text)), path))
        head += goals
        return head

    def _check_sections(self, section: nodes.section, path: Path) -> None:
        titles = [each.next_node(nodes.title).astext() for each in section.children if isinstance(each, nodes.section)]
        if tuple(titles[-3:]) != LAST_SECTIONS:
            line = section.children[-1].line or 1
            raise ExtensionError(
                f"{path}:{line}: une leçon se termine par « ## À retenir », « ## S’entraîner » et « ## Pour aller plus loin » ; "
                f"la page se termine par : {', '.join(titles[-3:]) or 'aucune section'}. Complétez ou renommez ces sections."
            )


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _at(node: nodes.Element, path: Path) -> nodes.Element:
    """Give a node the source and line that gettext asks for."""
    node.source, node.line = str(path), 1
    return node


def _page_reference(env, name: str) -> nodes.Node:
    from sphinx.addnodes import pending_xref

    reference = pending_xref(
        "",
        nodes.inline("", name),
        refdomain="std",
        reftype="doc",
        reftarget="/" + name,
        refexplicit=False,
        refwarn=True,
        refdoc=env.docname,
    )
    return reference


def read_pages(app: Sphinx, env, _docnames) -> None:
    """Read the front matter of every page first: objectives and prerequisites are looked up across pages."""
    env.parcours_pages = {}
    for docname in sorted(env.found_docs):
        path = Path(env.doc2path(docname))
        if path.suffix == ".md":
            env.parcours_pages[docname] = read_front_matter(path)


def setup_frame(app: Sphinx) -> None:
    app.connect("env-before-read-docs", read_pages)
    app.add_transform(Frame)
