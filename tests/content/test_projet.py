"""The final project: its twelve keys follow from the data, and its checks know a right value from a tempting one."""

import re
from pathlib import Path

import pytest

from parcours.authoring.assignment import read_assignment
from parcours.authoring.items import exercise_item
from parcours.exercises import check

ROOT = Path(__file__).parents[2]

# One way to find each key, with nothing but what the course teaches.
ACTIVITY = """
ecrits = messages[~messages["est_auto"].fillna(False)]
gestes = pd.concat([ecrits[["member_id", "ts"]], reactions[["member_id", "ts"]]])
premier = pd.to_datetime(metrics.local_day(gestes.groupby("member_id")["ts"].min()))
mars = membres[membres["date_inscription"] >= "2026-03-01"].set_index("member_id")
jours = (premier.reindex(mars.index) - mars["date_inscription"]).dt.days
activation_mars = (jours <= 7).mean()
heures = (tickets["premiere_reponse_le"] - tickets["ouvert_le"]).dt.total_seconds() / 3600
heures = heures[heures >= 0]
ttfr_mediane, ttfr_p90 = heures.median(), heures.quantile(0.9)
nombre = membres["member_id"].map(ecrits["member_id"].value_counts()).fillna(0)
gini_tous, gini_contributeurs = metrics.gini(nombre), metrics.gini(nombre[nombre > 0])
"""
PROOFS = """
groupes = test_ab.groupby("variante", observed=True)["a_poste_j7"].agg(["sum", "count"])
resultat = metrics.difference(*(int(groupes.loc[v, c]) for v in "AB" for c in ("sum", "count")))
ecart_ab, ecart_bas, ecart_haut = resultat.difference, resultat.low, resultat.high
nous = mentions[mentions["marque"] == "Ardelune"]
jour = pd.to_datetime(metrics.local_day(nous["ts"]))
net_avant = nous.loc[jour < "2026-02-14", "sentiment_auto"].mean()
net_pendant = nous.loc[jour.between("2026-02-14", "2026-02-18"), "sentiment_auto"].mean()
"""
VALUE = """
def valeur(recours):
    parts = sondage["intention_aide"].mean() * sondage["resolu"].mean() * recours
    return frequentation["nouveaux_visiteurs"].sum() * parts * tickets["cout_eur"].median()

valeur_bas, valeur_central, valeur_haut = valeur(0.25), valeur(0.35), valeur(0.45)
depense = couts.loc[couts["poste"] != "benevolat_valorise", "montant_eur"].sum()
roi_central = (valeur_central - depense) / depense
facteur = factors.set_index("id")["valeur"]
kg = {"train": facteur["tr_ter"], "voiture": facteur["tr_voiture"], "aucun": 0}
venus = evenements["event_id"].map(presences[presences["present"]]["event_id"].value_counts())
co2e_evenements = (venus * 2 * evenements["distance_moy_km"] * evenements["transport"].astype(str).map(kg)).sum()
cout_par_membre = depense / len(membres)
"""
KEYS = {"m11-ex01": ACTIVITY, "m11-ex02": PROOFS, "m11-ex03": VALUE}


@pytest.fixture(scope="module")
def project():
    return read_assignment(ROOT / "solutions", "m11")


@pytest.fixture(scope="module")
def exercises(project):
    return {task.id: exercise_item(task) for task in project.tasks}


@pytest.mark.parametrize("name", KEYS)
def test_the_keys_computed_with_the_course_pass(exercises, name):
    verdict = check(exercises[name], KEYS[name])
    assert verdict.arret is None and verdict.reussi, verdict.phrase


TEMPTING = [
    ("m11-ex01", "ttfr_mediane = heures.mean()", "Vous avez vu la moyenne."),
    ("m11-ex01", "gini_tous = gini_contributeurs", "Vous avez vu le Gini des contributeurs."),
    ("m11-ex01", "activation_mars = 100 * activation_mars", "Vous avez vu un pourcentage"),
    ("m11-ex02", "ecart_ab = -ecart_ab", "Vous avez soustrait dans l’autre sens."),
    (
        "m11-ex02",
        'avant = nous.loc[jour < "2026-02-14", "sentiment_auto"]; net_avant = avant[avant != 0].mean()',
        "Vous avez divisé par les seules mentions positives et négatives.",
    ),
    (
        "m11-ex03",
        'tout = couts["montant_eur"].sum(); roi_central = (valeur_central - tout) / tout',
        "Vous avez compté le bénévolat",
    ),
    ("m11-ex03", "co2e_evenements = co2e_evenements / 2", "Il manque le retour."),
]


@pytest.mark.parametrize(("name", "mistake", "sentence"), TEMPTING)
def test_a_tempting_mistake_earns_its_sentence(exercises, name, mistake, sentence):
    verdict = check(exercises[name], KEYS[name] + mistake)
    assert not verdict.reussi and verdict.phrase.startswith(sentence), verdict.phrase


def test_a_neighbouring_value_is_refused(exercises):
    """The fingerprints are not so wide that a wrong table or period would pass."""
    verdict = check(exercises["m11-ex03"], VALUE + "cout_par_membre = depense / 2_300")
    assert not verdict.reussi and verdict.grade_id == "m11-ex03-test4"
    verdict = check(exercises["m11-ex01"], ACTIVITY + "ttfr_p90 = heures.quantile(0.85)")
    assert not verdict.reussi and verdict.grade_id == "m11-ex01-test3"


def test_the_automatic_part_is_worth_25_and_the_criteria_100(project):
    automatic = [task for task in project.tasks if not task.written]
    assert sum(sum(task.data["points"].values()) for task in automatic) == 25
    assert all(task.summative for task in automatic), "no solution is published for the project's keys"
    page = (ROOT / "book" / "projet" / "04-grille.md").read_text(encoding="utf-8")
    weights = [int(weight) for weight in re.findall(r"^## .* · (\d+) points$", page, re.MULTILINE)]
    assert len(weights) == 7 and sum(weights) == 100
    levels = re.findall(r"^- \*\*(\d) \w+\.\*\* ", page, re.MULTILINE)
    assert levels == ["4", "3", "2", "1", "0"] * 7


def test_the_rubric_of_the_page_says_what_the_notebook_says(project):
    """Written once for the trainee who reads, once for the notebook: the same sentences."""
    page = (ROOT / "book" / "projet" / "04-grille.md").read_text(encoding="utf-8")
    criteria = [criterion for task in project.tasks if task.written for criterion in task.data["grille"]]
    assert len(criteria) == 6
    for criterion in criteria:
        assert f"## {criterion['critere']} · " in page, criterion["critere"]
        for sentence in criterion["niveaux"]:
            assert sentence in page, sentence
