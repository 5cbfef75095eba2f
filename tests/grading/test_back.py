"""The way back: the worksheet, the trainees' pages, and nbgrader's own feedback and export on the same gradebook."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from html.parser import HTMLParser

import pytest
from tests.grading import classroom
from tests.grading import course as fixture

from parcours.grading.back import moodle_feedback, moodle_notes, results
from parcours.grading.feedback import Grid, Item, Sheet, page
from parcours.grading.intake import open_source
from parcours.grading.model import GradingError, Limits
from parcours.grading.result import sheet_of, told
from parcours.moodle import parse_entry, read_worksheet

HEADER = (
    "Identifiant,Nom complet,Statut,Note,Note maximale,La note peut être modifiée,Dernière modification (note),"
    "Feedback par commentaires\n"
)
NUMBER = 6


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    course = fixture.build(tmp_path_factory.mktemp("retour"))
    classroom.hand_in(course, NUMBER)
    classroom.mark(course.root)
    return course.root


def test_the_worksheet_is_filled_on_its_own_scale(marked, tmp_path):
    worksheet = tmp_path / "Notes-cm.csv"
    rows = "".join(f'Participant{i},Élève {i:03d},Remis,,"20,00",Oui,-,\n' for i in range(NUMBER))
    worksheet.write_text(HEADER + rows, encoding="utf-8")
    target, report = moodle_notes(worksheet, fixture.ASSIGNMENT, classroom.places(marked))
    sheet = read_worksheet(target.read_bytes())
    assert [sheet.cell(row, "grade") for row in sheet.rows] == ["15,56", "15,56", "12,22", "13,33", "11,11", "14,07"]
    assert "m90-ex02" in sheet.cell(sheet.rows[2], "comment")
    assert len(report.filled) == NUMBER
    assert any("formgrader" in warning for warning in report.warnings)  # the written answers are still to be read
    assert worksheet.read_text(encoding="utf-8") == HEADER + rows


def test_nothing_marked_yet_is_told(marked):
    with pytest.raises(GradingError, match="parcours grade"):
        results("m01", classroom.places(marked))


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text += data


def test_every_trainee_gets_a_page_under_moodles_name(marked, tmp_path):
    places = classroom.places(marked)
    assert moodle_feedback(fixture.ASSIGNMENT, places, tmp_path / "retours.zip") == []
    with zipfile.ZipFile(tmp_path / "retours.zip") as archive:
        pages = {parse_entry(name).uniqueid: archive.read(name).decode() for name in archive.namelist()}
    assert sorted(pages) == [str(i) for i in range(NUMBER)]
    shown = Page(pages["3"])
    assert shown.tags.count("h1") == 1
    assert not {"script", "img", "iframe"} & set(shown.tags)
    assert "12 sur 18" in shown.text
    # the third wrong answer fails in the hidden part only: its sentence is not given away
    assert "Le résultat doit suivre" not in shown.text
    assert "pas à d’autres données" in shown.text
    assert "La moyenne se calcule sur tous les messages." in Page(pages["2"]).text


def test_hidden_sentences_are_shown_on_demand(marked, tmp_path):
    moodle_feedback(fixture.ASSIGNMENT, classroom.places(marked), tmp_path / "r.zip", show_hidden=True)
    with zipfile.ZipFile(tmp_path / "r.zip") as archive:
        assert any("Le résultat doit suivre" in archive.read(name).decode() for name in archive.namelist())


def test_what_people_wrote_is_text_on_the_page():
    item = Item("e", "<b>t", 0, 2, sentence="<script>a</script>", comment="<img src=x>\nfin", hint="<i>")
    shown = Page(page(Sheet("c", "m90", "<script>", (item,))))
    assert not {"script", "img", "b", "i"} & set(shown.tags)
    assert "<script>a</script>" in shown.text
    assert not [name for name in shown.attributes if name.startswith("on")]


def test_nbgraders_feedback_and_export_read_our_record(marked):
    from nbgrader.api import Gradebook
    from nbgrader.apps import NbGraderAPI
    from nbgrader.plugins import CsvExportPlugin
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(marked)
    config.CourseDirectory.course_id = "cm"
    api = NbGraderAPI(config=config)
    done = api.generate_feedback(fixture.ASSIGNMENT, "eleve-002")
    assert done["success"], done.get("log")
    html = (marked / "feedback" / "eleve-002" / fixture.ASSIGNMENT / f"{fixture.ASSIGNMENT}.html").read_text("utf-8")
    assert "La moyenne se calcule" in html
    plugin = CsvExportPlugin()
    plugin.to = str(marked / "grades.csv")
    with Gradebook(f"sqlite:///{marked}/gradebook.db", "cm") as gradebook:
        plugin.export(gradebook)
    assert "eleve-002" in (marked / "grades.csv").read_text()
    submissions = {row["student"]: row for row in api.get_submissions(fixture.ASSIGNMENT)}
    assert submissions["eleve-002"]["autograded"]
    assert submissions["eleve-002"]["score"] == 11.0


LAYOUTS = {
    "dossiers": ("{name}_{number}_assignsubmission_file/{file}", ["Ana Roux", "Bo Li"]),
    "à plat": ("{name}_{number}_assignsubmission_file_{file}", ["Ana Roux", "Bo Li"]),
    "ancien tiret bas": ("{name}_{number}_assignsubmission_file_/{file}", ["Ana Roux", "Bo Li"]),
    "anonyme": ("Participant_{number}_assignsubmission_file/{file}", ["", ""]),
    "équipes": ("{team}_assignsubmission_file/{file}", ["Ana Roux", "Bo Li", "Cy Ba"]),
}
TEAM_OF = {"Ana Roux": "Groupe A", "Bo Li": "Groupe B", "Cy Ba": "Groupe A"}


@pytest.fixture(scope="module")
def three_marked(tmp_path_factory):
    """Two different works marked once; each layout then tells whose they are."""
    course = fixture.build(tmp_path_factory.mktemp("chemins"))
    classroom.hand_in(course, 3)
    classroom.mark(course.root)
    return course.root


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_comes_back_to_its_own_people(three_marked, tmp_path, layout):
    """Zip → notes and feedback; with teams, number 40 is a group's in the archive and Bo Li's in the worksheet."""
    pattern, names = LAYOUTS[layout]
    works = {"Groupe A_40": 0, "Groupe B_41": 2} if layout == "équipes" else {"40": 0, "41": 2}
    people = [41, 40, 42] if layout == "équipes" else [40, 41]  # numbers in the worksheet
    shutil.copytree(three_marked, tmp_path / "cours")
    places = classroom.places(tmp_path / "cours")
    _hand_in_as(places, {pattern.format(name=names[at], number=owner, team=owner, file="m90.ipynb"): work
                         for at, (owner, work) in enumerate(works.items())})  # fmt: skip
    blind, teams = layout == "anonyme", layout == "équipes"
    head = ["Identifiant", *([] if blind else ["Nom complet"]), *(["Groupe"] if teams else []), "Note", "Note maximale"]
    lines = [",".join([*head, "Dernière modification (note)"])]
    for name, number in zip(names, people, strict=True):
        lines.append(
            ",".join([f"Participant{number}", *([] if blind else [name]), *([TEAM_OF[name]] if teams else [])])
        )
        lines[-1] += ",,18,-"
    worksheet = tmp_path / "Notes.csv"
    worksheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sheet = read_worksheet(moodle_notes(worksheet, fixture.ASSIGNMENT, places)[0].read_bytes())
    marks = {sheet.uniqueid(row): sheet.cell(row, "grade") for row in sheet.rows}
    expected = {"41": "14,00", "40": "11,00", "42": "14,00"} if teams else {"40": "14,00", "41": "11,00"}
    assert marks == expected
    if teams:
        with pytest.raises(GradingError, match="--feuille"):
            moodle_feedback(fixture.ASSIGNMENT, places, tmp_path / "r.zip")
    assert moodle_feedback(fixture.ASSIGNMENT, places, tmp_path / "r.zip", worksheet=worksheet if teams else None) == []
    with zipfile.ZipFile(tmp_path / "r.zip") as archive:
        pages = {parse_entry(name).uniqueid: archive.read(name).decode() for name in archive.namelist()}
    assert {number: page.split("<strong>")[1].split(" sur")[0] for number, page in pages.items()} == {
        number: mark.removesuffix(",00") for number, mark in expected.items()
    }


def _hand_in_as(places, archive: dict[str, int]) -> None:
    """Moodle's archive with these names goes through intake; the works in it are those marked already."""
    folder, zipped = places.state / fixture.ASSIGNMENT, io.BytesIO()
    whole = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    for path in folder.glob("*.json"):
        path.unlink()
    with zipfile.ZipFile(zipped, "w") as made:
        for name, work in archive.items():
            made.writestr(name, (places.submitted / f"eleve-{work:03d}" / "m90" / "m90.ipynb").read_bytes())
    found = {each.prefix: each for each in open_source(zipped.getvalue(), "m90").submissions("m90", Limits())}
    for name, work in archive.items():
        each = found[parse_entry(name).prefix]
        outcome = whole[f"eleve-{work:03d}"] | {"name": each.name, "prefix": each.prefix, "uniqueid": each.uniqueid}
        (folder / f"eleve-{work:03d}.json").write_text(json.dumps(outcome), encoding="utf-8")


def test_a_text_handed_in_again_is_to_be_read_again(three_marked, tmp_path):
    """The mark and the comment were another text's: neither is published, and both pages say so."""
    from nbgrader.api import Gradebook

    shutil.copytree(three_marked, tmp_path / "cours")
    places = classroom.places(tmp_path / "cours")
    with Gradebook(places.db_url, "cm") as gradebook:
        grade = gradebook.find_grade("m90-ex07-texte", "m90", "m90", "eleve-000")
        comment = gradebook.find_comment("m90-ex07-texte", "m90", "m90", "eleve-000")
        grade.manual_score, grade.needs_manual_grade, comment.manual_comment = 3.0, False, "Très clair."
        gradebook.db.commit()
    read = results(fixture.ASSIGNMENT, places)["eleve-000"]
    assert (read.score, read.waiting, read.cells["m90-ex07-texte"]) == (17.0, 0, (3.0, 4.0, "Très clair."))
    with Gradebook(places.db_url, "cm") as gradebook:  # what the writer does when the same person hands in again
        gradebook.find_grade("m90-ex07-texte", "m90", "m90", "eleve-000").needs_manual_grade = True
        gradebook.db.commit()
    again = results(fixture.ASSIGNMENT, places)["eleve-000"]
    assert (again.score, again.waiting, again.cells["m90-ex07-texte"]) == (14.0, 1, (None, 4.0, ""))
    assert "à relire" in told(again)
    assert "Tout est réussi" not in told(again)
    assert "À lire par votre formateur" in page(sheet_of(again, "m90", lambda name: (name, "")))


def test_a_blank_text_that_was_read_says_one_thing():
    grid = Grid("La grille", ("Critère", "Niveau"), (("Le ton", "sur 4"),))
    blank = Item("m05-ex06", "Le message", 0.0, 16.0, answered=False, grids=(grid,))
    shown = Page(page(Sheet("c", "m05", "Ana", (blank,)))).text
    assert "Pas encore de réponse" in shown
    assert "Lu par votre formateur" not in shown


def test_a_rejected_hand_in_has_no_mark_on_its_page():
    shown = Page(page(Sheet("c", "m05", "Ana", (), ("Redéposez m05.ipynb.",)))).text
    assert "0 sur 0" not in shown
    assert "Redéposez m05.ipynb." in shown
