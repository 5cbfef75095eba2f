"""A trainee, a trainer or the page asks for a table by name and gets it typed, or a sentence that helps."""

import shutil

import pandas as pd
import pytest

from parcours.datasets import DamagedFile, DatasetsNotFound, UnknownTable, describe, folder, load, names, resource


@pytest.fixture
def copie(tmp_path, monkeypatch):
    """A folder of data of one's own, that a test may damage."""
    for name in ("membres_mini.csv", "datapackage.json"):
        shutil.copy(folder() / name, tmp_path)
    monkeypatch.setenv("PARCOURS_DONNEES", str(tmp_path))
    return tmp_path


def remplace(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("name", names())
def test_every_table_has_the_types_of_its_dictionary(name):
    table = load(name)
    assert len(table) > 0
    for field in resource(name)["schema"]["fields"]:
        dtype, required = table[field["name"]].dtype, field["constraints"]["required"]
        expected = {
            "horodatage": "datetime64[us, UTC]",
            "date": "datetime64[us]",
            "entier": "int64" if required else "Int64",
            "nombre": "float64",
            "oui/non": "bool" if required else "boolean",
            "catégorie": "category",
            "texte": "str",
        }[field["parcours:type"]]
        assert str(dtype) == expected, f"{name}.{field['name']}"
        assert table[field["name"]].notna().all() or not required


def test_an_unknown_name_lists_the_near_ones():
    with pytest.raises(UnknownTable, match=r"Vouliez-vous dire load\(\"membres_mini\"\)"):
        load("membre_mini")
    with pytest.raises(KeyError, match="Tables disponibles : .*membres_mini"):
        load("xyz")
    with pytest.raises(UnknownTable):
        describe(None)


def test_the_dictionary_of_a_table_reads_as_a_table():
    dictionary = describe("membres_mini").set_index("colonne")
    assert dictionary.loc["nb_messages", "manquant"].startswith("Mesure refusée")
    assert dictionary["sens"].str.len().min() > 5


def test_the_variable_comes_first_then_the_folders_upward(copie, monkeypatch, tmp_path):
    assert folder() == copie
    remplace(copie / "membres_mini.csv", "lise_grolles", "quelqu’un")
    assert load("membres_mini")["pseudo"].iloc[0] == "quelqu’un"
    monkeypatch.delenv("PARCOURS_DONNEES")
    below = tmp_path / "projet" / "carnets" / "m05"
    below.mkdir(parents=True)
    shutil.copytree(copie, tmp_path / "projet" / "datasets", ignore=shutil.ignore_patterns("projet"))
    monkeypatch.chdir(below)
    assert folder() == tmp_path / "projet" / "datasets"


def test_a_wrong_variable_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("PARCOURS_DONNEES", str(tmp_path / "ailleurs"))
    with pytest.raises(DatasetsNotFound, match="(?s)introuvables.*ailleurs.*PARCOURS_DONNEES"):
        load("membres_mini")


@pytest.mark.parametrize(
    "old, new, line, column, cause",
    [
        ("2026-04-01,event", "01/04/2026,event", 2, "date_inscription", "ne se lit pas comme date"),
        ("2026-04-02,reseau", "2026-04-02,tiktok", 5, "canal", "« tiktok » n’est pas une valeur prévue"),
        (",4\n", ",quatre\n", 6, "nb_messages", "« quatre » ne se lit pas comme entier"),
        ("m_2406,nordet", "m_2406,", 7, "pseudo", "la valeur manque"),
        ("m_2406,nordet,2026-04-03,", "m_2406,nordet,", 7, "nb_messages", "5 valeurs au lieu de 6"),
        ("2026-04-10,2\n", "2026-04-10,2,9\n", 7, None, "7 valeurs au lieu de 6"),
        ("nb_messages", "messages", 1, None, "il manque la colonne « nb_messages »"),
        ("nb_messages", "nb_messages,note", 1, None, "colonne inattendue : « note »"),
        ("pseudo,date_inscription", "date_inscription,pseudo", 1, None, "pas dans l’ordre"),
    ],
)
def test_a_damaged_file_is_named_with_line_and_column(copie, old, new, line, column, cause):
    remplace(copie / "membres_mini.csv", old, new)
    with pytest.raises(DamagedFile, match=cause) as caught:
        load("membres_mini")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert "membres_mini.csv" in str(caught.value) and "make data" in str(caught.value)


def test_a_file_saved_by_a_spreadsheet_in_another_encoding_is_named(copie):
    file = copie / "membres_mini.csv"
    file.write_bytes(file.read_text(encoding="utf-8").replace("nordet", "nordé").encode("latin-1"))
    with pytest.raises(DamagedFile, match="ligne 7 : un caractère n’est pas en UTF-8"):
        load("membres_mini")


def test_a_missing_file_and_a_broken_dictionary_are_named(copie):
    (copie / "membres_mini.csv").unlink()
    with pytest.raises(DamagedFile, match="membres_mini.csv : le fichier manque"):
        load("membres_mini")
    (copie / "datapackage.json").write_text("{\n ]", encoding="utf-8")
    with pytest.raises(DamagedFile, match="datapackage.json, ligne 2 : ce n’est pas du JSON lisible"):
        names()


def test_the_numbers_of_the_first_module_hold():
    """M0: twelve rows, three missing, sum 18: the mean is 2.0 without them and 1.5 with zeros."""
    counts = load("membres_mini")["nb_messages"]
    assert (len(counts), counts.isna().sum(), counts.sum()) == (12, 3, 18)
    assert (counts.mean(), counts.fillna(0).mean()) == (2.0, 1.5)


def test_the_shares_of_the_small_survey_are_those_that_module_one_quotes():
    survey = load("enquete_mini")
    assert survey["genre"].value_counts(normalize=True).to_dict() == pytest.approx(
        {"Femme": 0.64, "Homme": 0.33, "Non binaire": 0.02, "Sans réponse": 0.01}
    )
    assert survey["plateforme_principale"].value_counts(normalize=True).to_dict() == pytest.approx(
        {"Slack": 0.26, "Facebook": 0.26, "Twitter": 0.15, "Autres": 0.33}
    )
    assert isinstance(survey["secteur"].dtype, pd.CategoricalDtype)
