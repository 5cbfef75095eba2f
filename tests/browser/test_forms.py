"""Beginner forms: choosing, ordering and sorting write the same cell as typing would, and pass the same checks."""

from __future__ import annotations

import pytest

from parcours.exercises import load_module
from tests.axe import violations
from tests.browser.conftest import ready
from tests.browser.site import MADE
from tests.browser.work import Work


@pytest.fixture(scope="module")
def page(open_page):
    page = open_page("m00")
    page.evaluate("() => localStorage.clear()")
    page.reload()
    return ready(page)


def kept(page, name: str) -> dict:
    return page.evaluate("(id) => JSON.parse(localStorage['parcours:v1']).exercices[id]", name)


def test_fill_the_blank_then_check(page):
    work = Work(page, "m00-ex01")
    menu = work.box.locator(".exercise-blancs select")
    assert "blanc à compléter" in work.run().output
    menu.select_option('"Mehdi.rando"')
    work.check()
    assert "C’est réussi" in work.verdict
    assert kept(page, "m00-ex01")["code"].startswith('a_qui_ecrire = "Mehdi.rando"\n')
    assert "Les données de l’exercice" in work.run().output


def test_type_in_a_blank_what_no_choice_offers(page):
    work = Work(page, "m00-ex01")
    blanks = work.box.locator(".exercise-blancs")
    blanks.get_by_label("Blanc 1", exact=True).select_option(label="Autre…")
    field = blanks.get_by_label("Blanc 1, à écrire")
    field.fill('"petit" + "_pas"')
    assert kept(page, "m00-ex01")["code"].startswith('a_qui_ecrire = "petit" + "_pas"\n')
    page.reload()
    work = Work(ready(page), "m00-ex01")
    assert field.input_value() == '"petit" + "_pas"'
    work.check()
    assert work.verdict and "réussi" not in work.verdict
    assert violations(page) == []
    field.fill("")
    assert "blanc à compléter" in work.run().output
    blanks.get_by_label("Blanc 1", exact=True).select_option('"Mehdi.rando"')
    assert field.count() == 0
    assert "C’est réussi" in work.check().verdict


def test_write_the_code_oneself_and_come_back(page):
    work = Work(page, "m00-ex01")
    work.press("Écrire le code moi-même")
    assert work.box.locator("textarea").input_value().startswith('a_qui_ecrire = "Mehdi.rando"')
    work.press("Revenir à la forme guidée")
    assert work.box.locator(".exercise-blancs select").input_value() == '"Mehdi.rando"'


def test_put_the_lines_in_order_with_the_keyboard(page):
    work = Work(page, "m00-ex02")
    wanted = ['table = load("membres_mini")', "nb_membres = len(table)", "nb_colonnes = table.shape[1]"]
    lines = work.box.locator("ol.exercise-lignes li")
    for unused in ('nb_membres = table["nb_messages"].count()', "nb_colonnes = len(table)"):
        line = lines.filter(has=page.get_by_text(unused, exact=True))
        line.get_by_role("button", name="Mettre de côté").press("Enter")
    for rank, text in enumerate(wanted):
        line = lines.filter(has=page.get_by_text(text, exact=True))
        while work.box.locator("ol.exercise-lignes li code").all_inner_texts().index(text) > rank:
            line.get_by_role("button", name="Monter").press("Enter")
    work.check()
    assert "C’est réussi" in work.verdict
    assert kept(page, "m00-ex02")["code"].split("\n")[:3] == wanted


def test_sort_the_cards(open_page):
    page = open_page("m01")
    work = Work(page, "m01-ex02")
    menus = work.box.locator(".exercise-cartes select")
    assert menus.count() == 24
    menus.first.focus()  # the families come at the first touch
    menus.first.select_option("A")
    assert "→ A\n02." in kept(page, "m01-ex02")["code"]
    page.reload()
    page.locator(".exercise-cartes").wait_for()
    assert page.locator(".exercise-cartes select").first.input_value() == "A"
    page.close()


def test_a_written_answer_is_counted_and_kept(page):
    words = load_module(MADE / "m00.json").exercise("m00-ex03").mots
    work = Work(page, "m00-ex03")
    work.box.locator("textarea").fill("Trois mots d’abord")
    assert f"3 mot(s) sur {words} demandés" in work.box.inner_text()
    assert kept(page, "m00-ex03")["texte"] == "Trois mots d’abord"
