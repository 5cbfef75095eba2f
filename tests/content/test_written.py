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


@pytest.mark.parametrize("name", TASKS)
def test_a_written_task_shows_a_good_answer_and_a_weak_one(name):
    marks = [_mark(TASKS[name], sample) for sample in TASKS[name]["exemples"]]
    assert max(marks) >= 0.85 and min(marks) <= 0.55, marks


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if task["usage"] == "note"])
def test_a_marked_task_asks_for_the_draft_the_use_of_ai_and_two_answers_aloud(name):
    task = TASKS[name]
    assert len(task["oral"]) == 2
    best = max(task["exemples"], key=lambda sample: _mark(task, sample))["texte"]
    assert "Mon brouillon" in best and "Mon usage de l’IA" in best


def _mark(task: dict, sample: dict) -> float:
    return sum(sample["niveaux"].values()) / (4 * len(task["grille"]))
