"""Paris changes its clocks on 26 October 2025 (25 h) and 29 March 2026 (23 h): nobody loses or gains a day."""

import pandas as pd
import pytest

from parcours import metrics


def moments(*texts):
    return pd.Series(pd.to_datetime(list(texts), utc=True, format="ISO8601"), name="ts")


def days(*texts):
    return [text.strftime("%Y-%m-%d") for text in metrics.local_day(moments(*texts))]


def test_autumn_sunday_lasts_25_hours():
    first, last = "2025-10-25T22:00Z", "2025-10-26T22:59:59Z"
    assert days("2025-10-25T21:59:59Z", first, last, "2025-10-26T23:00Z") == [
        "2025-10-25",
        "2025-10-26",
        "2025-10-26",
        "2025-10-27",
    ]
    assert metrics.hours_between(moments(first), moments(last)).round(3).tolist() == [25.0]


def test_spring_sunday_lasts_23_hours():
    first, last = "2026-03-28T23:00Z", "2026-03-29T21:59:59Z"
    assert days("2026-03-28T22:59:59Z", first, last, "2026-03-29T22:00Z") == [
        "2026-03-28",
        "2026-03-29",
        "2026-03-29",
        "2026-03-30",
    ]
    assert metrics.hours_between(moments(first), moments(last)).round(3).tolist() == [23.0]


def test_the_hour_that_exists_twice_and_the_one_that_does_not():
    twice = metrics.local_hour(moments("2025-10-26T00:30Z", "2025-10-26T01:30Z"))
    assert twice.tolist() == [2, 2]
    assert metrics.hours_between(moments("2025-10-26T00:30Z"), moments("2025-10-26T01:30Z")).tolist() == [1.0]
    around = metrics.local_hour(moments("2026-03-29T00:59Z", "2026-03-29T01:00Z"))
    assert around.tolist() == [1, 3]


def test_nine_in_the_morning_stays_nine_all_year():
    mornings = moments("2025-10-25T07:00Z", "2025-10-27T08:00Z", "2026-03-28T08:00Z", "2026-03-30T07:00Z")
    assert metrics.local_hour(mornings).tolist() == [9, 9, 9, 9]


def test_last_hour_of_the_month_belongs_to_the_month_people_lived():
    months = metrics.local_month(moments("2026-03-31T21:59Z", "2026-03-31T22:00Z"))
    assert months.astype(str).tolist() == ["2026-03", "2026-04"]


@pytest.mark.parametrize("start", ["2025-10-20", "2026-03-23"])
def test_one_visit_each_local_midnight_counts_one_a_day_across_the_change(start):
    midnights = pd.date_range(start, periods=14, freq="D", tz="Europe/Paris").tz_convert("UTC")
    events = pd.DataFrame({"member_id": "m1", "ts": midnights})
    daily = metrics.dau(events)
    assert daily.tolist() == [1.0] * 14
    assert metrics.wau(events).dropna().tolist() == [1.0] * 8


def test_dates_without_hours_are_already_local_days():
    dates = pd.Series(pd.to_datetime(["2025-10-26", None]), name="jour")
    assert metrics.local_day(dates).tolist()[0] == pd.Timestamp("2025-10-26")
    assert metrics.local_day(dates).isna().tolist() == [False, True]


def test_an_hour_without_zone_is_refused_with_the_way_out():
    with pytest.raises(metrics.MetricError, match="«\u00a0ts\u00a0».*sans fuseau.*tz_localize"):
        metrics.local_day(pd.Series(pd.to_datetime(["2025-10-26 00:30"]), name="ts"))


def test_text_is_refused_with_the_way_out():
    with pytest.raises(metrics.MetricError, match="«\u00a0ts\u00a0».*pd.to_datetime"):
        metrics.local_day(pd.Series(["2025-10-26"], name="ts"))


def test_other_zone_on_demand():
    assert metrics.local_day(moments("2026-01-01T02:00Z"), tz="America/Montreal").iloc[0] == pd.Timestamp("2025-12-31")
