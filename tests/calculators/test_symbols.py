"""One formula, three lives: numbers, arrays of draws, and the program of the page. None may drift, none may freeze in
silence.
"""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcours.calculators.page import MAKERS, calculator
from parcours.calculators.symbols import (
    UntraceableFormula,
    maxi,
    mini,
    plafond,
    program,
    quotient,
    racine,
    run,
    si,
    symbol,
)

x, y = symbol("x"), symbol("y")


@pytest.mark.parametrize(
    "freeze",
    [
        lambda: min(x, 3),
        lambda: max(x, y),
        lambda: x if x > 1 else y,
        lambda: 1 < x < 3,
        lambda: x and y,
        lambda: not x,
        lambda: x in (1, 2),
        lambda: round(x),
        lambda: float(x),
        lambda: int(x),
        lambda: math.ceil(x),
        lambda: math.sqrt(x),
        lambda: [1, 2][x],
        lambda: list(x),
        lambda: x**2,
        lambda: x // 2,
        lambda: abs(x),
    ],
)
def test_what_would_freeze_in_the_page_is_refused_aloud(freeze):
    with pytest.raises(TypeError):
        freeze()


def test_the_refusal_says_what_to_write_instead():
    with pytest.raises(UntraceableFormula, match=r"use si\(\), mini\(\), maxi\(\)"):
        min(x, 3)


def every_operation(a, b):
    return {
        "sum": a + b + 1,
        "difference": 2 - a - b,
        "product": 3 * a * b,
        "ratio": quotient(a, b),
        "inverse": 1 / (b * b + 1),
        "opposite": -a,
        "smaller": mini(a, b),
        "larger": maxi(a, b),
        "choice": si(a <= b, a, 10 * b),
        "equal": si(a == b, 1, 0),
        "above": si(a >= b, 1, 0) + si(a > b, 1, 0),
        "ceiling": plafond(a),
        "root": racine(b * b),
    }


numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 6))


@given(numbers, numbers)
def test_number_array_and_traced_program_agree(a, b):
    traced = json.loads(json.dumps(program(every_operation(x, y))))
    plain = every_operation(a, b)
    arrays = every_operation(np.array([a, 1.5]), np.array([b, -2.0]))
    for values, pick in ((run(traced, {"x": a, "y": b}), lambda v: v), (arrays, lambda v: v[0])):
        for name, expected in plain.items():
            assert pick(values[name]) == expected or math.isnan(expected) and math.isnan(pick(values[name])), name


def test_equal_parts_are_computed_once():
    twice = program({"a": (x + y) * 2, "b": (x + y) * 3})
    assert sum(isinstance(step, list) and step[0] == "+" for step in twice["code"]) == 1


def test_a_constant_that_json_cannot_hold_is_refused():
    with pytest.raises(UntraceableFormula, match="constant nan"):
        program({"a": x + math.nan})


def settings_of(one):
    """Any allowed content of the form: bounds included, typed or left as it is."""
    return st.fixed_dictionaries(
        {},
        optional={
            f.id: st.sampled_from([option.id for option in f.options])
            if f.options
            else st.one_of(st.sampled_from([f.low, f.high]), st.floats(f.low, f.high, allow_subnormal=False))
            for f in one.fields
        },
    )


@pytest.mark.parametrize("name", MAKERS)
def test_the_traced_program_gives_what_the_python_formulas_give(name):
    from parcours.calculators.model import evaluate, ranges, resolve

    one = calculator(name)

    @settings(max_examples=120, deadline=None)
    @given(settings_of(one))
    def agree(values):
        resolved = resolve(one, values)
        sources = {source: r.central for source, r in ranges(one, resolved).items()}
        plain = evaluate(one, resolved, sources)
        worth = {s: sources[v[1:]] if isinstance(v, str) else v for s, v in resolved.items()}
        assert run(one.program, worth) == pytest.approx(plain, rel=1e-12, nan_ok=True)

    agree()


@pytest.mark.parametrize("name", MAKERS)
def test_every_field_moves_a_result(name):
    """A field that changes nothing would be a silent constant."""
    from parcours.calculators.model import resolve

    one = calculator(name)
    words = {step for step in one.program["code"] if isinstance(step, str)}
    unused = set(resolve(one)) - words
    assert not unused, f"asked for, never used: {sorted(unused)}"


@pytest.mark.parametrize("name", MAKERS)
def test_every_symbol_has_words_for_the_calculation_shown(name):
    """Choices are the branch taken, never printed; all others are a field, a source, or have words of their own."""
    one = calculator(name)
    choices = {"methode", "en_ligne", "par_vehicule", "cpf.actif"}
    named = {field.id for field in one.fields} | set(one.bound) | set(one.words)
    printed = {step for step in one.program["code"] if isinstance(step, str) and not step.endswith(".etat")}
    assert printed - choices - named - {"reseau"} == set(), "reseau is always a source, set by the connection"
