"""The `{scenario}` directive: the whole scenario as passages and links, which `web/scenario.js` then plays.

Without JavaScript a choice links to what follows it, and that links to the next passage. The gauges cannot move there,
so each ending tells its condition. The player reads `assets/scenarios/<id>.json`, written when the build ends, in the
language of the build.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from parcours.authoring.scenario import ScenarioError, compile_scenario, each_text, scenario_files, to_json
from parcours.book.nodes import heading, html, island, said
from parcours.scenarios import Choice, Ending, Line, Node, Scenario, from_json
from parcours.scenarios.model import DECISIVE, END, GAUGES

WITHOUT_PLAYER = "le choix qui a pesé le plus dans votre parcours"

# The five criteria common to all scenarios, 0 to 4 points each (course brief §4.7); a scenario adds its own.
RUBRIC = (
    "Les faits sont distingués des jugements.",
    "Un cadre est choisi et justifié (Thomas–Kilmann, Glasl, OSBD…).",
    "La réponse est proportionnée, et la procédure tenue : règle, motif, recours, confidentialité.",
    "Le message rédigé est clair, exact, empathique, accessible.",
    "Une suite est prévue : mesure, prévention, bien-être.",
)


class Writer:
    """Builds the nodes of one scenario; `place` is the (source file, line) that gettext prints."""

    def __init__(self, scenario: Scenario, place: tuple[str, int]):
        self.scenario, self.place = scenario, place

    def text(self, words: str) -> nodes.Node:
        return said(words, *self.place)

    def heading(self, words: str) -> nodes.Node:
        return heading(words, *self.place)

    def p(self, words: str, css: str | None = None) -> nodes.Node:
        return html("p", {"class": css}, self.text(words))

    def labelled(self, label: str, words: str, css: str | None = None, tag: str = "p") -> nodes.Node:
        return html(tag, {"class": css}, html("b", {}, self.text(label)), nodes.Text(" "), self.text(words))

    def items(self, texts) -> nodes.Node:
        return html("ul", {}, *(html("li", {}, self.text(each)) for each in texts))

    def link(self, target: str, words: str) -> nodes.Node:
        return html("a", {"href": f"#{target}"}, self.text(words))

    def line(self, line: Line) -> nodes.Node:
        name = self.scenario.name(line.who)
        return self.labelled(name, line.text, "sc-mot") if name else self.p(line.text, "sc-recit")

    def all(self) -> nodes.Node:
        scenario = self.scenario
        parts = [self.opening(), *(self.passage(node) for node in scenario.nodes)]
        endings = html("section", {"id": f"{scenario.id}-fin"}, self.heading("Les fins"))
        endings += self.p("La première fin dont la condition est vraie est la vôtre. Les jauges vont de 0 à 100.")
        endings += self.p(self.gauges(), "sc-recit")
        endings += [self.ending(end) for end in scenario.endings]
        whole = island("scenario", {"scenario": scenario.id}, *parts, endings, self.debrief(), id=scenario.id)
        whole["minutes"] = scenario.minutes
        return whole

    def gauges(self) -> str:
        start = ", ".join(f"{label} {self.scenario.start[name]}" for name, label in _shown(self.scenario))
        return f"Au départ : {start}."

    def opening(self) -> nodes.Node:
        scenario = self.scenario
        opening = html("section", {}, self.heading(scenario.title), self.p(scenario.summary))
        if scenario.warning:
            opening += self.labelled("Avant de commencer :", scenario.warning, "sc-avertissement")
        opening += [self.p(each) for each in scenario.context]
        opening += self.labelled("Votre but :", scenario.goal)
        opening += self.p("Les personnes", "sc-question")
        opening += html("ul", {}, *(self.labelled(name, role, tag="li") for name, role in scenario.people.values()))
        opening += self.p("Ce que vous savez", "sc-question")
        opening += self.items(scenario.known)
        opening += html("p", {}, self.link(scenario.nodes[0].id, "Commencer"))
        return opening

    def passage(self, node: Node) -> nodes.Node:
        passage = html("section", {"id": node.id}, self.heading(node.title), self.p(node.when, "sc-recit"))
        passage += [self.p(each) for each in node.situation]
        passage += [self.line(each) for each in node.messages]
        passage += self.p("Que faites-vous ?", "sc-question")
        passage += html(
            "ul",
            {"class": "sc-choix"},
            *(html("li", {}, self.link(choice.id, choice.text)) for choice in node.choices),
        )
        passage += [self.consequence(choice) for choice in node.choices]
        return passage

    def consequence(self, choice: Choice) -> nodes.Node:
        after = html("div", {"id": choice.id, "class": "sc-suite"}, self.labelled("Votre choix :", choice.short))
        after += [self.line(each) for each in choice.replies]
        after += self.labelled(choice.principle, choice.feedback, "sc-retour")
        ways = html("p", {})
        for condition, target in choice.nexts:
            name = "Voir les fins" if target == END else "Continuer"
            label = f"{name} ({condition})" if condition else name
            ways += [self.link(f"{self.scenario.id}-fin" if target == END else target, label), nodes.Text(" ")]
        after += ways
        return after

    def ending(self, end: Ending) -> nodes.Node:
        condition = f"Quand : {end.condition}." if end.condition else "Dans tous les autres cas."
        block = html("details", {}, html("summary", {}, self.text(end.title)), self.p(condition, "sc-recit"))
        block += [self.p(each) for each in end.text]
        return block

    def debrief(self) -> nodes.Node:
        scenario = self.scenario
        block = html("section", {}, self.heading("Débriefing"))
        block += [self.labelled(f"{name}.", reading) for name, reading in scenario.frameworks]
        block += self.items(scenario.lessons)
        block += self.p("Pour en parler", "sc-question")
        block += self.items(scenario.questions)
        rubric = html(
            "details", {}, html("summary", {}, self.text("Barème du compte rendu : cinq critères sur 4 points"))
        )
        rubric += [self.items(RUBRIC), self.p("On y vérifie, pour ce scénario :"), self.items(scenario.rubric)]
        block += rubric
        return block


def _shown(scenario: Scenario) -> list[tuple[str, str]]:
    return [(name, GAUGES[name]) for name in scenario.shown]


class QuoteDecisive(SphinxPostTransform):
    """In the plain page nobody has chosen yet: say so in place of the choice. Runs after translation."""

    default_priority = 300

    def run(self, **_kwargs) -> None:
        translate = get_translation("parcours")
        for node in list(self.document.findall(nodes.Text)):
            if DECISIVE in node and not isinstance(node.parent, (nodes.literal, nodes.literal_block)):  # code is quoted
                node.parent.replace(node, nodes.Text(node.replace(DECISIVE, str(translate(WITHOUT_PLAYER)))))


class ScenarioDirective(SphinxDirective):
    """``{scenario} sc1``: the scenario whose YAML has `id: sc1`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        files = scenario_files(self.env.srcdir)
        path = files.get(self.arguments[0])
        source, line = self.get_source_info()
        if path is None:
            raise ExtensionError(
                f"{source}:{line}: {{scenario}} : le scénario « {self.arguments[0]} » n’existe pas. "
                f"Scénarios connus : {', '.join(files) or 'aucun'}."
            )
        self.env.note_dependency(str(path))
        return [Writer(from_json(compiled(self.env, path)), (str(path), 1)).all()]


def compiled(env: BuildEnvironment, path: Path) -> dict:
    """The checked JSON of a file; read again only when it changed."""
    cache = getattr(env, "parcours_scenarios", None)
    if cache is None:
        cache = env.parcours_scenarios = {}
    stamp = path.stat().st_mtime_ns
    if cache.get(str(path), (None,))[0] != stamp:
        try:
            cache[str(path)] = (stamp, compile_scenario(path))
        except ScenarioError as error:
            raise ExtensionError(f"Scénario à corriger :\n{error}") from error
    return cache[str(path)][1]


def write_scenarios(app: Sphinx, error: Exception | None) -> None:
    """Write `assets/scenarios/<id>.json`, its texts in the language of the build."""
    if error or app.builder.format != "html":
        return
    translate = get_translation("parcours")
    folder = Path(app.outdir) / "assets" / "scenarios"
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in scenario_files(app.srcdir).items():
        data = each_text(compiled(app.env, path), lambda text: str(translate(text)) if text else text)
        (folder / f"{name}.json").write_text(to_json(data), encoding="utf-8")


def setup_scenario(app: Sphinx) -> None:
    app.add_directive("scenario", ScenarioDirective)
    app.add_post_transform(QuoteDecisive)
    app.connect("build-finished", write_scenarios)
