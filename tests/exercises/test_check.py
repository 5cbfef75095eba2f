"""The check of an answer: sentences, known mistakes, and nothing of the trainee's changed."""

import subprocess
import sys

import pytest

from parcours.exercises import ExerciseError, check, module_from_dict, to_dict

EXERCISE = {
    "id": "m90-ex01",
    "numero": "90.1",
    "titre": "Un taux",
    "type": "auto",
    "forme": "libre",
    "mode": "formatif",
    "usage": "entrainement",
    "objectifs": ["m90-o1"],
    "competences": ["C5"],
    "donnees": [],
    "points": 3,
    "enonce": "Calculez.",
    "cellule": "m90-ex01-reponse",
    "depart": "# Écrivez votre réponse ici",
    "indices": ["a", "b", "c"],
    "reussite": "Bravo.",
    "preparation": "valeurs = [1, 2, 3]\ntaux = None",
    "tests": [
        {
            "grade_id": "m90-ex01-test1",
            "points": 1,
            "code": "assert taux is not None, 'Il manque « taux ».'\nassert taux <= 1, 'Regardez le sens.'",
        },
        {
            "grade_id": "m90-ex01-test2",
            "points": 2,
            "code": "valeurs.append(4)\nassert taux == 0.5, 'Regardez le taux.'",
        },
    ],
    "erreurs": [{"id": "m90-ex01-e1", "grade_id": "m90-ex01-test1", "message": "Regardez le sens."}],
}


def _exercise(**changes):
    module = {"schema": 1, "module": "m90", "titre": "Essai", "version": "1", "carnet": "m90.ipynb"}
    return module_from_dict(module | {"exercices": [EXERCISE | changes]}).exercices[0]


def test_a_right_answer_says_what_was_learned():
    verdict = check(_exercise(), "taux = 1 / 2")
    assert (verdict.reussi, verdict.points, verdict.sur, verdict.phrase) == (True, 3, 3, "Bravo.")


def test_the_first_assert_that_fails_speaks_and_names_the_mistake():
    verdict = check(_exercise(), "taux = 2")
    assert (verdict.phrase, verdict.erreur, verdict.grade_id) == ("Regardez le sens.", "m90-ex01-e1", "m90-ex01-test1")
    assert [result.reussi for result in verdict.resultats] == [False, False]


def test_each_test_cell_earns_its_own_points():
    verdict = check(_exercise(), "taux = 0.25")
    assert (verdict.points, verdict.phrase, verdict.erreur) == (1, "Regardez le taux.", "")


def test_the_mistake_is_known_by_its_sentence_and_by_nothing_else():
    other = [EXERCISE["erreurs"][0] | {"message": "Une phrase que personne ne dit."}]
    assert check(_exercise(erreurs=other), "taux = 2").erreur == ""


def test_a_check_changes_nothing_that_the_trainee_has():
    shared = [1]
    mine = {"liste": shared, "meme": shared, "taux": 0.1}
    code = "liste.append(2)\nassert meme is liste\ntaux = 0.5\nnouveau = 1"
    verdict = check(_exercise(), code, mine)
    assert verdict.reussi and verdict.arret is None
    assert mine == {"liste": [1], "meme": [1], "taux": 0.1}
    assert mine["liste"] is shared


def test_a_function_of_the_trainee_changes_and_reads_the_copy_alone():
    mine: dict = {}
    exec("liste = []\nn = 1\ndef ajoute(x):\n    liste.append(x)\ndef lit():\n    return n\nmeme = lit", mine)
    verdict = check(
        _exercise(), "ajoute(1)\nn = 5\nassert lit is meme\ntaux = 0.5 if (liste, lit()) == ([1], 5) else 0", mine
    )
    assert verdict.reussi and verdict.arret is None
    assert (mine["liste"], mine["lit"]()) == ([], 1)


def test_what_cannot_be_copied_is_no_obstacle():
    assert check(_exercise(), "taux = sys.maxsize / sys.maxsize / 2", {"sys": sys}).reussi


def test_a_cell_that_stops_tells_where_and_its_tests_run_all_the_same():
    verdict = check(_exercise(), "taux = 0.5\nautre = 1\nautre / 0")
    assert verdict.reussi, "nbgrader too gives the points of what was computed before the error"
    assert (verdict.arret.type, verdict.arret.ligne) == ("ZeroDivisionError", 3)


@pytest.mark.parametrize(
    ("code", "kind", "line"),
    [("taux = = 1", "SyntaxError", 1), ("x = 1\nsortie()", "NameError", 2), ("\ntaux = ____", "NameError", 2)],
)
def test_a_broken_cell_gets_the_sentence_for_an_empty_answer(code, kind, line):
    verdict = check(_exercise(), code)
    assert (verdict.arret.type, verdict.arret.ligne) == (kind, line)
    assert verdict.phrase == "Il manque « taux »."


def test_leaving_python_does_not_leave_ours():
    assert check(_exercise(), "raise SystemExit").arret.type == "SystemExit"


def test_a_name_that_is_not_there_is_told_in_french():
    verdict = check(_exercise(preparation=""), "x = 1")
    assert verdict.phrase.replace("\u00a0", " ").startswith("« taux » n’existe pas encore")


def test_a_test_that_cannot_read_the_answer_is_told_in_french():
    verdict = check(_exercise(), "taux = 'un demi'")
    assert "n’a pas pu lire votre réponse (TypeError" in verdict.phrase


def test_a_written_task_is_not_run():
    with pytest.raises(ExerciseError, match="m90-ex01.*grille"):
        check(_exercise(type="manuel"), "un texte")


def test_a_preparation_that_fails_is_the_course_s_fault():
    with pytest.raises(ExerciseError, match="m90-ex01.*préparation.*messages"):
        check(_exercise(preparation="1 / 0", donnees=["messages"]), "taux = 0.5")


def test_json_and_model_say_the_same():
    assert to_dict(_exercise()) == EXERCISE


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"points": "trois"}, r"exercices\[0\]\.points"),
        ({"points": True}, r"exercices\[0\]\.points"),
        ({"tests": [{"grade_id": "m90-ex01-test1"}]}, r"exercices\[0\]\.tests\[0\].*code, points"),
        ({"couleur": 1}, "champ inconnu.*couleur"),
    ],
)
def test_a_damaged_file_is_told_with_the_place(change, expected):
    with pytest.raises(ExerciseError, match=expected):
        _exercise(**change)


def test_another_format_is_refused():
    with pytest.raises(ExerciseError, match="format 2"):
        module_from_dict({"schema": 2})


def test_the_room_needs_the_standard_library_alone():
    code = (
        "import sys; import parcours.exercises; print([m for m in ('pandas', 'yaml', 'nbformat') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
