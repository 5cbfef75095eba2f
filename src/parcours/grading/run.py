"""Runs one cleaned notebook in the sandbox and collects what was proved.

Two processes: the trainee's has the answers, the checker's has the tests. The points come from the checker's own pipe.
Only a test of what cannot cross runs in the trainee's own, as the reference shows or the instructor says.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time

from . import wire
from .model import Limits, RunResult
from .programs import programs
from .sandbox import Sandbox, SandboxError
from .sanitize import Clean
from .template import Template
from .verdicts import OUT_OF_TIME, complete, from_checker, from_student, tell_unfinished

_GRACE = 10.0  # above a cell's own time, before the driver kills
_OUTPUT_TOTAL = 32 * 2**20


def run(clean: Clean, template: Template, sandbox: Sandbox, one_process: frozenset[str] = frozenset()) -> RunResult:
    """Run one notebook. Never raises for what the trainee's code does; SandboxError when the sandbox itself fails."""
    started = time.monotonic()
    result, limits = RunResult(), sandbox.limits
    split = programs(clean, template, limits, one_process)
    student = _Talk(split.student, lambda message: from_student(message, clean, limits, result, split.together))
    checker = _Talk(split.checker, lambda message: from_checker(message, clean, result))
    talks = [student, checker] if split.checker["tests"] else [student]
    generation = sandbox.generation
    with contextlib.ExitStack() as open_ones:
        left, right = (open_ones.enter_context(end) for end in socket.socketpair())
        student.start("student", left, sandbox, open_ones)
        if checker in talks:
            checker.start("checker", right, sandbox, open_ones)
        left.close()
        right.close()
        _converse(talks, limits)
        _blame_nobody(talks, sandbox, generation)
    result.cpu = sum(talk.cpu for talk in talks)
    tell_unfinished(student.ended, student.why, talks[-1].ended, result)
    complete(clean, limits, result)
    result.seconds = time.monotonic() - started
    return result


def _blame_nobody(talks: list[_Talk], sandbox: Sandbox, generation: int) -> None:
    """A process that never began, or died with its sandbox, says nothing of the trainee's code: the run is to be done
    again."""
    if not all(talk.begun for talk in talks):
        raise SandboxError("Un processus isolé n’a pas démarré.")
    if not all(talk.ended or talk.why for talk in talks) and sandbox.lost_since(generation):
        raise SandboxError("Le bac à sable s’est arrêté pendant une correction.")


# --- the conversation


class _Talk:
    """One pipe to a process: its program goes out, its messages come in."""

    def __init__(self, program: dict, receive) -> None:
        self.program, self.receive = program, receive
        self.frames = wire.Frames()
        self.received = 0
        self.begun = False
        self.cpu = 0.0
        self.ended = self.closed = self.out_of_time = False
        self.why = ""

    def start(self, role: str, end: socket.socket, sandbox: Sandbox, open_ones: contextlib.ExitStack) -> None:
        """Ask for the process, whose way to the other is ``end``; ``open_ones`` closes the pipe and kills it."""
        self.sock, theirs = socket.socketpair()
        open_ones.enter_context(self.sock)
        self.sock.setblocking(False)
        self.to_send = memoryview(wire.pack(self.program))
        with theirs:
            open_ones.callback(sandbox.spawn(role, [theirs, end]).kill)

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
                if message.get("failed") and not self.begun:  # later, the trainee's code could say so
                    raise SandboxError(f"Un processus isolé n’a pas démarré : {str(message['failed'])[:300]}")
                self.begun = True
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
        if talks[0].closed and not talks[0].ended and all(talk.begun for talk in talks):
            patience = min(patience, 5.0)  # without the trainee's process, the checker is nearly done
            quiet_until = min(quiet_until, now + patience)
        left = min(deadline, quiet_until) - now
        if left <= 0:
            for talk in waiting:
                talk.closed, talk.out_of_time, talk.why = True, True, OUT_OF_TIME
            return
        for descriptor, event in poll.poll(left * 1000 + 1):
            talk = by_descriptor[descriptor]
            if event & select.POLLOUT:
                talk.write()
            if event & (select.POLLIN | select.POLLHUP | select.POLLERR):
                talk.read()
                quiet_until = time.monotonic() + patience
