"""Ranges and draws: the law is the right one, the streams do not lean on each other, shared factors narrow a
difference.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from parcours.calculators.factors import factor, factors, prices
from parcours.calculators.inputs import InputRefused
from parcours.calculators.uncertainty import (
    Range,
    compare,
    draw,
    envelope,
    envelopes,
    independent,
    spread,
    uniforms,
)

three = st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3).map(sorted)


def test_the_draws_follow_the_triangular_law():
    law = Range(129.56, 185.09, 339.3)
    drawn = draw({"laptop": law}, draws=50_000)["laptop"]
    width = law.high - law.low
    expected = stats.triang((law.central - law.low) / width, loc=law.low, scale=width)
    assert stats.kstest(drawn, expected.cdf).pvalue > 0.01
    assert expected.mean() == pytest.approx(law.mean)
    assert expected.var() == pytest.approx(law.variance)


def test_streams_of_different_factors_are_independent():
    streams = np.array([uniforms(name, 4_000) for name in factors()])
    found = np.abs(np.corrcoef(streams) - np.eye(len(streams)))
    assert found.max() < 0.09, "over 3 900 pairs of 4 000 draws, chance alone stays below 0.08"
    assert streams.min() > 0 and streams.max() < 1


def test_a_name_and_a_seed_say_it_all():
    assert (uniforms("elec_fr", 100, 1) == uniforms("elec_fr", 100, 1)).all()
    assert (uniforms("elec_fr", 100) == uniforms("elec_fr", 5_000)[:100]).all(), "more draws only add draws"
    assert not (uniforms("elec_fr", 100, 1) == uniforms("elec_fr", 100, 2)).any()


@given(st.lists(three, min_size=1, max_size=8))
def test_low_central_high_stay_in_order_and_independence_is_narrower(triples):
    ranges = [Range(*triple) for triple in triples]
    widest, alone = envelope(ranges), independent(ranges)
    slack = 1e-6 * max(1, abs(widest.low), abs(widest.high))
    assert widest.low <= widest.central <= widest.high
    assert widest.low - slack <= alone.low <= alone.central <= alone.high <= widest.high + slack


@given(three, st.sampled_from([-3, 2]))
def test_the_envelope_of_a_formula_finds_the_side_that_raises_it(triple, slope):
    found = envelopes(lambda point: {"y": slope * point["a"] + 1}, {"a": Range(*triple)}, ["y"])["y"]
    low, high = sorted((slope * triple[0] + 1, slope * triple[2] + 1))
    assert (found.low, found.central, found.high) == (low, slope * triple[1] + 1, high)


def test_a_shared_factor_is_drawn_once():
    """Two lengths of the same journey: totals overlap widely, yet the longer one is always above."""
    ranges = {"tr_voiture": Range(0.1219, 0.142253, 0.2462)}
    per_km = draw(ranges)["tr_voiture"]
    short, long = 100 * per_km, 120 * per_km
    assert spread(short).p95 > spread(long).p5, "the intervals overlap"
    found = compare(short, long, "100 km", "120 km")
    assert found.settled and found.a_lower == 1
    assert found.sentence == "Le plus bas : 100 km, dans 100 % des tirages."


def test_no_ranking_when_the_interval_of_the_difference_crosses_zero():
    drawn = draw({"a": Range(1, 2, 9), "b": Range(1, 2.1, 9)})
    found = compare(drawn["a"], drawn["b"], "A", "B")
    assert not found.settled and found.difference.p5 < 0 < found.difference.p95
    assert found.sentence.startswith("On ne peut pas trancher : A est plus bas dans 5")
    same = compare(drawn["a"], drawn["a"])
    assert same.sentence == "Aucune différence : les deux options sont égales ici." and not same.settled


@pytest.mark.parametrize("triple", [(2, 1, 3), (1, 4, 3), (float("nan"), 1, 2)])
def test_a_range_out_of_order_is_refused(triple):
    with pytest.raises(InputRefused, match="écrivez bas ≤ central ≤ haut"):
        Range(*triple)


@pytest.mark.parametrize("draws", [0, 10_000_000])
def test_too_few_or_too_many_draws_are_refused(draws):
    with pytest.raises(InputRefused, match="choisissez un nombre entre 1 et 1 000 000"):
        draw({"a": Range(0, 1, 2)}, draws=draws)


def test_every_factor_and_price_has_what_a_trainee_needs_to_judge_it():
    sources = [*factors().values(), *(price.source for price in prices().values())]
    assert len(factors()) == 89 and len(prices()) == 56
    for source in sources:
        assert source.label and source.unit and source.year and source.origin and source.status, source.id
        assert source.range.low <= source.value <= source.range.high


def test_an_unknown_factor_names_its_neighbours():
    with pytest.raises(InputRefused, match="« tr_tvg » n’existe pas .* Vouliez-vous dire tr_tgv"):
        factor("tr_tvg")
