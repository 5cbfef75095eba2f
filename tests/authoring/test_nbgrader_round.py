"""A full round with the real nbgrader, in one process: release, ten submissions, marks by machine and by hand,
feedback, export. Ours must be a course like any other to it.
"""

import csv
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import PyFileConfigLoader

from parcours.authoring import generate
from parcours.authoring.assignment import read_assignment
from parcours.authoring.forms import mistake_cell
from parcours.authoring.items import exercise_item
from parcours.exercises import check

# nbgrader 0.9.6 with SQLAlchemy 2.1: harmless, its own
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

ROOT = Path(__file__).parents[2]
MODULE = "m01"
TASKS = {task.id: task for task in read_assignment(ROOT / "solutions", MODULE).tasks}
AD = "Ardelune cherche son animatrice ou son animateur de communauté."


def _mistake(name: str) -> str:
    task = TASKS[name.rpartition("-")[0]]
    return mistake_cell(task.data, next(m for m in task.data["erreurs"] if m["id"] == name))


def _submissions() -> dict[str, dict[str, str]]:
    """Ten trainees: what each wrote in the cells, by exercise; an exercise left out stays untouched."""
    percent, cards = (TASKS[name].solution for name in ("m01-ex01", "m01-ex02"))
    right = {"m01-ex01": percent, "m01-ex02": cards, "m01-ex03": AD}
    return {
        "aicha": right,
        "bruno": {},
        "chloe": right | {"m01-ex01": _mistake("m01-ex01-e1")},
        "driss": right | {"m01-ex01": _mistake("m01-ex01-e3")},
        "elise": right | {"m01-ex02": _mistake("m01-ex02-e2")},
        "fatou": right | {"m01-ex02": _mistake("m01-ex02-e1")},
        "gael": {"m01-ex01": percent},
        "hugo": right | {"m01-ex01": "parts = enquete["},
        "ines": right | {"m01-ex01": "import sys\nsys.exit()"},
        "jules": right | {"m01-ex02": cards.replace("→", "->").lower()},
    }


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course's m01 alone, released, answered and marked by nbgrader."""
    root = tmp_path_factory.mktemp("cours")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PARCOURS_SOMMATIF", raising=False)
        patch.setenv("PARCOURS_DONNEES", str(ROOT / "datasets"))
        shutil.copytree(ROOT / "solutions" / MODULE, root / "solutions" / MODULE)
        shutil.copy(ROOT / "nbgrader_config.py", root)
        generate(root)
        ours = (root / "exercises" / MODULE / f"{MODULE}.ipynb").read_bytes()
        config = PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        api.log_level = "ERROR"
        _done(api.generate_assignment(MODULE, force=True, create=True))
        for student, answers in _submissions().items():
            _hand_in(root, student, answers)
        for student in _submissions():
            _done(api.autograde(MODULE, student, force=True, create=True))
        yield root, ours, config, api


def _done(result: dict) -> None:
    assert result["success"], result.get("error") or result.get("log")


def _hand_in(root: Path, student: str, answers: dict[str, str]) -> None:
    notebook = nbformat.read(root / "exercises" / MODULE / f"{MODULE}.ipynb", as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    for name, text in answers.items():
        cells[TASKS[name].answer_id].source = text
    folder = root / "cours" / "submitted" / student / MODULE
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{MODULE}.ipynb")


def _marks(config) -> dict[str, dict[str, float]]:
    """student → grade_id → points given by the machine."""
    with Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id) as book:
        return {
            submission.student.id: {
                grade.name: grade.auto_score for grade in submission.notebooks[0].grades if grade.auto_score is not None
            }
            for submission in book.assignment_submissions(MODULE)
        }


def test_nbgrader_releases_the_same_notebook_to_the_byte(course):
    root, ours, _, _ = course
    assert (root / "exercises" / MODULE / f"{MODULE}.ipynb").read_bytes() == ours
    assert ours == (ROOT / "exercises" / MODULE / f"{MODULE}.ipynb").read_bytes()


def test_each_trainee_gets_the_points_that_our_check_announces(course):
    *_, config, _ = course
    marks = _marks(config)
    for student, answers in _submissions().items():
        for name in ("m01-ex01", "m01-ex02"):
            task = TASKS[name]
            verdict = check(exercise_item(task), answers.get(name, task.start))
            assert {result.grade_id: result.points for result in verdict.resultats} == {
                grade_id: marks[student][grade_id] for grade_id in task.tests
            }, (student, name)


def test_the_class_is_as_varied_as_planned(course):
    *_, config, _ = course
    totals = {student: sum(marks.values()) for student, marks in _marks(config).items()}
    assert totals == {
        "aicha": 5,
        "bruno": 0,
        "chloe": 3,
        "driss": 4,
        "elise": 4,
        "fatou": 2,
        "gael": 2,
        "hugo": 3,
        "ines": 3,
        "jules": 5,
    }


def test_marks_by_hand_feedback_and_export_complete_the_round(course):
    root, _, config, api = course
    with Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id) as book:
        grade = book.find_grade("m01-ex03-texte", MODULE, MODULE, "aicha")
        assert (grade.max_score, grade.needs_manual_grade) == (16, True)
        grade.manual_score = 13
        book.find_comment("m01-ex03-texte", MODULE, MODULE, "aicha").manual_comment = "Vous avez vu le périmètre."
        assert not book.find_grade("m01-ex03-texte", MODULE, MODULE, "bruno").manual_score
        book.db.commit()
    for student in ("aicha", "chloe"):
        _done(api.generate_feedback(MODULE, student, force=True))
    feedback = {name: _feedback(root, name) for name in ("aicha", "chloe")}
    assert "Vous avez vu le périmètre." in feedback["aicha"]
    assert "la question porte sur le genre déclaré" in feedback["chloe"]

    exporter = CsvExportPlugin(to=str(root / "notes.csv"))
    with Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id) as book:
        exporter.export(book)
    with (root / "notes.csv").open(newline="") as file:
        scores = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    assert len(scores) == 10
    assert scores["aicha"] == (18, 21) and scores["bruno"] == (0, 21)


def _feedback(root: Path, student: str) -> str:
    return (root / "cours" / "feedback" / student / MODULE / f"{MODULE}.html").read_text(encoding="utf-8")
