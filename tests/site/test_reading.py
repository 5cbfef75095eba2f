"""The reading panel, search, the glossary's definitions, the printed page, the page that does not exist."""

import re

import pytest

pytestmark = pytest.mark.site
LESSON = "m01-metier/01-definir.html"


def test_size_spacing_colours_are_chosen_by_keyboard_and_kept(open_page):
    page = open_page(LESSON)
    button = page.get_by_role("button", name="Affichage")
    button.focus()
    page.keyboard.press("Enter")
    before = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('article p')).fontSize)")
    page.get_by_label("Très grande").focus()
    page.keyboard.press("Space")
    page.get_by_label("Sombres").check()
    after = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('article p')).fontSize)")
    assert after > before * 1.3
    page.keyboard.press("Escape")
    assert button.evaluate("node => node === document.activeElement"), "Échap rend le focus au bouton"
    page.reload()
    assert page.evaluate("() => document.documentElement.dataset.taille") == "tres-grand"
    dark = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", dark)[:3])) < 150


def test_reading_aloud_never_uses_a_remote_voice(open_page):
    page = open_page(LESSON)
    voices = page.evaluate(
        """async () => {
          const m = await import(new URL(document.body.dataset.assets + "/lecture.js", location.href).href);
          const all = [{lang: "fr-FR", localService: false}, {lang: "fr-CA", localService: true}, {lang: "en-US", localService: true}];
          return m.localVoices(all, "fr").map((voice) => voice.lang);
        }"""
    )
    assert voices == ["fr-CA"]


@pytest.mark.parametrize("words", ["modération", "moderation", "Moderateur"])
def test_search_forgives_accents(open_page, words):
    page = open_page(f"search.html?q={words}")
    page.locator("#search-results li").first.wait_for()
    assert page.locator("#q").input_value() == words
    summary = page.locator("#search-results > p").inner_text()
    assert not re.search(r"[Ss]earch|found", summary), summary


def test_a_search_without_result_says_so_in_french(open_page):
    page = open_page("search.html?q=xylophone")
    page.locator("#search-results > p").wait_for()
    assert "aucun" in page.locator("#search-results").inner_text().lower()


def test_a_term_shows_its_definition_on_focus_and_hides_it_on_escape(open_page):
    page = open_page(LESSON)
    term = page.locator("a:has(> .std-term)").first
    term.focus()
    page.locator(".bulle").wait_for()
    assert len(page.locator(".bulle").inner_text()) > 30
    page.keyboard.press("Escape")
    assert page.locator(".bulle").count() == 0


def test_the_printed_page_keeps_the_lesson_and_drops_the_rest(open_page):
    page = open_page(LESSON)
    page.emulate_media(media="print")
    assert page.locator("article h1").is_visible()
    assert not page.locator("header.site").is_visible()
    assert not page.locator("nav.suite").is_visible()


def test_the_missing_page_leads_back(open_page):
    page = open_page("404.html", script=False)
    assert page.get_by_role("link", name="Revenir à l’accueil").is_visible()


def test_the_first_ten_minutes_hold_no_code(open_page):
    page = open_page("index.html")
    page.get_by_role("link", name="Commencer").click()
    page.wait_for_load_state()
    assert page.url.endswith("premier-message.html")
    assert page.locator("main pre, main .cm-editor, main textarea").count() == 0
    page.get_by_role("link", name="Continuer").click()
    page.wait_for_load_state()
    assert page.url.endswith("m01-metier/01-definir.html")
    assert page.locator("main pre, main .cm-editor").count() == 0
