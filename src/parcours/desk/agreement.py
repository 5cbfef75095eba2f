"""Do two markers see the same thing? Weighted kappa by criterion, calibration on the sample answers, Krippendorff.

Weighted kappa: Cohen, *Weighted kappa*, Psychological Bulletin 70(4), 1968, computed by `parcours.metrics`. Words for
its values: Landis & Koch, Biometrics 33(1), 1977; the course asks for 0.6 on the project. Alpha, for any number of
readers: Krippendorff, *Computing Krippendorff's Alpha-Reliability*, 2011, interval metric.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

from parcours.grading.feedback import points as french

from .errors import DeskError
from .marking import check_level
from .model import TOP, Session, Task

ENOUGH = 10  # below this, a coefficient says more about chance than about markers
AIM = 0.6


def weighted(first: Sequence[int], second: Sequence[int]) -> dict:
    """Agreement of two markers on the same texts, levels 0 to 4.

    `{n, exact, near, linear, quadratic, reading}`: shares of equal levels and of gaps of one at most, Cohen's kappa
    with linear and quadratic weights (None when it cannot be told), a sentence. Needs pandas.
    """
    from parcours.metrics import cohen_kappa  # pandas: loaded when somebody asks for it

    n = len(first)
    told: dict = {"n": n, "exact": None, "near": None, "linear": None, "quadratic": None}
    if n:
        gaps = [abs(a - b) for a, b in zip(first, second, strict=True)]
        told |= {"exact": sum(gap == 0 for gap in gaps) / n, "near": sum(gap <= 1 for gap in gaps) / n}
        for weights in ("linear", "quadratic"):
            value = cohen_kappa(list(first), list(second), weights, order=range(TOP + 1))
            told[weights] = None if math.isnan(value) else float(value)
    return told | {"reading": reading(n, told["quadratic"])}


def reading(n: int, value: float | None) -> str:
    """What a coefficient of agreement allows to say, in French."""
    if n == 0:
        return "Aucun texte n’a été lu par les deux."
    if value is None:
        return "Un seul niveau a servi : l’accord ne se calcule pas."
    few = f" Sur {n} texte(s) seulement : à prendre avec prudence." if n < ENOUGH else ""
    if value >= 0.8:
        return f"Accord très bon.{few}"
    if value >= AIM:
        return f"Accord suffisant (repère du cours : {french(AIM)}).{few}"
    if value >= 0.4:
        return f"Accord moyen : relisez ensemble les descripteurs de ce critère.{few}"
    return f"Accord faible : reprenez ensemble quelques textes avant de continuer.{few}"


def markers(session: Session) -> list[str]:
    """Who has given levels, by name."""
    return sorted(marker for marker, marks in session.marks.items() if marks)


def between(session: Session, first: str = "", second: str = "") -> list[dict]:
    """Two markers' agreement: for each task that both have read, a line a criterion, then all its criteria together.

    Without names: the lead and the next one. Raises DeskError when there are not two markers.
    """
    known = sorted(markers(session), key=lambda marker: (marker != session.settings.lead, marker))
    first = first or next(iter(known), "")
    second = second or next((marker for marker in known if marker != first), "")
    if first == second or not {first, second} <= set(known):
        cause = f"il faut deux correcteurs, cette séance en a {len(known)}."
        raise DeskError("L’accord", cause, "Ajoutez la séance d’un second correcteur.")
    lines = []
    for task in session.tasks:
        pairs = {each.id: _pairs(session, task, each.id, first, second) for each in task.criteria}
        if not any(pairs.values()):
            continue
        for criterion in task.criteria:
            lines.append(_line(task, criterion.id, criterion.title, pairs[criterion.id], first, second))
        lines.append(_line(task, "", "Tous les critères", [p for each in pairs.values() for p in each], first, second))
    return lines


def _pairs(session: Session, task: Task, criterion: str, first: str, second: str) -> list[tuple[int, int]]:
    found = []
    for person in session.people:
        marks = [session.marks[marker].get(person.student, {}).get(task.id) for marker in (first, second)]
        levels = [mark.levels.get(criterion) for mark in marks if mark is not None]
        if len(levels) == 2 and None not in levels:
            found.append((levels[0], levels[1]))
    return found


def _line(task: Task, criterion: str, title: str, pairs: list, first: str, second: str) -> dict:
    told = weighted([a for a, _ in pairs], [b for _, b in pairs])
    return {"task": task.id, "criterion": criterion, "title": title, "first": first, "second": second, **told}


# --- calibration on the sample answers


def calibrate(session: Session, task_id: str, sample: int, criterion: str, level: int | None) -> dict:
    """Mark a sample answer as this marker sees it. Raises DeskError when there is no such sample or level."""
    task = session.task(task_id)
    if not 0 <= sample < len(task.samples):
        raise DeskError(task_id, f"il n’a pas d’exemple {sample + 1}.", "Chargez le guide de correction.")
    check_level(task, criterion, level)
    mine = session.calibration.setdefault(session.settings.marker, {}).setdefault(task_id, {})
    levels = mine.setdefault(str(sample), {})
    if level is None:
        levels.pop(criterion, None)
    else:
        levels[criterion] = level
    return calibration(session, task_id)


def calibration(session: Session, task_id: str) -> dict:
    """How far this marker's levels are from the references, on the samples marked in whole.

    `{done, total, distance, bias, exact, reading, samples}`: mean gap and mean signed gap in levels (None before the
    first sample is done). A sample's reference and comment are there once it is marked in whole.
    """
    task = session.task(task_id)
    mine = session.calibration.get(session.settings.marker, {}).get(task_id, {})
    gaps, samples = [], []
    for number, sample in enumerate(task.samples):
        levels = mine.get(str(number), {})
        line = {"title": f"Exemple {number + 1}", "text": sample.text, "levels": dict(levels), "reference": None}
        if sample.levels and sample.levels.keys() <= levels.keys():
            gaps += [levels[name] - reference for name, reference in sample.levels.items()]
            line |= {"title": sample.title, "reference": dict(sample.levels), "comment": sample.comment}
        samples.append(line)
    done = sum(each["reference"] is not None for each in samples)
    told: dict = {"done": done, "total": len(samples), "distance": None, "bias": None, "exact": None}
    if gaps:
        told |= {"distance": sum(map(abs, gaps)) / len(gaps), "bias": sum(gaps) / len(gaps)}
        told["exact"] = sum(gap == 0 for gap in gaps) / len(gaps)
    return told | {"reading": _calibrated(told["distance"], told["bias"]), "samples": samples}


def _calibrated(distance: float | None, bias: float | None) -> str:
    if distance is None or bias is None:
        return "Notez un exemple en entier : vous verrez alors les niveaux de référence."
    if distance == 0:
        return "Vos niveaux sont ceux de la référence."
    gap = f"Écart moyen à la référence : {french(distance)} niveau."
    if distance <= 0.5:
        return f"{gap} Vous lisez la grille comme ses auteurs."
    way = "plus sévère" if bias < 0 else "plus indulgent" if bias > 0 else "tantôt plus sévère, tantôt plus indulgent"
    return f"{gap} Vous êtes {way} : relisez les descripteurs où l’écart est grand, puis commencez."


# --- any number of interchangeable readers


def alpha(units: Sequence[Sequence[float]]) -> float | None:
    """Krippendorff's alpha with the interval metric; each unit holds the values that its readers gave.

    Units with fewer than two values are left out. None when nothing varies or nothing can be paired.
    """
    paired = [list(unit) for unit in units if len(unit) > 1]
    values = [value for unit in paired for value in unit]
    n = len(values)
    if n < 2:
        return None
    expected = sum((a - b) ** 2 for a, b in combinations(values, 2)) * 2 / (n * (n - 1))
    if expected == 0:
        return None
    observed = sum(sum((a - b) ** 2 for a, b in combinations(unit, 2)) * 2 / (len(unit) - 1) for unit in paired) / n
    return 1 - observed / expected
