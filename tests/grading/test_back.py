"""The way back: the worksheet, the trainees' pages, and nbgrader's own feedback and export on the same gradebook."""

from __future__ import annotations

import zipfile
from html.parser import HTMLParser

import pytest
from tests.grading import classroom
from tests.grading import course as fixture

from parcours.grading.back import moodle_feedback, moodle_notes, results
from parcours.grading.feedback import Item, Sheet, page
from parcours.grading.model import GradingError
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
