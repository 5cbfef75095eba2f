"""Cards sorted by a letter at the end of their line, typed on a phone or pasted from anywhere."""

import pytest

from parcours.exercises import cartes_justes, empreintes, lire_cartes, texte_des_cartes

CARDS = ["Lire les mentions", "Écrire un mot d’accueil", "Lancer un fil : « Bonjour »"]


def test_what_the_cell_holds_is_what_is_read():
    assert lire_cartes(texte_des_cartes(CARDS, "ABC")) == {1: "A", 2: "B", 3: "C"}
    assert lire_cartes(texte_des_cartes(CARDS)) == {}


@pytest.mark.parametrize(
    "line", ["02. Écrire → b", " 2 . Écrire ->B ", "02. Écrire → B.", "02. Écrire = B", "02. Écrire →\u00a0B"]
)
def test_small_differences_of_typing_are_forgiven(line):
    assert lire_cartes(line) == {2: "B"}


@pytest.mark.parametrize("line", ["", "02. Écrire → …", "02. Écrire → BC", "Écrire → B", "02. Écrire B"])
def test_a_line_without_a_letter_is_an_open_card(line):
    assert lire_cartes(line) == {}


def test_right_cards_are_counted_without_the_answers_being_readable():
    keys = empreintes("ABC")
    assert len(keys) == 9 and "ABC" not in keys
    assert cartes_justes({1: "A", 2: "C", 3: "C"}, keys) == {1, 3}
    assert cartes_justes({}, keys) == set()
    assert cartes_justes({7: "A"}, keys) == set()


def test_no_wrong_letter_of_the_course_is_taken_for_right():
    """Three characters may collide: not on the letters in use."""
    letters = "ABCDEFGHIJ"
    for number in range(1, 41):
        keys = {empreintes("A" * (number - 1) + letter)[-3:] for letter in letters}
        assert len(keys) == len(letters)


def test_an_answer_that_is_no_longer_a_text_is_told():
    with pytest.raises(TypeError, match="doit rester un texte"):
        lire_cartes(["A"])
