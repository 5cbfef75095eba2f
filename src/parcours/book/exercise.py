"""The `{exercise}` directive: statement, hints, rubric as complete HTML, which `web/exercise.js` then makes workable.

Also puts beside the pages what that script reads: exercise JSON, published solutions, released notebooks, tables.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from parcours.book.nodes import heading, html, island, said
from parcours.exercises import Exercise, ExerciseError, Module, load_module

# Minutes of an exercise, by form: what `parcours.book.minutes` adds up; a written task takes longer with its length.
MINUTES = {"compléter": 3, "ordonner": 3, "appariement": 5, "libre": 7}
WRITTEN = 2
WORDS_PER_MINUTE = 15  # composing in one's own words, revising included


def minutes(exercise: Exercise) -> float:
    """The minutes an exercise announces."""
    if exercise.type == "manuel":
        return WRITTEN + exercise.mots / WORDS_PER_MINUTE
    return MINUTES[exercise.forme]


class ExerciseDirective(SphinxDirective):
    """`{exercise} m05-ex02`: the exercise of `solutions/m05/`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        module = self._module(name.partition("-")[0])
        try:
            exercise = module.exercise(name)
        except KeyError as error:
            advice = f"Vérifiez le nom, ou ajoutez l’exercice à solutions/{module.module}/."
            raise self._problem(f"{error.args[0]} {advice}") from None
        shown = self.env.temp_data.setdefault("parcours_exercises", set())
        if name in shown:
            raise self._problem(f"{name} est déjà sur cette page. Retirez l’un des deux appels.")
        shown.add(name)
        place = self.get_source_info()
        work = island("exercise", {"id": name, "module": module.module}, id=name)
        work["minutes"] = minutes(exercise)
        work += heading(f"Exercice {exercise.numero} · {exercise.titre}", *place)
        origin = f"solutions/{module.module}/{module.module}.py"
        statement = StringList(_without_title(exercise.enonce).split("\n"), source=origin)
        self.state.nested_parse(statement, self.content_offset, work)
        if exercise.preparation:
            work += _prepared(exercise, place)
        if exercise.grille:
            work += _rubric(exercise, place)
        work += self._without_script(module, exercise, place)
        return [work]

    def _module(self, name: str) -> Module:
        path = folder(self.env.app) / f"{name}.json"
        self.env.note_dependency(str(path))
        known = self.env.temp_data.setdefault("parcours_exercise_modules", {})
        if name not in known:
            try:
                known[name] = load_module(path)
            except ExerciseError as error:
                raise self._problem(str(error)) from error
        return known[name]

    def _without_script(self, module: Module, exercise: Exercise, place: tuple[str, int]) -> nodes.Node:
        """What a reader without JavaScript gets; the script takes it away."""
        box = html("div", {"class": "exercise-sans"})
        if exercise.depart:
            box += nodes.literal_block(exercise.depart, exercise.depart, language="python")
        items = [html("li", {}, _with_code(hint, place)) for hint in exercise.indices]
        box += html("details", {}, html("summary", {}, said("Indices", *place)), html("ol", {}, *items))
        here = self.env.app.builder.get_relative_uri(self.env.docname, "index").rsplit("index.html", 1)[0]
        link = html("a", {"href": f"{here}assets/carnets/{module.carnet}", "download": True})
        link += said(f"Télécharger le carnet {module.carnet}", *place)
        box += html("p", {}, link)
        return box

    def _problem(self, cause: str) -> ExtensionError:
        source, line = self.get_source_info()
        return ExtensionError(f"{source}:{line}: {{exercise}} : {cause}")


def _without_title(statement: str) -> str:
    """The statement less its first heading, which the notebook needs and the page writes itself."""
    lines = statement.strip().split("\n")
    return "\n".join(lines[1:] if lines[0].startswith("#") else lines)


def _with_code(text: str, place: tuple[str, int]) -> nodes.Node:
    """A hint, with what stands between backticks as code."""
    parts = text.split("`")
    children = [nodes.literal(part, part) if rank % 2 else nodes.Text(part) for rank, part in enumerate(parts)]
    return said(text, *place, children)


def _prepared(exercise: Exercise, place: tuple[str, int]) -> nodes.Node:
    """The code that runs before the trainee's: it names what the exercise may use."""
    code = nodes.literal_block(exercise.preparation, exercise.preparation, language="python")
    return html("details", {}, html("summary", {}, said("Ce qui est déjà prêt", *place)), code)


def _rubric(exercise: Exercise, place: tuple[str, int]) -> nodes.Node:
    def cell(tag: str, text: str, **attrs) -> nodes.Node:
        return html(tag, attrs, said(text, *place))

    head = html("tr", {}, cell("th", "Critère", scope="col"), *(cell("th", f"{n} / 4", scope="col") for n in range(5)))
    body = html("tbody")
    for criterion in exercise.grille:
        levels = (cell("td", level) for level in criterion.niveaux)
        body += html("tr", {}, cell("th", criterion.critere, scope="row"), *levels)
    caption = html("caption", {}, said(f"Grille de l’exercice {exercise.numero}", *place))
    table = html("table", {"class": "donnees"}, caption, html("thead", {}, head), body)
    label = f"Grille de l’exercice {exercise.numero}"
    region = html("div", {"class": "exercise-grille", "role": "region", "tabindex": "0", "aria-label": label}, table)
    return html("details", {}, html("summary", {}, said("La grille de lecture", *place)), region)


def folder(app: Sphinx) -> Path:
    """Where `make exercises` leaves the exercise JSON."""
    return Path(app.srcdir).parent / "_build" / "exercices"


def write_exercises(app: Sphinx, error: Exception | None) -> None:
    """Copy what pages read of exercises to `assets/`: their JSON, published solutions, released notebooks, tables."""
    if error or app.builder.format != "html":
        return
    assets, made = Path(app.outdir) / "assets", folder(app)
    course = Path(app.srcdir).parent
    for name, files in {
        "exercises": sorted(made.glob("m*.json")),
        "solutions": sorted((made / "solutions").glob("*.json")),
        "carnets": sorted((course / "exercises").glob("m*/m*.ipynb")),
        "datasets": sorted([*(course / "datasets").glob("*.csv"), *(course / "datasets").glob("*.json")]),
    }.items():
        target = assets / name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for path in files:
            shutil.copyfile(path, target / path.name)


def setup_exercise(app: Sphinx) -> None:
    app.add_directive("exercise", ExerciseDirective)
    app.connect("build-finished", write_exercises)
