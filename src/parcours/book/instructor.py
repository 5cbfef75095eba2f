"""`{correction} m04`: what a trainer needs to mark a module, drawn from the same exercises as the trainee's page."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from parcours.book.exercise import folder
from parcours.book.minutes import minutes_range
from parcours.book.nodes import html, said
from parcours.book.numbers import french
from parcours.exercises import Exercise, ExerciseError, Module, load_module

USES = {
    "entrainement": "vérifié seul",
    "autoevaluation": "auto-évaluation guidée",
    "pairs": "lecture croisée",
    "note": "lu et noté par vous",
}


class Marking(SphinxDirective):
    """The marking guide of a module; the same rubrics as the trainee's, from the same source."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        module = self._module(self.arguments[0])
        fronts = [each for each in self.env.parcours_pages.values() if each.module == module.module]
        self.env.note_reread()  # any page of the module may change its minutes
        checked = [each for each in module.exercices if each.type == "auto"]
        written = [each for each in module.exercices if each.type == "manuel"]
        total = minutes_range(sum(each.duration for each in fronts))
        out = [html("p", {}, self._said(f"Durée des pages, exercices compris\u00a0: {total}.")), self._tasks(module)]
        out += [self._mistakes(each) for each in checked if each.erreurs]
        out += [self._rubric(each) for each in written]
        return out

    def _module(self, name: str) -> Module:
        path = folder(self.env.app) / f"{name}.json"
        self.env.note_dependency(str(path))
        try:
            return load_module(path)
        except ExerciseError as error:
            source, line = self.get_source_info()
            raise ExtensionError(f"{source}:{line}: {{correction}} : {error}") from error

    def _said(self, text: str) -> nodes.Node:
        return said(text, *self.get_source_info())

    def _tasks(self, module: Module) -> nodes.Node:
        titles = ("Exercice", "Comment il se lit", "Points")
        head = html("tr", {}, *(html("th", {"scope": "col"}, self._said(each)) for each in titles))
        body = html("tbody")
        for each in module.exercices:
            body += html(
                "tr",
                {},
                html("th", {"scope": "row"}, self._said(f"{each.numero} · {each.titre}")),
                html("td", {}, self._said(USES[each.usage])),
                html("td", {}, nodes.Text(french(each.points) if each.points else "–")),
            )
        caption = html("caption", {}, self._said("Les exercices du module"))
        grid = html("table", {"class": "donnees"}, caption, html("thead", {}, head), body)
        label = {"class": "defile", "role": "region", "tabindex": "0", "aria-label": "Les exercices du module"}
        return html("div", label, grid)

    def _mistakes(self, exercise: Exercise) -> nodes.Node:
        # `samp`: what the check answers, code words and all, as the trainee reads it.
        listing = html(
            "ul", {}, *(html("li", {}, html("samp", {}, self._said(each.message))) for each in exercise.erreurs)
        )
        return self._folded(f"Erreurs reconnues, exercice {exercise.numero} · {exercise.titre}", listing)

    def _rubric(self, exercise: Exercise) -> nodes.Node:
        parts = []
        for criterion in exercise.grille:
            parts.append(html("p", {}, html("strong", {}, self._said(criterion.critere))))
            levels = (html("li", {}, self._said(each)) for each in criterion.niveaux)
            parts.append(html("ol", {"start": "0"}, *levels))
        if exercise.oral:
            parts.append(html("p", {}, html("strong", {}, self._said("À l’oral, deux questions"))))
            parts.append(html("ul", {}, *(html("li", {}, self._said(each)) for each in exercise.oral)))
        return self._folded(f"Grille, exercice {exercise.numero} · {exercise.titre}", *parts)

    def _folded(self, summary: str, *children: nodes.Node) -> nodes.Node:
        return html("details", {}, html("summary", {}, self._said(summary)), *children)


def setup_instructor(app: Sphinx) -> None:
    app.add_directive("correction", Marking)
