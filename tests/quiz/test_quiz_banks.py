"""The banks of the book hold what the course promises: reasons, objectives, fair options, recomputed numbers."""

import re
from pathlib import Path

import pandas as pd
import pytest

from parcours.authoring.quiz import read_bank
from parcours.authoring.typography import french_typography
from parcours.datasets import load
from parcours.quiz import check
from parcours.quiz.model import TYPES, item_to_dict

BOOK = Path(__file__).parents[2] / "book"
PATHS = sorted(BOOK.glob("m*/quiz.yml"))
BANKS = {path.parent.name: read_bank(path) for path in PATHS}
ITEMS = [item for bank in BANKS.values() for item in bank.items]


def texts(value) -> list[str]:
    if isinstance(value, dict):
        return [text for name, each in value.items() if name not in ("id", "calcul", "reponse") for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("module", BANKS)
def test_a_module_has_at_least_eight_questions_of_four_types(module):
    items = BANKS[module].items
    assert len(items) >= 8
    assert len({item.type for item in items}) >= 4


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parent.name)
def test_every_objective_of_the_module_has_a_question(path):
    index = path.with_name("index.md").read_text(encoding="utf-8")
    declared = set(re.findall(r"^  (m\d\d-o\d):", index, re.MULTILINE))
    assert {item.objectif for item in BANKS[path.parent.name].items} == declared


def test_the_right_option_is_seldom_the_longest():
    """Amendment 12: in at most 35 % of the single choices, or trainees learn to pick the longest."""
    choices = [item for item in ITEMS if item.type == "choix"]
    longest = [item.id for item in choices if max(item.options, key=lambda option: len(option.texte)).juste]
    assert len(longest) <= 0.35 * len(choices), longest


def test_the_longest_option_is_not_a_giveaway_either():
    """No option is three times as long as another of its question."""
    for item in ITEMS:
        lengths = [len(option.texte) for option in item.options if item.type == "choix"]
        assert not lengths or max(lengths) <= 3 * min(lengths), item.id


@pytest.mark.parametrize("item", [item for item in ITEMS if item.calcul], ids=lambda item: item.id)
def test_a_computed_answer_is_recomputed(item):
    value = eval(item.calcul, {"load": load, "pd": pd})  # our own expressions, written beside the question
    assert abs(value - item.valeur) <= item.tolerance


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_answer_key_is_right(item):
    by_type = {
        "choix": lambda: next(option.id for option in item.options if option.juste),
        "choix-multiple": lambda: [option.id for option in item.options if option.juste],
        "numerique": lambda: str(item.valeur).replace(".", ","),
        "texte-court": lambda: item.reponses[0],
        "ordre": lambda: [step.id for step in item.etapes],
        "appariement": lambda: {pair.id: pair.id for pair in item.paires},
    }
    answer = by_type["choix" if item.type == "vrai-faux" else item.type]()
    assert check(item, answer).right


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_prose_is_addressed_as_vous_and_typeset(item):
    for text in texts(item_to_dict(item)):
        assert not re.search(r"\b(tu|ton|tes|toi)\b", text), text
        assert "'" not in french_typography(text) and '"' not in text, text
        assert "·" not in text, text


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_reason_adds_something_to_its_option(item):
    for part in [*item.options, *item.etapes, *item.paires]:
        assert len(part.pourquoi.split()) >= 4, part.id
        assert part.pourquoi.rstrip().endswith((".", "»", "?")), part.id


def test_the_template_of_the_guide_is_a_valid_bank(tmp_path):
    guide = (BOOK.parent / "docs" / "quiz.md").read_text(encoding="utf-8")
    path = tmp_path / "quiz.yml"
    path.write_text(re.search(r"```yaml\n(.*?)```", guide, re.DOTALL)[1], encoding="utf-8")
    bank = read_bank(path, {"m05-o1"})
    assert {item.type for item in bank.items} == set(TYPES)
