"""The command line speaks French, says where things are, and its exit codes mean something."""

from pathlib import Path

import pytest
from tests.desk_core import classe

from parcours.cli import main
from parcours.desk import session

ROOT = Path(__file__).parents[2]
SC1 = ROOT / "book" / "m08-conflits" / "scenarios" / "sc1.yml"


def test_a_scenario_is_checked_and_drawn(capsys, tmp_path):
    assert main(["scenario", "check", str(SC1)]) == 0
    assert "tout va bien" in capsys.readouterr().out
    drawing = tmp_path / "sc1.svg"
    assert main(["scenario", "graph", str(SC1), "--sortie", str(drawing)]) == 0
    assert drawing.read_text("utf-8").lstrip().startswith("<svg")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["scenario", "check", "absent.yml"], "absent.yml"),
        (["grade", "absent.zip", "--assignment", "m01", "--cours", str(ROOT)], "n’existe pas"),
        (["grade", ".", "--assignment", "m99", "--cours", str(ROOT)], "Aucun devoir «\u00a0m99\u00a0»"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(capsys, words, says):
    assert main(words) == 1
    error = capsys.readouterr().err
    assert says in error and "Traceback" not in error


def test_the_agreement_of_two_markers_comes_from_their_own_session(capsys, tmp_path):
    saved = tmp_path / "seance.json"
    saved.write_bytes(session.save(classe.read_all(classe.filled())))
    words = ["report", "--cours", str(ROOT), "--seance", str(saved), "--assignment"]
    assert main([*words, "m05"]) == 1
    assert "est une séance de m93, pas de m05" in capsys.readouterr().err
    assert main([*words, "m93"]) == 1
    assert "il faut deux correcteurs" in capsys.readouterr().err


def test_words_that_are_not_understood_exit_with_two(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["corriger"])
    assert stopped.value.code == 2
