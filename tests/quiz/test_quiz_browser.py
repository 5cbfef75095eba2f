"""The live quiz in real Chromium: keyboard, feedback, retry, progress; and the same module in a notebook's cell."""

import json
import shutil
from pathlib import Path

import pytest
from tests.axe import violations
from tests.site.server import StaticHost

from parcours.authoring.quiz import read_bank, write_bank
from parcours.quiz.check import shown_order

WEB = Path(__file__).parents[2] / "src" / "parcours" / "web"

PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Essai</title>
<link rel="stylesheet" href="assets/styles/00-base.css"><link rel="stylesheet" href="assets/styles/30-quiz.css">
<main><h1>Essai</h1>
<div class="quiz" data-island="quiz" data-items="%s">
<fieldset id="m05-q01"><legend>Forme statique</legend></fieldset></div>
</main><script type="module">
import * as quiz from "./assets/quiz.js";
import * as progress from "./assets/progress.js";
const assets = new URL("assets/", location.href).href;
window.quiz = quiz;
await quiz.enhance(document.querySelector(".quiz"), {assets, progress});
document.body.dataset.pret = "";
</script></html>"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(WEB, folder / "assets")
    return folder


@pytest.fixture(scope="module")
def host(root):
    server = StaticHost(root)
    yield server
    server.close()


@pytest.fixture
def open_quiz(browser, host, root, data, save):
    """`open_quiz("m05-q01", …)` opens a page with these questions; errors of page and console fail the test."""
    write_bank(read_bank(save(data)), root / "assets" / "items" / "m05.json")
    contexts, errors = [], []

    def _open(*ids: str, anchor: str = "", width: int = 1000, **options):
        (root / "page.html").write_text(PAGE % " ".join(ids), encoding="utf-8")
        context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(host.url + "page.html" + anchor)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("body[data-pret]", state="attached")
        return page

    yield _open
    for context in contexts:
        context.close()
    assert errors == []


def record(page) -> dict:
    return json.loads(page.evaluate("localStorage.getItem('parcours:v1')") or "{}").get("quiz", {})


def said(page) -> str:
    return page.get_by_role("status").inner_text()


def verify(page, trust="Plutôt oui"):
    page.get_by_label(trust).check()
    page.get_by_role("button", name="Vérifier").click()


def test_a_whole_question_by_keyboard_alone(open_quiz):
    page = open_quiz("m05-q01")
    assert page.locator("legend").first.inner_text() == "Quel mot\u202f?"
    order = ["Option a", "Option b", "Option c"]
    shown = [text for text in page.locator(".quiz-option").all_inner_texts()]
    assert sorted(shown) == order
    page.keyboard.press("Tab")  # the first option
    page.keyboard.press("Space")
    for _ in range(shown.index("Option b")):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")  # how sure
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Vous avez vu «\u00a0Option b\u00a0». Raison b." in said(page)
    assert record(page)["m05-q01"] | {"le": ""} == {"reussi": True, "essais": 1, "confiance": 2, "le": ""}
    assert "Voilà pourquoi." in page.locator("details[open]").inner_text()


def test_nothing_is_stored_before_the_trainee_answers(open_quiz):
    page = open_quiz("m05-q01", "m05-q04")
    page.get_by_role("button", name="Question suivante").click()
    page.get_by_role("button", name="Vérifier").click()
    assert "Écrivez d’abord votre réponse." in said(page)
    assert page.evaluate("localStorage.length") == 0


def test_trust_is_asked_before_the_check(open_quiz):
    page = open_quiz("m05-q01")
    page.get_by_label("Option a").check()
    page.get_by_role("button", name="Vérifier").click()
    assert "dites si votre réponse vous paraît juste" in said(page)
    assert record(page) == {}


def test_a_miss_says_why_and_can_be_retried_then_explained(open_quiz):
    page = open_quiz("m05-q01")
    page.get_by_label("Option a").check()
    verify(page, "Tout à fait")
    assert "Regardez «\u00a0Option a\u00a0». Raison a." in said(page)
    assert "Vous répondiez avec assurance" in said(page)
    assert page.locator("details").count() == 0
    page.get_by_label("Option c").check()
    verify(page, "J’hésite")
    page.get_by_role("button", name="Voir la réponse expliquée").click()
    assert "À retenir : Option b. Raison b." in page.locator("details").inner_text().replace("\u00a0", " ")
    page.get_by_role("button", name="Recommencer cette question").click()
    page.get_by_label("Option b").check()
    verify(page)
    assert record(page)["m05-q01"]["essais"] == 3 and record(page)["m05-q01"]["reussi"]


def test_feedback_never_says_faux(open_quiz):
    page = open_quiz("m05-q03")
    page.get_by_label("Vrai").check()
    verify(page)
    assert "Faux" not in said(page) and said(page).startswith("Regardez")


@pytest.mark.parametrize("typed", ["12,5", "12,5\u00a0€"])
def test_a_number_is_accepted_as_typed(open_quiz, typed):
    page = open_quiz("m05-q04")
    page.get_by_label("Votre réponse (€)").fill(typed)
    verify(page)
    assert "Vous avez vu la bonne réponse." in said(page)
    assert "12,5\u00a0€" in page.locator("details").inner_text()


def test_text_instead_of_a_number_earns_a_sentence_not_a_mark(open_quiz):
    page = open_quiz("m05-q04")
    page.get_by_label("Votre réponse (€)").fill("douze")
    verify(page)
    assert "Écrivez seulement un nombre" in said(page)
    assert record(page) == {}
    page.get_by_label("Votre réponse (€)").fill("5000")
    page.keyboard.press("Enter")
    assert "Vous avez multiplié." in said(page)


def test_several_choices_tell_what_is_missing(open_quiz):
    page = open_quiz("m05-q02")
    page.get_by_label("Option a").check()
    page.get_by_label("Option b").check()
    verify(page)
    assert "Il manque au moins une réponse" in said(page)
    assert "Résultat partiel\u00a0: 67" in said(page)


def test_steps_are_ordered_with_buttons_and_focus_stays(open_quiz, bank):
    page = open_quiz("m05-q06")
    right = [step.id for step in bank["m05-q06"].etapes]
    for place, step in enumerate(right):
        shown = page.locator(".quiz-ordre li").evaluate_all("lines => lines.map((line) => line.dataset.id)")
        button = page.locator(f"li[data-id={step}] button").first
        button.focus()
        for _ in range(shown.index(step) - place):
            page.keyboard.press("Enter")
            assert button.evaluate("button => button === document.activeElement")
            assert "est en position" in said(page)
    verify(page)
    assert "Vous avez vu le bon enchaînement." in said(page)


def test_matching_uses_menus(open_quiz):
    page = open_quiz("m05-q07")
    page.get_by_label("Chien").select_option("Mammifère")
    page.get_by_label("Merle").select_option("Mammifère")
    verify(page)
    assert "Donnez une réponse à chaque ligne." in said(page)
    page.get_by_label("Chat").select_option("Mammifère")
    verify(page)
    assert "Regardez de nouveau\u00a0: Merle" in said(page)
    page.get_by_label("Merle").select_option("Oiseau")
    verify(page)
    assert record(page)["m05-q07"]["reussi"]


def test_one_question_at_a_time_then_a_summary_that_leads_back(open_quiz):
    page = open_quiz("m05-q01", "m05-q03")
    assert page.locator("form").count() == 1
    page.get_by_label("Option a").check()
    verify(page, "Tout à fait")
    page.get_by_role("button", name="Question suivante").click()
    assert page.evaluate("document.activeElement.tagName") == "LEGEND"
    page.get_by_label("Faux").check()
    verify(page, "Tout à fait")
    page.get_by_role("button", name="Voir le bilan").click()
    text = page.locator("main").inner_text().replace("\u00a0", " ")
    assert "Questions réussies : 1 sur 2." in text
    assert "Parmi vos 2 réponses données sans hésiter, 1" in text
    page.get_by_role("button", name="Reprendre les questions à revoir").click()
    assert page.locator("legend").first.inner_text() == "Quel mot\u202f?"


def test_a_return_starts_at_the_first_question_not_yet_right(open_quiz):
    page = open_quiz("m05-q03", "m05-q01")
    page.get_by_label("Faux").check()
    verify(page)
    page.reload()
    page.wait_for_selector("body[data-pret]", state="attached")
    assert "Question 2 sur 2" in page.locator("main").inner_text()


def test_a_link_opens_its_question(open_quiz):
    page = open_quiz("m05-q01", "m05-q03", anchor="#m05-q03")
    assert page.locator("legend").first.inner_text() == "La moyenne suffit."


def test_without_the_bank_the_static_quiz_stays(open_quiz, root):
    (root / "assets" / "items" / "m05.json").unlink()
    page = open_quiz("m05-q01")
    assert page.locator("legend").inner_text() == "Forme statique"


def test_without_javascript_the_static_quiz_stays(open_quiz):
    page = open_quiz("m05-q01", java_script_enabled=False)
    assert page.locator("legend").inner_text() == "Forme statique"


def test_targets_are_large_and_nothing_overflows_a_small_phone(open_quiz):
    ids = [f"m05-q0{n}" for n in range(1, 8)]
    page = open_quiz(*ids, width=320)
    for _ in ids:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        small = page.locator(".quiz :is(button, select, input)").evaluate_all(
            """all => all.filter((each) => Math.min(each.offsetWidth, each.offsetHeight) < 24)
                        .map((each) => each.outerHTML)"""
        )
        assert small == []
        page.locator(".quiz-nav button").last.click()


def test_a_question_drawn_for_the_reveil_works_alone(open_quiz):
    page = open_quiz("m05-q01")
    page.evaluate(
        """async () => {
          const kept = {};
          const progress = {get: () => kept, set: (kind, id, value) => { kept[id] = value; }};
          const assets = new URL("assets", location.href).href;
          const page = {assets, progress, text: (french) => french.toUpperCase()};
          const [item] = await quiz.loadItems(["m05-q03", "m05-q99"], page);
          document.querySelector("main").replaceChildren(quiz.renderItem(item, page));
        }"""
    )
    assert page.get_by_role("button", name="VÉRIFIER").is_visible()


def test_the_same_module_draws_the_notebook_widget(open_quiz, data):
    page = open_quiz("m05-q01")
    page.evaluate(
        """(items) => {
          const state = {items, resultats: {}};
          window.saved = 0;
          const set = (name, value) => { state[name] = value; };
          const model = {get: (name) => state[name], set, save_changes: () => saved++};
          window.state = state;
          const el = document.createElement("div");
          document.querySelector("main").replaceChildren(el);
          quiz.default.render({model, el});
        }""",
        data["items"][3:4],
    )
    page.get_by_label("Votre réponse (€)").fill("12,5")
    verify(page)
    assert page.evaluate("state.resultats['m05-q04'].reussi && saved === 1")


def test_the_page_shows_the_order_that_python_gives(open_quiz, bank):
    page = open_quiz("m05-q02")
    texts = {option.id: option.texte for option in bank["m05-q02"].options}
    assert page.locator(".quiz-option").all_inner_texts() == [texts[each] for each in shown_order(bank["m05-q02"])]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_accessibility_violation_before_or_after_the_check(open_quiz, theme):
    ids = [f"m05-q0{n}" for n in (1, 4, 6, 7)]
    page = open_quiz(*ids, color_scheme=theme)
    for number, _ in enumerate(ids):
        if number == 0:
            page.get_by_label("Option b").check()
            verify(page)
        assert violations(page) == []
        page.locator(".quiz-nav button").last.click()
