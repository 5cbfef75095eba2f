"""Handed in from the page or from JupyterLab, the same answers get the same marks from nbgrader, in every module."""

from __future__ import annotations

import shutil

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

from parcours.authoring import forms
from parcours.authoring.assignment import read_assignment
from parcours.authoring.overlay import overlay_folder
from parcours.exercises import load_module
from tests.browser.site import MADE, ROOT
from tests.browser.test_hand_in import KEEP, filled_by_hand, hand_in_file, released
from tests.browser.test_same_checks import MODULES

# nbgrader 0.9.6 with SQLAlchemy 2.1: harmless, its own
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

TEXT = "Bonjour Sacha,\n\nmerci pour votre message. « Le Refuge » vous répond **demain**.\n"
SAMPLE = ("m02",)  # one in `make test`, all in `make test-complet`
EVERY = [pytest.param(module, marks=() if module in SAMPLE else pytest.mark.complet) for module in MODULES]


def everything_right(module: str) -> dict[str, str]:
    """{exercise id: answer}, none left out."""
    tasks = read_assignment(ROOT / "solutions", module, overlay_folder(None)).tasks
    return {task.id: task.solution or TEXT for task in tasks}


def one_mistake_each(module: str) -> dict[str, str]:
    """The last known mistake of each exercise that has one; the others are answered."""
    found = everything_right(module)
    for task in read_assignment(ROOT / "solutions", module, overlay_folder(None)).tasks:
        for mistake in task.data.get("erreurs", []):
            found[task.id] = forms.mistake_cell(task.data, mistake)
    return found


CLASS = {"juste": everything_right, "erreurs": one_mistake_each}


@pytest.fixture(scope="module")
def page(open_page):
    opened = {}

    def of(module: str):
        if module not in opened:
            opened[module] = open_page(module)
        return opened[module]

    yield of
    for each in opened.values():
        each.evaluate("() => localStorage.clear()")
        each.close()


def marks(root, module: str) -> dict[str, dict[str, float]]:
    """Release, then have nbgrader mark all that is handed in: student → grade_id → points of the machine."""
    config = PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    api.log_level = "ERROR"
    for done in (api.generate_assignment(module, force=True, create=True), api.autograde(module, "*", create=True)):
        assert done["success"], done.get("error") or done.get("log")
    with Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id) as book:
        return {
            each.student.id: {g.name: g.auto_score for g in each.notebooks[0].grades if g.auto_score is not None}
            for each in book.assignment_submissions(module)
        }


@pytest.mark.parametrize("module", EVERY)
def test_page_and_jupyterlab_earn_the_same_marks(module, page, tmp_path, monkeypatch):
    monkeypatch.setenv("PARCOURS_DONNEES", str(ROOT / "datasets"))
    bank = load_module(MADE / f"{module}.json")
    for name, answers in ((name, make(module)) for name, make in CLASS.items()):
        records = {each.id: {"texte" if each.type == "manuel" else "code": answers[each.id]} for each in bank.exercices}
        page(module).evaluate(KEEP, records)
        for student in (f"page-{name}", f"labo-{name}"):
            (tmp_path / "cours" / "submitted" / student / module).mkdir(parents=True)
        hand_in_file(page(module), tmp_path / "cours" / "submitted" / f"page-{name}" / module / f"{module}.ipynb")
        by_cell = {each.cellule: answers[each.id] for each in bank.exercices}
        typed = tmp_path / "cours" / "submitted" / f"labo-{name}" / module / f"{module}.ipynb"
        typed.write_text(filled_by_hand(released(module), by_cell), "utf-8")
    for folder in ("exercises", "_build/nbgrader/source"):
        shutil.copytree(ROOT / folder / module, tmp_path / folder / module)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)

    found = marks(tmp_path, module)
    for name in CLASS:
        assert found[f"page-{name}"] == found[f"labo-{name}"], name
    # The answers of a summative exercise are not in the repository: nothing is right there.
    best = {test.grade_id: test.points for each in bank.exercices if each.mode == "formatif" for test in each.tests}
    got = {name: {test: found[f"page-{name}"][test] for test in best} for name in CLASS}
    assert got["juste"] == best
    assert not best or sum(got["erreurs"].values()) < sum(best.values())
