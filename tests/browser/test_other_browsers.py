"""The main walk in Firefox and in WebKit, at a phone's size: run, wrong, hint, right, hand in, come back, offline."""

from __future__ import annotations

import time

import pytest

from tests.browser.others import HANDED, Firefox, WebKit
from tests.browser.test_offline import Mortal

pytestmark = pytest.mark.complet
BOX = "//*[@data-id='t00-ex01']"

ISLAND = "document.querySelector('[data-island=horsligne]')"


class Walk:
    """The first exercise of the trial page, in any browser."""

    def __init__(self, browser, host):
        self.browser, self.host = browser, host

    def open(self, name: str) -> None:
        self.browser.go(f"{self.host.url}essai/{name}.html")
        if name != "hors-ligne":
            self.until("document.querySelector('[data-id=\"t00-ex01\"]')?.dataset.ready === ''")

    def until(self, condition: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not self.browser.js(f"Boolean({condition})"):
            assert time.monotonic() < end, f"{condition}\n{self.browser.js('document.body.innerText')[-1500:]}"
            time.sleep(0.1)

    def text(self, css: str) -> str:
        return self.browser.js(f"document.querySelector('{css}').innerText").replace("\u00a0", " ")

    def press(self, label: str, inside: str = BOX) -> None:
        self.browser.click(f"{inside}//button[normalize-space()='{label}']")

    def type(self, code: str) -> None:
        field = "contains(@class, 'cm-content')"
        if not self.browser.js("Boolean(document.querySelector('[data-id=\"t00-ex01\"] .cm-content'))"):
            self.browser.click(f"{BOX}//textarea")
            self.until("document.querySelector('[data-id=\"t00-ex01\"] .cm-content')")
        self.browser.click(f"{BOX}//*[{field}]")
        self.browser.keys(code)
        shown = "document.querySelector('[data-id=\"t00-ex01\"] .cm-content').innerText.trim()"
        assert self.browser.js(shown) == code

    def run(self, verb: str, code: str | None = None) -> None:
        if code is not None:
            self.type(code)
        self.press(verb)
        self.until("![...document.querySelectorAll('[data-id=\"t00-ex01\"] button')].some((b) => b.disabled)", 120)

    @property
    def verdict(self) -> str:
        return self.text('[data-id="t00-ex01"] .exercise-verdict')


@pytest.fixture(params=[Firefox, WebKit], ids=["firefox", "webkit"])
def walk(request, place):
    host = Mortal(place)
    browser = request.param()
    yield Walk(browser, host)
    browser.close()
    host.kill()


def test_the_main_walk_on_a_phone(walk):
    walk.open("python")
    assert walk.browser.js("innerWidth") == 360
    assert walk.browser.js("document.documentElement.scrollWidth - innerWidth") <= 0
    walk.run("Exécuter", "print(6 * 7)")
    assert walk.text('[data-id="t00-ex01"] .exercise-sortie').strip() == "42"
    walk.run("Vérifier", "total = 12")
    assert "Vous avez multiplié." in walk.verdict
    walk.press("Indice")
    assert walk.text('[data-id="t00-ex01"] .exercise-indices').strip() == "Vague."
    walk.run("Vérifier", "total = 3 + 4")
    assert "C’est réussi" in walk.verdict

    walk.browser.js(f"void ({HANDED})")
    walk.press("Préparer mon rendu", "//*[contains(@class, 'exercise-rendu')]")
    walk.until("document.querySelector('.exercise-rendu [role=status]').textContent.includes('t00.ipynb')")
    assert "total = 3 + 4" in walk.browser.js("handed.text()")

    walk.open("python")
    assert walk.browser.js("document.querySelector('[data-id=\"t00-ex01\"] textarea').value") == "total = 3 + 4"


def test_offline_where_the_browser_allows(walk):
    walk.open("hors-ligne")
    walk.until(f"{ISLAND}.querySelector('button') || {ISLAND}.innerText.includes('Avec une connexion')")
    if not walk.browser.js(f"Boolean({ISLAND}.querySelector('button'))"):
        assert "tout fonctionne" in walk.text("[data-island=horsligne]")
        return
    walk.browser.click("//label[contains(., 'Avec Python')]")
    walk.press("Rendre disponible hors ligne", "//*[@data-island='horsligne']")
    walk.until("document.body.innerText.includes('Vous pouvez lire et vous exercer sans connexion')", 90)
    walk.host.kill()
    walk.open("jamais-vue")
    walk.run("Exécuter", "print(6 * 7)")
    assert walk.text('[data-id="t00-ex01"] .exercise-sortie').strip() == "42"
