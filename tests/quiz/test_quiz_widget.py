"""`parcours.widgets.quiz` shows the same bank in a notebook (how it draws is tested in test_quiz_browser.py)."""

import subprocess
import sys

import pytest

from parcours import widgets
from parcours.authoring.quiz import write_bank
from parcours.quiz import BankError


@pytest.fixture
def notebook(bank, tmp_path, monkeypatch):
    """A working directory with the bank beside it."""
    write_bank(bank, tmp_path / "items" / "m05.json")
    monkeypatch.chdir(tmp_path)


def ids(widget) -> list[str]:
    return [item["id"] for item in widget.items]


def test_questions_are_shown_by_name_or_by_module(notebook):
    assert ids(widgets.quiz("m05-q03", "m05-q01")) == ["m05-q03", "m05-q01"]
    assert len(ids(widgets.quiz("m05"))) == 7  # a second call: the function is not hidden by its module


def test_the_widget_carries_the_module_and_styles_of_the_page(notebook):
    widget = widgets.quiz("m05-q03")
    assert "export function renderItem" in widget._esm
    assert ".quiz-option" in widget._css or ".quiz label" in widget._css
    assert widget.resultats == {}


@pytest.mark.parametrize(
    ("asked", "words"), [((), "quelle question"), (("m05-q99",), "m05-q01"), (("m77-q01",), "dossier « items »")]
)
def test_what_cannot_be_shown_says_what_to_do(notebook, asked, words):
    with pytest.raises(BankError, match=words):
        widgets.quiz(*asked)


def test_the_quiz_room_needs_the_standard_library_alone():
    """It runs in a trainee's browser: no YAML, no Sphinx, no anywidget, not even pandas."""
    code = (
        "import sys, parcours.quiz, parcours.widgets;"
        "print([name for name in ('yaml', 'jsonschema', 'sphinx', 'anywidget', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
