"""Module 7: the worked numbers of « quantifier la valeur » hold on the tables, and the sentences quote them right."""

from pathlib import Path

import pytest

from parcours import metrics
from parcours.datasets import load

PAGES = Path(__file__).parents[2] / "book" / "m07-valeur"
REFUGE = {"visitors": 30_000, "intent": 0.55, "solved": 0.32, "would_ask": 0.35, "cost": 9}


def page(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


def test_the_exit_poll_and_the_traffic_give_the_five_factors():
    poll, traffic = load("aide_sondage"), load("aide_frequentation")
    assert (traffic["vues"].sum(), traffic["nouveaux_visiteurs"].sum()) == (48_000, 30_000)
    assert (poll["intention_aide"].mean(), poll["resolu"].mean()) == (0.55, 0.32)
    assert round(poll["aurait_ouvert_ticket"].mean(), 2) == 0.35
    assert (poll["aurait_ouvert_ticket"].sum(), poll["aurait_ouvert_ticket"].count()) == (31, 88)
    assert load("tickets")["cout_eur"].median() == 9


def test_the_avoided_tickets_are_worth_16_632_euros_and_the_naive_count_5_000_more():
    value = metrics.deflection_indirect(**REFUGE)
    assert metrics.tickets_avoided(30_000, 0.55, 0.32, 0.35) == pytest.approx(1_848)
    assert value == pytest.approx(16_632)
    assert round(48_000 * 0.05 * 9 / value - 1, 2) == 0.30  # the naive count, by views


def test_costs_are_14_800_euros_and_volunteers_stand_apart():
    costs = load("couts").groupby("poste", observed=True)[["montant_eur", "heures"]].sum()
    spent = costs["montant_eur"].drop("benevolat_valorise")
    assert spent[["temps", "outil", "evenement"]].tolist() == [11_000, 2_400, 1_400]
    assert spent.sum() == 14_800
    assert costs.loc["benevolat_valorise"].tolist() == [11_235, 749]
    assert costs.loc["temps", "heures"] < 749  # « dépassent les … heures salariées »


@pytest.mark.parametrize(
    ("would_ask", "value", "expected"), [(0.25, 11_880, -19.7), (0.35, 16_632, 12.4), (0.45, 21_384, 44.5)]
)
def test_low_central_and_high_roi(would_ask, value, expected):
    found = metrics.deflection_indirect(**{**REFUGE, "would_ask": would_ask})
    assert found == pytest.approx(value)
    assert 100 * metrics.roi(found, 14_800) == pytest.approx(expected, abs=0.05)


def test_the_tipping_point_lies_inside_the_interval_of_the_poll():
    tipping = 14_800 / metrics.deflection_indirect(**{**REFUGE, "would_ask": 1})
    low, high = metrics.wilson(31, 88)
    assert tipping == pytest.approx(0.311, abs=0.0005)
    assert (round(low, 2), round(high, 2)) == (0.26, 0.46)
    assert low < tipping < high


def test_five_cells_of_nine_pay_back_and_none_at_25_percent():
    table = metrics.sensitivity(
        metrics.deflection_indirect, REFUGE, ("would_ask", [0.25, 0.35, 0.45]), ("cost", [7, 9, 11])
    )
    assert (table >= 14_800).to_numpy().sum() == 5 and not (table.loc[0.25] >= 14_800).any()
    assert "Cinq cases sur neuf" in page("04-fourchette.md")


def test_a_customer_is_worth_nine_euros_more_at_74_percent():
    assert metrics.clv(27, 0.70, 0.08) == pytest.approx(76.74, abs=0.005)
    assert metrics.clv(27, 0.74, 0.08) == pytest.approx(85.76, abs=0.005)
    years = [round(27 * (0.70 / 1.08) ** year, 1) for year in range(6)]
    assert years == [27.0, 17.5, 11.3, 7.4, 4.8, 3.1]  # the chart's alternative text quotes them


def test_paying_the_volunteers_would_turn_the_sign():
    assert metrics.roi(16_632, 14_800) > 0 > metrics.roi(16_632, 14_800 + 11_235)


def test_the_memo_rounds_what_the_lessons_compute():
    memo = page("06-defendre.md")
    for quoted in ("1 850 dossiers", "16 600 €", "14 800 €", "11 900 à 21 400", "749 heures"):
        assert quoted in memo, quoted
