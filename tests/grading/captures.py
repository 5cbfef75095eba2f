"""The pictures and the terminal text of the guide « Corriger une classe », taken from the real programs.

`python -m tests.grading.captures` writes them in book/formateur/captures, after a change in what they show.
"""

from __future__ import annotations

import base64
import contextlib
import io
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests.conftest import CHROMIUM
from tests.grading import demo, formgrader

from parcours import cli

HERE = demo.ROOT / "book" / "formateur" / "captures"
MODULE, CELL = "m05", "m05-ex06-texte"
WIDTH, HEIGHT = 1040, 600
AS_WEBP = """async png => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width; canvas.height = image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", 0.45).split(",")[1];
}"""


def main() -> None:
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light").new_page()
        maker = demo.Maker(MODULE)
        class_of_many = maker.everyone(36)
        hand_ins = [each for each in class_of_many if each.kind != "hostile"]
        hand_ins.append(next(each for each in class_of_many if each.kind == "hostile"))
        summary = formgrader.marked_class(root, MODULE, hand_ins)
        (HERE / "terminal.txt").write_text(f"$ parcours grade rendus.zip --assignment {MODULE}\n{summary.text()}\n")
        mistaken = next(o for o in summary.outcomes if o.pending and 0 < (o.score or 0) < o.max_score - 16)
        _formgrader(page, root, mistaken.student)
        _ours(page, root, mistaken.name)
        browser.close()


def _formgrader(page: Page, root: Path, student: str) -> None:
    with formgrader.opened(root) as address:
        page.goto(f"{address}/formgrader?token={formgrader.TOKEN}")
        page.goto(f"{address}/formgrader/manage_submissions/{MODULE}")
        page.locator("td.student-id", has_text=student).first.wait_for()
        _shot(page, "formgrader-liste")
        page.goto(f"{address}/formgrader/submissions/{formgrader.notebook_id(root, MODULE, student)}")
        page.wait_for_load_state("networkidle")
        score = page.locator(f"input.score#{CELL}")
        score.fill("6")
        comment = page.locator(".nbgrader_cell", has=score).locator("textarea.comment")
        comment.fill("Il manque le message, en une phrase, et une décision avec sa date.")
        comment.evaluate("field => field.scrollIntoView({block: 'end'})")
        _shot(page, "formgrader-copie")


def _ours(page: Page, root: Path, name: str) -> None:
    course = ["--assignment", MODULE, "--cours", str(root)]
    with contextlib.redirect_stdout(io.StringIO()):
        assert cli.main(["moodle", "feedback", *course, "--sortie", str(root / "retours.zip")]) == 0
        assert cli.main(["report", *course, "--sortie", str(root / "rapport.html")]) == 0
    shutil.unpack_archive(root / "retours.zip", root / "retours")
    page.goto(next((root / "retours").glob(f"{name}_*/feedback.html")).as_uri())
    _shot(page, "retour")
    page.goto((root / "rapport.html").as_uri())
    page.locator("figure").last.evaluate("figure => figure.previousElementSibling.scrollIntoView({block: 'start'})")
    _shot(page, "rapport")


def _shot(page: Page, name: str) -> None:
    png = base64.b64encode(page.screenshot()).decode()
    blank = page.context.new_page()
    (HERE / f"{name}.webp").write_bytes(base64.b64decode(blank.evaluate(AS_WEBP, png)))
    blank.close()


if __name__ == "__main__":
    sys.exit(main())
