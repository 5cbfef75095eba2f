"""`{corriger}`: the marking desk. Its body is what a reader without JavaScript gets; `web/desk/desk.js` does the rest.

The directive tells the script what the site holds: the assignments with their titles, the tables that notebooks may load,
the quizzes with their names in Moodle.
"""

from __future__ import annotations

import json
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from parcours.authoring.quiz import category
from parcours.book.exercise import folder
from parcours.book.nodes import html
from parcours.exercises import load_module


class Desk(SphinxDirective):
    """The place of the desk on its page."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        titles: dict[str, str] = {}
        course = Path(self.env.srcdir).parent
        for path in sorted(folder(self.env.app).glob("m*.json")):
            module = load_module(path)
            self.env.note_dependency(str(path))
            if (course / "exercises" / module.module / module.carnet).is_file():
                titles[module.module] = module.titre
        banks = sorted(Path(self.env.srcdir).glob("*/quiz.yml"))
        told = {
            "data-devoirs": json.dumps(titles, ensure_ascii=False),
            "data-tables": " ".join(sorted(path.stem for path in (course / "datasets").glob("*.csv"))),
            "data-quiz": json.dumps({path.parent.name[:3]: category(path) for path in banks}, ensure_ascii=False),
        }
        place = html("div", {"class": "bureau", "data-island": "desk/desk", **told})
        self.state.nested_parse(self.content, self.content_offset, place)
        return [place]


def setup_desk(app: Sphinx) -> None:
    app.add_directive("corriger", Desk)
