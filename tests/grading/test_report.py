"""The class page: right figures, no name, no small group, no script."""

from __future__ import annotations

import pytest
from tests.axe import violations
from tests.grading import classroom
from tests.grading import course as fixture

from parcours.grading import insight
from parcours.grading.insight import Work
from parcours.grading.report import report


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
