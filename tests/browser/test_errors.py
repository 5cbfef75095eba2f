"""What a beginner reads when Python stops: the first sentence names the cause, the advice says what to type."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "src" / "parcours" / "web" / "py"))
import errors  # noqa: E402


def told(code: str, **names) -> errors.Told:
    """What is said of `code`, before running or after its error; its no-break spaces made plain."""
    said = _told(code, **names)
    return replace(said, **{part: getattr(said, part).replace("\u00a0", " ") for part in ("titre", "cause", "essai")})


def test_french_spaces_do_not_break():
    assert errors.before("a = 1\nb = 3,5").titre.startswith("«\u00a03,5\u00a0»\u00a0: pour")


def _told(code: str, **names) -> errors.Told:
    if problem := errors.before(code):
        return problem
    try:
        exec(compile(code, "<essai>", "exec"), names)
    except (Exception, SystemExit) as error:
        return errors.told(error, "<essai>", code, names)
    raise AssertionError(f"{code!r} s'exécute sans erreur")


CASES = [
    ("print(«bonjour»)", 1, "n’est pas un guillemet", 'guillemet droit'),
    ("x = “a”", 1, "n’est pas un guillemet", 'guillemet droit'),
    ("a = 1\nb = 3,5", 2, "la virgule sépare deux valeurs", "3.5"),
    ("a\u00a0= 1", 1, "espace insécable", "ordinaire"),
    ("print('a'", 1, "jamais refermée", "ajoutez celui qui manque"),
    ("print('a)", 1, "pas refermé", "guillemet"),
    ("print('a'))", 1, "en trop", "Supprimez"),
    ("if 1 == 1\n    print(1)", 1, "deux-points", "à la fin de la ligne"),
    ("if 1 = 1:\n    pass", 1, "Le signe = ne convient pas", "=="),
    ("x = [1 2]", 1, "virgule", "Ajoutez la virgule"),
    ("1jour = 3", 1, "ce nombre ou ce nom", "jour_1"),
    ("x = 3 × 4", 1, "Le signe ×", "* au lieu de ×"),
    ("prnt x", 1, "ne comprend pas", "Comparez"),
    ("whlie True:\n    pass", 1, "« while »", "Écrivez while"),
    ("if 1:\nprint(1)", 2, "décalée vers la droite", "quatre espaces"),
    ("a = 1\n  b = 2", 2, "décalage", "Alignez"),
    ("total = 1\nprint(totla)", 2, "voulez-vous dire « total »", "Remplacez totla par total"),
    ("print(bonjour)", 1, "ne connaît pas le nom « bonjour »", '"bonjour"'),
    ("pd.DataFrame()", 1, "pas encore été importé", "import pandas as pd"),
    ("x = ____", 1, "blanc à compléter", "Choisissez"),
    ('1 + "2"', 1, "nature différente", "int("),
    ("x = 3\nx(4)", 2, "pas une fonction", "crochets"),
    ("len[3]", 1, "crochets suivent", "parenthèses"),
    ("round()", 1, "une valeur de plus", "Ajoutez"),
    ("len(1, 2)", 1, "autre chose que ce qu’elle attend", "Comptez"),
    ('"12" < 20', 1, "ne se comparent pas", "int("),
    ("[].ajouter(1)", 1, "« .ajouter » n’existe pas", "orthographe"),
    ("float('3,5')", 1, "ne se lit pas comme un nombre", "point"),
    ("1 / 0", 1, "division par zéro", "print"),
    ("[1][3]", 1, "pas d’élément à cette position", "len("),
    ("import pandsa", 1, "pas disponible", "pandas"),
    ("from math import rien", 1, "n’existe pas dans le module", "orthographe"),
    ("open('messages.csv')", 1, "Ce fichier n’existe pas", "load("),
    ("def f():\n    return f()\nf()", 2, "s’appelle elle-même", "condition"),
    ("exit()", 1, "s’arrêter", "Supprimez"),
    ("raise RuntimeError('cassé')", 1, "en disant : cassé", "indice"),
    ("[1, 2]['a']", 1, "par sa position, un nombre entier", "liste[0]"),
    ("'abc'['a']", 1, "par sa position, un nombre entier", "liste[0]"),
    ("[1, 2][3 / 3]", 1, "par sa position, un nombre entier", "liste[0]"),
    ("for i in 5:\n    pass", 1, "Une suite de valeurs est attendue ici, et c’est un nombre", "range(3)"),
    ("sum(None)", 1, "c’est une valeur vide, None", "liste"),
    ("a, b = 3", 1, "Une suite de valeurs est attendue", "liste"),
    ("len(5)", 1, "len(…) compte des éléments, et un nombre", "liste"),
    ("{[1]: 2}", 1, "c’est une liste", "guillemets"),
    ("'a' in 5", 1, "Le mot « in »", "à droite"),
    ("'abc'[0] = 'd'", 1, "c’est un texte", "nouvelle valeur"),
    ("range('3')", 1, "Un nombre entier est attendu ici, et c’est un texte", "int("),
    ("-'a'", 1, "attend un nombre", "int("),
    ("None + 1", 1, "est vide : None", "print"),
    ("1 + [].sort()", 1, "est vide : None", "print"),
    ("a, b = 1, 2, 3", 1, "pas autant de noms", "Comptez"),
    ("a, b, c = 1, 2", 1, "pas autant de noms", "Comptez"),
    ("max([])", 1, "La liste est vide", "print"),
    ("[1].index(2)", 1, "n’est pas là", "in liste"),
    ("import pandas as pd\npd.DataFrame({'a': [1], 'b': [1, 2]})", 2, "même nombre de valeurs", "len("),
    ("int(float('nan'))", 1, "valeur manquante", ".dropna()"),
    ("import datetime\ndatetime.date(2026, 2, 30)", 2, "date", "2026-03-31"),
    ("import statistics\nstatistics.mean([])", 2, "pas assez de valeurs", "print"),
    ("import altair as alt\nalt.X('a:Q', axis=3).to_dict()", 2, "Altair ne comprend pas", "orthographe"),
    ('import altair as alt\nalt.Chart("d.json").mark_bar().encode(x="a").to_dict()', 2, "Altair ne sait", "lettre"),
    ("if 3,5 > 2:\n    pass", 1, "la virgule sépare deux valeurs", "3.5"),
    ("x = 3,5 * 2", 1, "la virgule sépare deux valeurs", "3.5"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "line", "what", "advice"), CASES, ids=[case[0].split("\n")[-1][:24] for case in CASES]
)
def test_each_error_has_its_french_words(code, line, what, advice):
    said = told(code)
    assert said.ligne == line
    assert what in said.titre
    assert advice in said.essai
    assert said.cause


def test_a_missing_column_names_the_near_one():
    said = told("t['pseudos']", t=pd.DataFrame({"pseudo": [1], "canal": [2]}))
    assert "« pseudos »" in said.titre and "« pseudo »" in said.essai
    said = told("t['zzz']", t=pd.DataFrame({"pseudo": [1], "canal": [2]}))
    assert "pseudo, canal" in said.essai


def test_a_condition_on_a_whole_column_is_explained():
    said = told("if t.age > 3:\n    pass", t=pd.DataFrame({"age": [1, 5]}))
    assert "&" in said.cause


UNFORESEEN = [
    "int([])",
    "'%d' % 'a'",
    "chr(-1)",
    "2.0 ** 10000",
    "import os\nos.kill(-1, 'x')",
    "next(iter([]))",
    "b'\\xff'.decode()",
]


@pytest.mark.parametrize("code", UNFORESEEN)
def test_an_unforeseen_error_is_headed_in_french_and_keeps_python_s_english_below(code):
    said = told(code)
    english = said.trace.strip().splitlines()[-1].partition(": ")[2]
    assert "Error" in said.trace or "StopIteration" in said.trace
    assert not english or english not in f"{said.titre} {said.cause} {said.essai}"


def test_what_the_course_says_in_french_is_the_title():
    said = told("from parcours.datasets import load\nload('membre')")
    assert "Il n’y a pas de table « membre »" in said.titre
    modules = (
        "calculators.inputs",
        "datasets.errors",
        "exercises.bank",
        "metrics.checks",
        "quiz.bank",
        "scenarios.play",
    )
    for module in modules:
        room = importlib.import_module(f"parcours.{module}")
        own = [each for each in vars(room).values() if isinstance(each, type) and issubclass(each, Exception)]
        assert {each.__name__ for each in own if each.__module__ == room.__name__} <= errors._OURS | {"DatasetsError"}


def test_a_comma_between_two_printed_digits_is_remarked_afterwards(capsys):
    exec("print(3,5)")
    assert capsys.readouterr().out == "3 5\n"
    assert "écrivez 3.5" in errors.after("print(3,5)")
    for code in ("print(3, 5)", "print('3,5')", "# print(3,5)", "round(3,5)", "print(a,5)"):
        assert errors.after(code) == ""


def test_a_check_and_a_run_say_the_same():
    after = told("1 / 0")
    assert errors.explain("ZeroDivisionError", "division by zero", 1, "1 / 0", {}).titre == after.titre


@pytest.mark.parametrize(
    "code",
    [
        "x = (3,5)",
        "round(3.14159,2)",
        "t = [1,2]",
        "x = 'prix : 3,5 €'",
        "y = 1 # 3,5 «»",
        'm = """\n3,5 «»\n"""',
        "a, b = 1, 2",
        "a, b = 3,5",
        "x = 1,2,3",
        "x = 3, 5",
        "for i in 1,2:\n    pass",
        "x == 3,5",
    ],
)
def test_right_code_is_left_alone(code):
    assert errors.before(code) is None
