"""Errors that a trainee can act on, NaN for an empty denominator, no library but pandas, a documented package."""

import ast
import math
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from parcours import metrics

ROOT = Path(__file__).parents[2]
ROOM = ROOT / "src" / "parcours" / "metrics"
EMPTY = pd.Series([], dtype="float64")
NAMED = pd.Series([1, 2, 12], index=["a", "b", "c"], name="note")


@pytest.mark.parametrize(
    "value",
    [
        lambda: metrics.ratio(3, 0),
        lambda: metrics.ratio(pd.Series([3]), pd.Series([0])).iloc[0],
        lambda: metrics.pooled_rate(EMPTY, EMPTY),
        lambda: metrics.mean_of_rates(pd.Series([1]), pd.Series([0])),
        lambda: metrics.active_contributor_rate(EMPTY, EMPTY),
        lambda: metrics.stickiness(0, 0),
        lambda: metrics.churn_rate(0, 0),
        lambda: metrics.Churn(0, 0, 0, 0).rate,
        lambda: metrics.expected_life(0),
        lambda: metrics.quick_ratio(10, 0, 0),
        lambda: metrics.gini(EMPTY),
        lambda: metrics.gini(pd.Series([0, 0])),
        lambda: metrics.top_share(pd.Series([0, 0]), 0.1),
        lambda: metrics.lorenz(pd.Series([0, 0]))["part_contributions"].iloc[-1],
        lambda: metrics.lotka_exponent(pd.Series({1: 5})),
        lambda: metrics.density(pd.DataFrame({"source": [], "cible": []})),
        lambda: metrics.reciprocity(pd.DataFrame({"source": [], "cible": []})),
        lambda: metrics.within_target(EMPTY, 4),
        lambda: metrics.median_delay(EMPTY),
        lambda: metrics.percentile_delay(EMPTY),
        lambda: metrics.censored_median(EMPTY, EMPTY),
        lambda: metrics.csat(EMPTY),
        lambda: metrics.nps(EMPTY),
        lambda: metrics.nps_margin(EMPTY),
        lambda: metrics.ces(EMPTY),
        lambda: metrics.net_sentiment(pd.Series([0, 0])),
        lambda: metrics.kappa(1, 1),
        lambda: metrics.cohen_kappa(pd.Series([1, 1]), pd.Series([1, 1])),
        lambda: metrics.clv(27, 1, 0),
        lambda: metrics.roi(100, 0),
        lambda: metrics.payback_months(100, 0),
        lambda: metrics.wilson(0, 0).low,
        lambda: metrics.difference(0, 0, 1, 2).difference,
        lambda: metrics.funnel({"accueil": 0, "message": 0}).loc["message", "conversion"],
        lambda: metrics.reports_per_thousand(3, 0),
        lambda: metrics.confusion(pd.Series([False]), pd.Series([False])).precision,
        lambda: metrics.health_index({part.name: float("nan") for part in metrics.HEALTH}),
    ],
)
def test_nothing_over_nothing_is_unknown_not_zero(value):
    assert math.isnan(value())


NAIVE = pd.Series(pd.to_datetime(["2026-03-01 10:00"]), name="ouvert_le")
TWICE = pd.DataFrame({"message_id": ["1", "1"], "parent_id": [None, None], "member_id": ["a", "a"]})

MISTAKES = [
    (lambda: metrics.unanswered_share(NAIVE, NAIVE, 24, "2026-03-10"), "« ouvert_le ».*fuseau.*tz_localize"),
    (lambda: metrics.reply_edges(TWICE), "'1' figure plusieurs fois.*drop_duplicates"),
    (lambda: metrics.resolution_time(pd.Series([0, 0], index=["t", "t"]), NAIVE), "'t' est ouvert deux fois"),
    (lambda: metrics.dau(TWICE, when="message_id"), "« message_id ».*pas des dates.*pd.to_datetime"),
    (lambda: metrics.content_value(1, pd.Series([-3.0, None]), 2), "« market_price » vaut −3 à −3"),
    (
        lambda: metrics.sanctioned_again(pd.DataFrame({"member_vise": ["x"], "ts": NAIVE, "etape": [4]}), "2026-03-31"),
        "« ts ».*fuseau",
    ),
    (lambda: metrics.inactivity_churn(TWICE.assign(ts=NAIVE), "demain", "2026-03-01"), "« start ».*'demain'.*date"),
    (lambda: metrics.dau(pd.DataFrame({"membre_id": [], "ts": []})), "« member_id » est absente.*« membre_id »"),
    (lambda: metrics.dau([1, 2]), "DataFrame.*list.*load"),
    (lambda: metrics.gini(pd.Series([1, None], name="nb")), "« nb ».*1 valeur.*ligne 1.*fillna"),
    (lambda: metrics.gini(pd.Series([1, -2], name="nb")), "« nb ».*ligne 1 vaut −2"),
    (lambda: metrics.csat(pd.Series(["4", "bien"], name="csat")), "« csat ».*'bien'.*pas un nombre"),
    (lambda: metrics.csat(NAMED), "« note ».*ligne 'c' vaut 12.*entre 1 et 5"),
    (lambda: metrics.nps(NAMED), "« note ».*ligne 'c' vaut 12.*entre 0 et 10"),
    (lambda: metrics.nps(NAMED.head(2), pd.Series([1.0])), "n’ont pas les mêmes lignes"),
    (lambda: metrics.clv(27, 70, 0.08), "« retention » vaut 70.*0.35, et non 35"),
    (lambda: metrics.roi(1, "cher"), "« cost ».*'cher'"),
    (lambda: metrics.median_delay(pd.Series([2.0, -0.5], index=["t1", "t2"])), "négative.*'t2'.*−0,5"),
    (lambda: metrics.cohen_kappa(pd.Series([1, None]), pd.Series([1, 1])), "sans étiquette.*notna"),
    (lambda: metrics.cohen_kappa(pd.Series([1]), pd.Series([1]), "cubic"), "« weights » vaut 'cubic'"),
    (lambda: metrics.cohen_kappa(pd.Series([1, 2]), pd.Series([1, 1]), order=[1]), "2 manque dans « order »"),
    (lambda: metrics.confusion(pd.Series([1, None]), pd.Series([1, 1])), "sans étiquette.*sentiment_or"),
    (lambda: metrics.net_sentiment(pd.Series([0.5])), "vaut 0,5.*−1, 0 ou 1"),
    (lambda: metrics.wilson(5, 4), "dépasse.*inversé"),
    (lambda: metrics.sample_size(0.2, 0.2), "écart nul"),
    (lambda: metrics.normal_quantile(1), "entre 0 et 1"),
    (
        lambda: metrics.sensitivity(metrics.roi, {"benefit": 1}, ("cost", [1]), ("benefit", [1])),
        "« cost » ne figure pas",
    ),
    (lambda: metrics.scaled(1, 5, 5), "borne basse"),
    (lambda: metrics.health_index({"x": 1}, [metrics.Component("x", 0, 1, 0.5)]), "poids font 0,5"),
    (lambda: metrics.weighted_engagements(pd.DataFrame(), {}), "Aucun poids"),
    (lambda: metrics.active_members(pd.DataFrame({"member_id": [], "ts": []}), 0), "« days » vaut 0"),
    (
        lambda: metrics.density(pd.DataFrame({"source": ["a"], "cible": ["b"]}), ["a"]),
        "'b' a des liens mais manque",
    ),
    (
        lambda: metrics.funnel_counts(pd.DataFrame({"profil_ok": ["peut-être"]}), ["profil_ok"]),
        "« profil_ok » contient 'peut-être'",
    ),
    (lambda: metrics.share_with_reason(pd.DataFrame({"motif_communique": ["?"]})), "« motif_communique ».*vrai/faux"),
]


@pytest.mark.parametrize(("mistake", "sentence"), MISTAKES)
def test_a_mistake_names_the_place_and_the_way_out(mistake, sentence):
    with pytest.raises(metrics.MetricError) as caught:
        mistake()
    message = str(caught.value)
    assert re.search(sentence.replace("« ", "«\u00a0").replace(" »", "\u00a0»"), message, re.DOTALL), message
    assert not re.search(r"« | »| [:;?!]", message), f"no-break space missing: {message}"
    assert message.endswith((".", "?")), f"not a sentence: {message}"


def test_the_tables_types_of_load_pass_as_they_are():
    """Nullable integers and booleans, categories and str columns give plain floats."""
    scores = pd.Series([9, 10, None, 2], dtype="Int64")
    assert isinstance(metrics.nps(scores), float)
    rooms = pd.Series(["a", "b", "a"], dtype="category")
    mentions = pd.DataFrame({"marque": rooms, "repost_de": pd.Series([None, None, "m1"], dtype="str")})
    assert metrics.share_of_voice(mentions).tolist() == [0.5, 0.5]
    visits = pd.DataFrame(
        {"member_id": pd.Series(["m1", "m2"], dtype="category"), "jour": pd.to_datetime(["2026-01-01"] * 2)}
    )
    assert metrics.dau(visits, when="jour").tolist() == [2.0]
    members = visits.rename(columns={"jour": "date_inscription"})
    assert metrics.classic_retention(members, visits, "2026-01-31", when="jour").iloc[0, 0] == 1.0


def test_inputs_are_left_as_they_were():
    x = pd.Series([3, 1, 2], name="nb")
    metrics.gini(x), metrics.lorenz(x), metrics.participation_shares(x), metrics.delay_summary(x)
    assert x.tolist() == [3, 1, 2]


def test_the_room_imports_the_standard_library_and_pandas_alone():
    allowed = set(sys.stdlib_module_names) | {"pandas", "numpy"}
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level < 2, f"{path.name} reaches into another room"
                names = [node.module] if node.level == 0 else []
            else:
                continue
            assert all(name.split(".")[0] in allowed for name in names), f"{path.name}: {names}"


def test_importing_the_metrics_loads_no_heavy_library():
    heavy = "{'scipy', 'sklearn', 'networkx', 'statsmodels', 'matplotlib'}"
    code = f"import sys, parcours.metrics; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_every_public_name_is_explained():
    for name in metrics.__all__:
        thing = getattr(metrics, name)
        if callable(thing):
            assert thing.__doc__ and len(thing.__doc__) > 20, name


def test_the_table_of_the_documentation_is_the_package():
    text = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    rows = [line.split("|")[3] for line in text.splitlines() if line.startswith("|")]
    listed = re.findall(r"`(\w+)`", " ".join(rows))
    assert sorted(listed) == sorted(metrics.__all__)
