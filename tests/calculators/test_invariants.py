"""What must hold whatever the figures: proportion, order, and the two ways of counting a horizon."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parcours.calculators import footprint as fp
from parcours.calculators.cost import Line, cpf_paid, kit_cost, left_to_pay
from parcours.calculators.inputs import InputRefused
from parcours.calculators.simple import co2e_annuel, cout_annuel

euros = st.floats(0, 20_000).map(lambda v: round(v, 2))
kilos = st.floats(0, 500)
part = st.floats(0, 1)


@st.composite
def lines(draw):
    price = draw(euros)
    aid = draw(st.floats(0, 1)) * price
    return Line(
        "ligne",
        price,
        life=draw(st.floats(1, 120)),
        resale=draw(part) * (price - aid),
        subscription=draw(st.floats(0, 1000)),
        upkeep=draw(st.floats(0, 5000)),
        quantity=draw(st.integers(1, 20)),
        share=draw(part),
        aid=aid,
    )


@given(st.lists(lines(), max_size=5), st.floats(1, 120))
def test_economic_cost_is_horizon_times_month_and_cash_is_never_below(kit, horizon):
    cost = kit_cost(kit, horizon)
    assert cost.economic == pytest.approx(horizon * cost.monthly)
    assert cost.cash >= cost.economic * (1 - 1e-12) - 1e-9
    assert cost.first_month >= cost.entry


@given(lines(), st.integers(1, 10))
def test_cost_is_proportional_to_quantity_and_share(line, times):
    assume(line.quantity * times <= 20)
    import dataclasses

    bare = dataclasses.replace(line, subscription=0, upkeep=0)
    more = dataclasses.replace(bare, quantity=line.quantity * times)
    assert more.monthly == pytest.approx(times * bare.monthly)
    assert more.entry == pytest.approx(times * bare.entry)
    half = dataclasses.replace(line, share=line.share / 2)
    assert 2 * half.monthly == pytest.approx(line.monthly)


@given(lines(), st.floats(1, 60))
def test_a_longer_life_never_costs_more_a_month(line, extra):
    import dataclasses

    assume(line.life + extra <= 120)
    longer = dataclasses.replace(line, life=line.life + extra)
    assert longer.monthly <= line.monthly * (1 + 1e-12)


@given(euros, euros, euros, euros, st.floats(0, 150), st.sampled_from([0, 1]))
def test_funding_never_pays_more_than_the_bill(cost, other, balance, cap, contribution, added):
    paid = cpf_paid(cost, other, balance, cap, contribution)
    left = left_to_pay(cost, other, balance, cap, contribution, added)
    assert 0 <= paid <= min(balance, cap, max(0, cost - other))
    assert -1e-9 <= left <= max(0, cost - other) + 1e-9
    assert left >= left_to_pay(cost, other, balance, cap, contribution, 0)


@given(part, st.integers(1, 20), kilos, st.floats(0.5, 15), st.floats(0, 14))
def test_keeping_longer_never_emits_more(share, quantity, made, life, extra):
    assert fp.made_new(share, quantity, made, life + extra) <= fp.made_new(share, quantity, made, life)
    assert fp.made_new(share, 2 * quantity, made, life) == pytest.approx(2 * fp.made_new(share, quantity, made, life))


@given(kilos, st.floats(0.5, 15), st.floats(0.5, 15))
def test_refurbished_without_any_saving_equals_new(made, life, second):
    """No reduction, kept as long as the study's second life: the same yearly impact as new."""
    assert fp.made_refurbished(1, 1, made, life, 0, second, second) == pytest.approx(fp.made_new(1, 1, made, life))


@given(st.floats(0, 20_000), st.floats(0, 0.5), st.integers(1, 9), st.integers(1, 366))
def test_travel_halves_with_two_on_board_and_vanishes_at_no_distance(km, factor, people, days):
    alone = fp.travel(km, factor, 1, days, 0, 4.3, 0, 0)
    assert fp.travel(km, factor, 2, days, 0, 4.3, 0, 0) == pytest.approx(alone / 2)
    assert fp.travel(0, factor, people, days, 0, 4.3, 0, 0) == 0


def test_one_stay_is_one_return_trip():
    assert (fp.return_trips(5, 0), fp.return_trips(5, 4)) == (5, 1)


@pytest.mark.parametrize(("yearly", "leaves"), [(0, 1), (4.99, 1), (5, 2), (25, 2), (25.01, 3), (286.7, 3)])
def test_the_leaves_and_their_thresholds(yearly, leaves):
    assert fp.leaves(yearly) == leaves


def test_the_functions_of_the_exercises():
    assert cout_annuel(prix=1000, duree_mois=48, revente=200) == pytest.approx(200)
    assert cout_annuel(abonnement=10, entretien=30) == pytest.approx(150)
    assert co2e_annuel(185.09, 5, 26.5, 3, 365) == pytest.approx(38.5, abs=0.1)
    assert co2e_annuel(79.516, 2.5, 4.5, 3, 365) == pytest.approx(32.06, abs=0.1)
    assert co2e_annuel(69.84, 6, 50, 4, 365) == pytest.approx(15.4, abs=0.1)
    assert co2e_annuel(100, 4, electricite=0.4) == 25


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: cout_annuel(prix=-1), "votre ligne : prix vaut -1 € : choisissez une valeur entre 0 et 20000 €."),
        (lambda: cout_annuel(prix=100, revente=200), "votre ligne : revente vaut 200 €.* entre 0 et 100 €"),
        (lambda: cout_annuel(prix=100, aide=101), "aide vaut 101 €"),
        (lambda: cout_annuel(prix=100, duree_mois=0), "durée vaut 0 mois : .* entre 1 et 120 mois"),
        (lambda: co2e_annuel(100, 0), "duree_ans vaut 0 ans : .* entre 0,5 et 15 ans"),
        (lambda: co2e_annuel(100, 5, heures_par_jour=25), "entre 0 et 24 h"),
        (lambda: cout_annuel(prix=float("nan")), "prix vaut nan"),
        (lambda: kit_cost([], 121), "horizon vaut 121 mois"),
    ],
)
def test_out_of_bounds_is_refused_with_a_sentence(call, sentence):
    with pytest.raises(InputRefused, match=sentence):
        call()
