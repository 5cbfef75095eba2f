"""The written tasks of every module: what an instructor marks has two samples, questions to ask and the trainee's own account."""

from pathlib import Path

import pytest
import yaml

SOLUTIONS = Path(__file__).parents[2] / "solutions"
TASKS = {
    name: task
    for source in sorted(SOLUTIONS.glob("m*/*.yml"))
    for name, task in yaml.safe_load(source.read_text("utf-8"))["exercices"].items()
    if task["type"] == "manuel"
}
SHORT = {"m00-ex03", "m03-ex07", "m08-ex05", "m08-ex06", "m08-ex07"}  # a few lines, never marked by the instructor


@pytest.mark.parametrize("name", TASKS)
def test_a_written_task_shows_a_good_answer_and_a_weak_one(name):
    marks = [_mark(TASKS[name], sample) for sample in TASKS[name]["exemples"]]
    assert max(marks) >= 0.85 and min(marks) <= 0.55, marks


@pytest.mark.parametrize("name", [name for name in TASKS if name not in SHORT])
def test_a_written_task_asks_for_the_draft_the_use_of_ai_and_two_answers_aloud(name):
    task = TASKS[name]
    assert len(task["oral"]) == 2
    samples = sorted(task["exemples"], key=lambda sample: _mark(task, sample))
    for sample in samples[1:] if name.startswith("m11-") else samples:
        assert "Mon brouillon" in sample["texte"] and "Mon usage de l’IA" in sample["texte"]


def _mark(task: dict, sample: dict) -> float:
    return sum(sample["niveaux"].values()) / (4 * len(task["grille"]))
