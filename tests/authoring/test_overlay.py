"""A summative exercise: its private half marks, and appears nowhere that a trainee can look (docs/exercises.md)."""

import pytest

from parcours.authoring import checks, generate
from parcours.authoring.assignment import read_assignment
from parcours.authoring.problems import SourceError

SECRETS = ("(mars - fevrier)", "hausse != 20", "abs(hausse - 25)", "50 messages de plus")


def _published(course):
    folders = (course / "exercises", course / "_build" / "exercices")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(course): path.read_bytes() for path in files if path.name != ".etat.json"}


def test_solution_and_hidden_tests_reach_the_marking_source_and_nothing_else(course):
    generate(course, overlay=course / "prive")
    source = (course / "_build/nbgrader/source/m92/m92.ipynb").read_text(encoding="utf-8")
    assert all(secret in source for secret in SECRETS)
    for path, content in _published(course).items():
        found = [secret for secret in SECRETS if secret in content.decode("utf-8")]
        assert not found, f"{path} shows {found}"


def test_what_is_published_is_the_same_with_and_without_the_private_half(course, monkeypatch):
    generate(course)
    public = _published(course)
    monkeypatch.setenv("PARCOURS_SOMMATIF", str(course / "prive"))
    generate(course)
    assert _published(course) == public


def test_the_leak_detector_finds_a_leak(course):
    assignment = read_assignment(course / "solutions", "m92", course / "prive")
    assert checks.leaks(assignment, "hausse = (mars - fevrier) / fevrier * 100")
    assert not checks.leaks(assignment, "hausse = None")


def test_a_wrong_private_half_stops_the_generation(course):
    script = course / "prive/m92/m92.py"
    script.write_text(script.read_text().replace("/ fevrier * 100", "/ mars * 100"))
    with pytest.raises(SourceError, match="m92-ex01.*la solution ne passe pas.*rapporté l’écart à mars"):
        generate(course, overlay=course / "prive")


def test_a_private_sidecar_adds_its_keys(course):
    (course / "prive/m92/m92.yml").write_text("exercices: {m92-ex01: {points: {test1: 6}}}\n")
    task = read_assignment(course / "solutions", "m92", course / "prive").tasks[0]
    assert task.data["points"] == {"test1": 6} and task.data["titre"] == "La progression de mars"


def test_a_module_can_live_in_the_overlay_alone(course):
    (course / "solutions/m92").rename(course / "prive/m93")
    for end in (".py", ".yml"):
        path = course / f"prive/m93/m92{end}"
        (course / f"prive/m93/m93{end}").write_text(path.read_text().replace("m92", "m93"))
        path.unlink()
    (course / "prive/m92/m92.py").unlink()
    generate(course, overlay=course / "prive")
    assert (course / "exercises/m93/m93.ipynb").is_file()


def test_a_folder_that_is_not_there_is_told(course, monkeypatch):
    monkeypatch.setenv("PARCOURS_SOMMATIF", str(course / "absent"))
    with pytest.raises(SourceError, match="PARCOURS_SOMMATIF.*n’existe pas"):
        generate(course)
