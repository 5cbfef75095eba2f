"""The guide's loop on the real site, in Chromium and Firefox, without network: a zip in, worksheet and feedback out."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.browser.others import HANDED, Firefox
from tests.browser.test_offline import Mortal
from tests.grading import demo
from tests.site.conftest import SITE

pytestmark = [pytest.mark.complet, pytest.mark.site]
MODULE, KINDS = "m01", ("right", "mistake", "half", "empty")
SCREEN = (1366, 768)
DROP, SHEET = "//*[contains(@class, 'bureau-depot')]//input[1]", "//input[@accept='.csv']"
HEAD = "Identifiant,Nom complet,Statut,Note,Note maximale,La note peut être modifiée,"
HEAD += "Dernière modification (note),Feedback par commentaires"


class Chromium:
    """The same few verbs as tests.browser.others.Firefox."""

    def __init__(self, browser):
        self.context = browser.new_context(locale="fr-FR")
        self.page = self.context.new_page()

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def go(self, url: str) -> None:
        self.page.goto(url)

    def js(self, expression: str):
        return self.page.evaluate(f"async () => (await ({expression})) ?? null")

    def click(self, xpath: str) -> None:
        self.page.locator(f"xpath={xpath}").first.click()

    def give(self, xpath: str, *files: Path) -> None:
        self.page.locator(f"xpath={xpath}").first.set_input_files([str(file) for file in files])

    def close(self) -> None:
        self.context.close()


@pytest.fixture(params=["chromium", "firefox"])
def seat(request):
    """A browser at a school's size, and the site's host."""
    visitor = Firefox() if request.param == "firefox" else Chromium(request.getfixturevalue("browser"))
    visitor.size(*SCREEN)
    host = Mortal(SITE)
    yield visitor, host
    visitor.close()
    host.kill()


def _until(visitor, condition: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not visitor.js(f"Boolean({condition})"):
        assert time.monotonic() < end, f"{condition}\n{visitor.js('document.body.innerText')[-1500:]}"
        time.sleep(0.2)


def _press(visitor, label: str) -> None:
    visitor.click(f"//button[normalize-space()='{label}']")


def _said(text: str) -> str:
    return f"document.querySelector('main').innerText.includes('{text}')"


def test_a_class_is_marked_and_given_back_without_network(seat, tmp_path):
    visitor, host = seat
    everyone = demo.Maker(MODULE).everyone()
    some = [next(each for each in everyone if each.kind == kind) for kind in KINDS]
    names = demo.write_zip(tmp_path / "rendus.zip", some)

    visitor.go(f"{host.url}ma-progression.html")
    _until(visitor, "document.querySelector('[data-island=horsligne] button')")
    visitor.click("//label[contains(., 'Avec Python')]")
    _press(visitor, "Rendre disponible hors ligne")
    _until(visitor, _said("Vous pouvez lire et vous exercer sans connexion"), 240)
    host.kill()

    visitor.go(f"{host.url}formateur/corriger.html")
    _until(visitor, "document.querySelector('.bureau-depot')")
    visitor.js(f"void ({HANDED})")
    visitor.give(DROP, tmp_path / "rendus.zip")
    _until(visitor, "document.querySelector('#bureau-devoir')")
    assert visitor.js("document.querySelector('#bureau-devoir').value") == MODULE  # told by the files
    _press(visitor, "Corriger")
    _until(visitor, _said("Tous les rendus sont corrigés."), 300)
    assert visitor.js("document.querySelectorAll('.bureau-resultats tbody tr.bureau-graded').length") == len(KINDS)

    _until(visitor, f"document.evaluate(\"{SHEET}\", document).iterateNext()")
    lines = [f"Participant {40_000 + at},{name},Remis pour évaluation,,20.00,Oui,-," for at, name in enumerate(names)]
    (tmp_path / "Notes.csv").write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")
    visitor.give(SHEET, tmp_path / "Notes.csv")
    _until(visitor, "window.handed")
    filled = visitor.js("handed.text()").strip().splitlines()
    assert len(filled) == len(KINDS) + 1
    assert not any(",,20" in line for line in filled), filled
    visitor.js("void (window.handed = null)")
    _press(visitor, "Zip des retours")
    _until(visitor, "window.handed")
    assert visitor.js("handed.slice(0, 2).text()") == "PK"
    assert visitor.js("document.documentElement.scrollWidth - innerWidth") <= 0
