"""What an answer is worth: typed as people type, marked as the course promises."""

import json

import pytest

from parcours.quiz import BankError, BankNotFound, check, find_bank, load_bank
from parcours.quiz.check import read_number, shown_order

EUROS = ("€", "euros")


@pytest.mark.parametrize(
    "typed",
    [
        "12,5",
        "12.5",
        " 12,5 ",
        "12,50",
        "+12,5",
        "12,5 €",
        "12,5€",
        "12,5\u00a0€",
        "12,5\u202feuros",
        "€ 12,5",
        "12,5 EUROS",
    ],
)
def test_a_number_is_read_as_people_type_it(typed):
    assert read_number(typed, EUROS) == 12.5


@pytest.mark.parametrize(
    "typed", ["1 250", "1\u00a0250", "1\u202f250", "1\u2009250", "1250", "1'250", "1’250", "1250,", "1 250,00"]
)
def test_thousands_may_be_spaced(typed):
    assert read_number(typed) == 1250


@pytest.mark.parametrize("typed", ["-3", "−3", "−3,0"])
def test_both_minus_signs_count(typed):
    assert read_number(typed) == -3


@pytest.mark.parametrize(
    "typed", ["douze", "12 5", "1.250,5", "1e3", "1/2", "½", "12-15", "--3", ".", ",", "environ 12", "12²", "१२", "NaN"]
)
def test_text_or_a_doubtful_number_earns_a_sentence_not_a_mark(typed):
    assert read_number(typed) == "nombre"


@pytest.mark.parametrize(
    ("typed", "problem"), [("", "vide"), (" \u200b\u00a0", "vide"), ("12 kg", "unite"), ("douze", "nombre")]
)
def test_the_sentence_fits_the_problem(typed, problem, bank):
    verdict = check(bank["m05-q04"], typed)
    assert (verdict.counted, verdict.notes) == (False, (("saisie", problem),))


@pytest.mark.parametrize(("typed", "right"), [("12,4", True), ("12,6", True), ("12,39", False), ("12,61", False)])
def test_the_tolerance_includes_its_bounds(typed, right, bank):
    assert check(bank["m05-q04"], typed).right is right


def test_a_known_trap_earns_its_own_sentence(bank):
    assert check(bank["m05-q04"], "5 000 €").notes == (("regardez", "piege-0"),)
    assert check(bank["m05-q04"], "3").notes == (("regardez", "indice"),)
    assert check(bank["m05-q05"], "un segment").notes == (("regardez", "piege-0"),)


@pytest.mark.parametrize(
    "typed",
    [
        "cohorte",
        "Cohorte",
        "COHORTE.",
        " la  cohorte ",
        "Œuvre d'équipe",
        "oeuvre d’equipe",
        "une œuvre d'e\u0301quipe",
    ],
)
def test_case_accents_spaces_and_articles_are_forgiven(typed, bank):
    assert check(bank["m05-q05"], typed).right


def test_another_word_is_not_forgiven(bank):
    assert not check(bank["m05-q05"], "cohortes anciennes").right


@pytest.mark.parametrize(
    ("letters", "score"),
    [("abd", 1), ("ab", 2 / 3), ("a", 1 / 3), ("abc", 1 / 3), ("abdc", 2 / 3), ("ac", 0), ("ce", 0), ("abcde", 1 / 3)],
)
def test_several_choices_score_right_minus_wrong_never_below_zero(letters, score, bank):
    verdict = check(bank["m05-q02"], [f"m05-q02-{letter}" for letter in letters])
    assert verdict.score == pytest.approx(score)
    assert verdict.right is (score == 1)


def test_missing_right_options_are_counted_but_not_named(bank):
    assert check(bank["m05-q02"], ["m05-q02-a"]).notes == (("vu", "m05-q02-a"), ("manque", "2"))


def test_nothing_chosen_is_not_marked(bank):
    assert not any(
        check(bank[f"m05-q0{n}"], empty).counted for n, empty in [(1, None), (2, []), (3, ""), (6, []), (7, {})]
    )


def test_an_order_points_at_its_first_step_out_of_place(bank):
    verdict = check(bank["m05-q06"], [f"m05-q06-{letter}" for letter in "acbd"])
    assert verdict.score == 0.5
    assert verdict.notes == (("regardez", "m05-q06-b"),)


def test_equal_right_hand_texts_are_equally_right(bank):
    a, b, c = (f"m05-q07-{letter}" for letter in "abc")
    assert check(bank["m05-q07"], {a: c, b: b, c: a}).right
    assert check(bank["m05-q07"], {a: b, b: b, c: a}).score == pytest.approx(2 / 3)


def test_steps_are_never_shown_in_the_right_order(bank):
    item = bank["m05-q06"]
    right = [step.id for step in item.etapes]
    shown = [shown_order(item, str(seed)) for seed in range(60)]
    assert right not in shown
    assert len({tuple(order) for order in shown}) > 10
    assert shown_order(item, "3") == shown_order(item, "3")


def test_a_bank_lies_beside_the_notebook_or_above(tmp_path, bank):
    from parcours.authoring.quiz import write_bank

    write_bank(bank, tmp_path / "items" / "m05.json")
    notebook = tmp_path / "exercises" / "m05"
    notebook.mkdir(parents=True)
    assert [item.id for item in find_bank("m05", notebook).items] == [item.id for item in bank.items]
    with pytest.raises(BankNotFound, match="dossier « items »"):
        find_bank("m77", notebook)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"module": "m05", "items": [{}]}', json.dumps({"module": "m05", "items": 3})]
)
def test_a_file_that_is_no_bank_says_what_to_do(content, tmp_path):
    (tmp_path / "m05.json").write_text(content)
    with pytest.raises(BankError, match="Téléchargez-la de nouveau"):
        load_bank(tmp_path / "m05.json")


def test_an_unknown_question_lists_the_known_ones(bank):
    with pytest.raises(BankError, match="m05-q01, m05-q02"):
        bank["m05-q99"]
