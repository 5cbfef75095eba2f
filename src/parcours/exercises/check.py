"""The check of an answer, the same in page, notebook, CI and marking: the visible tests, run as they are.

Everything runs in a copy, so that a check never changes what the trainee has. This isolates nothing: marking
untrusted work is `parcours.grading`'s job.
"""

from __future__ import annotations

import contextlib
import copy
import io
import traceback
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parcours.exercises.bank import ExerciseError
from parcours.exercises.model import Exercise


@dataclass(frozen=True)
class TestResult:
    """What one test cell said. `phrase` is '' when it passed."""

    __test__ = False  # not a pytest class

    grade_id: str
    reussi: bool
    points: float
    sur: float
    phrase: str = ""


@dataclass(frozen=True)
class Stop:
    """The trainee's cell stopped on an error: `ligne` is in that cell, 1 for its first, 0 when unknown."""

    type: str
    message: str
    ligne: int


@dataclass(frozen=True)
class Verdict:
    """The outcome of a check.

    `phrase` is what to tell the trainee: the sentence of the first assert that fails, else what was learned.
    `erreur` is the id of the known mistake that this sentence belongs to, or ''. `arret` tells of an error in the
    trainee's own cell; the tests have run all the same, as nbgrader does.
    """

    reussi: bool
    points: float
    sur: float
    phrase: str
    erreur: str = ""
    grade_id: str = ""  # the first test that fails
    arret: Stop | None = None
    resultats: tuple[TestResult, ...] = ()


def check(exercise: Exercise, code: str, namespace: Mapping[str, Any] | None = None) -> Verdict:
    """Run the exercise's preparation, `code` (the text of the answer cell) and the tests in a copy of `namespace`.

    Raises ExerciseError for a written task (nothing to run) and when the preparation itself fails, which is the
    course's fault and not the trainee's.
    """
    if exercise.type != "auto":
        raise ExerciseError(f"{exercise.id} est un travail rédigé : relisez-le avec la grille, rien ne s’exécute.")
    names = copied(namespace or {})
    names.setdefault("__name__", "__main__")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        if failure := _run(exercise.preparation, f"<{exercise.id}-donnees>", names):
            raise ExerciseError(
                f"{exercise.id} : la préparation s’arrête ({_told(failure)}). "
                f"Vérifiez que les tables {', '.join(exercise.donnees) or '(aucune)'} sont bien là."
            ) from failure
        stop = _run(code, f"<{exercise.cellule}>", names)
        results = tuple(
            _result(test, _run(test.code, f"<{test.grade_id}>", names), exercise) for test in exercise.tests
        )
    first = next((result for result in results if not result.reussi), None)
    return Verdict(
        reussi=first is None,
        points=sum(result.points for result in results),
        sur=exercise.points,
        phrase=first.phrase if first else exercise.reussite,
        erreur=_known(exercise, first),
        grade_id=first.grade_id if first else "",
        arret=_stop(stop, f"<{exercise.cellule}>") if stop else None,
        resultats=results,
    )


def _run(code: str, filename: str, names: dict) -> BaseException | None:
    """Run `code` as a cell; return what stopped it. Interruptions go through, the trainee's `exit()` does not."""
    try:
        exec(compile(code, filename, "exec"), names)
    except (Exception, SystemExit) as error:
        return error
    return None


def copied(names: Mapping[str, Any]) -> dict[str, Any]:
    """A deep copy in which what two names share stays shared; functions see the copy, what cannot be copied is kept."""
    memo: dict = {}
    new: dict[str, Any] = {}
    own = [each for each in names.values() if isinstance(each, types.FunctionType) and each.__globals__ is names]
    for function in own:
        memo[id(function)] = _rebound(function, new)
    for name, value in names.items():
        if name == "__builtins__":
            continue
        try:
            twin = memo.get(id(value))
            new[name] = copy.deepcopy(value, memo) if twin is None else twin
        except Exception:
            new[name] = value
    return new


def _rebound(function: types.FunctionType, names: dict[str, Any]) -> types.FunctionType:
    """The same function, reading and changing `names`."""
    twin = types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    twin.__kwdefaults__, twin.__doc__ = function.__kwdefaults__, function.__doc__
    return twin


def _result(test: Any, failure: BaseException | None, exercise: Exercise) -> TestResult:
    if failure is None:
        return TestResult(test.grade_id, True, test.points, test.points)
    return TestResult(test.grade_id, False, 0, test.points, _sentence(failure))


def _sentence(failure: BaseException) -> str:
    if isinstance(failure, AssertionError) and str(failure):
        return str(failure)
    if isinstance(failure, NameError) and failure.name:
        return (
            f"« {failure.name} » n’existe pas encore : exécutez votre cellule, puis vérifiez l’orthographe de ce nom."
        )
    return f"La vérification n’a pas pu lire votre réponse ({_told(failure)}). Relisez la consigne, puis l’indice 1."


def _told(failure: BaseException) -> str:
    return f"{type(failure).__name__} : {failure}".rstrip(" :")


def _known(exercise: Exercise, failed: TestResult | None) -> str:
    if failed is None:
        return ""
    same = (m.id for m in exercise.erreurs if (m.grade_id, m.message) == (failed.grade_id, failed.phrase))
    return next(same, "")


def _stop(error: BaseException, filename: str) -> Stop:
    if isinstance(error, SyntaxError):
        return Stop(type(error).__name__, error.msg or "", error.lineno or 0)
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
    return Stop(type(error).__name__, str(error), (lines[-1] if lines else 0) or 0)
