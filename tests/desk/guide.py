"""Draws the images of the guide: `python -m tests.desk.guide`, after `make site`, at the size of a school's screen."""

from __future__ import annotations

import base64
import json
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from parcours.desk import session
from parcours.grading.batch import grade
from parcours.grading.intake import open_source
from parcours.grading.model import Limits
from parcours.grading.outcomes import Outcomes
from parcours.grading.places import Places
from parcours.grading.sanitize import parse, sanitize
from tests.conftest import CHROMIUM
from tests.desk.page import DeskPage
from tests.grading import demo
from tests.grading.captures import AS_WEBP, HERE
from tests.site.conftest import ROOT, SITE
from tests.site.server import StaticHost

MODULE = "m01"
COLUMN = {"x": 460, "y": 0, "width": 740, "height": 768}  # what matters: pictures weigh
CLASS = {"right": 3, "mistake": 3, "half": 1, "empty": 1, "hostile": 1}


def draw(site: Path = SITE) -> None:
    """Go through the guide's steps with a made-up class, one image a step."""
    host = StaticHost(site)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        archive = Path(folder) / "rendus.zip"
        made = demo.Maker(MODULE).everyone(60)
        some = [[each for each in made if each.kind == kind][:number] for kind, number in CLASS.items()]
        demo.write_zip(archive, [each for kind in some for each in kind])
        saved = _session(Path(folder), archive)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR").new_page()
        page.set_default_timeout(120_000)

        def shoot(name: str, place: str) -> None:
            page.locator(place).first.evaluate("(each) => each.scrollIntoView()")
            page.wait_for_timeout(1500)  # everything in view is painted
            png = base64.b64encode(page.screenshot(clip=COLUMN)).decode()
            blank = page.context.new_page()
            (HERE / f"{name}.webp").write_bytes(base64.b64decode(blank.evaluate(AS_WEBP, png)))
            blank.close()

        desk = DeskPage(page, host.url, "formateur/corriger.html")
        desk.drop(archive)
        shoot("corriger-1", ".bureau h2")
        with page.expect_file_chooser() as chooser:
            desk.button("Choisir des fichiers").click()
        chooser.value.set_files(str(saved))
        while "pas de réponse" in page.locator(".bureau-copie").first.inner_text():
            head = page.locator(".bureau-lecture h3").inner_text()
            desk.button("Copie suivante").click()
            page.locator(".bureau-lecture h3").filter(has_not_text=head).wait_for()
        page.locator(".bureau-critere input").nth(3).check()
        desk.button("Remplir la feuille de Moodle").wait_for()
        shoot("corriger-2", ".bureau-resultats")
        shoot("corriger-3", ".bureau-lecture h3")
        browser.close()
    host.close()


def _session(folder: Path, archive: Path) -> Path:
    """The class marked by the command, as a session's file."""
    demo.lay_out(folder, MODULE)
    places = Places.of_course(folder)
    grade(archive, MODULE, places)
    template = places.template(MODULE)
    bank = json.loads((ROOT / "_build" / "exercices" / f"{MODULE}.json").read_text("utf-8"))
    made = session.create(template, bank, seed="guide")
    session.settings(made, anonymous=False)
    outcomes = Outcomes(places.state / MODULE).read()
    for submission in open_source(archive, MODULE).submissions(MODULE, Limits()):
        clean = sanitize(parse(submission.notebook or b"", Limits()), template, Limits())
        answers = session.answers(clean.notebook, template)
        session.add(made, outcomes[submission.student], answers, blank=clean.unanswered)
    target = folder / f"{MODULE}-seance.json"
    target.write_bytes(session.save(made))
    return target


if __name__ == "__main__":
    draw()
