"""Inside the sandbox, the warm process: imports once, then forks one isolated process for each role asked of it.

It never reads anything of a trainee's: the driver sends it words and descriptors, the program goes to the fork.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gc
import importlib
import json
import os
import random
import signal
import socket
import sys

from . import checker, linux, student, wire  # wire: before the fork, so that every process shares it

_CONTROL = 3  # the descriptor of the socket to the driver


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--role", choices=("zygote", "student", "checker"), default="zygote")
    parser.add_argument("--settings", type=json.loads, required=True)
    options = parser.parse_args()
    _warm(options.settings["modules"])
    _warm_tables(options.settings["tables"])
    shell = student.warm_shell()
    threads = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1
    if threads > 1:
        sys.exit(f"{threads} threads before the first fork: a module started one; it cannot be used for marking")
    if options.role == "zygote":
        _serve(shell, options.settings)
    else:
        _alone(options.role, shell, options.settings)


def _warm(modules: list[str]) -> None:
    """Import and exercise once what every notebook uses: pandas builds many things at first use."""
    for name in ["numpy", "pandas", *modules]:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    import io

    import pandas as pd

    table = pd.read_csv(io.StringIO("a,b,c\n1,x,2026-01-01\n2,y,2026-01-02\n"), parse_dates=["c"])
    groups = table.groupby("b")
    groups.a.agg(["mean", "sum"]), groups.size().sort_values(), groups.a.median(), groups.a.quantile(0.9)
    table[(table.a > 1) & table.c.notna()].drop_duplicates("b").set_index("c").a.rolling(2).mean().fillna(0).round(1)
    table.assign(mois=table.c.dt.strftime("%m"), grand=table.b.str.upper()).groupby(["mois", "grand"]).b.nunique()
    table.a.astype(float).shift().idxmax(), table.b.map({"x": 1}), table.loc[table.c >= "2026-01-02", "a"]
    table.pivot_table(index="b", values="a", aggfunc="sum").reset_index()
    repr(table), table._repr_html_(), table.sort_values("a").merge(table, on="b").b.value_counts(normalize=True)
    pd.testing.assert_frame_equal(table, table.copy())
    for value in (table, table.a, groups.a.mean()):
        _cross(value)
    if altair := sys.modules.get("altair"):
        chart = altair.Chart(table).mark_bar().encode(x="b", y=altair.Y("a", title="Nombre"), tooltip=["b", "c"])
        with contextlib.suppress(Exception):
            importlib.import_module("parcours.widgets._charts").bundle(chart.properties(title="Titre").to_dict())
        _cross(chart).to_dict()


def _cross(value):
    """What the other process would have of it."""
    encoder = wire.Encoder()
    return wire.decode(encoder.encode(value), encoder.buffers)


def _warm_tables(names: list[str]) -> None:
    """Read the instructor's tables once; every fork gets copies of them, as if it had read the files."""
    read: dict[str, object] = {}
    if not names:
        return
    from parcours import datasets

    real = datasets.load

    @functools.wraps(real)
    def load(name: str):
        return read[name].copy() if type(name) is str and name in read else real(name)

    for name in names:
        with contextlib.suppress(Exception):  # no such table: the notebook's own call will say so
            read[name] = real(name)
            load(name)
    datasets.load = load
    sys.modules["parcours.datasets.load"].load = load


def _serve(shell: student.Shell, settings: dict) -> None:
    control = socket.socket(fileno=_CONTROL)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    home = os.open("/proc/self/ns/pid", os.O_RDONLY)
    gc.collect()
    gc.freeze()
    gc.disable()  # it makes nothing of its own; a fork that may, says so
    control.send(b'{"ready":true}')
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1024, 4)
        if not data:
            return
        role = json.loads(data)["role"]
        if role == "ping":
            control.send(b'{"ok":true}')
            continue
        try:
            child = _fork(role, descriptors, shell, settings, home)
            handle = os.pidfd_open(child)
            socket.send_fds(control, [b'{"ok":true}'], [handle])
            os.close(handle)
        except OSError as error:
            control.send(json.dumps({"error": str(error)}).encode())
        for descriptor in descriptors:
            os.close(descriptor)


def _fork(role: str, descriptors: list[int], shell: student.Shell, settings: dict, home: int) -> int:
    linux.unshare(linux.CLONE_NEWPID)
    try:
        child = os.fork()
        if child == 0:
            try:
                _become(role, descriptors, shell, settings)
            except BaseException as error:
                with contextlib.suppress(OSError):
                    os.write(descriptors[0], wire.pack({"failed": f"{type(error).__name__}: {error}"}))
            finally:
                os._exit(1)
        return child
    finally:
        linux.setns(home, linux.CLONE_NEWPID)


def _become(role: str, descriptors: list[int], shell: student.Shell, settings: dict) -> None:
    """The fork's own walls, outermost first, then its work."""
    first = 10
    for position, descriptor in enumerate(descriptors):
        os.dup2(descriptor, first + position)
    os.closerange(3, first)
    os.closerange(first + len(descriptors), 4096)
    linux.private_mounts(settings["disk_bytes"], settings["under_tmp"])
    linux.own_namespaces()
    _harden(settings)
    _work(role, [first + position for position in range(len(descriptors))], shell)


def _harden(settings: dict) -> None:
    os.chdir("/tmp")
    linux.limit_resources(
        settings["memory_bytes"], settings["cpu_seconds"], settings["disk_bytes"], settings["processes"]
    )
    linux.drop_privileges()
    linux.restrict_system_calls()


def _work(role: str, descriptors: list[int], shell: student.Shell) -> None:
    import numpy

    seed = int.from_bytes(os.urandom(4), "little")
    random.seed(seed)
    numpy.random.seed(seed)
    ends = [socket.socket(fileno=descriptor) for descriptor in descriptors]
    ends[0].sendall(wire.pack({"begun": True}))  # until then, no code of a trainee's can be to blame
    if role == "checker":
        checker.main(ends[0], ends[1])
    else:
        student.main(shell, ends[0], ends[1])


def _alone(role: str, shell: student.Shell, settings: dict) -> None:
    """A process for one submission only: bubblewrap, or nothing at all, already stands around it."""
    count = settings["descriptors"]
    if settings["sandboxed"]:
        _harden(settings)
    else:
        with contextlib.suppress(OSError, ValueError):
            linux.limit_resources(settings["memory_bytes"], settings["cpu_seconds"], 2**40, 10_000)
    _work(role, list(range(_CONTROL, _CONTROL + count)), shell)


if __name__ == "__main__":
    main()
