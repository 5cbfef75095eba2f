"""Agreement: Cohen's weighted kappa as scikit-learn has it, Krippendorff's own example, the two sample answers."""

from __future__ import annotations

import random

import pytest

from parcours.desk import agreement, session
from parcours.desk.errors import DeskError
from tests.desk_core import classe
from tests.desk_core.classe import TEXT, said


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_weighted_kappa_is_scikit_learn_s(seed, weights):
    from sklearn.metrics import cohen_kappa_score

    draw = random.Random(seed)
    first = [draw.randint(0, 4) for _ in range(5 + 3 * seed)]
    second = [min(4, max(0, level + draw.choice([-1, 0, 0, 0, 1, 2]))) for level in first]
    told = agreement.weighted(first, second)
    assert told[weights] == pytest.approx(cohen_kappa_score(first, second, weights=weights, labels=range(5)))
    assert told["n"] == len(first)


def test_shares_and_words():
    told = agreement.weighted([0, 1, 2, 3, 4] * 4, [0, 1, 2, 3, 2] * 4)
    assert (told["exact"], told["near"]) == (0.8, 0.8)
    assert said(told["reading"]) == "Accord suffisant (repère du cours : 0,6)."
    assert "6 texte(s) seulement" in agreement.weighted([0, 1, 2, 3, 4, 4], [0, 1, 2, 3, 4, 4])["reading"]
    assert agreement.weighted([3, 3], [3, 3])["quadratic"] is None  # one level alone: no chance to beat
    assert agreement.weighted([], [])["reading"] == "Aucun texte n’a été lu par les deux."
    assert "faible" in agreement.weighted([0, 4] * 6, [4, 0] * 6)["reading"]


def test_two_markers_of_a_class_criterion_by_criterion():
    from sklearn.metrics import cohen_kappa_score

    made = classe.read_all(classe.filled())
    other = session.second_copy(made, "Zed")
    classe.read_all(other, shift=-1)
    session.merge(made, other)
    clear, exact, both = agreement.between(made)
    assert [each["criterion"] for each in (clear, exact, both)] == ["clair", "exact", ""]
    assert (clear["first"], clear["second"], clear["n"], both["n"]) == ("Ana B.", "Zed", 8, 16)
    mine, theirs = ([m[p.student][TEXT].levels["clair"] for p in made.people] for m in made.marks.values())
    assert mine != theirs
    assert clear["quadratic"] == pytest.approx(cohen_kappa_score(mine, theirs, weights="quadratic", labels=range(5)))


def test_one_marker_alone_agrees_with_nobody():
    with pytest.raises(DeskError, match="il faut deux correcteurs, cette séance en a 1"):
        agreement.between(classe.read_all(classe.filled(2)))


def test_krippendorff_s_own_example():
    """Four observers, twelve units, some missing: 0.849 with the interval metric (Krippendorff 2011, part E)."""
    lines = ["1233214 12...".replace(" ", ""), "1233224125.3", ".33323422 51.".replace(" ", ""), "12332441251."]
    units = [[int(value) for value in unit if value != "."] for unit in zip(*lines, strict=True)]
    assert agreement.alpha(units) == pytest.approx(0.849, abs=0.0005)
    assert agreement.alpha([[3, 3], [3, 3]]) is None
    assert agreement.alpha([[3], [1]]) is None
    assert agreement.alpha([[0, 0], [4, 4]]) == 1.0


def test_a_marker_calibrates_before_seeing_the_reference():
    made = classe.filled(1)
    first = agreement.calibrate(made, TEXT, 0, "clair", 4)
    assert first["samples"][0]["reference"] is None
    assert first["samples"][0]["title"] == "Exemple 1"  # the real title gives the level away
    done = agreement.calibrate(made, TEXT, 0, "exact", 2)
    assert done["samples"][0]["reference"] == {"clair": 4, "exact": 4}
    assert (done["done"], done["distance"], done["bias"], done["exact"]) == (1, 1.0, -1.0, 0.5)
    assert "plus sévère" in done["reading"]
    agreement.calibrate(made, TEXT, 1, "clair", 2)
    whole = agreement.calibrate(made, TEXT, 1, "exact", 1)
    assert (whole["done"], whole["distance"]) == (2, 0.5)
    assert session.load(session.save(made)).calibration == made.calibration


def test_calibration_refuses_what_is_not_there():
    made = classe.filled(1)
    with pytest.raises(DeskError, match="exemple 3"):
        agreement.calibrate(made, TEXT, 2, "clair", 1)
    with pytest.raises(DeskError, match="niveau"):
        agreement.calibrate(made, TEXT, 0, "clair", 9)
    assert made.calibration == {}
