"""Feedback goes back under the names that Moodle knows."""

import io
import zipfile

import pytest

from parcours.moodle import FeedbackError, parse_entry, write_feedback_zip


def importer_split(path: str) -> list[str]:
    """Moodle's own reading (importziplib.php): parts between underscores, five at most."""
    return path.split("_", 4)


def test_round_trip_through_moodles_reading():
    target = io.BytesIO()
    prefix = parse_entry("Zoé d'Aragon_78_assignsubmission_file_m05.ipynb").prefix
    names = write_feedback_zip(target, [(prefix, "feedback.html", b"<p>Bravo</p>"), ("Jean_77", "feedback.html", b"x")])
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == names
        assert archive.read(names[0]) == b"<p>Bravo</p>"
    parts = importer_split(names[0])
    assert parts[:3] == ["Zoé d'Aragon", "78", "assignsubmission"]
    assert parse_entry(names[0]).rest == "feedback.html"


def test_same_feedback_same_bytes():
    first, second = io.BytesIO(), io.BytesIO()
    for target in (first, second):
        write_feedback_zip(target, [("Jean_77", "feedback.html", b"x")])
    assert first.getvalue() == second.getvalue()


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("Groupe par défaut", "f.html"),
        ("a_b_7", "f.html"),
        ("J_7", ".f"),
        ("J_7", "a/b"),
        ("J_7", "m.ipynb"),
        ("../x_7", "f"),
    ],
)
def test_what_moodle_would_lose_is_refused(prefix, name):
    with pytest.raises(FeedbackError):
        write_feedback_zip(io.BytesIO(), [(prefix, name, b"")])


def test_two_feedbacks_of_one_name_are_refused():
    with pytest.raises(FeedbackError, match="même nom"):
        write_feedback_zip(io.BytesIO(), [("J_7", "f", b""), ("J_7", "f", b"")])
