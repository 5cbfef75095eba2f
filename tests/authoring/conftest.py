"""A small course in a temporary folder, made from the commented template of docs/exercises.md."""

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = re.compile(r"[Ff]ichier\s+`(?P<name>[\w./-]+)`\s*:\n\n```\w+\n(?P<text>.*?)\n```", re.DOTALL)


def documented_files() -> dict[str, str]:
    """The files that docs/exercises.md gives to copy, name → text."""
    text = (ROOT / "docs" / "exercises.md").read_text(encoding="utf-8")
    return {found["name"]: found["text"] + "\n" for found in FILE.finditer(text)}


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The root of a course with the template's exercise m91 and the public half of the summative m92."""
    monkeypatch.delenv("PARCOURS_SOMMATIF", raising=False)
    for name, text in documented_files().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    return tmp_path
