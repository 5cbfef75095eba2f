"""A trainer's mistake in quiz.yml stops the build with file, line, question, cause and what to do."""

import json

import pytest

from parcours.authoring.quiz import QuizSourceError, read_bank, write_bank
from parcours.quiz import load_bank


def problems(path) -> str:
    with pytest.raises(QuizSourceError) as caught:
        read_bank(path)
    return str(caught.value)


def item(data, number):
    return data["items"][number - 1]


def no_right(data):
    for option in item(data, 1)["options"]:
        option["juste"] = False


def two_rights(data):
    for option in item(data, 1)["options"][:2]:
        option["juste"] = True


def all_right(data):
    for option in item(data, 2)["options"]:
        option["juste"] = True


MISTAKES = {
    "no right answer": (no_right, "m05-q01", "aucune option n’est juste", "« juste: true »"),
    "two right answers in a single choice": (two_rights, "m05-q01", "2 options sont justes", "choix-multiple"),
    "every option right": (all_right, "m05-q02", "toutes les options sont justes", "Ajoutez"),
    "an option without its why": (
        lambda d: item(d, 1)["options"][0].pop("pourquoi"),
        "m05-q01",
        "il manque le champ « pourquoi » dans « options.1 »",
        "docs/quiz.md",
    ),
    "an empty why": (
        lambda d: item(d, 1)["options"][0].update(pourquoi=""),
        "m05-q01",
        "est vide",
        "Écrivez une phrase",
    ),
    "a question id used twice": (
        lambda d: item(d, 2).update(id="m05-q01"),
        "m05-q01",
        "sert deux fois",
        "jamais utilisé",
    ),
    "an option id used twice": (
        lambda d: item(d, 1)["options"][1].update(id="m05-q01-a"),
        "m05-q01",
        "« m05-q01-a » sert deux fois",
        "lettre",
    ),
    "an option of another question": (
        lambda d: item(d, 1)["options"][1].update(id="m05-q02-b"),
        "m05-q01",
        "n’appartient pas à cette question",
        "m05-q01-a",
    ),
    "an unknown objective": (
        lambda d: item(d, 3).update(objectif="m05-o9"),
        "m05-q03",
        "l’objectif « m05-o9 » est inconnu",
        "m05-o1",
    ),
    "an unknown type": (lambda d: item(d, 3).update(type="quizz"), "m05-q03", "« type » vaut « quizz »", "vrai-faux"),
    "an unknown field": (lambda d: item(d, 4).update(valeurs=3), "m05-q04", "champ inconnu", "tolerance"),
    "a text for a number": (
        lambda d: item(d, 4).update(valeur="12,5"),
        "m05-q04",
        "n’est pas du bon type",
        "un nombre",
    ),
    "a number for a text": (
        lambda d: item(d, 1)["options"][0].update(texte=3),
        "m05-q01",
        "n’est pas du bon type",
        "guillemets droits",
    ),
    "a negative tolerance": (lambda d: item(d, 4).update(tolerance=-1), "m05-q04", "tolerance", ""),
    "a trap that is right": (
        lambda d: item(d, 4)["pieges"][0].update(reponse=12.45),
        "m05-q04",
        "accepté comme juste",
        "tolérance",
    ),
    "a text trap that is right": (
        lambda d: item(d, 5)["pieges"][0].update(reponse="Cohorte."),
        "m05-q05",
        "aussi une réponse acceptée",
        "Retirez",
    ),
    "two equal options": (
        lambda d: item(d, 1)["options"][1].update(texte="option A"),
        "m05-q01",
        "les mêmes",
        "Distinguez",
    ),
    "true or false in other words": (
        lambda d: item(d, 3)["options"][0].update(texte="Oui"),
        "m05-q03",
        "« Vrai » puis « Faux »",
        "Écrivez",
    ),
    "too few steps": (
        lambda d: item(d, 6).update(etapes=item(d, 6)["etapes"][:2]),
        "m05-q06",
        "compte 2",
        "au moins 3",
    ),
    "all the same pairs": (
        lambda d: [pair.update(droite="Animal") for pair in item(d, 7)["paires"]],
        "m05-q07",
        "la même réponse",
        "deux textes",
    ),
    "« toutes ces réponses »": (
        lambda d: item(d, 1)["options"][2].update(texte="Toutes ces réponses"),
        "m05-q01",
        "n’apprend rien",
        "option",
    ),
    "a why that says « Faux »": (
        lambda d: item(d, 1)["options"][0].update(pourquoi="Faux, car la date manque."),
        "m05-q01",
        "commence par « Faux »",
        "Regardez",
    ),
    "another module's id": (
        lambda d: item(d, 1).update(id="m04-q01"),
        "m04-q01",
        "ne commence pas par « m05- »",
        "m05-q01",
    ),
    "units without a unit": (lambda d: item(d, 4).pop("unite"), "m05-q04", "sans « unite »", "unité"),
    "a unit that begins with a digit": (
        lambda d: item(d, 4).update(unite="2 roues"),
        "m05-q04",
        "se confond",
        "lettre",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_file_line_question_and_advice(name, data, save):
    spoil, question, cause, advice = MISTAKES[name]
    spoil(data)
    path = save(data)
    text = problems(path)
    line = next(n for n, text_line in enumerate(path.read_text().splitlines(), 1) if f"id: {question}" in text_line)
    assert f"{path}:{line}: question {question}" in text
    assert cause in text and advice in text


def test_all_mistakes_are_told_at_once_in_file_order(data, save):
    no_right(data)
    item(data, 3)["objectif"] = "m05-o9"
    lines = problems(save(data)).splitlines()
    assert ["m05-q01" in lines[0], "m05-q03" in lines[-1]] == [True, True]


def test_text_that_is_not_yaml_gives_its_line(save):
    text = problems(save("module: m05\nitems:\n  - id: m05-q01\n    enonce: Deux : points\n"))
    assert ":4:" in text and "guillemets droits" in text


@pytest.mark.parametrize(
    "content", ["", "- une liste\n", "module: m05\n", "module: m05\nitems: []\n", "module: m05\nitems: [3]\n"]
)
def test_a_file_of_another_shape_is_refused_without_a_crash(content, save):
    assert "quiz.yml:1:" in problems(save(content))


def test_the_module_must_match_its_folder(data, save):
    assert "le dossier « m06-engagement »" in problems(save(data, folder="m06-engagement"))


def test_a_module_without_index_page_says_so(data, save):
    path = save(data)
    path.with_name("index.md").unlink()
    assert "index.md" in problems(path)


def test_the_same_bank_gives_the_same_bytes(bank, tmp_path):
    first, second = tmp_path / "a" / "m05.json", tmp_path / "b" / "m05.json"
    write_bank(bank, first)
    write_bank(load_bank(first), second)
    assert first.read_bytes() == second.read_bytes()


def test_yaml_json_and_model_tell_the_same(data, save, tmp_path):
    path = save(data)
    write_bank(read_bank(path), tmp_path / "m05.json")
    told = json.loads((tmp_path / "m05.json").read_text(encoding="utf-8"))
    assert [sorted(item) for item in told["items"]] == [sorted(item) for item in data["items"]]
    assert told["items"][0]["enonce"] == "Quel **mot**\u202f?"  # typography is set here, writers type plain spaces


def test_the_json_is_small_and_readable_as_french(bank, tmp_path):
    write_bank(bank, tmp_path / "m05.json")
    text = (tmp_path / "m05.json").read_text(encoding="utf-8")
    assert "Étape a" in text
    assert not any(value in ("", None, []) for entry in json.loads(text)["items"] for value in entry.values())
