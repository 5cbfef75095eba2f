"""The trial site of tests/browser with the desk's page and the trial assignment m90: every kind of cell."""

from __future__ import annotations

import html
import json
from pathlib import Path

from parcours.authoring.quiz import category, read_bank, write_bank
from parcours.book.shell import EARLY_SCRIPT, content_security_policy
from tests.browser.site import PAGE, make_site
from tests.grading.course import Course

QUIZ = Path(__file__).parents[2] / "book" / "m00-atelier" / "quiz.yml"


def desk_site(folder: Path, course: Course) -> Path:
    """Write the site with `essai/corriger.html`; the released m90 lies among the notebooks."""
    make_site(folder)
    (folder / "assets" / "carnets" / "m90.ipynb").write_text(json.dumps(course.released), "utf-8")
    trial = {"schema": 1, "module": "m90", "titre": "Module d’essai", "version": "1", "carnet": "m90.ipynb"}
    (folder / "assets" / "exercises" / "m90.json").write_text(json.dumps({**trial, "exercices": []}), "utf-8")
    write_bank(read_bank(QUIZ), folder / "assets" / "items" / "m00.json")
    known = sorted(path.stem for path in (folder / "assets" / "carnets").glob("m*.ipynb"))
    tables = sorted(path.stem for path in (folder / "assets" / "datasets").glob("*.csv"))
    body = (
        f'<div class="bureau" data-island="desk/desk" data-devoirs=\'{json.dumps({name: name for name in known})}\' '
        f"data-quiz='{json.dumps({'m00': category(QUIZ)})}' "
        f'data-tables="{" ".join(tables)}"><p>Sans JavaScript</p></div>'
    )
    policy = html.escape(content_security_policy(EARLY_SCRIPT), quote=True)
    (folder / "essai" / "corriger.html").write_text(PAGE.format(csp=policy, name="corriger", body=body), "utf-8")
    return folder
