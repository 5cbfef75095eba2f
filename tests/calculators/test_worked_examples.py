"""The eight worked examples: figures computed once, by an independent program, before this one was written."""

import math

import pytest

from parcours.calculators import footprint as fp
from parcours.calculators import kits
from parcours.calculators.cost import Line, cpf_paid, kit_cost, left_to_pay, refurbished_break_even
from parcours.calculators.factors import factor, factors
from parcours.calculators.uncertainty import Range, draw, envelope, independent, spread


def near(value):
    return pytest.approx(value, rel=1e-3)


NEW_KIT = [
    Line("ordinateur", 900, 60, resale=90),
    Line("écran", 150, 72),
    Line("périphériques", 150, 60),
    Line("smartphone", 450, 36, resale=90, share=0.5),
    Line("accessoires", 100, 36),
    Line("création", subscription=67.01),
    Line("bureautique et planification", subscription=28),
    Line("formation", 2500, 36),
]
SOBER_KIT = [
    Line("ordinateur", 400, 36, resale=40),
    Line("écran", 80, 48),
    Line("périphériques", 70, 48),
    Line("smartphone", 270, 24, resale=50, share=0.5),
    Line("accessoires", 50, 36),
    Line("formation", 1200, 36, aid=1096.80),
]


def test_x1_a_new_kit():
    cost = kit_cost(NEW_KIT, 36)
    assert cost.entry == near(4025.00)
    assert cost.first_month == near(4120.01)
    assert [line.monthly for line in NEW_KIT] == near([13.5, 2.0833, 2.5, 5, 2.7778, 67.01, 28, 69.4444])
    assert cost.monthly == near(190.3156)
    assert cost.economic == near(6851.36)
    assert cost.cash == near(7445.36)
    assert kit_cost(NEW_KIT, 60).cash == near(12505.60)


def test_x2_a_sober_kit():
    cost = kit_cost(SOBER_KIT, 36)
    assert cost.entry == cost.first_month == near(838.20)
    assert cost.monthly == near(21.9639)
    assert cost.economic == near(790.70)
    assert cost.cash == near(948.20)
    assert kit_cost(SOBER_KIT, 60).cash == near(1721.40)
    assert refurbished_break_even(60, 900, 90, 400, 40) == near(26.667)


def test_x2b_hardware_ranges():
    ranges = [
        kits.monthly_range("laptop_neuf"),
        kits.monthly_range("ecran_neuf"),
        kits.monthly_range("periph_neuf"),
        kits.monthly_range("smartphone_neuf", share=0.5),
        kits.monthly_range("accessoires_neuf"),
    ]
    widest = envelope(ranges)
    assert (widest.low, widest.central, widest.high) == near((12.6111, 25.8611, 49.8611))
    alone = independent(ranges)
    assert (alone.low, alone.high) == near((18.2051, 38.0573))


NO_CAP = 1e9


@pytest.mark.parametrize(
    ("cost", "other", "balance", "cap", "contribution", "added", "paid", "left"),
    [
        (1200, 0, 2000, 1500, 103.20, 0, 1096.80, 103.20),
        (1800, 0, 1500, 1500, 103.20, 0, 1500, 300.00),
        (1800, 0, 1500, 1500, 103.20, 1, 1500, 403.20),
        (4500, 0, 3000, NO_CAP, 103.20, 0, 3000, 1500),
        (4500, 0, 3000, NO_CAP, 103.20, 1, 3000, 1603.20),
        (4500, 1500, 3000, NO_CAP, 0, 0, 3000, 0),
        (1200, 0, 0, 1500, 103.20, 1, 0, 1200),  # an empty account is not used: no contribution
    ],
)
def test_x3_funding(cost, other, balance, cap, contribution, added, paid, left):
    assert cpf_paid(cost, other, balance, cap, contribution) == pytest.approx(paid)
    assert left_to_pay(cost, other, balance, cap, contribution, added) == pytest.approx(left)


OFFICE = {"laptop": (7, 220), "ecran": (7, 220), "smartphone": (3, 365)}


def test_x4_devices_new_and_refurbished():
    new = {device: kits.device_year(device, fp.NEW, *hours) for device, hours in OFFICE.items()}
    assert [year.manufacturing for year in new.values()] == near([37.018, 11.640, 31.8064])
    assert [year.use for year in new.values()] == near([2.1180, 3.9963, 0.2557])
    assert sum(year.total for year in new.values()) == near(86.8345)
    used = {device: kits.device_year(device, fp.REFURBISHED, *hours) for device, hours in OFFICE.items()}
    assert [year.manufacturing for year in used.values()] == near([11.1054, 4.6560, 7.3155])
    assert sum(year.total for year in used.values()) == near(29.4469)
    lives = {device: factor(kits.device_factors(device)["seconde_vie"]) for device in OFFICE}
    reductions = {device: factors()[kits.device_factors(device)["reduction"]].range for device in OFFICE}
    break_evens = [fp.refurbished_break_even(lives[device], reductions[device].central) for device in OFFICE]
    assert break_evens == pytest.approx([0.90, 1.20, 0.46], abs=1e-9)
    bounds = {
        device: [new[device].manufacturing * (1 - r) for r in (reductions[device].high, reductions[device].low)]
        for device in OFFICE
    }
    assert bounds["laptop"] == near([1.1105, 21.1003])
    assert bounds["smartphone"] == near([4.1348, 11.4503])
    assert bounds["ecran"] == near([2.328, 8.148])


def journey(mode, km, occupants=1, nights=0, days=5):
    trips = fp.return_trips(days, nights)
    return fp.travel(km, factor(f"tr_{mode}"), occupants, trips, nights, factor("hotel_nuit"), 0, 0)


@pytest.mark.parametrize(
    ("mode", "km", "occupants", "nights", "expected"),
    [
        ("voiture", 30, 1, 0, 42.6760),
        ("voiture", 30, 2, 0, 21.3380),
        ("ter", 30, 1, 0, 8.3070),
        ("metro", 10, 1, 0, 0.4440),
        ("bus", 10, 1, 0, 12.2420),
        ("velo", 5, 1, 0, 0.0085),
        ("tgv", 400, 1, 4, 19.544),
        ("voiture", 400, 1, 4, 131.0027),
        ("avion_cc", 600, 1, 4, 286.6864),
    ],
)
def test_x5_five_days_of_training(mode, km, occupants, nights, expected):
    assert journey(mode, km, occupants, nights) == near(expected)


def test_x5_online_and_the_distance_where_it_turns():
    online = {
        kind: fp.video_calls(35, 1, factor(f"visio_{kind}"))
        for kind in ("marginal_sd", "complet_sd", "marginal_hd", "complet_hd")
    }
    assert list(online.values()) == near([0.23786, 1.46922, 0.99217, 2.22354])
    turns = {
        "voiture": (1.033, 0.167),
        "bus": (1.200, 0.194),
        "voiture_elec": (2.181, 0.353),
        "autocar": (3.912, 0.633),
        "ter": (5.306, 0.859),
        "rer": (15.02, 2.432),
        "metro": (33.09, 5.357),
        "tgv": (50.14, 8.118),
    }
    for mode, expected in turns.items():
        days = [online[kind] / 5 for kind in ("complet_sd", "marginal_sd")]
        found = [fp.distance_break_even(day, factor(f"tr_{mode}"), 1) for day in days]
        assert found == pytest.approx(expected, rel=3e-3), mode
    assert math.isnan(fp.distance_break_even(1, factor("tr_marche"), 1)), "on foot, online is never lower"


def test_x6_keeping_a_laptop_six_years():
    made, life = factor("app_laptop_hors_usage"), factor("duree_vie_laptop")
    assert fp.made_new(1, 1, made, life) == near(37.018)
    assert fp.made_kept(1, 1, made, life + 1, fp.ATTRIBUTIONAL) == near(30.848)
    assert fp.made_kept(1, 1, made, life + 1, fp.MARGINAL) == 0
    assert fp.one_more_year(made, life, fp.ATTRIBUTIONAL) == near(6.170)
    assert fp.one_more_year(made, life, fp.MARGINAL) == near(37.018)
    use = fp.used(1, 1, factor("puissance_laptop"), factor("heures_laptop"), 365, factor("elec_fr"))
    assert use == near(1.5060)
    assert fp.payback_years(made, use / factor("elec_fr"), factor("elec_fr")) == near(122.9)
    assert made / life / factor("elec_fr") == near(713.3)
    phone = factor("app_smartphone_hors_usage")
    assert (fp.made_new(1, 1, phone, 2.5), fp.made_new(1, 1, phone, 3.5)) == near((31.806, 22.719))


def test_x7_a_digital_year_and_its_audience():
    parts = [
        fp.video_calls(200, 1, factor("visio_marginal_sd")),
        fp.upload(25, factor("reseau_fixe")),
        fp.storage(25, 3, 1, factor("stockage_go_an")),
        fp.messages(4000, factor("email_marginal")),
    ]
    assert parts == near([1.35918, 0.23173, 0.01765, 4.35499])
    assert sum(parts) == near(5.96355)
    assert fp.video_calls(200, 1, factor("visio_marginal_hd")) == near(5.66957)

    def seen(quality, gigabytes, network):
        centre = factor(f"visio_marginal_{quality}") - gigabytes * factor("reseau_fixe")
        return fp.audience(50 * 1000, 2, gigabytes, factor(network), centre)

    assert seen("hd", 3, "reseau_fixe") == near(47.2464)
    assert seen("sd", 0.7, "reseau_fixe") == near(11.3265)
    assert seen("sd", 0.7, "reseau_mobile") == near(29.3099)
    hours = 50 * 1000 * 2 / 60
    assert hours * factor("streaming_iea") == near(60.0)
    assert hours * factor("streaming_carbontrust") == near(91.667)


def test_x8_monte_carlo_of_the_new_devices():
    per_life = {device: 1 / factor(kits.device_factors(device)["vie"]) for device in OFFICE}
    ranges = {device: factors()[kits.device_factors(device)["fabrication"]].range for device in OFFICE}
    yearly = [ranges[device].times(per_life[device]) for device in OFFICE]
    widest, alone = envelope(yearly), independent(yearly)
    assert (widest.low, widest.central, widest.high) == near((46.500, 80.464, 195.958))
    assert (alone.low, alone.high) == near((57.868, 162.219))
    assert sum(r.mean for r in yearly) == near(107.641)
    assert math.sqrt(sum(r.variance for r in yearly)) == near(21.061)
    drawn = draw(ranges, draws=100_000, seed=20261122)
    total = sum(fp.made_new(1, 1, drawn[device], 1 / per_life[device]) for device in OFFICE)
    found = spread(total, seed=20261122)
    assert (found.p5, found.p50, found.p95) == pytest.approx((76.5, 105.6, 145.5), abs=1)
    assert total.mean() == pytest.approx(107.641, rel=2e-3)
    assert total.std() == pytest.approx(21.061, rel=1e-2)
    again = draw(ranges, draws=100_000, seed=20261122)
    assert all((drawn[device] == again[device]).all() for device in OFFICE), "the kept seed gives the same draws"
    assert isinstance(Range.known(3), Range)
