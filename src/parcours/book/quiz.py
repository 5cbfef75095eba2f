"""The `{quiz}` directive: questions as complete HTML, which `web/quiz.js` then serves one at a time.

Without JavaScript a question is a `fieldset` with native inputs; its answer, with every option's why, is in `details`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.locale import init as init_locale
from sphinx.util.docutils import SphinxDirective

from parcours.authoring.quiz import QuizSourceError, french_prose, read_bank, write_bank
from parcours.book.nodes import html, island, said
from parcours.quiz.check import shown_order
from parcours.quiz.model import Bank, BankError, Item

_SHOWN = re.compile(r"^(?:`{3,}|:{3,})\{quiz\}[ \t]*(.*)$", re.MULTILINE)
_INLINE = re.compile(r"(`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*)")

# Minutes a question takes a beginner, feedback read: what `parcours.book.minutes` adds up.
MINUTES = {
    "vrai-faux": 0.5,
    "choix": 0.75,
    "choix-multiple": 1,
    "texte-court": 1,
    "ordre": 1.25,
    "numerique": 1.5,
    "appariement": 1.5,
}


def _phrase(text: str, place: tuple[str, int]) -> nodes.Node:
    return said(text, *place, children=_inline(text))


def _inline(text: str) -> list[nodes.Node]:
    """`code`, **strong** and *emphasis*: the same small grammar as `inline` in quiz.js."""
    found: list[nodes.Node] = []
    for part in filter(None, _INLINE.split(text)):
        if not _INLINE.fullmatch(part):
            found.append(nodes.Text(part))
        elif part.startswith("`"):
            found.append(nodes.literal("", part[1:-1]))
        elif part.startswith("**"):
            found.append(nodes.strong("", part[2:-2]))
        else:
            found.append(nodes.emphasis("", part[1:-1]))
    return found


def french_number(number: float) -> str:
    """1250.5 → « 1 250,5 », with the narrow no-break space that browsers use too."""
    return f"{number:,.10g}".replace(",", "\u202f").replace(".", ",")


def quiz_node(items: Sequence[Item], place: tuple[str, int]) -> nodes.Node:
    """The island of these items. `place` is the (source file, line) that gettext prints."""
    quiz = island("quiz", {"items": " ".join(item.id for item in items)}, *(_item(item, place) for item in items))
    quiz["minutes"] = sum(MINUTES[item.type] for item in items)
    return quiz


def _item(item: Item, place: tuple[str, int]) -> nodes.Node:
    field = html("fieldset", {"id": item.id}, html("legend", {}, _phrase(item.enonce, place)))
    field += _controls(item, place)
    if item.indice:
        field += html("details", {}, html("summary", {}, _phrase("Indice", place)), _phrase(item.indice, place))
    field += html(
        "details", {}, html("summary", {}, _phrase("Voir la réponse expliquée", place)), *_answer(item, place)
    )
    return field


# --- inputs ---


def _controls(item: Item, place: tuple[str, int]) -> list[nodes.Node]:
    if item.options:
        return _choices(item, place)
    if item.etapes:
        return _ranks(item, place)
    if item.paires:
        return _matches(item, place)
    asked = "Votre réponse" + (f" ({item.unite})" if item.unite else "")
    field = {"type": "text", "autocomplete": "off", "inputmode": "decimal" if item.type == "numerique" else None}
    return [html("label", {"class": "quiz-saisie"}, _phrase(asked, place), html("input", field))]


def _choices(item: Item, place: tuple[str, int]) -> list[nodes.Node]:
    texts = {option.id: option.texte for option in item.options}
    kind = "checkbox" if item.type == "choix-multiple" else "radio"
    return [
        html(
            "label",
            {"class": "quiz-option"},
            html("input", {"type": kind, "name": item.id, "value": each}),
            html("span", {}, _phrase(texts[each], place)),
        )
        for each in shown_order(item)
    ]


def _ranks(item: Item, place: tuple[str, int]) -> list[nodes.Node]:
    """A number field a step rather than a menu of every rank: n elements instead of n²."""
    texts = {step.id: step.texte for step in item.etapes}
    field = {"type": "number", "min": 1, "max": len(texts)}
    return [
        html("label", {"class": "quiz-etape"}, html("input", field), html("span", {}, _phrase(texts[each], place)))
        for each in shown_order(item)
    ]


def _matches(item: Item, place: tuple[str, int]) -> list[nodes.Node]:
    pairs = {pair.id: pair.droite for pair in item.paires}
    answers = list(dict.fromkeys(pairs[each] for each in shown_order(item)))
    found = []
    for pair in item.paires:
        menu = html("select", {}, html("option", {"value": ""}, _phrase("Choisissez…", place)))
        menu += [html("option", {}, _phrase(answer, place)) for answer in answers]
        found.append(html("label", {"class": "quiz-paire"}, html("span", {}, _phrase(pair.gauche, place)), menu))
    return found


# --- worked answer ---


def _line(place: tuple[str, int], lead: str, *texts: str) -> nodes.Node:
    """A paragraph. Each text stands alone in its node, so that its translation serves page and bank."""
    line = html("p", {}, html("strong", {}, _phrase(lead, place)))
    end = " "
    for text in texts:
        line += [nodes.Text(end), _phrase(text, place)]
        end = " " if text.endswith((".", "!", "?", "…", "»", "→")) else ". "
    return line


def _answer(item: Item, place: tuple[str, int]) -> list[nodes.Node]:
    lines = [
        _line(place, "À retenir :" if option.juste else "À écarter :", option.texte, option.pourquoi)
        for option in item.options
    ]
    lines += [_line(place, f"{rank}.", step.texte, step.pourquoi) for rank, step in enumerate(item.etapes, 1)]
    lines += [_line(place, pair.gauche, "→", pair.droite, pair.pourquoi) for pair in item.paires]
    if item.valeur is not None:
        lines.append(_line(place, "Réponse attendue :", f"{french_number(item.valeur)}\u00a0{item.unite}".strip()))
    elif item.reponses:
        lines.append(_line(place, "Réponse attendue :", item.reponses[0]))
    for trap in item.pieges:
        found = trap.reponse if isinstance(trap.reponse, str) else french_number(trap.reponse)
        lines.append(_line(place, "Si vous avez répondu :", found, trap.pourquoi))
    return [*lines, html("p", {}, _phrase(item.explication, place))]


# --- the directive ---


def module_bank(env: BuildEnvironment, path: Path) -> Bank:
    """The bank of the page's folder; read again only when its file, or the objectives, changed."""
    index = path.with_name("index.md")
    stamp = tuple(file.stat().st_mtime_ns for file in (path, index) if file.exists())
    cache = getattr(env, "parcours_banks", None)
    if cache is None:
        cache = env.parcours_banks = {}
    known = cache.get(str(path))
    if known is None or known[0] != stamp:
        try:
            cache[str(path)] = (stamp, read_bank(path))
        except QuizSourceError as error:
            raise ExtensionError(f"Questions à corriger :\n{error}") from error
    return cache[str(path)][1]


def shown_elsewhere(folder: Path, page: Path) -> set[str]:
    """The ids that `{quiz}` directives with arguments show in this folder, `page` included."""
    pages = {page, *folder.glob("*.md")}
    found = [ids for each in pages for ids in _SHOWN.findall(each.read_text(encoding="utf-8"))]
    return {each for ids in found for each in re.split(r"[\s,]+", ids) if each}


class Quiz(SphinxDirective):
    """``{quiz} m05-q01 m05-q03``, or ``{quiz}`` alone for all the module's questions not shown elsewhere in it."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        page = Path(self.env.doc2path(self.env.docname))
        path = page.with_name("quiz.yml")
        if not path.is_file():
            raise self._problem("il n’y a pas de quiz.yml dans ce dossier.", "Créez-le (modèle : docs/quiz.md).")
        self.env.note_dependency(str(path))
        bank = module_bank(self.env, path)
        if self.arguments:
            items = [self._known(bank, each) for each in re.split(r"[\s,]+", self.arguments[0].strip())]
        else:
            items = self._others(bank, page)
        shown = self.env.temp_data.setdefault("parcours_quiz", set())
        for item in items:
            if item.id in shown:
                raise self._problem(f"la question {item.id} est déjà sur cette page.", "Retirez l’un des deux appels.")
            shown.add(item.id)
        return [quiz_node(items, self.get_source_info())]

    def _others(self, bank: Bank, page: Path) -> list[Item]:
        for each in page.parent.glob("*.md"):
            self.env.note_dependency(str(each))
        shown = shown_elsewhere(page.parent, page)
        items = [item for item in bank.items if item.id not in shown]
        if not items:
            raise self._problem(
                "toutes les questions du module sont déjà montrées.", "Retirez ce {quiz} sans argument."
            )
        return items

    def _known(self, bank: Bank, item_id: str) -> Item:
        try:
            return bank[item_id]
        except BankError as error:
            raise self._problem(str(error), "Corrigez l’identifiant ou ajoutez la question à quiz.yml.") from error

    def _problem(self, cause: str, advice: str) -> ExtensionError:
        source, line = self.get_source_info()
        return ExtensionError(f"{source}:{line}: {{quiz}} : {cause} {advice}")


def write_banks(app: Sphinx, error: Exception | None) -> None:
    """Write `assets/items/mNN.json` for every quiz.yml of the book, so that any page may ask any earlier question."""
    if error or app.builder.format != "html":
        return
    prose = french_prose if app.config.language.startswith("fr") else _translator(app)
    for path in sorted(Path(app.srcdir).glob("*/quiz.yml")):
        bank = module_bank(app.env, path)
        write_bank(bank, Path(app.outdir) / "assets" / "items" / f"{bank.module}.json", prose)


def _translator(app: Sphinx) -> Callable[[str], str]:
    """The catalogue that translates the pages: the live quiz must speak the language of the static one."""
    config = app.config
    folders = [str(Path(app.srcdir, each)) for each in config.locale_dirs]
    catalogue, _found = init_locale(folders, config.language, str(config.gettext_compact))
    return catalogue.gettext


def setup_quiz(app: Sphinx) -> None:
    app.add_directive("quiz", Quiz)
    app.connect("build-finished", write_banks)
