"""The walks of the page in Firefox and in WebKit, at a phone's size: run, wrong, hint, right, hand in, come back; an
error, an endless loop, a table and a chart; lines to put in order; no storage, another tab, a file taken up; offline."""

from __future__ import annotations

import time

import pytest

from tests.browser.others import HANDED, Firefox, WebKit
from tests.browser.test_offline import Mortal

pytestmark = pytest.mark.complet
HAND_IN = "//*[contains(@class, 'exercise-rendu')]"
ISLAND = "document.querySelector('[data-island=horsligne]')"


class Walk:
    """One exercise of an open page at a time (`at`), in any browser."""

    def __init__(self, browser, host):
        self.browser, self.host, self.name = browser, host, "t00-ex01"

    def open(self, page: str, name: str = "t00-ex01") -> None:
        self.browser.go(f"{self.host.url}essai/{page}.html")
        if page != "hors-ligne":
            self.at(name)

    def at(self, name: str) -> None:
        self.name = name
        self.browser.js(f"void {self.box}.scrollIntoView()")
        self.until(f"{self.box}.dataset.ready === ''")

    @property
    def box(self) -> str:
        return f"document.querySelector('[data-id=\"{self.name}\"]')"

    def until(self, condition: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not self.browser.js(f"Boolean({condition})"):
            assert time.monotonic() < end, f"{condition}\n{self.browser.js('document.body.innerText')[-1500:]}"
            time.sleep(0.1)

    def text(self, css: str) -> str:
        """What a part of the exercise says."""
        return self.browser.js(f"{self.box}.querySelector('{css}').innerText").replace("\u00a0", " ").strip()

    def press(self, label: str, inside: str | None = None) -> None:
        inside = inside or f"//*[@data-id='{self.name}']"
        self.browser.click(f"{inside}//button[normalize-space()='{label}']")

    def type(self, code: str) -> None:
        inside = f"//*[@data-id='{self.name}']"
        if not self.browser.js(f"Boolean({self.box}.querySelector('.cm-content'))"):
            self.browser.click(f"{inside}//textarea")
            self.until(f"{self.box}.querySelector('.cm-content')")
        self.browser.click(f"{inside}//*[contains(@class, 'cm-content')]")
        self.browser.keys(code)
        assert self.browser.js(f"{self.box}.querySelector('.cm-content').innerText.trim()") == code

    def start(self, verb: str, code: str | None = None) -> None:
        if code is not None:
            self.type(code)
        self.press(verb)

    def run(self, verb: str, code: str | None = None) -> None:
        self.start(verb, code)
        self.until(f"![...{self.box}.querySelectorAll('.exercise-boutons button')].slice(0, 2).some((b) => b.disabled)", 120)

    def hand_in(self) -> str:
        """The text of the notebook that «Préparer mon rendu» gives."""
        self.browser.js(f"void ({HANDED})")
        self.press("Préparer mon rendu", HAND_IN)
        self.until("document.querySelector('.exercise-rendu [role=status]').textContent.includes('.ipynb')")
        return self.browser.js("handed.text()")

    @property
    def output(self) -> str:
        return self.text(".exercise-sortie")

    @property
    def status(self) -> str:
        return self.text(".exercise-etat")

    @property
    def verdict(self) -> str:
        return self.text(".exercise-verdict")


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
    assert walk.output == "42"
    walk.run("Vérifier", "total = 12")
    assert "Vous avez multiplié." in walk.verdict
    walk.press("Indice")
    assert walk.text(".exercise-indices") == "Vague."
    walk.run("Vérifier", "total = 3 + 4")
    assert "C’est réussi" in walk.verdict
    assert "total = 3 + 4" in walk.hand_in()
    walk.open("python")
    assert walk.browser.js(f"{walk.box}.querySelector('textarea').value") == "total = 3 + 4"


def test_an_error_an_endless_loop_a_table_and_a_chart(walk):
    walk.open("python")
    walk.run("Exécuter", "total = 7")
    walk.at("t00-ex02")
    walk.run("Exécuter", "print(totale)")
    assert "totale" in walk.output
    assert "Erreur à la ligne 1." in walk.status
    walk.start("Exécuter", "while True: pass")
    walk.until(f"{walk.box}.querySelector('.exercise-etat').textContent.includes('Python travaille')", 120)
    walk.run("Arrêter")
    assert "Arrêté. Les exercices précédents seront rejoués" in walk.status
    walk.run("Vérifier", "double = 2 * total")
    assert "C’est réussi" in walk.verdict
    walk.at("t00-ex03")
    walk.run("Exécuter", "membres.head(2)")
    assert walk.browser.js(f"{walk.box}.querySelectorAll('.exercise-sortie table tbody tr').length") == 2
    walk.run("Exécuter", "import altair as alt; alt.Chart(membres, title='Combien').mark_bar().encode(y='count()')")
    walk.until(f"{walk.box}.querySelector('.exercise-sortie svg, .exercise-sortie canvas')", 120)
    assert walk.browser.js("document.documentElement.scrollWidth - innerWidth") <= 0


def test_lines_are_put_in_order(walk):
    wanted = ['table = load("membres_mini")', "nb_membres = len(table)", "nb_colonnes = table.shape[1]"]
    walk.open("m00", "m00-ex02")
    line = "//*[@data-id='m00-ex02']//ol[contains(@class, 'exercise-lignes')]/li[.//code[text()='{}']]"
    shown = f"[...{walk.box}.querySelectorAll('ol.exercise-lignes li code')].map((each) => each.textContent)"
    for unused in ('nb_membres = table["nb_messages"].count()', "nb_colonnes = len(table)"):
        while unused in walk.browser.js(shown):  # while what is above still comes, a press may fall beside
            walk.press("Mettre de côté", line.format(unused))
    for rank, text in enumerate(wanted):
        while walk.browser.js(shown).index(text) > rank:
            walk.press("↑", line.format(text))
    walk.run("Vérifier")
    assert "C’est réussi" in walk.verdict


def test_without_storage_the_work_is_handed_in_all_the_same(walk):
    walk.open("python")
    walk.browser.js("void (Storage.prototype.setItem = () => { throw new DOMException('plein', 'QuotaExceededError'); })")
    walk.type("total = 3 + 4")
    walk.until(f"{walk.box}.querySelector('.exercise-avis').textContent.includes('ne garde pas votre travail')")
    assert "total = 3 + 4" in walk.hand_in()


def test_offline_where_the_browser_allows(walk):
    walk.open("hors-ligne")
    walk.until(f"{ISLAND}.querySelector('button') || {ISLAND}.innerText.includes('Avec une connexion')")
    if not walk.browser.js(f"Boolean({ISLAND}.querySelector('button'))"):
        assert "tout fonctionne" in walk.browser.js(f"{ISLAND}.innerText").replace("\u00a0", " ")
        return
    walk.browser.click("//label[contains(., 'Avec Python')]")
    walk.press("Rendre disponible hors ligne", "//*[@data-island='horsligne']")
    walk.until("document.body.innerText.includes('Vous pouvez lire et vous exercer sans connexion')", 90)
    walk.host.kill()
    walk.open("jamais-vue")
    walk.run("Exécuter", "print(6 * 7)")
    assert walk.output == "42"
