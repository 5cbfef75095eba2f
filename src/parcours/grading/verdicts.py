"""What the messages of a run's processes say, put into a result. Pure; the trainee's side is not believed."""

from __future__ import annotations

from . import harmless
from .model import CellResult, Limits, RunResult
from .sanitize import Clean
from .template import is_hidden

OUT_OF_TIME = "temps dépassé"
NO_PROOF = "Ce test n’a pas pu être exécuté."
UNSEEN = "Une personne lira cette réponse : elle n’est pas de celles qui se vérifient à distance"
_MAX_TEXT = 20_000


def from_student(message: dict, clean: Clean, limits: Limits, result: RunResult, together: frozenset[str]) -> None:
    """A cell's outputs; of a test, only where it is one of those that run ``together`` with the answers."""
    if "test" in message:
        return _from_its_own_test(message, clean, limits, result, together)
    at = message.get("out")
    if type(at) is int and 0 <= at < len(clean.notebook["cells"]) and at not in clean.tests.values():
        result.outputs[at] = shown = harmless.outputs(message.get("outputs"), limits.output_bytes)
        if any(output.get("ename") == "CellTimeout" for output in shown):
            result.notes.append(f"Cellule {at + 1} : {OUT_OF_TIME}.")


def from_checker(message: dict, clean: Clean, result: RunResult) -> None:
    grade_id = message.get("done")
    if grade_id not in clean.tests or grade_id in result.cells:
        return
    result.cells[grade_id] = verdict = CellResult(
        grade_id,
        completed=message.get("completed") is True,
        error=_text_or_none(message.get("error"), 3_000),
        traceback=[harmless.text(line, 5_000) for line in message.get("traceback", [])],
        stdout=harmless.text(message.get("stdout"), _MAX_TEXT),
        stderr=harmless.text(message.get("stderr"), _MAX_TEXT) or " " * bool(message.get("stderr")),  # it costs points
        value=_text_or_none(message.get("value"), 200),
        hidden=is_hidden(clean.notebook["cells"][clean.tests[grade_id]]["source"], message.get("line") or 0),
    )
    if message.get("blocked") and not verdict.completed:
        told = harmless.text(", ".join(map(str, message["blocked"])), 200)
        verdict.withheld, verdict.unseen, verdict.error = True, True, f"{UNSEEN} ({told})."
        result.review.append(f"« {grade_id} » : une réponse ne peut pas être vérifiée à distance ({told}).")


def _text_or_none(value: object, limit: int) -> str | None:
    """The trainee's own exceptions speak here: a text that no file can hold must not stop the class."""
    return None if value is None else harmless.text(value, limit)


def _from_its_own_test(
    message: dict, clean: Clean, limits: Limits, result: RunResult, together: frozenset[str]
) -> None:
    grade_id = next((g for g in together if clean.tests[g] == message["test"]), None)
    if grade_id is None or grade_id in result.cells:
        return
    shown = harmless.outputs(message.get("outputs"), limits.output_bytes)
    verdict = CellResult(grade_id, completed=True, one_process=True, withheld=clean.unusual)
    for output in shown:
        if output["output_type"] == "error":
            verdict.error = output["evalue"] or output["ename"]
            verdict.traceback = output["traceback"]
            verdict.hidden = True  # which part it failed in cannot be told from here
        elif output["output_type"] == "execute_result":
            verdict.value = output["data"].get("text/plain", "")
        elif output["output_type"] == "stream":
            text = output["text"]
            verdict.stderr += text if output["name"] == "stderr" else ""
            verdict.stdout += text if output["name"] == "stdout" else ""
    result.cells[grade_id] = verdict
    if verdict.error is None:  # nothing to doubt in a failure
        beside = "à côté de code inhabituel, points à confirmer" if verdict.withheld else "preuve plus faible"
        result.review.append(f"« {grade_id} » : vérifié dans le processus du participant, {beside}.")


def tell_unfinished(student_ended: bool, why: str, checker_ended: bool, result: RunResult) -> None:
    """Say which side stopped before its end; ``why``: what is known of the trainee's."""
    if not student_ended:
        told = f" ({why})" if why else ""
        result.review.append(
            f"Le programme s’est arrêté avant la dernière cellule{told} : les tests suivants valent 0."
        )
    elif not checker_ended:
        result.review.append("La vérification s’est arrêtée avant la fin.")


def complete(clean: Clean, limits: Limits, result: RunResult) -> None:
    """Give every test a verdict, told or not, and the outputs that nbgrader reads."""
    for grade_id, at in clean.tests.items():
        verdict = result.cells.setdefault(grade_id, CellResult(grade_id, error=NO_PROOF))
        result.outputs[at] = _test_outputs(verdict, limits.output_bytes)


def _test_outputs(verdict: CellResult, limit: int) -> list[dict]:
    """A test cell's outputs as nbgrader reads them: no error, full points."""
    made: list[dict] = []
    for name, text in (("stdout", verdict.stdout), ("stderr", verdict.stderr)):
        if text:
            made.append({"output_type": "stream", "name": name, "text": text})
    if verdict.error is not None or not verdict.completed:
        message = verdict.error or "Ce test n’est pas allé jusqu’au bout."
        lines = verdict.traceback or [message]
        made.append({"output_type": "error", "ename": "Test", "evalue": message, "traceback": lines})
    elif verdict.value is not None:
        data = {"text/plain": verdict.value}
        made.append({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})
    return harmless.outputs(made, limit)
