"""Module 2: the figures its pages and exercises quote come from the data, and the story they tell holds."""

import pandas as pd

from parcours import metrics
from parcours.datasets import load


def questions() -> pd.DataFrame:
    messages = load("messages")
    return messages[messages["est_question"]]


def of_the_quarter() -> pd.DataFrame:
    every = questions()
    return every[every["ts"] >= "2026-01-01"]


def test_the_target_of_50_percent_is_demanding_and_within_reach():
    """Lesson 4: about 36 % at the start; above 40 % each month of autumn, once near 50 %; below 40 % since January."""
    assert 0.35 <= of_the_quarter()["est_resolu"].mean() <= 0.37
    every = questions()
    monthly = every.groupby(every["ts"].dt.strftime("%Y-%m"))["est_resolu"].mean()
    assert monthly[:"2025-12"].min() > 0.40 and monthly[:"2025-12"].max() >= 0.46
    assert monthly["2026-01":].max() < 0.40


def test_about_one_more_solved_question_a_day():
    quarter = of_the_quarter()
    more_a_month = (0.5 * len(quarter) - quarter["est_resolu"].sum()) / 3
    assert 20 <= more_a_month <= 35


def test_39_percent_would_prove_nothing_and_50_percent_would():
    """The optional part of lesson 4: the interval around the starting value, and that of a month at the target."""
    quarter = of_the_quarter()
    low, high = metrics.wilson(int(quarter["est_resolu"].sum()), len(quarter))
    assert low < 0.39 < high < metrics.wilson(100, 200)[0]


def test_most_members_never_write_and_a_core_writes_most_replies():
    """Lesson 3: six members in ten, and the group that asks for care."""
    members, messages = load("membres"), load("messages")
    messages = messages[~messages["est_auto"]]
    written = members["member_id"].map(messages["member_id"].value_counts()).fillna(0)
    replies = members["member_id"].map(messages[messages["parent_id"].notna()]["member_id"].value_counts()).fillna(0)
    assert 0.58 <= (written == 0).mean() <= 0.64
    sizes = [
        (written == 0).sum(),
        ((written > 0) & (replies == 0)).sum(),
        replies.between(1, 9).sum(),
        (replies >= 10).sum(),
    ]
    for size, said in zip(sizes, (1460, 120, 720, 100), strict=True):  # the chart's alternative text
        assert abs(size - said) <= max(25, 0.04 * said)
    assert replies[replies >= 10].sum() / replies.sum() > 0.5


def test_rice_ranks_as_lesson_5_and_its_exercise_say():
    def rice(reach, impact, confidence, effort):
        return reach * impact * confidence / effort

    assert rice(400, 2, 0.8, 4) == 160 and rice(900, 2, 0.8, 12) == 120 and rice(1200, 1, 0.5, 60) == 10
    assert rice(400, 2, 0.8, 8) < 120, "a doubled effort puts the welcome message behind the repair sheets"
    live, badge = (150, 3, 0.5, 4), (500, 0.5, 0.8, 2.5)
    assert rice(*badge) > rice(*live), "with confidence, the badge comes before the live session"
    assert rice(500, 0.5, 1, 2.5) < rice(150, 3, 1, 4), "without it, the order turns: the success sentence says so"
