"""Independent libraries compute the same figures on random inputs: scipy, statsmodels, scikit-learn, networkx."""

import math
import warnings

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics as sk
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats import proportion
from statsmodels.stats.inter_rater import cohens_kappa

from parcours import metrics

few = settings(max_examples=40, deadline=None, derandomize=True)
fewer = settings(max_examples=20, deadline=None, derandomize=True)
counts = st.lists(st.integers(0, 60), min_size=1, max_size=60)
labels = st.lists(st.tuples(st.sampled_from([-1, 0, 1]), st.sampled_from([-1, 0, 1])), min_size=1, max_size=60)


@st.composite
def arms(draw):
    n1, n2 = draw(st.integers(1, 2000)), draw(st.integers(1, 2000))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@st.composite
def graphs(draw, largest=9):
    n = draw(st.integers(3, largest))
    possible = [(a, b) for a in range(n) for b in range(n) if a != b]
    return n, draw(st.lists(st.sampled_from(possible), min_size=1, max_size=25))


def edges_of(pairs):
    return pd.DataFrame(pairs, columns=["source", "cible"])


@few
@given(st.floats(-6, 6), st.floats(0.0005, 0.9995))
def test_normal_law_is_scipys(z, p):
    assert metrics.normal_cdf(z) == pytest.approx(stats.norm.cdf(z), abs=1e-12)
    assert metrics.normal_quantile(p) == pytest.approx(stats.norm.ppf(p), abs=1e-9)


@few
@given(arms(), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_is_statsmodels(arm, level):
    k, n, *_ = arm
    expected = proportion.proportion_confint(k, n, alpha=1 - level, method="wilson")
    assert metrics.wilson(k, n, level) == pytest.approx(expected, abs=1e-9)


@few
@given(arms())
def test_difference_of_two_arms_is_statsmodels(arm):
    k1, n1, k2, n2 = arm
    result = metrics.difference(*arm)
    low, high = proportion.confint_proportions_2indep(k2, n2, k1, n1, method="wald")
    assert (result.low, result.high) == pytest.approx((low, high), abs=1e-9)
    if 0 < k1 + k2 < n1 + n2:
        z, p = proportion.proportions_ztest([k2, k1], [n2, n1])
        assert (result.z, result.p_value) == pytest.approx((z, p), abs=1e-9)
    else:
        assert math.isnan(result.z) and math.isnan(result.p_value)


@few
@given(st.floats(0.02, 0.5), st.floats(0.02, 0.4), st.sampled_from([0.8, 0.9]))
def test_sample_size_gives_the_power_asked(rate, gap, power):
    n = metrics.sample_size(rate, rate + gap, power)
    mean, after = rate + gap / 2, rate + gap

    def reached(size):
        under_null = math.sqrt(2 * mean * (1 - mean) / size)
        under_effect = math.sqrt((rate * (1 - rate) + after * (1 - after)) / size)
        return stats.norm.cdf((gap - stats.norm.ppf(0.975) * under_null) / under_effect)

    assert reached(n) >= power - 1e-6
    assert n == 1 or reached(n - 1) < power + 1e-6


@few
@given(counts)
def test_gini_is_the_mean_gap_and_twice_the_lorenz_area(values):
    x = np.array(values, dtype=float)
    if not x.sum():
        assert math.isnan(metrics.gini(x))
        return
    mean_gap = np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())
    curve = metrics.lorenz(x)
    area = np.trapezoid(curve["part_contributions"], curve["part_membres"])
    assert metrics.gini(x) == pytest.approx(mean_gap, abs=1e-9)
    assert metrics.gini(x) == pytest.approx(1 - 2 * area, abs=1e-9)
    assert metrics.gini(x) + 1e-12 >= 0 and metrics.gini(x) <= (len(x) - 1) / len(x) + 1e-9


@few
@given(counts, st.sampled_from([0.01, 0.07, 0.1, 0.5, 1.0]))
def test_top_share_lies_between_equality_and_all(values, p):
    share = metrics.top_share(values, p)
    if sum(values):
        assert p - 1e-9 <= share <= 1 + 1e-12
        assert share == pytest.approx(
            1 - metrics.lorenz(values)["part_contributions"].iloc[-1 - math.ceil(p * len(values) - 1e-9)]
        )


@few
@given(labels, st.sampled_from([None, "linear", "quadratic"]))
def test_kappa_is_scikit_learns_and_statsmodels(pairs, weights):
    first, second = (pd.Series(side) for side in zip(*pairs, strict=True))
    ours = metrics.cohen_kappa(first, second, weights, order=[-1, 0, 1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # both libraries divide by zero when a single class is used
        expected = sk.cohen_kappa_score(first, second, weights=weights, labels=[-1, 0, 1])
        assert ours == pytest.approx(expected, nan_ok=True, abs=1e-9)
        if weights is None and not math.isnan(ours):
            table = pd.crosstab(first, second).reindex(index=[-1, 0, 1], columns=[-1, 0, 1], fill_value=0)
            assert ours == pytest.approx(cohens_kappa(table.to_numpy()).kappa, abs=1e-9)


@few
@given(labels)
def test_classification_is_scikit_learns(pairs):
    truth, predicted = (pd.Series(side) for side in zip(*pairs, strict=True))
    real, flagged = truth == -1, predicted == -1
    nan = np.nan
    ours = metrics.confusion(truth, predicted, positive=-1)
    tn, fp, fn, tp = sk.confusion_matrix(real, flagged, labels=[False, True]).ravel()
    assert (ours.tp, ours.fp, ours.fn, ours.tn) == (tp, fp, fn, tn)
    assert ours.accuracy == pytest.approx(sk.accuracy_score(real, flagged))
    for value, reference in (
        (metrics.precision(truth, predicted, -1), sk.precision_score(real, flagged, zero_division=nan)),
        (metrics.recall(truth, predicted, -1), sk.recall_score(real, flagged, zero_division=nan)),
        (metrics.specificity(truth, predicted, -1), sk.recall_score(~real, ~flagged, zero_division=nan)),
    ):
        assert value == pytest.approx(reference, nan_ok=True)


@few
@given(graphs())
def test_network_basics_are_networkx(graph):
    n, pairs = graph
    edges, reference = edges_of(pairs), nx.DiGraph(pairs)
    reference.add_nodes_from(range(n))
    assert metrics.density(edges, range(n)) == pytest.approx(nx.density(reference))
    assert metrics.density(edges, range(n), directed=False) == pytest.approx(nx.density(nx.Graph(reference)))
    assert metrics.reciprocity(edges) == pytest.approx(nx.overall_reciprocity(reference))
    assert metrics.in_degree(edges, range(n)).to_dict() == dict(reference.in_degree())
    assert metrics.out_degree(edges, range(n)).to_dict() == dict(reference.out_degree())


@fewer
@given(graphs())
def test_betweenness_is_networkx(graph):
    n, pairs = graph
    edges, reference = edges_of(pairs), nx.DiGraph(pairs)
    reference.add_nodes_from(range(n))
    for directed, known in ((True, reference), (False, nx.Graph(reference))):
        ours = metrics.betweenness(edges, range(n), directed=directed).to_dict()
        assert ours == pytest.approx(nx.betweenness_centrality(known))


def test_karate_club_is_networkx():
    ties, camps = metrics.karate_club()
    club = nx.karate_club_graph()
    assert {frozenset(pair) for pair in ties.to_numpy().tolist()} == {frozenset((a + 1, b + 1)) for a, b in club.edges}
    sides = {"Mr. Hi": "professeur", "Officer": "président"}
    assert camps.to_dict() == {node + 1: sides[club.nodes[node]["club"]] for node in club}
    assert metrics.density(ties, directed=False) == pytest.approx(nx.density(club))
    ours = metrics.betweenness(ties, directed=False)
    assert {node - 1: score for node, score in ours.items()} == pytest.approx(nx.betweenness_centrality(club))


@few
@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=40))
def test_censored_median_is_kaplan_meier(cases):
    times = pd.Series([float(time) for time, _ in cases])
    done = pd.Series([finished for _, finished in cases])
    ours = metrics.censored_median(times.where(done), times)
    curve = SurvfuncRight(times, done.astype(int))
    below = curve.surv_times[curve.surv_prob <= 0.5 + 1e-9]
    assert ours == pytest.approx(below[0] if len(below) else math.nan, nan_ok=True)


@few
@given(st.lists(st.floats(0, 500), min_size=1, max_size=50), st.sampled_from([0.5, 0.9, 0.95]))
def test_percentiles_are_numpys(hours, p):
    assert metrics.percentile_delay(pd.Series(hours), p) == pytest.approx(np.percentile(hours, 100 * p))
    assert metrics.median_delay(pd.Series(hours)) == pytest.approx(np.median(hours))


@few
@given(st.lists(st.integers(0, 10), min_size=2, max_size=80))
def test_nps_margin_is_the_error_of_a_mean_of_plus_one_zero_minus_one(scores):
    signs = np.select([np.array(scores) >= 9, np.array(scores) <= 6], [1, -1], 0)
    assert metrics.nps(scores) == pytest.approx(100 * signs.mean())
    assert metrics.nps_margin(pd.Series(scores)) == pytest.approx(
        100 * stats.norm.ppf(0.975) * signs.std() / math.sqrt(len(scores)), abs=1e-9
    )


@few
@given(st.floats(0.1, 500), st.floats(0, 0.95), st.floats(0.01, 0.5))
def test_clv_is_the_sum_of_its_years(margin, retention, discount):
    years = sum(margin * (retention / (1 + discount)) ** year for year in range(3000))
    assert metrics.clv(margin, retention, discount) == pytest.approx(years, rel=1e-6)


@few
@given(st.dictionaries(st.integers(1, 30), st.integers(1, 5000), min_size=2, max_size=12))
def test_lotka_slope_is_scipys(frequencies):
    series = pd.Series(frequencies)
    slope = stats.linregress(np.log(series.index), np.log(series)).slope
    assert metrics.lotka_exponent(series) == pytest.approx(-slope, abs=1e-9)


@fewer
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60)), min_size=1, max_size=80), st.sampled_from([1, 7, 28]))
def test_active_members_are_what_counting_window_by_window_gives(visits, width):
    start = pd.Timestamp("2025-10-01")
    events = pd.DataFrame(
        [(f"m{who}", start + pd.Timedelta(days=day)) for who, day in visits], columns=["member_id", "jour"]
    )
    ours = metrics.active_members(events, width, when="jour", start="2025-10-01", end="2025-11-30")
    assert len(ours) == 61 and ours.iloc[: width - 1].isna().all()
    for day, value in ours.iloc[width - 1 :].items():
        window = events[events["jour"].between(day - pd.Timedelta(days=width - 1), day)]
        assert value == window["member_id"].nunique()


@fewer
@given(
    st.lists(st.integers(0, 89), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 119)), max_size=60),
)
def test_retention_is_what_counting_cohort_by_cohort_gives(joining_days, visits):
    start = pd.Timestamp("2025-09-01")
    members = pd.DataFrame(
        {
            "member_id": range(len(joining_days)),
            "date_inscription": [start + pd.Timedelta(days=d) for d in joining_days],
        }
    )
    events = pd.DataFrame(
        {
            "member_id": [who for who, _ in visits],
            "ts": pd.to_datetime([start + pd.Timedelta(days=d) for _, d in visits]),
        }
    )
    until = "2025-12-29"  # day 119: December is not over
    classic = metrics.classic_retention(members, events, until)
    rolling = metrics.rolling_retention(members, events, until)
    months = members.set_index("member_id")["date_inscription"].dt.to_period("M")
    for cohort in classic.index:
        people = months[months == cohort].index
        for k in classic.columns:
            month = cohort + k
            if month > pd.Period("2025-11", "M") or not len(people):
                assert math.isnan(classic.loc[cohort, k]) and math.isnan(rolling.loc[cohort, k])
                continue
            mine = events[events["member_id"].isin(people)]
            active = mine["ts"].dt.to_period("M")
            assert classic.loc[cohort, k] == pytest.approx(mine[active == month]["member_id"].nunique() / len(people))
            assert rolling.loc[cohort, k] == pytest.approx(mine[active >= month]["member_id"].nunique() / len(people))
