"""The catalogue, the dictionary made from it and the files say the same thing; a changed column is named."""

import csv
import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import yaml
from frictionless import Package

from parcours.authoring import catalogue
from parcours.datasets import load, names

DATASETS = Path(__file__).parents[2] / "datasets"
CATALOGUE = catalogue.read(DATASETS)


def test_the_dictionary_is_the_one_made_from_the_catalogue():
    made = json.dumps(catalogue.data_package(CATALOGUE), ensure_ascii=False, indent=1) + "\n"
    assert (DATASETS / "datapackage.json").read_text(encoding="utf-8") == made, "run `make data`"


def test_every_file_has_its_entry_and_every_entry_its_file():
    assert {file.stem for file in DATASETS.glob("*.csv")} == set(CATALOGUE["tables"])


@pytest.mark.parametrize("name", sorted(CATALOGUE["tables"]))
def test_the_columns_are_those_of_the_catalogue(name):
    with (DATASETS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    columns = list(CATALOGUE["tables"][name]["colonnes"])
    assert header == columns, f"{name}.csv: {set(header) ^ set(columns) or 'another order'}"


@pytest.mark.parametrize("name", sorted(CATALOGUE["tables"]))
def test_each_table_tells_what_a_reader_needs(name):
    table = CATALOGUE["tables"][name]
    assert table["description"].endswith(".") and table["fabrication"].endswith(".")
    for column, about in table["colonnes"].items():
        assert about["sens"][0].isupper(), f"{name}.{column}"
        holes = load(name)[column].isna().any()
        assert holes == ("manquant" in about), f"{name}.{column}: missing values and catalogue differ"


def frictionless_errors(resources):
    """What an independent reader holds against types, categories, primary and foreign keys."""
    descriptor = json.loads((DATASETS / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"] = [resource for resource in descriptor["resources"] if resources(resource["name"])]
    report = Package.from_descriptor(descriptor, basepath=str(DATASETS)).validate()
    return report.errors + [(task.name, error.message) for task in report.tasks for error in task.errors]


def test_frictionless_finds_the_package_valid():
    assert not frictionless_errors(lambda name: name not in ("visites", "reactions"))


@pytest.mark.complet
def test_frictionless_finds_the_two_longest_tables_valid_too():
    assert not frictionless_errors(lambda name: True)


def test_the_sizes_are_those_of_the_documentation():
    rows = {name: len(load(name)) for name in names()}
    expected = {"membres": 2400, "publications": 320, "moderation_log": 640, "evenements": 18, "presences": 900}
    expected |= {"tickets": 1500, "mentions": 2800, "accueil": 1140, "enquete": 410, "test_ab": 1200}
    expected |= {"campagne_badge": 800, "couts": 70, "equipement": 15, "enquete_mini": 200, "membres_mini": 12}
    assert {name: rows[name] for name in expected} == expected
    assert rows["messages"] == pytest.approx(6400, rel=0.02)
    assert 34_000 <= rows["visites"] <= 36_000 and rows["reactions"] == 9200


def test_times_stay_within_the_seven_months():
    for name, column in (("messages", "ts"), ("reactions", "ts"), ("moderation_log", "ts"), ("mentions", "ts")):
        local = load(name)[column].dt.tz_convert("Europe/Paris").dt.tz_localize(None)
        assert local.min() >= pd.Timestamp("2025-09-01") and local.max() < pd.Timestamp("2026-04-01"), name


def test_the_tables_agree_with_one_another():
    messages, visits, members = load("messages"), load("visites"), load("membres").set_index("member_id")
    people = messages[~messages["est_auto"]]
    day = people["ts"].dt.tz_convert("Europe/Paris").dt.tz_localize(None).dt.normalize()
    came = set(zip(visits["member_id"], visits["jour"], strict=True))
    measured = people["member_id"].map(members["consentement_mesure"])
    missing = [pair for pair in zip(people["member_id"][measured], day[measured], strict=True) if pair not in came]
    assert not missing, "who writes on a day has visited on that day"
    assert (day >= people["member_id"].map(members["date_inscription"])).all(), "nobody writes before joining"
    assert not (day >= people["member_id"].map(members["date_depart"])).any(), "nobody writes after leaving"
    parents = messages.merge(messages[["message_id", "ts", "fil_id"]], left_on="parent_id", right_on="message_id")
    assert (parents["ts_x"] >= parents["ts_y"]).all() and (parents["fil_id_x"] == parents["fil_id_y"]).all()
    assert (messages["nb_mots"] == messages["texte"].str.split().str.len()).all()
    assert messages["nb_mots"].between(4, 64).all()
    reactions = load("reactions").merge(messages[["message_id", "ts"]], on="message_id")
    assert (reactions["ts_x"] > reactions["ts_y"]).all(), "a reaction comes after its message"
    actions = load("moderation_log").merge(messages[["message_id", "ts", "member_id"]], on="message_id")
    assert (actions["ts_x"] > actions["ts_y"]).all() and (actions["member_vise"] == actions["member_id"]).all()


def test_long_messages_do_not_repeat_and_insults_are_masked():
    messages = load("messages")
    long = messages[(messages["nb_mots"] >= 20) & ~messages["est_auto"]]
    assert long["texte"].duplicated().mean() < 0.02
    assert messages["texte"].str.contains(r"\[insulte\]").sum() >= 20
    ironic = yaml.safe_load((DATASETS / "simulateur/textes/mentions.yml").read_text(encoding="utf-8"))["ironie"]
    assert len(ironic.strip().splitlines()) >= 40
    for table, column in (("messages", "texte"), ("mentions", "texte")):
        assert not load(table)[column].str.contains(r"\{\w*\}|  ").any(), "a slot was left empty"


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda t: t.pop("fabrication"), "table « x » : il manque la clé « fabrication »"),
        (lambda t: t.update(licence="ODbL"), "licence « ODbL » inconnue"),
        (lambda t: t["colonnes"]["a"].update(type="string"), "colonne « a » : type « string » inconnu ; choisissez"),
        (lambda t: t["colonnes"]["a"].pop("sens"), "il manque la clé « sens »"),
        (lambda t: t["colonnes"]["a"].update(type="catégorie"), "une catégorie donne ses « valeurs »"),
        (lambda t: t["colonnes"]["a"].update({"à la minute.": None}), "clé inconnue « à la minute. »"),
        (lambda t: t.update(liens={"a": "y.b"}), "le lien « a: y.b » ne mène à aucune colonne"),
    ],
)
def test_a_faulty_catalogue_says_where(change, message):
    table = {"titre": "T", "description": "D.", "fabrication": "F."}
    table["colonnes"] = {"a": {"type": "texte", "sens": "Une colonne."}}
    change(table)
    faulty = {"nom": "x", "titre": "X", "description": "X.", "version": "1", "tables": {"x": table}}
    with pytest.raises(catalogue.CatalogueError) as caught:
        catalogue.data_package(faulty)
    assert message in str(caught.value)


def test_the_wheel_carries_every_table():
    project = tomllib.loads((DATASETS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    files = ["datapackage.json", *(f"{name}.csv" for name in CATALOGUE["tables"])]
    assert carried == {f"datasets/{file}": f"parcours/donnees/{file}" for file in files}
