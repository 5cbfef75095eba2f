"""Draws the images of the guide: `python -m tests.desk.guide`, after `make site`, at the size of a school's screen.

Goes through its steps with a made-up class of eighteen, on the real site, and says how long the machine took for each.
"""

from __future__ import annotations

import base64
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM
from tests.desk.page import DeskPage
from tests.desk.sheet import blank_sheet
from tests.grading import demo
from tests.grading.captures import AS_WEBP, HERE
from tests.site.conftest import SITE
from tests.site.server import StaticHost

MODULE = "m01"
COLUMN = {"x": 460, "width": 740}  # what matters: pictures weigh
CLASS = {"right": 5, "mistake": 7, "half": 3, "empty": 2, "hostile": 1}


class Walk:
    """A trainer at the desk, a watch and a camera."""

    def __init__(self, page) -> None:
        self.page, self.at = page, time.monotonic()

    def shoot(self, name: str, place: str, height: int) -> None:
        self.page.locator(place).first.evaluate("(each) => each.scrollIntoView()")
        self.page.wait_for_timeout(1500)  # everything in view is painted
        png = base64.b64encode(self.page.screenshot(clip=COLUMN | {"y": 0, "height": height})).decode()
        blank = self.page.context.new_page()
        (HERE / f"{name}.webp").write_bytes(base64.b64decode(blank.evaluate(AS_WEBP, png)))
        blank.close()
        self.at = time.monotonic()  # nobody waits for a photograph

    def told(self, step: str) -> None:
        print(f"{step:44} {time.monotonic() - self.at:6.1f} s", flush=True)
        self.at = time.monotonic()


def draw(site: Path = SITE) -> None:
    """Walk from the zip to the files for Moodle, one image a step."""
    host = StaticHost(site)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        archive, sheet = Path(folder) / "rendus.zip", Path(folder) / "Notes.csv"
        made = demo.Maker(MODULE).everyone(60)
        some = [[each for each in made if each.kind == kind][:number] for kind, number in CLASS.items()]
        names = demo.write_zip(archive, [each for kind in some for each in kind])
        sheet.write_bytes(blank_sheet(names))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR").new_page()
        page.set_default_timeout(300_000)
        _walk(Walk(page), DeskPage(page, host.url, "formateur/corriger.html"), archive, sheet)
        browser.close()
    host.close()


def _walk(walk: Walk, desk: DeskPage, archive: Path, sheet: Path) -> None:
    page = walk.page
    desk.drop(archive)
    walk.told("déposer le zip, Python compris")
    walk.shoot("corriger-1", ".bureau h2", 425)
    desk.mark(wait=1200)
    desk.button("Remplir la feuille de Moodle").wait_for()
    walk.told("corriger dix-huit carnets")
    walk.shoot("corriger-2", ".bureau-resultats", 620)
    total, shown = len(page.locator(".bureau-resultats tbody tr").all()), False
    for number in range(1, total + 1):
        page.get_by_text(f"Copie {number} sur ").wait_for()
        if "pas de réponse" not in page.locator(".bureau-copie").first.inner_text():
            _read(page, number)
            if not shown:
                walk.shoot("corriger-3", ".bureau-lecture h3", 768)
            shown = True
        if desk.button("Copie suivante").is_disabled():
            break
        page.keyboard.press("Alt+ArrowRight")
    walk.told(f"noter {number} textes, sans le temps de les lire")
    desk.download("Remplir la feuille de Moodle", sheet)
    desk.download("Zip des retours")
    walk.told("la feuille et les retours")
    walk.shoot("corriger-4", ".bureau-rendre h2", 315)


def _read(page, number: int) -> None:
    """Every criterion gets its level, with the keyboard."""
    page.locator(".bureau-lecture h3").focus()
    for at in range(page.locator(".bureau-deux .bureau-critere").count()):
        page.keyboard.press(str((number + at) % 3 + 2))
        page.locator(".bureau-deux .bureau-critere").nth(at).locator(":checked").wait_for()


if __name__ == "__main__":
    draw()
