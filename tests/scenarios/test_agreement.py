"""Page and Python play by the same rules: every path of every scenario, replayed in both."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.scenarios.files import ALL

REPLAY = Path(__file__).with_name("replay.mjs")


def test_every_path_gives_the_same_states_ending_and_score(compiled, runs):
    node = shutil.which("node")
    if not node:
        pytest.fail("node manque. Sous Debian : apt-get install nodejs.")
    played = [(name, run) for name in ALL for run in runs[name]]
    sent = {"models": compiled, "paths": [[name, run.choices] for name, run in played]}
    answer = subprocess.run([node, REPLAY], input=json.dumps(sent), capture_output=True, text=True, check=True).stdout
    results = json.loads(answer)
    assert len(results) == len(played) > 11_000
    for (name, run), (length, states, end, score, decisive) in zip(played, results, strict=True):
        expected = [len(run.steps), [each.state for each in run.steps], run.ending.id, run.score, run.decisive.id]
        assert [length, states, end, score, decisive] == expected, (name, run.choices)
