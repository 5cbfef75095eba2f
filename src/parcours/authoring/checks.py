"""The proof of an exercise: its solution passes, the untouched cell does not, each known mistake earns its sentence."""

from __future__ import annotations

from collections.abc import Iterator

from parcours.authoring import forms, regions
from parcours.authoring.assignment import Assignment, Task
from parcours.authoring.items import exercise_item
from parcours.authoring.sidecar import Sidecar
from parcours.exercises.bank import ExerciseError
from parcours.exercises.check import Verdict, check
from parcours.exercises.matching import empreintes


def problems(assignment: Assignment) -> list[str]:
    """What is not proved, one French line each with the exercise, the cause and what to do. Empty when all holds."""
    return [line for task in assignment.tasks for line in _problems(task, assignment.sidecar)]


def _problems(task: Task, sidecar: Sidecar) -> Iterator[str]:
    if task.written:
        return
    try:
        yield from _solution_problems(task, sidecar)
        untouched = check(exercise_item(task), task.start)
        if untouched.reussi:
            advice = "Ajoutez aux tests visibles un assert qui lit la réponse."
            yield sidecar.told(task.id, "", "la cellule non remplie passe les tests visibles.", advice)
        yield from _mistake_problems(task, sidecar)
    except ExerciseError as error:
        yield sidecar.told(task.id, "donnees", "la préparation ne s’exécute pas.", str(error))


def _solution_problems(task: Task, sidecar: Sidecar) -> Iterator[str]:
    if not task.solution:
        if not task.summative:
            yield sidecar.told(task.id, "", "la solution est vide.", "Écrivez-la entre ses marques.")
        return
    verdict = check(exercise_item(task, hidden=True), task.solution)
    if verdict.arret or not verdict.reussi:
        advice = "Corrigez la solution, ou l’assert."
        if task.data.get("forme") == "appariement":
            advice += f" Empreintes des bonnes lettres : {_keys(task)}"
        yield sidecar.told(task.id, "", f"la solution ne passe pas : {_outcome(verdict)}.", advice)


def _keys(task: Task) -> str:
    return empreintes(forms.right_letters(task.data))


def _mistake_problems(task: Task, sidecar: Sidecar) -> Iterator[str]:
    exercise = exercise_item(task)
    for mistake in task.data.get("erreurs", []):
        code = forms.mistake_cell(task.data, mistake)
        verdict = check(exercise, code)
        if verdict.erreur == mistake["id"]:
            continue
        name = f"l’erreur prévue {mistake['id']}"
        if verdict.reussi:
            hidden = check(exercise_item(task, hidden=True), code)
            where = "les tests visibles (les cachés l’arrêtent)" if not hidden.reussi else "tous les tests"
            advice = f"Ajoutez à {mistake['grade_id']} un assert avec sa phrase, ou retirez cette erreur."
            yield sidecar.told(task.id, "erreurs", f"{name} passe {where}.", advice)
        else:
            advice = f"Il devait recevoir « {mistake['message'].strip()} » : accordez la phrase ou l’ordre des assert."
            yield sidecar.told(task.id, "erreurs", f"{name} reçoit autre chose : {_outcome(verdict)}.", advice)


def _outcome(verdict: Verdict) -> str:
    stopped = f"le code s’arrête ({verdict.arret.type} : {verdict.arret.message}) " if verdict.arret else ""
    return f"{stopped}{verdict.grade_id} « {verdict.phrase} »" if not verdict.reussi else stopped.strip()


def leaks(assignment: Assignment, published: str) -> list[str]:
    """The secrets of `assignment` that appear in `published`, a released notebook's or a JSON file's text.

    A secret is a line of a solution or of a hidden test that no public text of the module holds.
    """
    public = "\n".join(_public(assignment))
    return [
        f"{task.id} : « {line} »" for task in assignment.tasks for line in _secrets(task, public) if line in published
    ]


def _public(assignment: Assignment) -> Iterator[str]:
    for task in assignment.tasks:
        yield from (task.statement, task.setup, "" if task.written else task.start)
        yield from (regions.without(code, regions.HIDDEN) for code in task.tests.values())


def _secrets(task: Task, public: str) -> Iterator[str]:
    solution = regions.inside(task.answer, regions.SOLUTION)
    texts = [regions.inside(code, regions.HIDDEN) for code in task.tests.values()]
    texts += [sample["texte"] for sample in task.data.get("exemples", [])]
    if task.data.get("forme") == "ordonner":  # its lines are public, their order is the secret
        yield solution
    else:
        texts.append(solution)
    for line in "\n".join(texts).split("\n"):
        if len(line.strip()) > 3 and line.strip() not in public:
            yield line.strip()
