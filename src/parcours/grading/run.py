"""Runs one cleaned notebook in the sandbox and collects what was proved.

Two processes: the trainee's has the answers, the checker's has the tests. The points come from the checker's own pipe.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from dataclasses import asdict, dataclass

from . import harmless, wire
from .analysis import names
from .model import CellResult, Limits, RunResult
from .sandbox import Process, Sandbox, SandboxError
from .sanitize import Clean
from .template import Step, Template, Test, is_hidden

_GRACE = 10.0  # above a cell's own time, before the driver kills
_OUTPUT_TOTAL = 32 * 2**20


@dataclass(frozen=True)
class Programs:
    """What each process is told. ``alone``: for the tests that need everything in one process, or None."""

    student: dict
    checker: dict
    alone: dict | None


def programs(clean: Clean, template: Template, limits: Limits, one_process: frozenset[str] = frozenset()) -> Programs:
    """Split a cleaned notebook between the processes. Pure."""
    tests = {test.grade_id: test for test in template.tests()}
    alone = {g for g, test in tests.items() if test.one_process or g in one_process}
    position = {at: grade_id for grade_id, at in clean.tests.items()}
    cells = clean.notebook["cells"]
    code = [at for at, cell in enumerate(cells) if cell["cell_type"] == "code" and at not in clean.skip]
    student, together = [], []
    for at in code:
        grade_id = position.get(at)
        if grade_id is None:
            cell = {"kind": "cell", "at": at, "source": cells[at]["source"]}
            student.append(cell)
            together.append(cell)
            continue
        visible = _needed_later(template, grade_id, [cells[later]["source"] for later in code if later > at])
        if grade_id in alone:
            together.append({"kind": "cell", "at": at, "source": cells[at]["source"], "test": True})
        else:
            student.append({"kind": "sync", "test": grade_id})
        if visible is not None:
            student.append({"kind": "cell", "at": at, "source": visible})
            if grade_id not in alone:
                together.append({"kind": "cell", "at": at, "source": visible})
    settings = {"cell_seconds": limits.cell_seconds, "output_bytes": limits.output_bytes}
    checked = [_test(tests[g]) for g in clean.tests if g in tests and g not in alone]
    return Programs(
        {"cells": student} | settings,
        {"tests": checked},
        {"cells": together} | settings if alone & clean.tests.keys() else None,
    )


def _needed_later(template: Template, grade_id: str, later: list[str]) -> str | None:
    """The released text of a test cell, where later cells read a name that it binds."""
    released = template.by_id[grade_id].released
    bound = names(released).binds
    return released if bound and any(bound & names(source).reads for source in later) else None


def _test(test: Test) -> dict:
    return {"test": test.grade_id, "before": [_step(step) for step in test.before], "step": _step(test.step)}


def _step(step: Step) -> dict:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(step).items()}


def run(clean: Clean, template: Template, sandbox: Sandbox, one_process: frozenset[str] = frozenset()) -> RunResult:
    """Run one notebook. Never raises for what the trainee's code does; SandboxError when the sandbox itself fails."""
    started = time.monotonic()
    result = RunResult()
    split = programs(clean, template, sandbox.limits, one_process)
    in_time = _two_processes(split, clean, sandbox, result)
    if split.alone is not None and in_time:
        _one_process(split.alone, clean, sandbox, result)
    for grade_id, at in clean.tests.items():
        verdict = result.cells.setdefault(grade_id, CellResult(grade_id, error="Ce test n’a pas pu être exécuté."))
        result.outputs[at] = _test_outputs(verdict, sandbox.limits.output_bytes)
    result.seconds = time.monotonic() - started
    return result


def _two_processes(split: Programs, clean: Clean, sandbox: Sandbox, result: RunResult) -> bool:
    """False when time ran out: there is no point in running the same cells again."""
    student, student_end = socket.socketpair()
    checker, checker_end = socket.socketpair()
    left, right = socket.socketpair()
    processes: list[Process] = []
    generation = sandbox.generation
    try:
        processes.append(sandbox.spawn("student", [student_end, left]))
        if split.checker["tests"]:
            processes.append(sandbox.spawn("checker", [checker_end, right]))
        for end in (student_end, checker_end, left, right):
            end.close()
        talks = [_Talk(student, split.student, lambda message: _from_student(message, clean, sandbox.limits, result))]
        if split.checker["tests"]:
            talks.append(_Talk(checker, split.checker, lambda message: _from_checker(message, clean, result)))
        _converse(talks, sandbox.limits)
        result.cpu += sum(talk.cpu for talk in talks)
        _blame_nobody(talks, sandbox, generation)
        if not talks[0].ended:
            _tell_unfinished(talks[0], result)
        elif not talks[-1].ended:
            result.review.append("La vérification s’est arrêtée avant la fin.")
        return not any(talk.out_of_time for talk in talks)
    finally:
        for process in processes:
            process.kill()
        for end in (student, checker, student_end, checker_end, left, right):
            end.close()


def _blame_nobody(talks: list[_Talk], sandbox: Sandbox, generation: int) -> None:
    """A process that died with its sandbox says nothing of the trainee's code: the run is to be done again."""
    if not all(talk.ended or talk.why for talk in talks) and sandbox.lost_since(generation):
        raise SandboxError("Le bac à sable s’est arrêté pendant une correction.")


def _one_process(program: dict, clean: Clean, sandbox: Sandbox, result: RunResult) -> None:
    ours, theirs = socket.socketpair()
    process, generation = None, sandbox.generation
    try:
        process = sandbox.spawn("student", [theirs])
        theirs.close()
        talk = _Talk(ours, program, lambda message: _from_alone(message, clean, sandbox.limits, result))
        _converse([talk], sandbox.limits)
        result.cpu += talk.cpu
        _blame_nobody([talk], sandbox, generation)
    finally:
        if process:
            process.kill()
        ours.close()
        theirs.close()


# --- the conversation


class _Talk:
    """One pipe to a process: its program goes out, its messages come in."""

    def __init__(self, sock: socket.socket, program: dict, receive) -> None:
        sock.setblocking(False)
        self.sock, self.receive = sock, receive
        self.frames = wire.Frames()
        self.to_send = memoryview(wire.pack(program))
        self.received = 0
        self.cpu = 0.0
        self.ended = self.closed = self.out_of_time = False
        self.why = ""

    def read(self) -> None:
        try:
            data = self.sock.recv(1 << 18)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        self.received += len(data)
        if not data or self.received > _OUTPUT_TOTAL:
            self.closed = True
            self.why = "trop de sorties" if data else self.why
            return
        try:
            for message, _ in self.frames.feed(data):
                if message.get("failed"):
                    raise SandboxError(f"Un processus isolé n’a pas démarré : {str(message['failed'])[:300]}")
                if message.get("end") is True:
                    self.ended = self.closed = True
                    self.cpu = message["cpu"] if isinstance(message.get("cpu"), float) else 0.0
                else:
                    self.receive(message)
        except wire.BadFrame:
            self.closed, self.why = True, "message illisible"

    def write(self) -> None:
        try:
            self.to_send = self.to_send[self.sock.send(self.to_send) :]
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.to_send = memoryview(b"")


def _converse(talks: list[_Talk], limits: Limits) -> None:
    """Until every process has ended, or time is over. A silent process is given a cell's time and some grace."""
    deadline = time.monotonic() + limits.total_seconds
    patience = limits.cell_seconds + _GRACE
    quiet_until = time.monotonic() + patience + 30  # the start of a fresh sandbox
    poll = select.poll()
    by_descriptor = {talk.sock.fileno(): talk for talk in talks}
    while waiting := [talk for talk in talks if not talk.closed]:
        for talk in talks:
            with contextlib.suppress(KeyError):
                poll.unregister(talk.sock)
        for talk in waiting:
            poll.register(talk.sock, select.POLLIN | (select.POLLOUT if talk.to_send else 0))
        now = time.monotonic()
        left = min(deadline, quiet_until) - now
        if left <= 0:
            for talk in waiting:
                talk.closed, talk.out_of_time, talk.why = True, True, "temps dépassé"
            return
        for descriptor, event in poll.poll(left * 1000 + 1):
            talk = by_descriptor[descriptor]
            if event & select.POLLOUT:
                talk.write()
            if event & (select.POLLIN | select.POLLHUP | select.POLLERR):
                talk.read()
                quiet_until = time.monotonic() + patience
        if talks[0].closed and not talks[0].ended:
            patience = min(patience, 5.0)  # without the trainee's process, the checker is nearly done
            quiet_until = min(quiet_until, time.monotonic() + patience)


# --- what the messages say


def _from_student(message: dict, clean: Clean, limits: Limits, result: RunResult) -> None:
    at = message.get("out")
    if type(at) is int and 0 <= at < len(clean.notebook["cells"]) and at not in clean.tests.values():
        result.outputs[at] = harmless.outputs(message.get("outputs"), limits.output_bytes)


def _from_checker(message: dict, clean: Clean, result: RunResult) -> None:
    grade_id = message.get("done")
    if grade_id not in clean.tests or grade_id in result.cells:
        return
    result.cells[grade_id] = CellResult(
        grade_id,
        completed=message.get("completed") is True,
        error=message.get("error"),
        traceback=message.get("traceback", []),
        stdout=message.get("stdout", ""),
        stderr=message.get("stderr", ""),
        value=message.get("value"),
        hidden=is_hidden(clean.notebook["cells"][clean.tests[grade_id]]["source"], message.get("line") or 0),
    )
    if message.get("blocked") and not message.get("completed"):
        told = harmless.text(", ".join(map(str, message["blocked"])), 200)
        result.review.append(f"« {grade_id} » : une réponse ne peut pas être vérifiée à distance ({told}).")


def _from_alone(message: dict, clean: Clean, limits: Limits, result: RunResult) -> None:
    at = message.get("test")
    grade_id = next((g for g, place in clean.tests.items() if place == at), None)
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
    result.notes.append(f"« {grade_id} » a été vérifié dans le processus du participant : preuve plus faible.")
    if verdict.withheld and verdict.error is None:
        result.review.append(f"« {grade_id} » : vérifié à côté de code inhabituel, points à confirmer.")


def _tell_unfinished(talk: _Talk, result: RunResult) -> None:
    why = f" ({talk.why})" if talk.why else ""
    result.review.append(f"Le programme s’est arrêté avant la dernière cellule{why} : les tests suivants valent 0.")


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
