"""Draws the images of the guide: `python -m tests.desk.guide`, after `make site`, at the size of a school's screen."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM
from tests.desk.page import DeskPage
from tests.grading import demo
from tests.site.conftest import ROOT, SITE
from tests.site.server import StaticHost

IMAGES = ROOT / "book" / "formateur" / "captures"
MODULE = "m01"
KINDS = ("right", "mistake", "half", "empty", "hostile")


def draw(site: Path = SITE, images: Path = IMAGES, number: int = 8) -> None:
    """Go through the guide's loop with a made-up class, one image a step."""
    images.mkdir(exist_ok=True)
    host = StaticHost(site)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        made = demo.Maker(MODULE).everyone(60)
        archive = Path(folder) / "rendus.zip"
        demo.write_zip(archive, [each for each in made if each.kind in KINDS][:number])
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="fr-FR")

        def shoot(name: str, place: str) -> None:
            page.locator(place).first.evaluate("(each) => each.scrollIntoView()")
            page.screenshot(path=images / f"{name}.jpg", type="jpeg", quality=55)

        desk = DeskPage(page, host.url, "formateur/corriger.html")
        shoot("corriger-1", ".bureau")
        desk.drop(archive)
        shoot("corriger-2", ".bureau h2")
        desk.private(ROOT / "_build" / "nbgrader" / "source" / MODULE / f"{MODULE}.ipynb").mark(1200)
        shoot("corriger-3", ".bureau-resultats")
        page.locator(".bureau-critere input").nth(3).check()
        shoot("corriger-4", ".bureau-lecture h3")
        shoot("corriger-5", ".bureau-rendre")
        browser.close()
    host.close()


if __name__ == "__main__":
    draw()
