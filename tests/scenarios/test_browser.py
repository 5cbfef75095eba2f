"""The player in real Chromium: by keyboard, on a phone, on a projector, without JavaScript, in a notebook's cell."""

import json
import re
import shutil

import pytest
from tests.axe import violations
from tests.scenarios.files import ALL, CONFLICTS, ROOT
from tests.scenarios.test_directive import build
from tests.site.server import StaticHost

from parcours.authoring.scenario import to_json
from parcours.scenarios import best_path, replay

WEB = ROOT / "src" / "parcours" / "web"
START = """<script type="module">
import * as scenario from "./assets/scenario.js";
import * as progress from "./assets/progress.js";
const text = (french, values = {}) => french.replace(/\\{(\\w+)\\}/g, (whole, name) => values[name] ?? whole);
const element = document.querySelector(".scenario");
await scenario.enhance(element, {assets: new URL("assets/", location.href).href, progress, text});
element.dataset.ready = "";
document.body.dataset.pret = "";
</script>"""


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """Every scenario as the site serves it, with our styles, each in a page of its own."""
    out = build(tmp_path_factory.mktemp("livre"), ALL)
    shutil.copytree(WEB, out / "assets", dirs_exist_ok=True)
    for name in ALL:
        body = re.search(
            r'<div class="scenario".*</section>\s*</div>', (out / f"{name}.html").read_text("utf-8"), re.DOTALL
        )[0]
        styles = "".join(
            f'<link rel="stylesheet" href="assets/styles/{css}.css">' for css in ("00-base", "40-scenario")
        )
        (out / f"{name}.html").write_text(
            f'<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f'<link rel="icon" href="assets/favicon.svg">'
            f"<title>Essai</title>{styles}<main><h1>Essai</h1>{body}</main>{START}</html>",
            encoding="utf-8",
        )
    server = StaticHost(out)
    yield server
    server.close()


@pytest.fixture
def visit(browser, host):
    """`visit("sc1")` opens a page; an error of the page or its console fails the test."""
    contexts, errors = [], []

    def _visit(name: str, width: int = 1000, **options):
        context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{host.url}{name}.html")
        if options.get("java_script_enabled", True):
            page.wait_for_selector("body[data-pret]", state="attached")
        return page

    yield _visit
    for context in contexts:
        context.close()
    assert errors == []


def press(page, label):
    page.get_by_role("button", name=label, exact=True).click()


def play(page, choices, until_end=True):
    press(page, "Commencer")
    for rank, choice in enumerate(choices, 1):
        page.click(f'[data-choix="{choice}"]')
        if rank < len(choices):
            press(page, "Continuer")
    if until_end:
        press(page, "Voir la fin")


def record(page, name):
    return json.loads(page.evaluate("localStorage.getItem('parcours:v1')"))["scenarios"][name]


def test_gauges_come_after_the_choice_and_are_announced(visit):
    page = visit("sc1")
    press(page, "Commencer")
    assert page.locator(".sc-jauges").count() == 0
    page.click('[data-choix="sc1-n1-d"]')
    assert "42 (+12)" in page.locator(".sc-jauges").inner_text()
    said = page.get_by_role("status").inner_text()
    assert said == "Confiance 42 (+12), Tension 53 (−12), Énergie de l’équipe 57 (−3)"
    assert page.evaluate("document.activeElement.className") == "sc-apres"
    assert "18 h 15" in page.locator(".sc-vous").inner_text().replace("\u00a0", " ")


def test_the_keyboard_is_enough_from_start_to_end(visit, scenarios):
    page = visit("mini1")
    page.get_by_role("button", name="Commencer").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    for choice in best_path(scenarios["mini1"]).choices:
        for _ in range(8):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.dataset.choix") == choice:
                break
        assert page.evaluate("document.activeElement.dataset.choix") == choice
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.className") == "sc-apres"
        page.keyboard.press("Tab")  # « Continuer » or « Voir la fin »
        page.keyboard.press("Enter")
    assert "Un client devenu allié" in page.evaluate("document.activeElement.textContent")


def test_the_end_tells_the_state_the_decisive_choice_and_the_line_to_keep(visit, scenarios):
    run = replay(scenarios["sc1"], ["sc1-n1-d", "sc1-n2-c", "sc1-n3-a", "sc1-n4-a", "sc1-n5-b"])
    page = visit("sc1")
    play(page, run.choices)
    said = page.locator(".scenario").inner_text()
    assert run.ending.title in said and f"Score\u00a0: {run.score} sur 100." in said
    assert f"«\u00a0{run.decisive.short}\u00a0»" in said
    assert f"mes_choix = {json.dumps(run.choices)}" in said
    assert "À essayer" in said and "HEARD" in said and scenarios["sc1"].rubric[0] not in said  # folded
    kept = record(page, "sc1")
    assert (kept["choix"], kept["fin"], kept["score"]) == (run.choices, run.ending.id, run.score)


def test_one_takes_up_again_any_passage_and_the_map_remembers(visit, scenarios):
    best = best_path(scenarios["mini1"]).choices
    page = visit("mini1")
    play(page, best)
    page.get_by_role("button", name="Reprendre ici\u00a0: Mina s’en mêle").click()
    assert page.locator(".scenario h2").inner_text().startswith("Mina s’en mêle")
    page.click('[data-choix="mini1-n2-a"]')
    press(page, "Changer ma réponse")
    page.click('[data-choix="mini1-n2-c"]')
    press(page, "Continuer")
    page.click('[data-choix="mini1-n3-a"]')
    press(page, "Voir la fin")
    tried = page.locator(".sc-carte li").nth(1)
    assert tried.locator(".sc-pris").count() == 1 and tried.locator(".sc-vu").count() == 2
    assert "sur 3." in page.locator(".scenario").inner_text()
    press(page, "Rejouer")
    assert page.locator(".scenario h2").inner_text().startswith("Le message de Léo")
    assert record(page, "mini1")["fin"]  # playing again does not erase what was finished


def test_a_reload_offers_to_go_on(visit):
    page = visit("sc1")
    play(page, ["sc1-n1-d", "sc1-n2-c"], until_end=False)
    page.reload()
    page.wait_for_selector("body[data-pret]", state="attached")
    press(page, "Reprendre où vous en étiez")
    assert page.locator(".scenario h2").inner_text().startswith("Ce que l’on peut promettre")
    page.locator(".sc-chemin summary").click()
    assert page.locator(".sc-chemin li").count() == 2


def test_a_class_votes_and_a_tie_is_debated(visit, scenarios):
    page = visit("mini1")
    press(page, "Mode projection")
    assert page.locator(".sc-projection").count() == 1
    press(page, "Commencer")
    press(page, "Jouer le choix majoritaire")
    assert "Entrez au moins un nombre" in page.get_by_role("status").inner_text()
    page.fill('[data-vote="mini1-n1-a"]', "5")
    page.fill('[data-vote="mini1-n1-b"]', "5")
    press(page, "Jouer le choix majoritaire")
    assert "Égalité" in page.get_by_role("status").inner_text()
    page.fill('[data-vote="mini1-n1-b"]', "3")
    press(page, "Jouer le choix majoritaire")
    assert "Vote de la classe" in page.locator(".sc-apres").inner_text()
    press(page, "Continuer")
    for choice in best_path(scenarios["mini1"]).choices[1:]:
        page.click(f'[data-choix="{choice}"]')
        page.locator(".sc-actions .plein").click()
    assert "Vote de la classe" in page.locator(".sc-trace pre").text_content()


def test_the_transcript_is_downloaded_copied_and_printed(visit, scenarios):
    run = best_path(scenarios["mini1"])
    page = visit("mini1", permissions=["clipboard-read", "clipboard-write"])
    play(page, run.choices)
    with page.expect_download() as waiting:
        press(page, "Télécharger")
    assert waiting.value.suggested_filename == "mini1-transcription.txt"
    text = waiting.value.path().read_text(encoding="utf-8")
    for each in run.steps:
        assert each.choice.text in text and each.choice.feedback in text
    assert f"mes_choix = {json.dumps(run.choices)}" in text
    press(page, "Copier la transcription")
    page.wait_for_function("() => document.querySelector('[role=status]').textContent.startsWith('C’est copié')")
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.evaluate("window.print = () => { window.printed = true }")
    press(page, "Imprimer")
    assert page.evaluate("window.printed") and page.locator(".sc-trace[open]").count() == 1


def test_a_phone_shows_it_without_sideways_scroll(visit, scenarios):
    page = visit("sc1", width=360)
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 360
    play(page, best_path(scenarios["sc1"]).choices)
    assert page.evaluate(wide) <= 360
    small = page.eval_on_selector_all(
        ".scenario button", "all => all.filter(b => b.getBoundingClientRect().height < 24).map(b => b.textContent)"
    )
    assert small == []


def test_without_javascript_a_choice_leads_to_its_consequence_and_on(visit):
    page = visit("sc1", java_script_enabled=False)
    page.click('a[href="#sc1-n1"]')
    assert page.locator("#sc1-n1-d").is_hidden()
    page.click('a[href="#sc1-n1-d"]')
    assert page.locator("#sc1-n1-d").is_visible() and page.locator("#sc1-n1-a").is_hidden()
    page.locator("#sc1-n1-d").get_by_role("link", name="Continuer").click()
    assert page.url.endswith("#sc1-n2")
    page.emulate_media(media="print")
    assert page.locator("#sc1-n1-a").is_visible()


def test_no_answer_from_the_host_leaves_the_plain_page(browser, host):
    page = browser.new_page()
    page.route("**/sc1.json", lambda route: route.fulfill(status=404, body=""))
    page.goto(f"{host.url}sc1.html")
    page.wait_for_timeout(300)
    assert page.locator("#sc1-n1 .sc-choix a").count() == 4
    page.close()


def test_the_same_player_in_a_notebook_gives_the_choices_back(browser, compiled, scenarios, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mini1.json").write_text(to_json(compiled["mini1"]), encoding="utf-8")
    from parcours import widgets

    widget = widgets.scenario("mini1")
    (tmp_path / "widget.js").write_text(widget._esm, encoding="utf-8")
    data = json.dumps({"modele": widget.modele, "partie": {}, "mes_choix": []})
    (tmp_path / "cell.html").write_text(
        f'<!doctype html><meta charset="utf-8"><div id="el"></div><script type="module">import w from "./widget.js";'
        f"const values = {data}; window.values = values;"
        "w.render({model: {get: k => values[k], set(k, v) { values[k] = v }, save_changes() {}}, el: window.el});"
        "</script>",
        encoding="utf-8",
    )
    server = StaticHost(tmp_path)
    page = browser.new_page()
    try:
        page.goto(f"{server.url}cell.html")
        run = best_path(scenarios["mini1"])
        play(page, run.choices)
        widget.mes_choix = page.evaluate("values.mes_choix")
    finally:
        page.close()
        server.close()
    assert widget.mes_choix == run.choices
    assert widget.run.score == run.score


def test_every_screen_is_accessible(visit, scenarios):
    page = visit("mini1", width=360, color_scheme="dark")
    assert violations(page) == []
    press(page, "Mode projection")
    press(page, "Commencer")
    assert violations(page) == []
    for rank, choice in enumerate(best_path(scenarios["mini1"]).choices):
        page.click(f'[data-choix="{choice}"]')
        assert rank or violations(page) == []
        page.locator(".sc-actions .plein").click()
    assert violations(page) == []


@pytest.mark.complet
@pytest.mark.parametrize("name", CONFLICTS)
def test_each_scenario_is_played_by_keyboard_on_a_dark_phone_and_without_javascript(visit, scenarios, name):
    page = visit(name, width=360, color_scheme="dark")

    def sound():
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.get_by_role("button", name="Commencer").focus()
    page.keyboard.press("Enter")
    best = best_path(scenarios[name])
    for choice in best.choices:
        sound()
        for _ in range(8):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.dataset.choix") == choice:
                break
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")  # « Continuer » or « Voir la fin »
        page.keyboard.press("Enter")
    sound()
    assert best.ending.title in page.evaluate("document.activeElement.textContent")

    plain = visit(name, width=360, java_script_enabled=False)
    plain.locator(f'a[href="#{name}-n1"]').first.click()
    for choice in best.choices:
        plain.click(f'a[href="#{choice}"]')
        assert plain.locator(f"#{choice}").is_visible()
        plain.locator(f"#{choice} a").first.click()
    assert plain.url.endswith(f"#{name}-fin")
