"""Numbers as people type them in French, and as they read them."""

import math

import pytest

from parcours.calculators.inputs import InputRefused, check, parse_number, show_number

READ = {
    "12,5": 12.5,
    "12.5": 12.5,
    " 1 234,5 ": 1234.5,
    "1\u00a0234": 1234,
    "12\u202f345\u202f678": 12345678,
    ",5": 0.5,
    "3,": 3,
    "-4": -4,
    "−4,25": -4.25,
    "+7": 7,
    "0": 0,
    "1e3": None,
    "1 23": None,
    "12 3456": None,
    "1.234,5": None,
    "1,2,3": None,
    "douze": None,
    "12 €": None,
    "--3": None,
    ".": None,
    "Infinity": None,
}
SHOWN = {
    (1234.5, 2): "1\u202f234,50",
    (0.005, 2): "0,01",
    (2.5, 0): "3",
    (-2.5, 0): "−3",
    (-0.001, 2): "0,00",
    (1234567, 0): "1\u202f234\u202f567",
    (math.nan, 1): "–",
    (math.inf, 1): "–",
}


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_french_numbers_are_read(text, value):
    if value is None:
        with pytest.raises(InputRefused, match="n’est pas un nombre. Écrivez par exemple 1 250 ou 12,5"):
            parse_number(text)
    else:
        assert parse_number(text) == value


@pytest.mark.parametrize("empty", ["", "  ", "\u00a0"])
def test_empty_is_not_zero(empty):
    with pytest.raises(InputRefused, match="prix est vide. .* écrivez 0"):
        parse_number(empty, "prix")


@pytest.mark.parametrize(("asked", "text"), SHOWN.items())
def test_numbers_are_shown_in_french(asked, text):
    assert show_number(*asked) == text


def test_bounds_are_refused_never_clamped():
    assert check(120, "durée", 1, 120, "mois") == 120
    with pytest.raises(InputRefused, match="durée vaut 120,5 mois : choisissez une valeur entre 1 et 120 mois"):
        check(120.5, "durée", 1, 120, "mois")
