"""Every path of every scenario, walked: the book's promises about its scenarios hold."""

import json
import re
import subprocess
import sys
from collections import Counter

import pytest
from tests.scenarios.files import ALL, CONFLICTS

from parcours.scenarios import VARIABLES, ReplayError, best_path, find, paths, points, replay, start, step, transcript
from parcours.scenarios.play import DANGER_CAP


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_conflict_has_five_or_six_passages_of_three_or_four_choices(scenarios, name):
    scenario = scenarios[name]
    assert {len(run.steps) for run in paths(scenario)} <= {5, 6}
    assert {len(node.choices) for node in scenario.nodes} <= {3, 4}
    assert len(scenario.endings) >= 4


@pytest.mark.parametrize("name", ALL)
def test_every_passage_and_every_ending_is_met(scenarios, runs, name):
    assert {each.node.id for run in runs[name] for each in run.steps} == {node.id for node in scenarios[name].nodes}
    assert Counter(run.ending.id for run in runs[name]).keys() == {end.id for end in scenarios[name].endings}


@pytest.mark.parametrize("name", ALL)
def test_the_best_path_gives_the_best_ending_and_at_least_90(scenarios, name):
    run = best_path(scenarios[name])
    assert run.ending.utility == max(end.utility for end in scenarios[name].endings)
    assert run.score >= 90


@pytest.mark.parametrize("name", ALL)
def test_danger_caps_the_score_and_no_gauge_leaves_its_bounds(runs, name):
    for run in runs[name]:
        assert all(0 <= value <= 100 for each in run.steps for value in each.state.values())
        if any(each.choice.danger for each in run.steps):
            assert run.score <= DANGER_CAP


def test_danger_exists_where_people_are_at_risk(scenarios):
    risky = {n for n in CONFLICTS if any(choice.danger for node in scenarios[n].nodes for choice in node.choices)}
    assert {"sc2", "sc3", "sc4", "sc5"} <= risky


def test_leaving_with_honours_is_a_good_ending(scenarios):
    end = next(end for end in scenarios["sc5"].endings if end.id == "sc5-honore")
    assert end.utility >= 70


def test_sensitive_scenarios_warn_before_they_start(scenarios):
    assert {name for name in CONFLICTS if scenarios[name].warning} >= {"sc2", "sc3", "sc5"}


def test_the_best_choice_is_rarely_the_longest(scenarios):
    nodes = [node for name in ALL for node in scenarios[name].nodes]
    longest = [n for n in nodes if max(n.choices, key=lambda choice: len(choice.text)).quality == 3]
    assert len(longest) <= 0.4 * len(nodes), [node.id for node in longest]


def test_the_best_choice_has_no_favourite_letter(scenarios):
    nodes = [node for name in ALL for node in scenarios[name].nodes]
    letters = Counter(choice.letter for node in nodes for choice in node.choices if choice.quality == 3)
    assert max(letters.values()) <= 0.4 * len(nodes), letters


@pytest.mark.parametrize("name", ALL)
def test_the_words_are_french_and_typographic(compiled, name):
    text = json.dumps(compiled[name], ensure_ascii=False)
    assert not re.search(r"\w'\w", text), "apostrophe droite"
    assert not re.search(r" [;!?»]|« ", text), "espace insécable attendue"
    assert not re.search(r"\b(Faux|faux !|e-mail)\b", text)
    assert "{choix_decisif}" in text


@pytest.mark.parametrize("name", ALL)
def test_the_trainee_is_told_vous_outside_quoted_voices(compiled, name):
    data = compiled[name]
    texts = [*data["contexte"], *data["vous_savez"], *(text for end in data["fins"] for text in end["texte"])]
    for node in data["noeuds"]:
        texts += [*node["situation"], *(choice["retour"] for choice in node["choix"])]
    for text in texts:
        said = re.sub(r"«.*?»", "", text)
        assert not re.search(r"\b(tu|toi|ton|tes)\b", said, re.IGNORECASE), text


def test_replay_refuses_what_cannot_be_played(scenarios):
    with pytest.raises(ReplayError, match="choix n° 2, « sc1-n1-b », n’existe pas .*sc1-n2-a"):
        replay(scenarios["sc1"], ["sc1-n1-d", "sc1-n1-b"])
    with pytest.raises(ReplayError, match="en trop"):
        replay(scenarios["mini1"], [*best_path(scenarios["mini1"]).choices, "mini1-n1-a"])


def test_points_reward_completion_then_the_score(scenarios):
    scenario = scenarios["sc1"]
    full = best_path(scenario)
    assert points(full, 4) == 4
    assert points(replay(scenario, full.choices[:-1]), 4) == 0
    worst = min(paths(scenario), key=lambda run: run.score)
    assert 2 <= points(worst, 4) < 3


def test_the_decisive_choice_is_the_poorest_then_the_most_harmful(scenarios):
    scenario = scenarios["sc1"]
    run = replay(scenario, ["sc1-n1-d", "sc1-n2-b", "sc1-n3-a", "sc1-n4-a", "sc1-n5-c"])
    assert run.decisive.quality == 0
    assert run.decisive.balance == min(each.choice.balance for each in run.steps if each.choice.quality == 0)
    assert best_path(scenario).decisive.id == "sc1-n3-a"


def test_the_transcript_keeps_what_happened_and_nothing_about_the_trainee(scenarios):
    run = best_path(scenarios["sc1"])
    text = transcript(run)
    for each in run.steps:
        assert each.choice.text in text and each.choice.feedback in text
    assert "confiance 42 (+12)" in text and run.ending.title in text and "Score : 100 sur 100." in text
    assert run.decisive.short in text and "{choix_decisif}" not in text


def test_the_state_moves_by_the_effects(scenarios):
    run = start(scenarios["sc1"])
    after = step(run, next(choice for choice in run.node.choices if choice.quality == 3))
    changes = {name: after.state[name] - run.state[name] for name in VARIABLES}
    assert changes == {"confiance": 12, "tension": -12, "visibilite": 0, "equite": 0, "securite": 0, "energie": -3}


def test_the_file_is_found_beside_the_notebook_or_its_absence_is_told(tmp_path, monkeypatch, compiled):
    from parcours.authoring.scenario import to_json

    monkeypatch.delenv("PARCOURS_SCENARIOS", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="sc1.json à côté du notebook"):
        find("sc1")
    (tmp_path / "sc1.json").write_text(to_json(compiled["sc1"]), encoding="utf-8")
    assert find("sc1") == tmp_path / "sc1.json"


def test_the_scenarios_room_needs_the_standard_library_alone():
    """It runs in a trainee's browser: no YAML, no Sphinx, no anywidget, not even pandas."""
    code = (
        "import sys, parcours.scenarios, parcours.widgets;"
        "print([name for name in ('yaml', 'jsonschema', 'sphinx', 'anywidget', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
