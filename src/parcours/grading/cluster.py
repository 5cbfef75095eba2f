"""Sends the runs to an existing Dask cluster; results come back one by one to the one writer.

Each worker keeps one warm sandbox an assignment. A worker that dies takes nothing with it: Dask gives its submissions
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
_lock = threading.Lock()
_jobs: dict[str, Job] = {}
_open = contextlib.ExitStack()
atexit.register(_open.close)


@dataclass(frozen=True)
class Order:
    """What a worker needs to mark any submission of an assignment; ``job`` travels without its sandbox."""

    job: Job
    limits: Limits
    warm: Warm
    data: Path | None
    kind: str


def mark_remotely(submission: Submission, order: Order) -> Marked:
    """Runs on a worker."""
    with _lock:
        key = f"{order.job.template.digest}:{order.kind}"
        if key not in _jobs:
            opened = open_sandbox(order.kind, order.limits, order.warm, order.data, [])
            _jobs[key] = order.job.on(_open.enter_context(opened))
    return mark_one(submission, _jobs[key])


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
