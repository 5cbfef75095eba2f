"""The two calculators as the page and the widget use them."""

import pytest

from parcours.calculators.factors import factor
from parcours.calculators.inputs import InputRefused
from parcours.calculators.model import calculate, cell, evaluate, ranges, resolve, to_json, verdicts
from parcours.calculators.page import MAKERS, calculator

COST, FOOTPRINT = (calculator(name) for name in MAKERS)


def central(one, **values):
    resolved = resolve(one, {key.replace("__", "."): value for key, value in values.items()})
    return evaluate(one, resolved, {name: r.central for name, r in ranges(one, resolved).items()})


def worth(one, values):
    return central(one, **values)


def test_the_starting_kit_is_the_sum_of_its_lines():
    found = central(COST)
    assert found["total.entree"] == pytest.approx(900 + 150 + 150 + 225 + 100 + 1500)
    assert found["total.mois"] == pytest.approx(
        13.5 + 2.0833 + 2.5 + 5 + 2.7778 + 67.01 + 8.5 + 20 + 1500 / 36, rel=1e-4
    )
    assert found["total.economique"] == pytest.approx(36 * found["total.mois"])
    assert found["jour"] == pytest.approx(found["total.mois"] / 12)
    assert found["bascule.recond"] == pytest.approx(26.667, rel=1e-3)


def test_the_same_kit_has_its_carbon_beside_its_cost():
    """Laptop and monitor of X4; the phone is kept three years here, for professional use half of the time."""
    found = central(COST)
    phone = (79.516 / 3 + 4.5 / 1000 * 3 * 365 * 0.0519) / 2
    assert found["total.co2e"] == pytest.approx(37.018 + 2.118 + 11.640 + 3.9963 + phone, rel=1e-3)
    sober = central(COST, **{key: value for key, value in COST.presets["sobre"][1].items()})
    assert sober["total.co2e"] < found["total.co2e"] and sober["total.mois"] < found["total.mois"]


def test_the_training_account_in_the_page():
    """X3: 1 200 € of training, CPF with contribution: 103.20 € left; without: nothing."""
    paid = {"formation__prix": 1200, "cpf__solde": 2000}
    assert central(COST, financement="cpf", **paid)["formation.entree"] == pytest.approx(103.20)
    assert central(COST, financement="cpf_exonere", **paid)["formation.entree"] == pytest.approx(0)
    assert central(COST, **paid)["formation.entree"] == 1200
    capped = {"formation__prix": 1800, "cpf__solde": 1500, "financement": "cpf"}
    assert central(COST, **capped)["formation.entree"] == pytest.approx(300)
    assert central(COST, **capped, cpf__ajout=1)["formation.entree"] == pytest.approx(403.20)


def test_the_starting_year_adds_x4_x5_and_x7():
    found = central(FOOTPRINT)
    assert found["appareils.kg"] == pytest.approx(86.8345, rel=1e-3)
    assert found["formation.kg"] == pytest.approx(8.3070, rel=1e-3)
    assert found["numerique.kg"] == pytest.approx(5.96355, rel=1e-3)
    assert found["total.kg"] == pytest.approx(86.8345 + 8.3070 + 5.96355, rel=1e-3)
    assert found["audience.kg"] == pytest.approx(47.2464, rel=1e-3), "beside the total, never in it"
    assert found["equivalent.francais"] == pytest.approx(100 * found["total.kg"] / 9100)


@pytest.mark.parametrize(
    ("values", "output", "expected"),
    [
        ({"laptop": "recond", "ecran": "recond", "smartphone": "recond"}, "appareils.kg", 29.4469),
        ({"mode": "voiture"}, "formation.kg", 42.6760),
        ({"mode": "voiture", "occupants": 2}, "formation.kg", 21.3380),
        ({"mode": "ter", "occupants": 2}, "formation.kg", 8.3070),  # a train's factor is per passenger
        ({"mode": "tgv", "distance": 400, "nuits": 4}, "formation.kg", 19.544),
        ({"mode": "avion_cc", "distance": 600, "nuits": 4}, "formation.kg", 286.6864),
        ({"mode": "en_ligne"}, "formation.kg", 0.23786),
        ({"mode": "en_ligne", "qualite": "hd"}, "formation.kg", 0.99217),
        ({"mode": "ter", "annees": 3}, "formation.kg", 8.3070 / 3),
        ({"distance": 0}, "formation.kg", 0),
        ({"qualite": "hd"}, "visio.kg", 5.66957),
        ({"connexion": "mobile", "definition": "sd"}, "audience.kg", 29.3099),
        ({"laptop": "conserve", "laptop.prolongation": 1}, "laptop.fabrication", 30.848),
        ({"laptop": "conserve", "methode": "marginal"}, "laptop.fabrication", 0),
        ({"methode": "marginal"}, "bascule.annee", 37.018),
        ({}, "bascule.annee", 6.170),
        ({"mode": "voiture"}, "bascule.distance", 0.167),
        ({"mode": "metro"}, "bascule.distance", 5.357),
        ({"rebond": 50}, "visio.kg", 1.35918 * 1.5),
        ({"laptop": "aucun"}, "laptop.kg", 0),
    ],
)
def test_the_worked_examples_through_the_form(values, output, expected):
    found = worth(FOOTPRINT, values)[output]
    assert found == pytest.approx(expected, rel=4e-3, abs=1e-9)


def test_the_seed_s_leaves_recomputed():
    """In-person training was given three leaves: true alone in a car, false by train."""
    assert worth(FOOTPRINT, {"mode": "voiture"})["formation.feuilles"] == 3
    assert worth(FOOTPRINT, {"mode": "ter"})["formation.feuilles"] == 2
    assert worth(FOOTPRINT, {"mode": "velo", "distance": 5})["formation.feuilles"] == 1
    found = central(FOOTPRINT)
    assert [found[f"{device}.feuilles"] for device in ("laptop", "ecran", "smartphone")] == [3, 2, 3]


@pytest.mark.parametrize("one", [COST, FOOTPRINT], ids=MAKERS)
def test_low_central_high_and_the_draws_stay_in_order(one):
    result = calculate(one, draws=2_000)
    for name, found in result.envelope.items():
        assert found.low <= found.central <= found.high, name
        assert found.central == pytest.approx(result.central[name])
        drawn = result.drawn[name]
        slack = 1e-9 * max(1, abs(found.high))
        if hasattr(drawn, "min"):
            assert found.low - slack <= drawn.min() and drawn.max() <= found.high + slack, name


@pytest.mark.parametrize("one", [COST, FOOTPRINT], ids=MAKERS)
def test_every_option_of_every_choice_can_be_calculated(one):
    for field in one.fields:
        for option in field.options:
            resolved = resolve(one, {field.id: option.id})
            known = ranges(one, resolved)
            found = evaluate(one, resolved, {name: r.central for name, r in known.items()})
            assert found[one.headline[0].id] >= 0


def test_editing_a_source_makes_it_certain_and_leaves_the_others():
    plain = calculate(COST, draws=500)
    known = calculate(COST, edited={"laptop_neuf": 600}, draws=500)
    assert known.central["laptop.entree"] == 600
    assert known.drawn["laptop.entree"] == 600, "no longer drawn"
    assert (known.drawn["ecran.entree"] == plain.drawn["ecran.entree"]).all()


def test_the_verdict_between_new_and_refurbished():
    new = calculate(FOOTPRINT)
    used = calculate(FOOTPRINT, FOOTPRINT.presets["recond"][1])
    found = verdicts(FOOTPRINT, new, used, ("neuf", "reconditionné"))
    assert found["total.kg"].sentence == "Le plus bas : reconditionné, dans 100 % des tirages."
    assert found["total.mois"].sentence.startswith("On ne peut pas trancher"), (
        "two years of life against two and a half"
    )


@pytest.mark.parametrize(
    ("one", "values", "sentence"),
    [
        (COST, {"horizon": 121}, "Horizon de calcul vaut 121 mois : choisissez une valeur entre 1 et 120 mois"),
        (
            COST,
            {"laptop": "prêté"},
            "Ordinateur : « prêté » n’est pas un choix. Choisissez parmi : neuf, recond, conserve",
        ),
        (COST, {"voiture": 1}, "Le champ « voiture » n’existe pas"),
        (COST, {"laptop.aide": 901}, "Ordinateur : l’aide dépasse le prix"),
        (FOOTPRINT, {"distance": -1}, "Distance d’un aller vaut -1 km"),
        (FOOTPRINT, {"visio_heures": float("nan")}, "Réunions en visio vaut nan"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(one, values, sentence):
    with pytest.raises(InputRefused, match=sentence):
        calculate(one, values)


def test_an_unknown_calculator_is_refused():
    with pytest.raises(InputRefused, match="écrivez cout ou empreinte"):
        calculator("temps")


@pytest.mark.parametrize("one", [COST, FOOTPRINT], ids=MAKERS)
def test_the_page_receives_the_sources_with_their_papers(one):
    data = to_json(one)
    assert {value[1:] for value in resolve(one).values() if isinstance(value, str)} <= set(data["sources"])
    for source in data["sources"].values():
        assert source["label"] and source["unit"] and source["year"] and source["origin"] and source["status"]
    assert data["seed"] == 20261122
    for name in ("duree_vie_laptop", "recond_duree2_ordinateur"):
        assert not data["sources"][name]["drawn"], "a convention of a study is never drawn"


def test_a_table_cell_in_french():
    result = calculate(FOOTPRINT, draws=1)
    row = [cell(FOOTPRINT, result, "laptop", column) for column in FOOTPRINT.columns]
    assert row == ["39,14", "26,4 à 73,9", "39", "3 × 🌿", "13,50"]
    assert cell(FOOTPRINT, result, "courriels", FOOTPRINT.columns[-1]) == "–"
    assert factor("elec_fr") == 0.0519
