"""Numbers as a French reader expects them."""

from datetime import date

import pytest

from parcours.book.numbers import french, french_date, french_value

N, B = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "layout", "written"),
    [
        (2400, "0", f"2{N}400"),
        (0.125, ".1 %", f"12,5{N}%"),
        (0.07, "+.1 pts", f"+7,0{B}pts"),
        (-0.197, ".1 %", f"−19,7{N}%"),
        (16632, ".0 €", f"16{N}632{B}€"),
        (-0.0001, ".1", "0,0"),
        (float("nan"), ".1", "–"),
    ],
)
def test_layouts(value, layout, written):
    assert french(value, layout) == written


def test_an_unknown_layout_is_refused_with_examples():
    with pytest.raises(ValueError, match="exemples"):
        french(1, "deux décimales")


def test_cells_of_a_table():
    assert french_value(True) == "oui"
    assert french_value(None) == "–"
    assert french_value(1.5) == "1,50"
    assert french_value(2026) == "2026"
    assert french_value(date(2026, 3, 1)) == "01/03/2026"


def test_a_date_in_words():
    assert french_date(date(2026, 3, 1)) == "1er mars 2026"
