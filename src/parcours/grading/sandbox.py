"""The driver's hold on the sandbox: start it, ask it for isolated processes, kill them.

Three kinds, told by ``doctor``:

- *warm*: one bubblewrap around a process that forks isolated children;
- *fresh*, where the kernel refuses namespaces inside bubblewrap: one bubblewrap for each process, slower;
- *open*: no isolation at all, only when the trainer insists.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from .model import GradingError, Limits

_START_SECONDS = 120.0
_PAUSES = (0.1, 0.5, 2.0, 5.0)  # a busy machine may refuse a process or a namespace for a moment
_DATA = "/donnees"
_DEVICES = ("null", "zero", "full", "random", "urandom")


class SandboxError(GradingError):
    """The sandbox does not start or does not answer; the message says what to do, in French."""


class Refused(SandboxError):
    """The warm process is well, but the system would not give it one more process just now."""


@dataclass
class Process:
    """One isolated process. ``kill`` may be called at any time, more than once."""

    handle: int | None = None
    popen: subprocess.Popen | None = None

    def kill(self) -> None:
        if self.handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            os.close(self.handle)
            self.handle = None
        if self.popen is not None:
            self.popen.kill()
            self.popen.wait()
            self.popen = None


@dataclass(frozen=True)
class Warm:
    """What the instructor's cells use: modules to import and tables to read, once for all."""

    modules: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass
class Sandbox:
    """Use as a context manager. ``data`` is the folder of tables; ``warm`` what is ready before the first fork."""

    limits: Limits = field(default_factory=Limits)
    warm: Warm = field(default_factory=Warm)
    data: Path | None = None
    kind: str = "warm"

    def __enter__(self) -> Sandbox:
        self.generation = 0  # one more at each restart of the warm process
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 closed by __exit__
        if self.kind == "warm":
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._control is not None:
            self._control.close()  # the warm process leaves at this, and its children with it
        if self._process is not None:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control = self._process = None
        self._errors.close()

    def spawn(self, role: str, ends: list[socket.socket]) -> Process:
        """A new isolated process for ``role``, which holds ``ends``: the way to the driver, then to the other process.
        The caller closes his copies."""
        if self.kind != "warm":
            return Process(popen=self._launch(role, [end.fileno() for end in ends]))
        for pause in _PAUSES:
            with contextlib.suppress(SandboxError), self._lock:
                return self._fork_or_restart(role, ends)
            time.sleep(pause)
        with self._lock:
            return self._fork_or_restart(role, ends)

    def _fork_or_restart(self, role: str, ends: list[socket.socket]) -> Process:
        """A refusal leaves the warm process alone: to restart it would kill what others are running in it."""
        try:
            return self._fork(role, ends)
        except Refused:
            raise
        except (OSError, SandboxError):  # the warm process is gone
            self._restart()
            return self._fork(role, ends)

    def _fork(self, role: str, ends: list[socket.socket]) -> Process:
        if self._control is None:  # the last restart failed
            raise SandboxError(self.explain(""))
        socket.send_fds(self._control, [json.dumps({"role": role}).encode()], [end.fileno() for end in ends])
        data, handles, _, _ = socket.recv_fds(self._control, 4096, 1)
        if handles:
            return Process(handle=handles[0])
        if not data:
            raise SandboxError(self.explain(""))
        raise Refused(self.explain(json.loads(data).get("error", "")))

    def lost_since(self, generation: int) -> bool:
        """Whether the warm process died: then a fork's death says nothing of the trainee's code."""
        if self.kind != "warm":
            return False
        with self._lock:
            return self.generation != generation or not self._answers()

    def _answers(self) -> bool:
        if self._control is None:
            return False
        try:
            self._control.send(b'{"role":"ping"}')
            return bool(self._control.recv(1024))
        except OSError:
            return False

    def _restart(self) -> None:
        self._close()
        self.generation += 1
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 closed by __exit__
        self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = self._launch("zygote", [theirs.fileno()])
        theirs.close()
        ours.settimeout(_START_SECONDS)
        self._control = ours
        try:
            ready = ours.recv(1024)
        except OSError:
            ready = b""
        if not ready:
            raise SandboxError(self.explain(""))
        ours.settimeout(30)

    def explain(self, detail: str) -> str:
        said = detail
        if not said and not self._errors.closed:
            self._errors.seek(0)
            said = self._errors.read().decode("utf-8", "replace").strip()
        said = said[-600:]
        return (
            "Le bac à sable ne démarre pas ici. Lancez « parcours doctor » pour savoir pourquoi et que faire.\n"
            f"Le système a répondu : {said or 'rien'}"
        )

    def _launch(self, role: str, descriptors: list[int]) -> subprocess.Popen:
        settings = {
            "modules": list(self.warm.modules),
            "tables": list(self.warm.tables),
            "memory_bytes": self.limits.memory_bytes,
            "disk_bytes": self.limits.disk_bytes,
            "processes": self.limits.processes,
            "cpu_seconds": int(self.limits.total_seconds) + 10,
            "descriptors": len(descriptors),
            "sandboxed": self.kind != "open",
            "under_tmp": [path for path in _read_only() if path.startswith("/tmp/")],
        }
        python = [sys.executable, "-I", "-m", "parcours.grading.zygote", "--role", role]
        command = [*python, "--settings", json.dumps(settings)]
        order = {
            "descriptors": descriptors,
            "command": command,
            "read_only": {},
            "first": [],
            "options": [],
            "bwrap": None,
        }
        if self.kind != "open":
            # The private /tmp comes first: a course that lies under /tmp is then bound over it, not hidden by it.
            first = ["--size", str(self.limits.disk_bytes), "--tmpfs", "/tmp"]
            order |= {"bwrap": _bubblewrap(), "read_only": _bound(self.data), "first": first, "options": _options(self)}
        return subprocess.Popen(
            [sys.executable, "-I", "-m", "parcours.grading.launcher", json.dumps(order)],
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=_environment(self.data) if self.kind == "open" else None,
            start_new_session=True,
        )


def _bubblewrap() -> str:
    found = shutil.which("bwrap")
    if not found:
        raise SandboxError(
            "bubblewrap (bwrap) n’est pas installé : « sudo apt install bubblewrap » sous Debian et Ubuntu. "
            "Sous Windows, utilisez WSL ; sous macOS, l’image de conteneur (voir docs/grading.md)."
        )
    return found


def _read_only() -> list[str]:
    """The folders that Python needs and that hold nothing of the course's."""
    package = Path(__file__).resolve().parent.parent
    wanted = [Path("/usr"), Path(sys.base_prefix), Path(sys.prefix), package, Path(sysconfig.get_path("stdlib"))]
    wanted += [Path(path) for path in site.getsitepackages()]
    wanted += [path for path in map(Path, ("/etc/ld.so.cache", "/etc/localtime")) if path.is_file()]
    wanted += [path for path in map(Path, ("/lib", "/lib64", "/bin")) if path.is_dir() and not path.is_symlink()]
    kept: list[Path] = []
    for path in sorted(set(wanted), key=lambda p: len(p.parts)):
        if path.exists() and not any(path.is_relative_to(done) for done in kept):
            kept.append(path)
    return [str(path) for path in kept]


def _bound(data: Path | None) -> dict[str, str]:
    """What is shown inside, read-only, and where it really is: Python's folders at their own place, the tables."""
    found = sorted(data.iterdir()) if data is not None else []
    tables = [file for file in found if file.is_file() and file.suffix in (".csv", ".json")]
    return {path: path for path in _read_only()} | {f"{_DATA}/{file.name}": str(file.resolve()) for file in tables}


def _options(sandbox: Sandbox) -> list[str]:
    """bubblewrap's words, in order. It keeps only what the warm process needs to build inner namespaces."""
    options = [
        "--unshare-user",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    options += ["--cap-drop", "ALL"]
    if sandbox.kind == "warm":
        for capability in ("CAP_SYS_ADMIN", "CAP_SETFCAP", "CAP_SETPCAP"):
            options += ["--cap-add", capability]
    else:
        options += ["--die-with-parent"]
    for path in map(Path, ("/lib", "/lib64", "/bin")):
        if path.is_symlink():
            options += ["--symlink", os.readlink(path), str(path)]
    options += ["--proc", "/proc", "--dir", "/dev"]
    for device in _DEVICES:  # bubblewrap's own --dev would nest a user namespace that inner ones cannot leave
        options += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    options += ["--chdir", "/", "--clearenv"]
    for name, value in _environment(Path(_DATA) if sandbox.data else None).items():
        options += ["--setenv", name, value]
    return options


def _environment(data: Path | None) -> dict[str, str]:
    """One thread a library (a fork must find none), and nothing of the trainer's own environment."""
    environment = {
        "HOME": "/tmp",
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "NBGRADER_EXECUTION": "autograde",
        "MPLBACKEND": "Agg",
        "IPYTHONDIR": "/tmp/.ipython",
    }
    environment |= {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")}
    if data is not None:
        environment["PARCOURS_DONNEES"] = str(data)
    return environment
