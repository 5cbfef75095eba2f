"""The guide's loop on the real site, in Chromium and Firefox, without network: a zip in, all that goes back out."""

from __future__ import annotations

import base64
import csv
import io
import json
import time
import zipfile
from pathlib import Path

import pytest

from parcours.moodle import parse_entry
from tests.browser.others import HANDED, Firefox
from tests.browser.test_offline import Mortal
from tests.desk.sheet import blank_sheet
from tests.desk_core.classe import said
from tests.desk_core.test_giving import Page
from tests.grading import demo
from tests.site.conftest import SITE

pytestmark = [pytest.mark.complet, pytest.mark.site]
MODULE, CLASS = "m01", {"right": 1, "mistake": 2, "half": 1, "empty": 1}  # five: fewer have no statistics
SCREEN = (1366, 768)
DROP, SHEET = "//*[contains(@class, 'bureau-depot')]//input[1]", "//input[@accept='.csv']"
ROWS = """[...document.querySelectorAll('.bureau-resultats tbody tr')].map((row) =>
  [...row.children].slice(0, 4).map((each) => each.innerText))"""
BYTES = """handed.arrayBuffer().then((data) => {
  const bytes = new Uint8Array(data);
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
})"""


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


def _read_one_text(visitor) -> None:
    """The first text that somebody wrote gets its levels."""
    while visitor.js("document.querySelector('.bureau-copie').innerText.includes('pas de réponse')"):
        before = visitor.js("document.querySelector('.bureau-lecture h3').innerText")
        _press(visitor, "Copie suivante")
        _until(visitor, f"document.querySelector('.bureau-lecture h3').innerText !== {json.dumps(before)}")
    criteria = visitor.js("document.querySelectorAll('.bureau-deux .bureau-critere').length")
    for at in range(1, criteria + 1):
        visitor.click(f"(//*[@class='bureau-deux']//fieldset)[{at}]//label[4]")
    said_so = "[...document.querySelectorAll('.bureau-deux [role=status]')].map((each) => each.innerText).join()"
    _until(visitor, f"/Note.: \\d/.test({said_so})")


def _handed(visitor, act) -> bytes:
    """What the page hands over for an act."""
    visitor.js("void (window.handed = null)")
    act()
    _until(visitor, "window.handed")
    return base64.b64decode(visitor.js(BYTES))


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def test_a_class_is_marked_and_given_back_without_network(seat, tmp_path):
    visitor, host = seat
    everyone = demo.Maker(MODULE).everyone()
    some = [[each for each in everyone if each.kind == kind][:number] for kind, number in CLASS.items()]
    names = demo.write_zip(tmp_path / "rendus.zip", [each for kind in some for each in kind])

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
    assert visitor.js("document.querySelectorAll('.bureau-resultats tbody tr.bureau-graded').length") == len(names)

    _until(visitor, f"document.evaluate(\"{SHEET}\", document).iterateNext()")
    _read_one_text(visitor)
    shown = {name: said(points) for name, _, points, _ in visitor.js(ROWS)}
    assert sorted(shown) == sorted(names)
    marks = {name: [_number(part) for part in points.split(" / ")] for name, points in shown.items()}
    assert len({score for score, _ in marks.values()}) > 2, marks  # else the comparison below would say little

    (tmp_path / "Notes.csv").write_bytes(blank_sheet(names))
    filled = _handed(visitor, lambda: visitor.give(SHEET, tmp_path / "Notes.csv")).decode()
    for row in csv.DictReader(io.StringIO(filled), strict=True):
        score, of = marks.pop(row["Nom complet"])
        assert _number(row["Note"]) == pytest.approx(20 * score / of, abs=0.006), (row, shown)
        assert row["Identifiant"] == f"Participant {40_000 + names.index(row['Nom complet'])}"
        assert said(row["Feedback par commentaires"]).startswith(" sur ".join(shown[row["Nom complet"]].split(" / ")))
    assert not marks

    with zipfile.ZipFile(io.BytesIO(_handed(visitor, lambda: _press(visitor, "Zip des retours")))) as back:
        pages = {parse_entry(name).name: back.read(name).decode() for name in back.namelist()}
    assert sorted(pages) == sorted(names)
    for name, html in pages.items():
        page = Page(html)
        assert not {"script", "link", "img", "iframe", "form"} & set(page.tags), name
        assert f"retour pour {said(name)}" in page.text
        assert not any(said(other) in page.text for other in names if other != name)

    table = _handed(visitor, lambda: _press(visitor, "Tableau des notes (CSV)")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";", strict=True))
    assert {row["nom"]: f"{row['total']} / {row['sur']}" for row in rows} == shown

    report = _handed(visitor, lambda: _press(visitor, "Rapport de la classe")).decode()
    assert "script" not in Page(report).tags
    assert not any(name in report for name in names)
    assert f"Comment se répartissent les points de {len(names)} rendus" in said(report)  # too few to count a half

    with zipfile.ZipFile(io.BytesIO(_handed(visitor, lambda: _press(visitor, "Pour nbgrader")))) as kit:
        record = json.loads(kit.read("carnet.json"))
        notebooks = [name for name in kit.namelist() if name.endswith(f"/{MODULE}/{MODULE}.ipynb")]
        assert all(json.loads(kit.read(name))["cells"] for name in notebooks)
    assert record["assignment"] == MODULE
    assert sorted(each["outcome"]["name"] for each in record["people"]) == sorted(names)
    assert len(notebooks) == len(names)
    assert sum(bool(each["manual"]) for each in record["people"]) == 1  # the text that was read
    assert visitor.js("document.documentElement.scrollWidth - innerWidth") <= 0
