"""`make exercises` on the template of docs/exercises.md: what it writes, when it does nothing, how it speaks."""

import json
import subprocess
import sys

import nbformat
import pytest

from parcours.authoring import generate
from parcours.authoring.problems import SourceError
from parcours.exercises import check, load_module, load_solution
from tests.authoring.conftest import ROOT


def test_the_documented_template_becomes_a_notebook_an_exercise_and_its_solution(course):
    written = {str(path.relative_to(course)) for path in generate(course)}
    assert written == {
        "exercises/m91/m91.ipynb",
        "_build/nbgrader/source/m91/m91.ipynb",
        "_build/exercices/m91.json",
        "_build/exercices/solutions/m91-ex01.json",
        "exercises/m92/m92.ipynb",
        "_build/nbgrader/source/m92/m92.ipynb",
        "_build/exercices/m92.json",
    }
    exercise = load_module(course / "_build/exercices/m91.json").exercise("m91-ex01")
    solution = load_solution(course / "_build/exercices/solutions/m91-ex01.json")
    assert exercise.depart == "taux = ____ / ____"
    assert [blank.choix for blank in exercise.trous] == [("questions", "repondues")] * 2
    assert check(exercise, solution.code).reussi
    assert check(exercise, "taux = questions - repondues").erreur == "m91-ex01-e3"


def test_nothing_is_done_when_nothing_changed_and_a_hand_edit_is_undone(course):
    assert generate(course)
    assert generate(course) == []
    released = course / "exercises/m91/m91.ipynb"
    right = released.read_bytes()
    released.write_bytes(right.replace(b"40 questions", b"41 questions"))
    assert generate(course) == [released]
    assert released.read_bytes() == right


def test_a_solution_that_becomes_summative_leaves_the_site(course):
    generate(course)
    sidecar = course / "solutions/m91/m91.yml"
    sidecar.write_text(sidecar.read_text().replace("mode: formatif", "mode: sommatif"))
    generate(course)
    assert not (course / "_build/exercices/solutions/m91-ex01.json").exists()


def test_the_release_keeps_ids_and_says_what_it_is(course):
    generate(course)
    source = nbformat.read(course / "_build/nbgrader/source/m91/m91.ipynb", as_version=4)
    released = nbformat.read(course / "exercises/m91/m91.ipynb", as_version=4)
    assert [cell.id for cell in released.cells] == [cell.id for cell in source.cells]
    graded = [cell for cell in released.cells if "nbgrader" in cell.metadata]
    assert [cell.id for cell in graded] == [cell.metadata.nbgrader.grade_id for cell in graded]
    told = dict(released.metadata.parcours)
    assert told.pop("generated_from").startswith("solutions/m91/m91.py sha256:")
    assert told == {"course": "devenir-community-manager", "assignment": "m91", "version": "1"}
    assert "No module named 'parcours'" in released.cells[0].source
    assert not any("parcours" in cell.metadata for cell in released.cells)


def test_every_mistake_of_every_module_is_told_and_nothing_is_written(course):
    for module, old, new in (("m91", "titre: Un module", "tittre: Un module"), ("m92", "usage: note", "usage: notes")):
        sidecar = course / f"solutions/{module}/{module}.yml"
        sidecar.write_text(sidecar.read_text().replace(old, new))
    with pytest.raises(SourceError) as failed:
        generate(course)
    text = str(failed.value)
    assert "m91.yml:" in text and "tittre" in text
    assert "m92.yml:" in text and "m92-ex01, « usage »" in text.replace("\u00a0", " ")
    assert not (course / "exercises").exists()


def test_the_command_tells_a_mistake_in_french_without_a_traceback(course):
    script = course / "solutions/m91/m91.py"
    script.write_text(script.read_text().replace("taux = repondues / questions", "taux = repondues +/ questions"))
    run = subprocess.run([sys.executable, "-m", "parcours.authoring"], cwd=course, capture_output=True, text=True)
    assert run.returncode == 1
    assert "m91-ex01-reponse" in run.stderr and "n’est pas du Python" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_json_is_the_documented_one(course):
    generate(course)
    data = json.loads((course / "_build/exercices/m91.json").read_text(encoding="utf-8"))
    assert data["schema"] == 1 and data["carnet"] == "m91.ipynb"
    documentation = (ROOT / "docs/exercises.md").read_text(encoding="utf-8")
    assert [key for key in data["exercices"][0] if f"`{key}`" not in documentation] == []
