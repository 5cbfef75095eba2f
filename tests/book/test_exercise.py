"""An exercise is complete without a script: statement, ready code, hints, rubric, the notebook to download."""

import json
import re

import pytest

from parcours.exercises import to_dict
from parcours.exercises.model import Criterion, Exercise, Module


def exercise(**fields) -> Exercise:
    usual = {
        "id": "m01-ex01",
        "numero": "1.1",
        "titre": "Compter les messages",
        "type": "auto",
        "forme": "libre",
        "mode": "formatif",
        "usage": "entrainement",
        "objectifs": ("m01-o1",),
        "competences": ("C5",),
        "donnees": (),
        "points": 1,
        "enonce": "## Exercice 1.1\n\nCombien de **messages** ?\n\n- un ;\n- deux.",
        "cellule": "m01-ex01-reponse",
        "depart": "# Écrivez votre réponse ici",
        "indices": ("Regardez la table.", "Comptez ses lignes.", "len(messages)"),
        "reussite": "Vous savez compter.",
        "preparation": "messages = [1, 2]",
    }
    return Exercise(**{**usual, **fields})


@pytest.fixture
def build(tmp_path):
    from sphinx.application import Sphinx

    from parcours.book.exercise import setup_exercise
    from parcours.book.nodes import setup_nodes

    def build_it(text: str, *exercises: Exercise) -> str:
        made, book = tmp_path / "_build" / "exercices", tmp_path / "book"
        (made / "solutions").mkdir(parents=True)
        book.mkdir()
        module = Module("m01", "Le métier", "1", "m01.ipynb", exercises or (exercise(),))
        (made / "m01.json").write_text(json.dumps(to_dict(module)), "utf-8")
        (made / "solutions" / "m01-ex01.json").write_text("{}")
        (book / "conf.py").write_text('extensions = ["myst_parser"]\nlanguage = "fr"\n', "utf-8")
        (book / "index.md").write_text("# Titre\n\n## S’entraîner\n\n" + text, "utf-8")
        app = Sphinx(book, book, tmp_path / "out", tmp_path / "trees", "html", status=None, warning=None)
        setup_nodes(app)
        setup_exercise(app)
        app.build()
        return (tmp_path / "out" / "index.html").read_text("utf-8")

    return build_it


def test_statement_ready_code_hints_and_notebook_are_in_the_page(build, tmp_path):
    page = build("```{exercise} m01-ex01\n```")
    assert "<h3>Exercice 1.1 · Compter les messages</h3>" in page.replace("<span>", "").replace("</span>", "")
    assert "<strong>messages</strong>" in page and page.count("Exercice 1.1") == 1
    assert "Ce qui est déjà prêt" in page
    assert "Comptez ses lignes." in page
    assert 'href="assets/carnets/m01.ipynb"' in page
    assert 'data-island="exercise" data-id="m01-ex01" data-module="m01"' in page
    assert "Vous savez compter" not in page
    assert (tmp_path / "out" / "assets" / "exercises" / "m01.json").is_file()
    assert (tmp_path / "out" / "assets" / "solutions" / "m01-ex01.json").is_file()


def test_code_in_a_hint_is_shown_as_code(build):
    page = build(
        "```{exercise} m01-ex01\n```", exercise(indices=("Comptez avec `len(x)`.", "Vague.", "`len`, puis `+`."))
    )
    hints = re.search(r"<ol>(.*?)</ol>", page, re.DOTALL)[1]
    assert "`" not in hints and "Vague." in hints
    assert re.findall(r"<code[^>]*>(.*?)</code>", re.sub(r"</?span[^>]*>", "", hints)) == ["len(x)", "len", "+"]


def test_a_written_task_shows_its_rubric(build):
    rubric = (Criterion("clarte", "Clarté", ("Absent", "Flou", "Lisible", "Clair", "Limpide")),)
    page = build("```{exercise} m01-ex01\n```", exercise(type="manuel", depart="", grille=rubric))
    assert '<th scope="row">' in page and "Limpide" in page and "La grille de lecture" in page


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("```{exercise} m01-ex09\n```", "m01-ex09 n’est pas un exercice du module m01"),
        ("```{exercise} m02-ex01\n```", "make exercises"),
        ("```{exercise} m01-ex01\n```\n\n```{exercise} m01-ex01\n```", "déjà sur cette page"),
    ],
)
def test_a_wrong_call_stops_the_build_with_its_place(build, text, says):
    with pytest.raises(Exception, match=says) as error:
        build(text)
    assert "index.md:" in str(error.value)
