"""Sends the runs to an existing Dask cluster; results come back one by one to the one writer.

Each worker keeps one warm sandbox an order. A worker that dies takes nothing with it: Dask gives its submissions
to another, and marking a notebook twice changes nothing.
"""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from .doctor import open_sandbox
from .mark import Job, Marked, mark_one
from .model import GradingError, Limits, Submission
from .sandbox import Warm

_RETRIES = 3
_KEPT = 3  # a trainer who changes a test sends another order; so does another trainer at the same time
_lock = threading.Lock()
_benches: list[_Bench] = []  # the last used at the end


@dataclass(frozen=True)
class Order:
    """What a worker needs to mark any submission of an assignment; ``job`` travels without its sandbox."""

    job: Job
    limits: Limits
    warm: Warm
    data: Path | None
    kind: str


@dataclass(frozen=True)
class _Bench:
    """A worker's open sandbox, for one order and no other."""

    order: Order
    job: Job
    open: contextlib.ExitStack


def mark_remotely(submission: Submission, order: Order) -> Marked:
    """Runs on a worker."""
    return mark_one(submission, _bench(order).job)


def _bench(order: Order) -> _Bench:
    with _lock:
        found = next((bench for bench in _benches if bench.order == order), None)
        if found:
            _benches.remove(found)
        else:
            stack = contextlib.ExitStack()
            opened = open_sandbox(order.kind, order.limits, order.warm, order.data, [])
            found = _Bench(order, order.job.on(stack.enter_context(opened)), stack)
        _benches.append(found)
        while len(_benches) > _KEPT:
            _benches.pop(0).open.close()
    return found


@atexit.register
def _close() -> None:
    while _benches:
        _benches.pop().open.close()


@contextlib.contextmanager
def connect(scheduler: str, order: Order, timeout: str = "10s") -> Iterator[tuple[object, int]]:
    """``(submit, slots)`` for the batch: how to send one submission, and how many at once.

    Raises GradingError (French) when the cluster does not answer or has no worker.
    """
    from distributed import Client

    try:
        client = Client(scheduler, timeout=timeout)
    except (OSError, TimeoutError) as error:
        raise GradingError(f"Le cluster Dask {scheduler} ne répond pas ({error}). Vérifiez l’adresse.") from error
    with client:
        slots = sum(client.nthreads().values())
        if not slots:
            raise GradingError(f"Le cluster Dask {scheduler} n’a aucun ouvrier : lancez « dask worker {scheduler} ».")
        shared = client.scatter(order, broadcast=True)
        executor = client.get_executor(pure=False, retries=_RETRIES)

        def submit(submission: Submission) -> Future[Marked]:
            return executor.submit(mark_remotely, submission, shared)

        yield submit, slots
