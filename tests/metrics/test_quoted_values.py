"""The figures that lessons, quizzes and exercises quote: each one comes out of the function that a trainee calls."""

import numpy as np
import pandas as pd
import pytest

from parcours import metrics


def near(expected, digits):
    """Equal once rounded as the lesson prints it."""
    return pytest.approx(expected, abs=0.5 * 10**-digits + 1e-12)


# Measuring (module 5)


def test_ten_tickets_show_why_the_mean_lies():
    card = metrics.delay_summary(pd.Series([0.3, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2, 3, 70]), target=4)
    assert card["moyenne"] == near(8.09, 2)
    assert card["mediane"] == near(1.1, 2)
    assert card["part_dans_le_delai"] == 0.9
    assert card["sans_reponse"] == 0


def test_stickiness_of_120_daily_among_800_monthly():
    assert metrics.stickiness(120, 800) == pytest.approx(0.15)


@pytest.mark.parametrize(("n", "margin"), [(50, 21.6), (100, 15.3), (400, 7.7)])
def test_nps_of_plus_30_and_the_margin_that_shrinks_with_n(n, margin):
    counts = 0.5 * n, 0.3 * n, 0.2 * n
    assert metrics.nps_from_counts(*counts) == pytest.approx(30)
    assert metrics.nps_margin_from_counts(*counts) == near(margin, 1)
    scores = pd.Series([9] * int(counts[0]) + [8] * int(counts[1]) + [3] * int(counts[2]) + [None], dtype="Int64")
    assert metrics.nps(scores) == pytest.approx(30)
    assert metrics.nps_margin(scores) == near(margin, 1)


def test_survey_of_410_answers_has_a_margin_near_7_points():
    assert metrics.nps_margin_from_counts(0.52 * 410, 0.30 * 410, 0.18 * 410) == near(7, 0)


# Understanding engagement (module 6)


@pytest.mark.parametrize(
    ("posts", "expected"), [([0, 0, 1, 3, 16], 0.70), ([2, 2, 2, 2, 2], 0.0), ([0, 0, 0, 0, 10], 0.80)]
)
def test_gini_of_five_members(posts, expected):
    assert metrics.gini(pd.Series(posts)) == pytest.approx(expected)


def test_simulated_community_depends_on_the_base():
    rng = np.random.default_rng(20260401)
    silent = rng.random(2400) < 0.62
    posts = pd.Series(np.where(silent, 0, np.ceil(rng.lognormal(0.6, 1.55, 2400))))
    assert metrics.gini(posts) == near(0.865, 3)
    assert metrics.gini(posts[posts > 0]) == near(0.654, 3)
    assert metrics.top_share(posts, 0.01) == near(0.28, 2)
    assert metrics.top_share(posts, 0.10) == near(0.77, 2)


def test_silent_newcomers_raise_the_gini_without_anyone_changing():
    posts = pd.Series([0, 0, 1, 3, 16])
    assert metrics.gini(pd.concat([posts, pd.Series([0] * 300)])) > metrics.gini(posts)


def test_welcome_message_test_is_conclusive():
    result = metrics.difference(108, 600, 150, 600)
    assert (result.rate_1, result.rate_2) == (0.18, 0.25)
    assert 100 * result.difference == near(7.0, 1)
    assert 100 * result.low == near(2.4, 1)
    assert 100 * result.high == near(11.6, 1)
    assert result.z == near(2.95, 2)
    assert result.p_value == near(0.003, 3)


def test_the_first_week_of_the_same_test_is_not():
    result = metrics.difference(9, 50, 13, 50)
    assert 100 * result.difference == near(8, 1)
    assert 100 * result.low == near(-8.2, 1)
    assert 100 * result.high == near(24.2, 1)
    assert result.p_value == near(0.33, 2)


def test_welcome_message_helps_newcomers_and_the_guardrail_holds():
    assert 100 * metrics.difference(54, 360, 94, 360).difference == near(11.1, 1)
    assert 100 * metrics.difference(54, 240, 56, 240).difference == near(0.8, 1)
    assert metrics.difference(12, 600, 14, 600).p_value > 0.05


@pytest.mark.parametrize(("before", "after", "per_arm"), [(0.18, 0.24, 723), (0.18, 0.20, 6039), (0.10, 0.12, 3841)])
def test_small_effects_ask_for_many_people(before, after, per_arm):
    assert metrics.sample_size(before, after) == per_arm


def test_badge_campaign_is_a_simpson_paradox():
    assert metrics.difference(10 + 210, 400, 36 + 72, 400).difference < 0, "A wins overall"
    assert metrics.difference(10, 100, 36, 300).difference == pytest.approx(0.02)
    assert metrics.difference(210, 300, 72, 100).difference == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("k", "n", "low", "high", "digits"),
    [(3, 4, 30, 95, 0), (300, 400, 70.5, 79.0, 1), (9, 10, 59.6, 98.2, 1), (338, 528, 59.8, 68.0, 1)],
)
def test_wilson_intervals_quoted(k, n, low, high, digits):
    interval = metrics.wilson(k, n)
    assert 100 * interval.low == near(low, digits)
    assert 100 * interval.high == near(high, digits)


def test_twenty_metrics_give_one_false_alarm():
    assert metrics.false_alarms(20) == pytest.approx(1)


def test_five_percent_a_month_is_not_sixty_a_year():
    assert metrics.annual_churn(0.05) == near(0.460, 3)
    assert metrics.expected_life(0.05) == pytest.approx(20)


def test_answer_days_of_stack_overflow_are_close_to_lotka():
    days = pd.Series([25_000, 5_761, 2_709, 1_586], index=[1, 2, 3, 4])
    assert metrics.lotka_exponent(days) == near(2.0, 1)
    assert metrics.lotka_expected(25_000, 2, 4).round().tolist() == [25_000, 6_250, 2_778, 1_562]


# Value (module 7)

DEFLECTION = {"visitors": 30_000, "intent": 0.55, "solved": 0.32, "would_ask": 0.35, "cost": 9.0}


def test_deflection_of_the_worked_example():
    assert metrics.tickets_avoided(30_000, 0.55, 0.32, 0.35) == pytest.approx(1_848)
    assert metrics.deflection_indirect(**DEFLECTION) == pytest.approx(16_632)
    assert metrics.deflection_indirect(48_000, 1, 1, 0.05, 9) == pytest.approx(21_600), "the naive count of views"


def test_roi_turns_negative_with_one_assumption():
    costs = 2_400 + 11_000 + 1_400
    assert metrics.roi(16_632, costs) == near(0.124, 3)
    assert metrics.roi(21_600, costs) == near(0.459, 3)
    cautious = metrics.deflection_indirect(**{**DEFLECTION, "would_ask": 0.25})
    assert cautious == pytest.approx(11_880)
    assert metrics.roi(cautious, costs) == near(-0.197, 3)


def test_sensitivity_table_holds_the_central_and_the_cautious_case():
    table = metrics.sensitivity(
        metrics.deflection_indirect, DEFLECTION, ("would_ask", [0.25, 0.35, 0.45]), ("cost", [7.0, 9.0, 11.0])
    )
    assert table.shape == (3, 3)
    assert table.loc[0.35, 9.0] == pytest.approx(16_632)
    assert table.loc[0.25, 9.0] == pytest.approx(11_880)
    assert (table.index.name, table.columns.name) == ("would_ask", "cost")


def test_four_points_of_retention_are_worth_nine_euros():
    assert metrics.clv(27, 0.70, 0.08) == near(76.74, 2)
    assert metrics.clv(27, 0.74, 0.08) == near(85.76, 2)


# Other modules


def test_funnel_loses_most_at_the_last_step():
    table = metrics.funnel({"accueil": 1000, "profil": 620, "lecture": 310, "message": 124})
    assert table["perte"].dropna().round(2).tolist() == [0.38, 0.50, 0.60]
    assert table.loc["lecture", "conversion"] == pytest.approx(0.5)
    assert table["cumul"].iloc[-1] == pytest.approx(0.124)


def test_cohort_of_200_with_74_active_in_month_3():
    assert metrics.ratio(74, 200) == pytest.approx(0.37)


def test_kappa_halfway_between_chance_and_perfection():
    assert metrics.kappa(0.75, 0.50) == pytest.approx(0.5)
    first = pd.Series(["oui"] * 50 + ["non"] * 50)
    second = pd.Series((["oui"] * 3 + ["non"]) * 12 + ["oui", "non"] + (["non"] * 3 + ["oui"]) * 12 + ["non", "oui"])
    assert metrics.cohen_kappa(first, second) == pytest.approx(metrics.kappa((first == second).mean(), 0.5))


def test_rare_toxicity_makes_most_flags_false():
    table = metrics.expected_confusion(1000, base_rate=0.02, recall=0.90, specificity=0.95)
    assert (table.tp, table.fp) == (pytest.approx(18), pytest.approx(49))
    assert table.precision == near(0.269, 3)
    assert table.base_rate == pytest.approx(0.02)


def test_automation_saves_195_minutes_a_week():
    assert metrics.net_time_saved(200, 2, 0.60, 45) == pytest.approx(195)


def test_conflicts_follow_ties_in_the_karate_club():
    ties, camps = metrics.karate_club()
    assert (len(camps), len(ties)) == (34, 78)
    assert metrics.share_within_camps(ties, camps) == pytest.approx(67 / 78)
    assert set(metrics.betweenness(ties, directed=False).index[:2]) == {1, 34}, "instructor and president"


def test_the_drawing_of_the_club_shows_every_member_apart():
    places = metrics.karate_positions()
    assert places.index.tolist() == list(range(1, 35))
    assert places.stack().between(0, 1).all()
    gaps = np.hypot(*(places[axis].to_numpy()[:, None] - places[axis].to_numpy() for axis in ("x", "y")))
    assert gaps[np.triu_indices(34, 1)].min() > 0.05
