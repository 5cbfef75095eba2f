"""When something is missing (network, storage, WebAssembly), the page says what happened and what still works."""

from __future__ import annotations

import gzip

import pytest

from tests.browser.conftest import ready
from tests.browser.work import Work
from tests.site.server import StaticHost


class Cut(StaticHost):
    """A host some of whose files cannot be had for a while."""

    missing: tuple[str, ...] = ()

    def find(self, request: str):
        return None if any(part in request for part in self.missing) else super().find(request)


@pytest.fixture
def cut(place):
    host = Cut(place)
    yield host
    host.close()


@pytest.fixture
def tab(browser):
    contexts = []

    def open_it(url: str, before: str = ""):
        contexts.append(browser.new_context(locale="fr-FR"))
        page = contexts[-1].new_page()
        if before:
            page.add_init_script(before)
        page.goto(url)
        return ready(page)

    yield open_it
    for context in contexts:
        context.close()


def test_a_download_is_cancelled_then_fails_then_resumes(cut, tab):
    work = Work(tab(f"{cut.url}essai/python.html"), "t00-ex01")
    work.press("Exécuter")
    work.press("Annuler")
    work.idle(2)
    assert "Arrêté" in work.status
    cut.missing = ("asm.wasm", "python_stdlib")
    work.run("6 * 7")
    assert "n’a pas pu être chargé" in work.status and "votre code est gardé" in work.status
    cut.missing = ("parcours-",)
    assert "n’a pas pu être chargé" in work.run().status  # a missing package does not leave the page waiting
    cut.missing = ()
    assert work.run().output.strip() == "42"


def test_without_webassembly_the_lesson_remains(host, tab):
    work = Work(tab(f"{host.url}essai/python.html", "delete window.WebAssembly"), "t00-ex01")
    work.press("Exécuter")
    assert "Ce navigateur ne permet pas d’exécuter Python" in work.status


def test_a_full_device_is_said_at_once(host, tab):
    full = "Storage.prototype.setItem = () => { throw new DOMException('plein', 'QuotaExceededError') }"
    work = Work(tab(f"{host.url}essai/python.html", full), "t00-ex04")
    work.box.locator("textarea").fill("Mon texte")
    assert "ne garde pas votre travail" in work.box.locator(".exercise-avis").inner_text()


def test_two_tabs_on_one_exercise_do_not_erase_each_other(host, tab):
    one = tab(f"{host.url}essai/python.html")
    two = one.context.new_page()
    two.goto(one.url)
    ready(two)
    text = "textarea >> visible=true"
    one.locator(f'[data-id="t00-ex04"] {text}').fill("Version du premier onglet")
    two.locator(f'[data-id="t00-ex04"] {text}').fill("Version du second onglet")
    one.get_by_role("button", name="Prendre l’autre version").click()
    assert one.locator(f'[data-id="t00-ex04"] {text}').input_value() == "Version du second onglet"


def test_our_own_script_stays_small(place):
    """What a page with exercises fetches of ours, from the first press to the hand-in, as the site serves it."""
    names = ["python", "python-worker", "python-output", "editor", "exercise", "exercise-forms", "rendu"]
    packed = sum(len(gzip.compress((place / "assets" / f"{name}.js").read_bytes(), 9)) for name in names)
    assert packed <= 15_000, f"{packed} octets compressés"
