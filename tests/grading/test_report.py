"""The class page: right figures, no name, no small group, no script."""

from __future__ import annotations

import re

import pytest
from tests.axe import violations
from tests.grading import classroom
from tests.grading import course as fixture

from parcours.grading import insight
from parcours.grading.class_page import _called, class_page
from parcours.grading.insight import Work
from parcours.grading.model import Outcome, Status
from parcours.grading.report import report
from parcours.grading.result import Result


def works(shares: list[tuple[float, float]], sentence: str = "Relisez.") -> list[Work]:
    return [Work({"a": a, "b": b}, {"a": (sentence,)} if a < 1 else {}, frozenset()) for a, b in shares]


def test_difficulty_and_discrimination_against_numpy():
    import numpy

    shares = [(1.0, 1.0), (1.0, 0.5), (0.0, 0.0), (0.5, 0.5), (0.0, 0.5), (1.0, 1.0)]
    first, second = insight.exercises(works(shares))
    left, right = numpy.array(shares).T
    assert first.success == pytest.approx(left.mean())
    assert first.full == pytest.approx((left >= 1).mean())
    assert first.discrimination == pytest.approx(numpy.corrcoef(left, right)[0, 1])
    assert second.discrimination == pytest.approx(first.discrimination)


def test_what_few_people_did_is_not_told():
    few = insight.exercises(works([(0.0, 1.0)] * 4 + [(1.0, 1.0)] * 4))[0]
    many = insight.exercises(works([(0.0, 1.0)] * 5 + [(1.0, 1.0)] * 4))[0]
    assert few.sentences == ()
    assert many.sentences == (("Relisez.", 5),)


def test_a_test_that_never_varies_has_no_discrimination():
    assert insight.correlation([1.0] * 9, [0.1 * i for i in range(9)]) is None


def test_every_submission_falls_in_one_tenth():
    assert insight.distribution(works([(0.0, 0.0), (1.0, 1.0), (0.5, 0.5), (0.3, 0.3)])) == [
        1,
        0,
        0,
        1,
        0,
        1,
        0,
        0,
        0,
        1,
    ]


def test_copies_are_seen_and_common_words_are_not():
    own = [" ".join(f"mot{i}x{j}" for j in range(60)) for i in range(8)]
    shared = "la consigne commune que tout le monde recopie " * 5
    made = [Work({}, {}, answers=shared + text) for text in [*own, own[3]]]
    assert [(a, b) for a, b, _ in insight.look_alikes(made)] == [(3, 8)]


def marked(share: float, student: str, status: Status = Status.GRADED, late: int = 0) -> Result:
    outcome = Outcome(student, f"Nom {student}", status, ["Regardez."] if status != Status.GRADED else [], digest="d")
    outcome.seconds_late = late
    rejected = status == Status.REJECTED
    cells = {} if rejected else {"m90-ex01-test1": (4 * share, 4.0, ""), "m90-ex02-test1": (2.0, 4.0, "")}
    return Result(outcome, 4 * share, 8.0, 0, cells)


def lines(page: str) -> list[list[str]]:
    """The rows of the page's tables."""
    return [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", page)]


def test_no_count_under_five_is_printed():
    """Bins are joined, shares and titles that would point at a few people are left out."""
    shares = [0.0] * 2 + [0.3] * 6 + [0.6] * 1 + [1.0] * 3
    found = [marked(share, f"e{at}", late=3600 * (at == 2)) for at, share in enumerate(shares)]
    page, figures = class_page("m90", found, [""] * len(found))
    counts = [int(row[1]) for row in lines(page) if row and re.fullmatch(r"\d+ à \d+", row[0])]
    assert sum(counts) == 12
    assert all(count == 0 or count >= 5 for count in counts)
    told = {row[0]: row[1:] for row in lines(page) if row}
    assert told["en retard"] == ["moins de 5"]
    assert told["m90-ex01"][1] == "—"  # three of twelve have all of it
    assert "moitié des points" not in page  # reached by four
    assert figures.decode("utf-8-sig").splitlines()[1].split(";")[3] == ""


def test_bins_are_joined_until_none_is_small():
    assert insight.merged([0, 2, 1, 6, 0, 1]) == [(0, 0, 0), (1, 5, 10)]
    assert insight.merged([5, 0, 7]) == [(0, 0, 5), (1, 1, 0), (2, 2, 7)]
    assert insight.merged([1, 1]) == [(0, 1, 2)]


def test_a_hand_in_has_one_number_all_over_the_page_and_it_is_not_its_rank():
    own = [" ".join(f"mot{at}x{word}" for word in range(60)) for at in range(12)]
    own[11] = own[9]
    found = [marked(0.5, f"e{at:02d}", Status.REJECTED if at == 0 else Status.GRADED) for at in range(12)]
    found[9].outcome.status, found[9].outcome.reasons = Status.REVIEW, ["Code inhabituel."]
    page, _ = class_page("m90", found, own)
    looked_at = {row[2]: row[0] for row in lines(page) if len(row) == 3 and row[1] in ("à vérifier", "à redéposer")}
    [pair] = [set(row[:2]) for row in lines(page) if len(row) == 3 and row[2].startswith("100")]
    assert looked_at["Code inhabituel."] in pair
    named, _ = class_page("m90", found, own, names=True)
    assert "Nom e09" in named
    ranks = [f"Rendu {at + 1}" for at in range(12)]
    assert _called(found, names=False) != ranks
    assert sorted(_called(found, names=False)) == sorted(ranks)
    back = _called(found[::-1], names=False)[::-1]  # whatever the order they are read in
    assert back == _called(found, names=False)


def test_the_limit_of_the_comparison_is_told():
    found = [marked(0.5, f"e{at:03d}") for at in range(insight.MOST + 1)]
    page, _ = class_page("m90", found, [""] * len(found))
    assert "Les 400 premiers rendus" in page


def test_the_page_of_a_class(tmp_path, browser):
    course = fixture.build(tmp_path / "classe")
    classroom.hand_in(course, 8)
    classroom.mark(course.root)
    out = report(fixture.ASSIGNMENT, classroom.places(course.root), tmp_path / "rapport.html", more=["<p>L’accord</p>"])
    html = out.read_text(encoding="utf-8")
    assert "m90-ex02" in html
    assert "<p>L’accord</p>" in html
    assert html.count("<figure") == html.count("mark-rect") == 2  # drawn by Altair
    assert "Élève" not in html
    assert "<script" not in html
    assert "http" not in html.replace("http://www.w3.org", "")
    assert (tmp_path / "rapport.csv").read_bytes().startswith(b"\xef\xbb\xbfexercice;")
    for colours, width in (("light", 1280), ("dark", 360)):
        page = browser.new_page(color_scheme=colours, viewport={"width": width, "height": 800})
        page.goto(out.as_uri())
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


def test_a_tiny_class_gets_no_statistics(tmp_path):
    course = fixture.build(tmp_path / "classe")
    classroom.hand_in(course, 2)
    classroom.mark(course.root)
    html = report(fixture.ASSIGNMENT, classroom.places(course.root), tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Moins de 5 rendus" in html.replace("\u00a0", " ")
    assert "<figure" not in html
