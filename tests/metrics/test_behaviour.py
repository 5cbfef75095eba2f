"""What each family of metrics does with a small community that can be counted by hand."""

import math

import pandas as pd
import pytest

from parcours import metrics


def utc(*texts):
    return pd.to_datetime(pd.Series(list(texts)), utc=True, format="ISO8601")


# Engagement


@pytest.fixture
def posts():
    return pd.DataFrame(
        {
            "ts": utc("2026-03-02T09:00Z", "2026-03-02T18:00Z", "2026-03-03T23:30Z"),
            "reseau": ["instagram"] * 3,
            "abonnes": [1000, 1010, 1020],
            "portee": [500, 100, 0],
            "impressions": [800, 200, 0],
            "reactions": [30, 6, 0],
            "commentaires": [10, 3, 0],
            "partages": [5, 1, 0],
            "enregistrements": [5, 0, 0],
            "clics": [50, 10, 0],
        }
    ).astype({"reactions": "Int64"})


def test_each_denominator_gives_another_rate(posts):
    assert metrics.engagements(posts).tolist() == [50, 10, 0]
    assert metrics.engagements(posts, clicks=True).tolist() == [100, 20, 0]
    assert metrics.engagement_rate_by_reach(posts).tolist()[:2] == [0.1, 0.1]
    assert metrics.engagement_rate_by_followers(posts).iloc[0] == 0.05
    by_display = metrics.engagement_rate_by_impressions(posts)
    assert by_display.iloc[0] == pytest.approx(0.0625)
    assert math.isnan(by_display.iloc[2]), "nobody saw it: no rate, rather than zero"


def test_daily_rate_uses_the_local_day_and_its_last_followers(posts):
    daily = metrics.daily_engagement_rate(posts)
    assert [day.strftime("%m-%d") for day in daily.index] == ["03-02", "03-04"]
    assert daily.iloc[0] == pytest.approx(60 / 1010)


def test_daily_rate_of_two_networks_makes_no_sense(posts):
    posts.loc[0, "reseau"] = "linkedin"
    with pytest.raises(metrics.MetricError, match="2 réseaux"):
        metrics.daily_engagement_rate(posts)


def test_average_of_averages_is_not_the_pooled_rate():
    engaged, reach = pd.Series([50, 1]), pd.Series([1000, 2])
    assert metrics.pooled_rate(engaged, reach) == pytest.approx(51 / 1002)
    assert metrics.mean_of_rates(engaged, reach) == pytest.approx((0.05 + 0.5) / 2)


def test_a_row_half_known_leaves_both_sides_of_the_pooled_rate():
    assert metrics.pooled_rate(pd.Series([10, 5, None]), pd.Series([100, None, 900])) == pytest.approx(0.1)


def test_weights_are_the_callers_convention(posts):
    weights = {"reactions": 1, "commentaires": 2, "partages": 3}
    assert metrics.weighted_engagements(posts, weights).tolist() == [65, 15, 0]
    assert metrics.weighted_engagement_rate(posts, weights).iloc[0] == pytest.approx(0.065)


def test_active_contributors_are_counted_once_and_inside_the_base():
    assert metrics.active_contributor_rate(pd.Series(["a", "a", "b", "robot"]), pd.Series(["a", "b", "c", "d"])) == 0.5


# Activity


def test_28_days_with_one_daily_visitor_and_one_passer_by():
    days = pd.date_range("2026-02-01", periods=28)
    visits = pd.DataFrame({"member_id": ["fidele"] * 28 + ["passant"], "jour": [*days, days[3]]})
    daily, monthly = metrics.dau(visits, when="jour"), metrics.mau(visits, when="jour")
    assert daily.sum() == 29
    assert monthly.dropna().tolist() == [2.0], "one full window only"
    assert metrics.stickiness(daily, monthly).dropna().tolist() == [pytest.approx(29 / 28 / 2)]
    assert 28 * metrics.stickiness(daily, monthly).iloc[-1] == pytest.approx(14.5), "days of the average member"


def test_silent_days_count_in_the_mean_dau():
    visits = pd.DataFrame({"member_id": ["a", "a"], "jour": pd.to_datetime(["2026-02-01", "2026-02-04"])})
    assert metrics.dau(visits, when="jour").tolist() == [1, 0, 0, 1]
    assert metrics.dau(visits, when="jour", end="2026-02-06").tolist() == [1, 0, 0, 1, 0, 0]


def test_a_period_written_backwards_is_refused():
    visits = pd.DataFrame({"member_id": ["a"], "jour": pd.to_datetime(["2026-02-01"])})
    with pytest.raises(metrics.MetricError, match="échangez"):
        metrics.dau(visits, when="jour", start="2026-03-01", end="2026-02-01")


# Retention


@pytest.fixture
def club():
    members = pd.DataFrame(
        {
            "member_id": ["a", "b", "c", "d"],
            "date_inscription": pd.to_datetime(["2026-01-05", "2026-01-31", "2026-02-10", "2026-03-02"]),
        }
    )
    events = pd.DataFrame(
        {
            "member_id": ["a", "b", "a", "c", "b", "d", "inconnu"],
            "ts": utc(
                "2026-01-06T10:00Z",
                "2026-01-31T23:30Z",  # 1 February in Paris
                "2026-03-20T10:00Z",
                "2026-02-11T10:00Z",
                "2026-03-15T10:00Z",
                "2026-03-31T10:00Z",
                "2026-03-01T10:00Z",
            ),
        }
    )
    return members, events


def test_classic_retention_draws_a_triangle(club):
    table = metrics.classic_retention(*club, observed_until="2026-03-31")
    assert table.index.astype(str).tolist() == ["2026-01", "2026-02", "2026-03"]
    assert table.loc["2026-01"].tolist() == [0.5, 0.5, 1.0], "b's first event is in February, local time"
    assert table.loc["2026-02"].iloc[:2].tolist() == [1.0, 0.0]
    assert table.isna().sum().tolist() == [0, 1, 2]


def test_rolling_retention_sees_those_who_come_back(club):
    table = metrics.rolling_retention(*club, observed_until="2026-03-31")
    assert table.loc["2026-01"].tolist() == [1.0, 1.0, 1.0]


def test_a_month_under_way_is_masked(club):
    table = metrics.classic_retention(*club, observed_until="2026-03-30")
    assert table.shape == (3, 2)
    assert table.loc["2026-03"].isna().all(), "March is not over: no figure rather than a wrong one"
    assert table.loc["2026-01"].notna().all()


def test_cohort_sizes_go_beside_the_table(club):
    assert metrics.cohort_sizes(club[0]).to_dict() == {
        pd.Period("2026-01", "M"): 2,
        pd.Period("2026-02", "M"): 1,
        pd.Period("2026-03", "M"): 1,
    }


def test_a_member_listed_twice_is_named(club):
    members = pd.concat([club[0], club[0].head(1)])
    with pytest.raises(metrics.MetricError, match="'a'.*drop_duplicates"):
        metrics.cohort_sizes(members)


def test_inactivity_rule_separates_lost_new_and_returned():
    events = pd.DataFrame(
        {
            "member_id": ["reste", "part", "revient", "nouveau", "reste", "revient", "reste"],
            "jour": pd.to_datetime(
                ["2026-01-01", "2026-02-20", "2026-01-02", "2026-04-10", "2026-02-25", "2026-04-20", "2026-04-25"]
            ),
        }
    )
    churn = metrics.inactivity_churn(events, "2026-03-15", "2026-04-30", days=60, when="jour")
    assert (churn.present, churn.lost, churn.returned, churn.new) == (2, 1, 1, 1)
    assert churn.rate == 0.5
    assert metrics.quick_ratio(churn.new, churn.returned, churn.lost) == 2


def test_inactivity_needs_enough_past():
    events = pd.DataFrame({"member_id": ["a"], "jour": pd.to_datetime(["2026-01-10"])})
    with pytest.raises(metrics.MetricError, match="au plus tôt le 2026-03-10"):
        metrics.inactivity_churn(events, "2026-02-01", "2026-03-31", when="jour")


def test_growth_is_joins_less_leaves():
    assert metrics.net_growth(420, 95) == 325
    assert metrics.churn_rate(pd.Series([5, 3]), pd.Series([100, 0])).tolist()[0] == 0.05


# Inequality


def test_both_bases_start_from_the_same_count():
    per_member = metrics.contributions_per_member(pd.Series(["a", "a", "b", "x"]), pd.Series(["a", "b", "c"]))
    assert per_member.to_dict() == {"a": 2, "b": 1, "c": 0}
    assert metrics.gini(per_member) > metrics.gini(per_member[per_member > 0])


def test_lorenz_curve_runs_from_corner_to_corner():
    curve = metrics.lorenz(pd.Series([3, 1]))
    assert curve["part_membres"].tolist() == [0, 0.5, 1]
    assert curve["part_contributions"].tolist() == [0, 0.25, 1]


def test_classes_of_participation_follow_declared_thresholds():
    posts = pd.Series([0] * 90 + [1] * 9 + [40])
    shares = metrics.participation_shares(posts, top=0.01)
    assert shares["membres"].to_dict() == {"silencieux": 90, "contributeur": 9, "superutilisateur": 1}
    assert shares.loc["superutilisateur", "part_contributions"] == pytest.approx(40 / 49)
    assert (metrics.participation_classes(posts, at_least=1) == "superutilisateur").sum() == 10


def test_nobody_is_a_superuser_of_an_empty_forum():
    assert (metrics.participation_classes(pd.Series([0, 0, 0]), top=0.5) == "silencieux").all()


def test_frequencies_leave_the_silent_aside():
    assert metrics.contribution_frequencies(pd.Series([0, 1, 1, 4])).to_dict() == {1: 2, 4: 1}


# Network


@pytest.fixture
def thread():
    return pd.DataFrame(
        {
            "message_id": ["1", "2", "3", "4", "5"],
            "fil_id": ["f"] * 5,
            "parent_id": [None, "1", "2", "1", "1"],
            "member_id": ["ana", "bob", "ana", "ana", "robot"],
            "ts": utc(*[f"2026-03-02T{hour}Z" for hour in ("08:00", "11:00", "12:00", "09:00", "08:01")]),
            "est_auto": [False, False, False, False, True],
        }
    )


def test_replies_make_edges_without_loops(thread):
    edges = metrics.reply_edges(thread[thread["member_id"] != "robot"])
    assert edges.to_dict("records") == [
        {"source": "ana", "cible": "bob", "reponses": 1},
        {"source": "bob", "cible": "ana", "reponses": 1},
    ]
    assert metrics.reciprocity(edges) == 1
    assert metrics.density(edges, ["ana", "bob", "silencieuse"]) == pytest.approx(2 / 6)
    assert metrics.in_degree(edges, ["ana", "bob", "silencieuse"])["silencieuse"] == 0


def test_talking_to_oneself_is_no_tie():
    edges = pd.DataFrame({"source": ["a", "a", "a"], "cible": ["a", "b", "b"]})
    assert metrics.density(edges) == 0.5
    assert metrics.in_degree(edges).to_dict() == {"b": 1, "a": 0}


def test_camps_are_a_cross_tab():
    edges = pd.DataFrame({"source": ["a", "b", "c"], "cible": ["b", "a", "a"]})
    camps = pd.Series({"a": "nord", "b": "nord", "c": "sud"})
    assert metrics.ties_between_camps(edges, camps).loc["sud", "nord"] == 1
    assert metrics.share_within_camps(edges, camps) == pytest.approx(2 / 3)


# Delays


def test_first_response_ignores_the_author_and_the_robot(thread):
    table = metrics.time_to_first_response(thread)
    assert table["message_id"].tolist() == ["1"]
    assert table["heures"].tolist() == [3.0], "ana's own follow-up and the robot do not answer ana"


def test_an_unanswered_post_is_censored_not_zero(thread):
    alone = metrics.time_to_first_response(thread[thread["member_id"] != "bob"])
    assert alone["heures"].isna().tolist() == [True]
    summary = metrics.delay_summary(alone["heures"], target=24)
    assert (summary["n"], summary["sans_reponse"], summary["part_dans_le_delai"]) == (1, 1, 0)
    assert math.isnan(summary["mediane"])


def test_a_question_of_yesterday_says_nothing_about_72_hours():
    asked = utc("2026-03-01T10:00Z", "2026-03-01T10:00Z", "2026-03-09T10:00Z")
    answered = utc("2026-03-03T10:00Z", None, None)
    observe = "2026-03-10 12:00"
    assert metrics.unanswered_share(asked, answered, 24, observe) == 1.0
    assert metrics.unanswered_share(asked, answered, 72, observe) == 0.5
    assert math.isnan(metrics.unanswered_share(asked, answered, 24 * 30, observe))


def test_a_reopened_ticket_counts_to_its_last_solution():
    opened = pd.Series(utc("2026-03-02T08:00Z", "2026-03-02T08:00Z").array, index=["t1", "t2"])
    solved = pd.Series(
        utc("2026-03-02T10:00Z", "2026-03-03T08:00Z", "2026-03-02T09:00Z").array, index=["t1", "t1", "t2"]
    )
    assert metrics.resolution_time(opened, solved).tolist() == [24.0, 1.0]
    reopened = pd.Series(utc("2026-03-02T12:00Z").array, index=["t2"])
    assert metrics.resolution_time(opened, solved, reopened).isna().tolist() == [False, True]


def test_first_contribution_waits_with_those_who_have_not_spoken(club):
    members, events = club
    table = metrics.time_to_first_contribution(members, events, "2026-03-31")
    assert table["jours"].tolist() == [1, 1, 1, 29]
    fewer = metrics.time_to_first_contribution(members, events[events["member_id"] == "a"], "2026-03-31")
    assert fewer["jours"].isna().sum() == 3
    assert fewer["suivi"].tolist() == [85, 59, 49, 29]
    assert math.isnan(metrics.censored_median(fewer["jours"], fewer["suivi"]))


# Satisfaction, voice


def test_csat_counts_the_satisfied_among_those_who_answered():
    assert metrics.csat(pd.Series([5, 4, 3, None, 1], dtype="Int64")) == 0.5
    assert metrics.ces(pd.Series([1, 7, None])) == 4


def test_weights_bring_the_silent_back_into_the_nps():
    scores, weights = pd.Series([10, 10, 10, 3]), pd.Series([1, 1, 1, 5])
    assert metrics.nps(scores) == 50
    assert metrics.nps(scores, weights) == pytest.approx(-25)


def test_reposts_inflate_the_share_of_voice():
    mentions = pd.DataFrame(
        {"marque": ["Ardelune", "Ardelune", "Ardelune", "Autre"], "repost_de": [None, "1", "1", None]}
    )
    assert metrics.share_of_voice(mentions)["Ardelune"] == 0.5
    assert metrics.share_of_voice(mentions, deduplicate=False)["Ardelune"] == 0.75


def test_two_definitions_of_net_sentiment():
    labels = pd.Series([1, 1, 1, -1, 0, 0, 0, 0, None], dtype="Int64")
    assert metrics.net_sentiment(labels) == 0.5
    assert metrics.net_sentiment(labels, include_neutral=True) == 0.25


def test_weighted_kappa_forgives_a_near_miss():
    first, near, far = pd.Series([1, 2, 3, 1, 3, 2]), pd.Series([2, 2, 3, 1, 3, 2]), pd.Series([3, 2, 3, 1, 3, 2])
    assert metrics.cohen_kappa(first, near, "quadratic") > metrics.cohen_kappa(first, far, "quadratic")


def test_unequal_errors_by_group_come_to_light():
    truth = pd.Series([False] * 8 + [True] * 2)
    flagged = pd.Series([True, True, False, False, False, False, False, False, True, True])
    language = pd.Series(["en"] * 4 + ["fr"] * 6)
    table = metrics.confusion_by_group(truth, flagged, language)
    assert table["faux_positifs"].to_dict() == {"en": 0.5, "fr": 0.0}
    assert table["n"].to_dict() == {"en": 4, "fr": 6}


# Value


def test_other_values():
    assert metrics.deflection_direct(100, 0.35, 9) == pytest.approx(315)
    assert metrics.retention_uplift(1000, 0.04, 27) == pytest.approx(1080)
    assert metrics.acquisition_value(20, 76.74, 0.5) == pytest.approx(767.4)
    assert metrics.content_value(10, market_price=300, worth=120) == 1200
    assert metrics.content_value(10, pd.Series([300, 90]), worth=120).tolist() == [1200, 900]
    assert metrics.payback_months(6000, 12000) == 6


def test_value_models_take_a_column_of_scenarios():
    cases = pd.DataFrame({"would_ask": [0.25, 0.35]}, index=["bas", "central"])
    value = metrics.deflection_indirect(30_000, 0.55, 0.32, cases["would_ask"], 9)
    assert value.round().to_dict() == {"bas": 11_880, "central": 16_632}


# Funnel


def test_funnel_asks_for_every_step_before_in_order_and_in_time():
    people = pd.DataFrame(
        {
            "bienvenue": utc("2026-03-01T08:00Z", "2026-03-01T08:00Z", "2026-03-01T08:00Z", None),
            "profil_ok": pd.Series([True, True, None, True], dtype="boolean"),
            "premier_message": utc("2026-03-03T08:00Z", "2026-03-20T08:00Z", "2026-03-02T08:00Z", "2026-03-02T08:00Z"),
        }
    )
    steps = ["bienvenue", "profil_ok", "premier_message"]
    assert metrics.funnel_counts(people, steps).tolist() == [3, 2, 2]
    assert metrics.funnel_counts(people, steps, days=7).tolist() == [3, 2, 1]
    backwards = metrics.funnel_counts(people, ["premier_message", "bienvenue"])
    assert backwards.tolist() == [4, 0]


def test_a_growing_funnel_is_no_funnel():
    with pytest.raises(metrics.MetricError, match="profil.*plus de monde"):
        metrics.funnel({"accueil": 10, "profil": 12})


def test_a_window_asks_for_dates():
    with pytest.raises(metrics.MetricError, match="demande des dates"):
        metrics.funnel_counts(pd.DataFrame({"profil_ok": [True]}), ["profil_ok"], days=7)


# Moderation


@pytest.fixture
def log():
    return pd.DataFrame(
        {
            "ts": utc(
                "2025-10-01T08:00Z", "2025-11-01T08:00Z", "2025-10-05T08:00Z", "2026-03-20T08:00Z", "2025-10-02T08:00Z"
            ),
            "member_vise": ["x", "x", "y", "z", "w"],
            "etape": [3, 4, 5, 3, 1],
            "motif_communique": pd.array([True, True, False, None, True], dtype="boolean"),
            "recours": [True, True, True, False, False],
            "recours_issue": ["annule", "maintenu", None, None, None],
            "delai_decision_min": [10, 20, 60, 30, 5],
        }
    )


def test_moderation_card(log):
    card = metrics.moderation_summary(log, posts=1000, observed_until="2026-03-31", reports=12)
    assert card["actions"] == 5
    assert card["signalements_pour_1000"] == 12
    assert card["delai_median_min"] == 20
    assert card["part_motivee"] == 0.6
    assert card["taux_recours"] == 0.6
    assert card["taux_annulation"] == 0.5, "the appeal not decided yet stays out"
    assert card["recidive"] == 0.5, "x came back, y did not, z is not observed 90 days, w was only reminded"


def test_recent_sanctions_are_neither_yes_nor_no(log):
    again = metrics.sanctioned_again(log, "2026-03-31")
    assert again.index.tolist() == [0, 1, 2, 3]
    assert again.iloc[:3].tolist() == [True, False, False]
    assert again.isna().iloc[3]


def test_an_unknown_outcome_is_named(log):
    log.loc[0, "recours_issue"] = "annulé"
    with pytest.raises(metrics.MetricError, match="recours_issue.*annulé"):
        metrics.overturn_rate(log)


# Health index

STATE = {"activation": 0.3, "reponse_48h": 0.75, "retention_m3": 0.25, "reciprocite": 0.25, "incidents": 10}


def test_everything_halfway_is_one_half():
    assert metrics.health_index(STATE) == pytest.approx(0.5)
    assert metrics.health_components(STATE)["z"].tolist() == [0.5] * 5


def test_fewer_incidents_are_healthier_and_bounds_hold():
    assert metrics.health_index({**STATE, "incidents": 0}) == pytest.approx(0.6)
    assert metrics.health_index({**STATE, "incidents": 500}) == metrics.health_index({**STATE, "incidents": 20})


def test_weights_decide_when_components_disagree():
    uneven = {**STATE, "activation": 0.6, "incidents": 20}
    table = metrics.weight_sensitivity(uneven)
    assert table["central"].tolist() == [pytest.approx(metrics.health_index(uneven))] * 5
    assert table.loc["activation", "plus"] > table.loc["activation", "moins"]
    assert table.loc["incidents", "plus"] < table.loc["incidents", "moins"]
    even = metrics.weight_sensitivity(STATE)
    assert (even.max(axis=1) - even.min(axis=1)).max() == pytest.approx(0), "equal components hide the weights"


def test_an_unknown_component_is_not_dropped_silently():
    assert math.isnan(metrics.health_index({**STATE, "retention_m3": float("nan")}))
    with pytest.raises(metrics.MetricError, match="Il manque incidents"):
        metrics.health_index({name: value for name, value in STATE.items() if name != "incidents"})
