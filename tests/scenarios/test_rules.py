"""The rules that the package carries: up to date, textless, and with the verdict of the full scenario on every path."""

import json

import pytest
from tests.scenarios.files import ROOT

from parcours.authoring.scenario import rules_json
from parcours.scenarios import ReplayError, paths, rules
from parcours.scenarios.rules import _all


def test_they_are_what_the_yaml_files_give():
    carried = ROOT / "src" / "parcours" / "scenarios" / "regles.json"
    assert carried.read_text(encoding="utf-8") == rules_json(ROOT / "book"), "Lancez « make exercises »."
    assert list(_all()) == [f"sc{n}" for n in range(1, 9)]


@pytest.mark.parametrize("name", [f"sc{n}" for n in range(1, 9)])
def test_every_path_ends_and_scores_as_in_the_full_scenario(name, scenarios):
    told = {tuple(run.choices): (run.ending.id, run.score) for run in paths(scenarios[name])}
    assert {tuple(run.choices): (run.ending.id, run.score) for run in paths(rules(name))} == told


def test_they_hold_no_reply_nor_feedback(compiled):
    carried = json.dumps(_all(), ensure_ascii=False)
    for scenario in compiled.values():
        for choice in (each for node in scenario["noeuds"] for each in node["choix"]):
            assert choice["texte"] not in carried and choice["retour"] not in carried


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(ReplayError, match="« sc9 » n’existe pas. Scénarios : sc1, sc2"):
        rules("sc9")
