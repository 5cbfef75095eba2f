"""A team's number is its group's: it must never be taken for a participant's."""

from __future__ import annotations

import pytest

from parcours.moodle import HandIn, WorksheetError, looks_like_teams, owners, parse_entry, prefixes, read_worksheet

HEAD = "Identifiant,Nom complet,Statut,{more}Note,Note maximale,La note peut être modifiée,Dernière modification (note)"
TAIL = ',,"20,00",Oui,-'


def sheet(*rows: str, more: str = "Groupe,"):
    return read_worksheet("\n".join([HEAD.format(more=more), *(row + TAIL for row in rows)]).encode())


def handed_in(*paths: str) -> dict[str, HandIn]:
    entries = [parse_entry(f"{path}_assignsubmission_file/m05.ipynb") for path in paths]
    return {entry.name: HandIn(entry.name, entry.uniqueid, entry.prefix) for entry in entries}


TEAMS = handed_in("Groupe A_12", "Les Bleus - B_13", "Groupe par défaut")
PEOPLE = sheet(
    "Participant12,Ana Roux,Remis,Les Bleus: B",  # 12 is also the number of the group that she is not in
    "Participant20,Bo Li,Remis,Groupe A",
    "Participant21,Cy_Ba,Remis,Groupe A",
    "Participant22,Dé Or,Remis,Groupe par défaut",
    "Participant23,Eve Pi,Pas de travail remis,Groupe Z",
)


def test_a_teams_mark_goes_to_its_members_and_not_to_the_person_of_the_same_number():
    teams = TEAMS | handed_in("Les Bleus B_13")
    del teams["Les Bleus - B"]
    found = owners(PEOPLE, teams)
    assert found == {"12": "Les Bleus B", "20": "Groupe A", "21": "Groupe A", "22": "Groupe par défaut"}
    assert prefixes(PEOPLE, found) == [
        ("Les Bleus B", "Ana Roux_12"),
        ("Groupe A", "Bo Li_20"),
        ("Groupe A", "Cy Ba_21"),
        ("Groupe par défaut", "Dé Or_22"),
    ]


def test_a_team_without_a_row_is_told_and_harms_nobody():
    assert owners(PEOPLE, TEAMS)["«\u00a0Les Bleus - B\u00a0»"] == "Les Bleus - B"


def test_teams_without_the_groups_column_are_refused():
    rows = sheet("Participant12,Ana Roux,Remis", more="")
    with pytest.raises(WorksheetError, match="Groupe"):
        owners(rows, TEAMS)
    with pytest.raises(WorksheetError, match="Ana Roux"):  # a team whose name tells nothing
        owners(rows, handed_in("Les Bleus_12"))


def test_two_teams_of_one_name_are_refused():
    twins = {"a": HandIn("Groupe A", "12", "Groupe A_12"), "b": HandIn("Groupe A", "14", "Groupe A_14")}
    with pytest.raises(WorksheetError, match="Deux équipes"):
        owners(PEOPLE, twins)


@pytest.mark.parametrize(
    ("prefix", "name"),
    [("Zoé D'Aragon_77", "Zoe D’Aragon"), ("Jean Dupont_77", "DUPONT Jean"), ("Participant_77", "Ana Roux")],
)
def test_people_keep_their_own_number(prefix, name):
    rows = sheet(f"Participant77,{name},Remis", more="")
    hand_ins = handed_in(prefix)
    assert list(owners(rows, hand_ins)) == ["77"]
    assert not looks_like_teams(hand_ins.values())


def test_a_column_called_group_that_names_no_team_changes_nothing():
    """A site may show a profile field of that name: the hand-ins are people's."""
    assert owners(sheet("Participant77,Jean Dupont,Remis,Promo 3"), handed_in("Jean Dupont_77")) == {
        "77": "Jean Dupont"
    }
