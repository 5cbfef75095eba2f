"""Three workers, one killed under way: every notebook is marked, once, as if nothing had happened."""

from __future__ import annotations

import contextlib
import shutil
import signal

import psutil
import pytest
from distributed import LocalCluster
from tests.grading import classroom
from tests.grading import course as fixture

from parcours.grading import cluster
from parcours.grading.cluster import Order, connect
from parcours.grading.mark import Job
from parcours.grading.model import GradingError, Limits
from parcours.grading.sandbox import Warm
from parcours.grading.template import Template

NUMBER = 12


def test_a_lost_worker_loses_nothing(tmp_path):
    course = fixture.build(tmp_path / "classe")
    classroom.hand_in(course, NUMBER)
    alone = tmp_path / "seul"
    shutil.copytree(course.root, alone)
    expected = classroom.mark(alone)
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None, silence_logs=50) as workers:
        victim = workers.workers[1].pid
        killed = []

        def kill_once(progress):
            if progress.done >= 3 and not killed:
                psutil.Process(victim).send_signal(signal.SIGKILL)
                killed.append(victim)

        summary = classroom.mark(course.root, scheduler=workers.scheduler_address, progress=kill_once)
    assert killed
    assert [o.reasons for o in summary.outcomes] == [o.reasons for o in expected.outcomes]
    assert [o.score for o in summary.outcomes] == [o.score for o in expected.outcomes]
    assert classroom.gradebook(course.root / "gradebook.db") == classroom.gradebook(alone / "gradebook.db")


def test_a_worker_keeps_a_sandbox_an_order_and_closes_the_oldest(monkeypatch):
    """The same assignment with more time, or other tables, is another order: its sandbox is not the former's."""
    opened, closed = [], []

    @contextlib.contextmanager
    def sandbox(kind, limits, warm, data, warnings):
        opened.append(limits.cell_seconds)
        yield limits
        closed.append(limits.cell_seconds)

    def order(seconds: float) -> Order:
        job = Job(Template("m90", (), {}), None, frozenset(), None)
        return Order(job, Limits(cell_seconds=seconds), Warm(), None, "warm")

    monkeypatch.setattr(cluster, "open_sandbox", sandbox)
    monkeypatch.setattr(cluster, "_benches", [])
    for seconds in (1.0, 2.0, 1.0, 3.0, 4.0):
        assert cluster._bench(order(seconds)).job.sandbox.cell_seconds == seconds
    assert (opened, closed) == ([1.0, 2.0, 3.0, 4.0], [2.0])


def test_a_cluster_that_is_not_there_is_told():
    nothing = Order(Job(Template("m90", (), {}), None, frozenset(), None), Limits(), Warm(), None, "warm")
    with pytest.raises(GradingError, match="ne répond pas"), connect("tcp://127.0.0.1:9", nothing, "1s"):
        pass
