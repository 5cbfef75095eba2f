"""Units travel with the figures: euros never meet kilos, months never pass for years."""

import pint
import pytest

from parcours.calculators import cost, footprint

ureg = pint.UnitRegistry()
ureg.define("EUR = [money]")
ureg.define("kgCO2e = [climate]")
ureg.define("piece = []")
ureg.define("participant = []")
ureg.define("GB = [data]")
EUR, KG, MONTH, YEAR, KM, HOUR, DAY = (ureg(name) for name in ("EUR", "kgCO2e", "month", "year", "km", "hour", "day"))


@pytest.fixture(autouse=True)
def constants_with_units(monkeypatch):
    monkeypatch.setattr(cost, "MONTHS_PER_YEAR", 12 * ureg("month/year"))
    monkeypatch.setattr(footprint, "WATTS_PER_KILOWATT", 1000 * ureg("W/kW"))
    monkeypatch.setattr(footprint, "MINUTES_PER_HOUR", 60 * ureg("minute/hour"))


def test_a_monthly_cost_is_in_euros_a_month():
    net = cost.net_price(900 * EUR, 0 * EUR)
    found = cost.monthly(1, 1, net, 90 * EUR, 60 * MONTH, 10 * EUR / MONTH, 12 * EUR / YEAR)
    assert found.to("EUR/month").magnitude == pytest.approx(13.5 + 10 + 1)
    assert cost.tco_economic(36 * MONTH, found).check("[money]")
    cash = cost.tco_cash(1, 1, net, 90 * EUR, 24 * MONTH, 10 * EUR / MONTH, 12 * EUR / YEAR, 36 * MONTH)
    assert cash.to("EUR").magnitude == pytest.approx(2 * 900 - 90 + 360 + 36)
    assert cost.per_billed_day(found, 12 * DAY / MONTH).check("[money]/[time]")


def test_break_evens_are_times_and_distances():
    months = cost.purchase_break_even(200 * EUR, 67 * EUR / MONTH)
    assert months.check("[time]") and months.to("month").magnitude == pytest.approx(200 / 67)
    assert cost.free_tool_break_even(10 * HOUR, 20 * EUR / HOUR, 10 * EUR / MONTH).to("month").magnitude == 20
    day = 7 * HOUR * (0.0068 * KG / HOUR)
    assert footprint.distance_break_even(day, 0.1 * KG / KM, 1).check("[length]")
    assert footprint.payback_years(185 * KG, 29 * ureg("kW*hour/year"), 0.05 * KG / ureg("kW*hour")).check("[time]")


def test_funding_stays_in_euros():
    left = cost.left_to_pay(1200 * EUR, 0 * EUR, 2000 * EUR, 1500 * EUR, 103.2 * EUR, 0)
    assert left.to("EUR").magnitude == pytest.approx(103.2)


def test_the_footprint_of_a_year_is_in_kilos_a_year():
    made = footprint.made_new(1, 1, 185 * KG, 5 * YEAR)
    used = footprint.used(1, 1, 26.5 * ureg.W, 7 * HOUR / DAY, 220 * DAY / YEAR, 0.0519 * KG / ureg("kW*hour"))
    assert (made + used).to("kgCO2e/year").magnitude == pytest.approx(37 + 2.118, rel=1e-3)
    second_hand = footprint.made_refurbished(1, 1, 185 * KG, 5 * YEAR, 0.7, 3 * YEAR, 3 * YEAR)
    assert second_hand.to("kgCO2e/year").magnitude == pytest.approx(11.1)


def test_travel_and_digital_use_are_in_kilos():
    trip = footprint.travel(30 * KM, 0.14 * KG / KM, 1, 5, 4, 4.3 * KG, 0 * KG, 0 * KG)
    assert trip.check("[climate]")
    assert footprint.video_calls(35 * HOUR, 1, 0.0068 * KG / HOUR).check("[climate]")
    assert footprint.upload(25 * ureg.GB, 0.009 * KG / ureg.GB).check("[climate]")
    assert footprint.storage(25 * ureg.GB, 3, 1 * YEAR, 0.0002 * KG / ureg.GB / YEAR).check("[climate]")
    seen = footprint.audience(1000, 2 * ureg.minute, 3 * ureg.GB / HOUR, 0.009 * KG / ureg.GB, 0.0005 * KG / HOUR)
    assert seen.check("[climate]")
    assert seen.to("kgCO2e").magnitude == pytest.approx(1000 * 2 / 60 * (3 * 0.009 + 0.0005))


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: 10 * EUR + 3 * KG,
        lambda: cost.net_price(900 * EUR, 3 * KG),
        lambda: cost.monthly(1, 1, 900 * EUR, 90 * EUR, 60 * MONTH, 10 * EUR, 0 * EUR / YEAR),
        lambda: footprint.travel(30 * KM, 0.14 * KG / KM, 1, 5, 4, 4.3 * EUR, 0 * KG, 0 * KG),
        lambda: footprint.audience(1000, 2 * ureg.minute, 3 * ureg.GB, 0.009 * KG / ureg.GB, 0.0005 * KG / HOUR),
    ],
)
def test_mixed_units_are_refused(mistake):
    with pytest.raises(pint.DimensionalityError):
        mistake()
