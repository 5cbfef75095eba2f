"""What an author can get wrong: the error names file, line, exercise and key, and says what to do."""

import pytest
import yaml

from parcours.authoring import generate
from parcours.authoring.problems import SourceError


def _told(course) -> str:
    with pytest.raises(SourceError) as failed:
        generate(course)
    return str(failed.value).replace("\u00a0", " ")


def _sidecar(course, change) -> None:
    path = course / "solutions/m91/m91.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data, data["exercices"]["m91-ex01"])
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _drop(key):
    return lambda data, exercise: exercise.pop(key)


def _set(key, value):
    return lambda data, exercise: exercise.__setitem__(key, value)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_drop("titre"), "m91-ex01 : il manque « titre »"),
        (_set("type", "automatique"), "« type » : « automatique » n’est pas prévu. Choisissez parmi : auto, manuel"),
        (_set("couleur", "vert"), "champ inconnu : « couleur »"),
        (_set("indices", ["un", "deux"]), "« indices » : 2 élément(s) ne suffisent pas. Il en faut au moins 3"),
        (_set("titre", ""), "« titre » : le texte est vide"),
        (_set("titre", 12), "« titre » : ce n’est pas du bon type (lu : 12). Écrivez un texte"),
        (_set("objectifs", ["m05-o1"]), "« m05-o1 » est d’un autre module"),
        (_set("objectifs", ["o1"]), "« o1 » n’a pas la forme attendue"),
        (_set("points", {"texte": 4}), "un exercice corrigé par des tests n’a pas de « texte »"),
        (_set("points", {"test1": -1}), "-1 est hors des bornes"),
        (_set("points", {"test1": 1, "test2": 1}), "il manque dans le fichier .py : « # %% m91-ex01-test2 »"),
        (_set("erreurs", []), "« erreurs » : 0 erreur(s) prévue(s). Décrivez-en au moins trois"),
        (_set("forme", "ordonner"), "« trous » : ce champ ne sert qu’à la forme « compléter »"),
        (_drop("trous"), "la forme « compléter » demande « trous »"),
        (_set("trous", [{"bon": "3", "choix": ["1", "2"]}]), "trou 1 : « 3 » n’est pas parmi ses choix"),
        (_set("trous", [{"bon": "zz", "choix": ["zz", "2"]}]), "« zz » n’est pas dans la solution"),
        (_set("grille", [{"id": "a", "critere": "b", "niveaux": ["c"] * 5}]), "ce champ est pour les travaux rédigés"),
        (lambda data, _: data.__setitem__("module", "m90"), "le module est « m90 », le fichier « m91.yml »"),
    ],
)
def test_a_sidecar_mistake_is_told_with_its_place(course, change, expected):
    _sidecar(course, change)
    told = _told(course)
    assert expected in told
    assert "m91.yml:" in told


def _mistakes(number, **values):
    return lambda data, exercise: exercise["erreurs"][number].update(values)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_mistakes(0, code="taux = 0.75"), "l’erreur prévue m91-ex01-e1 passe tous les tests"),
        (_mistakes(0, code="taux = 0.7505"), "passe les tests visibles (les cachés l’arrêtent)"),
        (_mistakes(0, code="taux = 75"), "l’erreur prévue m91-ex01-e1 reçoit autre chose"),
        (_mistakes(0, code="taux = 1 / 0"), "le code s’arrête (ZeroDivisionError"),
        (_mistakes(0, message="Une autre phrase."), "Il devait recevoir « Une autre phrase. »"),
        (_mistakes(0, id="m91-ex01-e2"), "même identifiant deux fois : « m91-ex01-e2 »"),
        (_mistakes(0, grade_id="m91-ex02-test1"), "« m91-ex02-test1 » n’est pas de cet exercice"),
    ],
)
def test_a_known_mistake_that_does_not_earn_its_sentence_stops_the_generation(course, change, expected):
    _sidecar(course, change)
    told = _told(course)
    assert expected in told and "m91-ex01" in told and "« erreurs »" in told


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("taux = repondues / questions", "taux = 2 * repondues / questions", "la solution ne passe pas"),
        ("### END SOLUTION", "", "« ### BEGIN SOLUTION » sans fin"),
        ("### BEGIN HIDDEN TESTS\n", "", "« ### END HIDDEN TESTS » sans début"),
        ("### BEGIN SOLUTION\n", "", "« ### END SOLUTION » sans début"),
        ("m91-ex01-donnees", "m91-ex01-depart", "« m91-ex01-depart » n’est pas un nom de cellule"),
        ("m91-ex01-donnees", "m91-ex02-donnees", "cet exercice n’est pas dans le fichier .yml"),
        ("m91-ex01-donnees", "m91-ex01-reponse", "« m91-ex01-reponse » sert deux fois"),
        ("m91-ex01-consigne [markdown]", "m91-ex01-consigne", "Écrivez « # %% m91-ex01-consigne [markdown] »"),
        ("questions = 40", 'questions = len(load("membres_mini"))', "le code charge « membres_mini »"),
        ("questions = 40", "questions = perdu", "la préparation ne s’exécute pas"),
        ("# %% m91-ex01-test1", "# %% m91-ex01-test2", "« # %% m91-ex01-test1 »"),
        ("taux = None", "taux = 0.75", "la cellule non remplie passe les tests visibles"),
    ],
)
def test_a_script_mistake_is_told_with_its_place(course, old, new, expected):
    script = course / "solutions/m91/m91.py"
    text = script.read_text(encoding="utf-8")
    assert old in text
    script.write_text(text.replace(old, new), encoding="utf-8")
    told = _told(course)
    assert expected in told and "m91" in told


def test_a_table_that_does_not_exist_is_told(course):
    _sidecar(course, _set("donnees", ["absente"]))
    script = course / "solutions/m91/m91.py"
    code = 'from parcours.datasets import load\nquestions = len(load("absente"))'
    script.write_text(script.read_text(encoding="utf-8").replace("questions = 40", code), encoding="utf-8")
    told = _told(course)
    assert "m91-ex01, « donnees » : la préparation ne s’exécute pas" in told and "absente" in told


def test_unreadable_yaml_and_missing_files_are_told(course):
    sidecar = course / "solutions/m91/m91.yml"
    sidecar.write_text("module: m91\ntitre: a: b\n")
    assert "m91.yml:2 : ce n’est pas du YAML lisible" in _told(course)
    sidecar.write_text("bonjour")
    assert "ce n’est pas du bon type" in _told(course)
    (course / "solutions/m91/m91.py").unlink()
    assert "m92" not in _told(course)


def test_the_line_is_that_of_the_key(course):
    sidecar = course / "solutions/m91/m91.yml"
    lines = sidecar.read_text(encoding="utf-8").splitlines()
    number = next(i for i, line in enumerate(lines, 1) if "usage:" in line)
    lines[number - 1] = "    usage: jeu"
    sidecar.write_text("\n".join(lines))
    assert f"m91.yml:{number} :" in _told(course)
