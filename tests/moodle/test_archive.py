"""Every layout of Moodle's «Télécharger tous les travaux remis» is read for what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.moodle import parse_entry, repair_name

LAYOUTS = {
    "folders": "{p}_assignsubmission_file/{f}",
    "folders before 4.1": "{p}_assignsubmission_file_/{f}",
    "flat": "{p}_assignsubmission_file_{f}",
    "inside an outer folder": "Remises/{p}_assignsubmission_file/{f}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("prefix", "name", "uniqueid"),
    [
        ("Jean Dupont_77", "Jean Dupont", "77"),
        ("Zoé D’Aragon-Lefèvre_1024", "Zoé D’Aragon-Lefèvre", "1024"),
        ("Anne O'Neil_5", "Anne O'Neil", "5"),
        ("Participant_77", "Participant", "77"),
        ("Groupe A_12", "Groupe A", "12"),
        ("Groupe par défaut", "Groupe par défaut", None),
    ],
)
def test_layouts(layout, prefix, name, uniqueid):
    entry = parse_entry(LAYOUTS[layout].format(p=prefix, f="m05.ipynb"))
    assert (entry.name, entry.uniqueid, entry.prefix, entry.rest) == (name, uniqueid, prefix, "m05.ipynb")
    assert entry.is_file


@pytest.mark.parametrize(
    ("path", "doubtful"),
    [
        ("Zoé_1_assignsubmission_file/Paul Martin_88_assignsubmission_file_m05.ipynb", False),
        ("Zoé_1_assignsubmission_file/Paul Martin_88_assignsubmission_file/m05.ipynb", False),
        ("Remises/Zoé_1_assignsubmission_file/Paul Martin_88_assignsubmission_file/m05.ipynb", False),
        ("Zoé_1_assignsubmission_file_Paul Martin_88_assignsubmission_file_m05.ipynb", True),
    ],
)
def test_a_file_named_like_somebody_elses_hand_in_stays_its_owners(path, doubtful):
    entry = parse_entry(path)
    assert (entry.prefix, entry.doubtful) == ("Zoé_1", doubtful)


def test_a_person_named_like_somebody_elses_hand_in_is_told():
    assert parse_entry("Paul Martin_88_assignsubmission_file_x_5_assignsubmission_file/m05.ipynb").doubtful


def test_online_text_is_told_apart_from_files():
    entry = parse_entry("Jean Dupont_77_assignsubmission_onlinetext/onlinetext.html")
    assert not entry.is_file
    assert entry.uniqueid == "77"


@pytest.mark.parametrize(
    "path", ["m05.ipynb", "Jean Dupont_77/m05.ipynb", "a_1_assignfeedback_file/x", "a_1_assignsubmission_file/"]
)
def test_other_names_are_not_claimed(path):
    assert parse_entry(path) is None


names = st.text(st.characters(blacklist_characters="_/\\", blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30)
files = st.text(st.characters(blacklist_characters="/\\", blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30)


@given(name=names.filter(str.strip), uniqueid=st.integers(0, 10**9), file=files, layout=st.sampled_from(list(LAYOUTS)))
def test_what_moodle_writes_is_read_back(name, uniqueid, file, layout):
    entry = parse_entry(LAYOUTS[layout].format(p=f"{name}_{uniqueid}", f=file))
    assert entry.uniqueid == str(uniqueid)
    assert entry.prefix == f"{name}_{uniqueid}"
    assert entry.rest == file


def test_names_zipped_without_the_utf8_flag_get_their_accents_back():
    assert repair_name("Zoé".encode().decode("cp437"), utf8_flag=False) == "Zoé"
    assert repair_name("Zoé", utf8_flag=True) == "Zoé"
    assert repair_name("Zo\u2592", utf8_flag=False) == "Zo\u2592"
