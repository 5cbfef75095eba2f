"""Module 10: its sentences follow calculators, prices and factors; the day rate and the events are recomputed."""

from pathlib import Path

import pytest

from parcours.calculators import co2e_annuel, cout_annuel
from parcours.calculators.factors import factor
from parcours.datasets import load

PAGES = Path(__file__).parents[2] / "book" / "m10-installer"
LAPTOP = (26.5, 7, 220)
COMPLETE = (
    "laptop_neuf ecran_neuf periph_neuf smartphone_neuf accessoires_neuf adobe_cc_tout m365 planif_payant formation_rs"
)
SOBER = "laptop_recond ecran_recond periph_recond smartphone_recond accessoires_occasion"


def page(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


def kit(names: str) -> tuple[float, float]:
    """€ at entry and € a month of a list of prices, the phone counting for half."""
    prices = load("prices").set_index("id")
    entry = yearly = 0.0
    for name in names.split():
        row, share = prices.loc[name], 0.5 if name.startswith("smartphone") else 1
        price = row["central_eur"]
        if row["unite"] == "mois":
            yearly += cout_annuel(abonnement=price, part=share)
        else:
            entry += share * price
            resale = row["valeur_residuelle_part"] * price
            yearly += cout_annuel(price, int(row["amortissement_mois"]), resale, part=share)
    return entry, yearly / 12


def test_the_two_kits_of_the_first_lesson():
    complete, sober = kit(COMPLETE), kit(SOBER)
    assert complete == pytest.approx((3_025, 163.04), abs=0.01)
    assert sober == pytest.approx((735, 19.10), abs=0.01)
    assert round(complete[0] / sober[0]) == 4 and complete[1] / sober[1] == pytest.approx(8.5, abs=0.1)
    assert "quatre fois plus à l’entrée, et huit fois plus chaque mois" in page("01-cout-entree.md")


def test_new_refurbished_kept_in_euros_a_year():
    assert cout_annuel(900, 60, 90) == pytest.approx(162)
    assert cout_annuel(400, 36, 40) == pytest.approx(120)
    assert cout_annuel(1_000, 48, 200) == pytest.approx(200)  # the quiz
    assert pytest.approx(26.667, abs=0.001) == 60 * (400 - 40) / (900 - 90)  # X2, break-even life in months


def test_a_new_laptop_is_made_before_it_is_used():
    year = co2e_annuel(185.09, 5, *LAPTOP)
    assert factor("app_laptop_hors_usage") == 185.09 and factor("elec_fr") == 0.0519
    assert year == pytest.approx(39.136, abs=0.001)
    assert 185.09 / 5 / year == pytest.approx(0.946, abs=0.001)
    assert co2e_annuel(185.09, 7, *LAPTOP) == pytest.approx(28.559, abs=0.001)
    refurbished = 185.09 / 5 * (1 - factor("recond_reduction_laptop")) + co2e_annuel(0, 5, *LAPTOP)
    assert refurbished == pytest.approx(13.22, abs=0.01)
    for quoted in ("39,1", "28,6", "13,2", "2,1"):
        assert quoted in page("03-empreinte.md"), quoted


def test_the_kit_of_maud_is_the_worked_example_x4():
    total = sum(
        co2e_annuel(*each) for each in ((185.09, 5, *LAPTOP), (69.84, 6, 50, 7, 220), (79.516, 2.5, 4.5, 3, 365))
    )
    assert total == pytest.approx(86.8345, abs=0.001)


def test_a_training_by_train_by_car_or_online():
    train, car, night = 930 * factor("tr_tgv"), 930 * factor("tr_voiture"), factor("hotel_nuit")
    assert (train, car) == (pytest.approx(2.725, abs=0.001), pytest.approx(132.295, abs=0.001))
    assert car / train == pytest.approx(48.55, abs=0.01)
    assert round(185.09 / train) == 68 and round(100 * car / 185.09) == 71
    shown = [
        14 * factor("visio_complet_sd"),
        train + night,
        930 * factor("tr_autocar") + night,
        car / 3 + night,
        car + night,
    ]
    assert [round(each, 1) for each in shown] == [0.6, 7.0, 39.2, 48.4, 136.6]  # the chart's alternative text


@pytest.mark.parametrize(
    ("kg", "leaves"),
    [
        (5 * 2 * 10 * factor("tr_metro"), 1),
        (5 * 2 * 30 * factor("tr_ter"), 2),
        (2 * 400 * factor("tr_tgv") + 4 * factor("hotel_nuit"), 2),
        (5 * 2 * 30 * factor("tr_voiture"), 3),
    ],
)
def test_leaves_of_a_five_day_training(kg, leaves):
    assert (1 if kg < 5 else 2 if kg <= 25 else 3) == leaves


def test_two_events_make_four_fifths_of_the_kilograms():
    events, present = load("evenements"), load("presences").query("present")
    came = events["event_id"].map(present["event_id"].value_counts()).astype(int)
    mode = (
        events["transport"].astype(str).map({"voiture": factor("tr_voiture"), "train": factor("tr_ter"), "aucun": 0.0})
    )
    kg = came * 2 * events["distance_moy_km"] * mode
    heaviest = kg.nlargest(2)
    assert heaviest.sum() / kg.sum() == pytest.approx(0.80, abs=0.03)
    assert not set(heaviest.index) & set(came.nlargest(2).index), "the lesson says that they are not the most attended"


def test_the_floor_rate_of_thierno():
    rate = (1_800 + 160) / (1 - 0.256) / 12
    assert rate == pytest.approx(219.53, abs=0.01)
    assert pytest.approx(911, abs=0.5) == 120 * 12 * (1 - 0.256) - 160
    nine_days, complete, sober = (round((1_800 + cost) / 0.744 / days) for cost, days in ((20, 9), (160, 12), (20, 12)))
    assert nine_days - sober > complete - sober  # « facturer trois jours de moins change plus le tarif »
