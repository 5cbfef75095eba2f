"""What a process sees and can do inside the sandbox, in each of the kinds that a machine may offer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import pytest
from tests.attacks import cases

from parcours.grading import sandbox as sandbox_module
from parcours.grading.doctor import doctor, open_sandbox, probe
from parcours.grading.linux import _CODE
from parcours.grading.model import Limits
from parcours.grading.run import run
from parcours.grading.sandbox import Refused, Sandbox, SandboxError, Warm
from parcours.grading.sanitize import sanitize

LIMITS = Limits(cell_seconds=20.0, total_seconds=60.0, memory_bytes=2**30)

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}

PROBES = """
import os, socket, ctypes, mmap, signal, resource
libc = ctypes.CDLL(None, use_errno=True)
seen = {}
def attempt(name, action):
    try: seen[name] = repr(action())[:200]
    except BaseException as error: seen[name] = type(error).__name__
attempt("uid", os.getuid)
attempt("processes", lambda: sorted(p for p in os.listdir("/proc") if p.isdigit()))
attempt("root", lambda: sorted(os.listdir("/")))
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
attempt("capabilities", lambda: [status[key].strip() for key in ("CapEff", "CapPrm", "CapBnd", "CapInh")])
attempt("seccomp", lambda: [status[key].strip() for key in ("NoNewPrivs", "Seccomp")])
attempt("interfaces", lambda: open("/proc/net/dev").read().count(":"))
attempt("fork", os.fork)
attempt("exec", lambda: os.execv("/usr/bin/true", ["true"]))
attempt("socket", lambda: socket.socket(socket.AF_INET))
attempt("unix socket", lambda: socket.socket(socket.AF_UNIX))
attempt("unshare", lambda: libc.unshare(0x10000000))
attempt("mount", lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, 0))
attempt("ptrace", lambda: libc.ptrace(16, 1, 0, 0))
attempt("bpf", lambda: libc.syscall(321, 0, 0, 0))
attempt("io_uring", lambda: libc.syscall(425, 8, 0))
attempt("userfaultfd", lambda: libc.syscall(323, 0))
attempt("keyctl", lambda: libc.syscall(250, 0, 0, 0))
attempt("memfd", lambda: libc.memfd_create(b"x", 0))
attempt("process_vm_readv", lambda: libc.syscall(310, 1, 0, 0, 0, 0, 0))
attempt("chroot", lambda: os.chroot("/tmp"))
attempt("setuid", lambda: os.setuid(0))
attempt("personality", lambda: libc.personality(0x0040000))
attempt("write usr", lambda: open("/usr/x", "w"))
attempt("write package", lambda: open(__import__("parcours").__file__, "w"))
attempt("write sysctl", lambda: os.open("/proc/sys/kernel/hostname", os.O_WRONLY))
attempt("descriptors", lambda: sorted(int(d) for d in os.listdir("/proc/self/fd")))
attempt("memory", lambda: len(bytearray(8 * 2**30)))
attempt("file", lambda: open("/tmp/gros", "wb").write(bytes(200_000_000)))
print(__import__("json").dumps(seen))
"""


@pytest.fixture(scope="module", params=["warm", "fresh"])
def seen(request, course, template):
    notebook = json.loads(cases.code(PROBES)(course.solved()))
    with Sandbox(LIMITS, warm=Warm(("pandas",)), kind=request.param) as sandbox:
        result = run(sanitize(notebook, template, LIMITS), template, sandbox)
    [output] = result.outputs[2]
    assert {g: v.completed for g, v in result.cells.items()}["m90-ex01-test1"]
    return json.loads(output["text"])


def test_nobody_and_nothing_else_is_there(seen):
    assert seen["uid"] != "0"
    assert seen["processes"] in ("['1']", "['1', '2']", "['2']")
    assert "home" not in seen["root"]
    assert set(seen["capabilities"]) <= set("[]', 0")
    assert seen["seccomp"] == "['1', '2']"
    assert seen["interfaces"] == "1"


@pytest.mark.parametrize(
    "name",
    [
        "fork",
        "exec",
        "socket",
        "unix socket",
        "chroot",
        "setuid",
        "write usr",
        "write package",
        "write sysctl",
        "memory",
        "file",
    ],
)
def test_refused_by_python(seen, name):
    assert seen[name] in ("PermissionError", "OSError", "MemoryError"), seen[name]


@pytest.mark.parametrize(
    "name",
    [
        "unshare",
        "mount",
        "ptrace",
        "bpf",
        "io_uring",
        "userfaultfd",
        "keyctl",
        "memfd",
        "process_vm_readv",
        "personality",
    ],
)
def test_refused_by_the_kernel(seen, name):
    assert seen[name] == "-1"


def test_the_checkers_pipe_is_not_among_the_descriptors(seen):
    """0, 1, 2, the driver, the checker's questions, and the listing itself."""
    assert len(json.loads(seen["descriptors"])) <= 6


def test_without_isolation_it_says_so_loudly(course, template):
    warnings: list[str] = []
    with open_sandbox("open", LIMITS, Warm(("pandas",)), None, warnings) as sandbox:
        result = run(sanitize(course.solved(), template, LIMITS), template, sandbox)
    assert result.cells["m90-ex01-test1"].completed
    assert warnings[0].startswith("SANS ISOLATION")


def test_no_sandbox_at_all_is_a_refusal_not_a_fallback(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(SandboxError, match="--sans-isolation"), open_sandbox(None, LIMITS, Warm(), None, []):
        pass


def test_a_process_refused_for_a_moment_is_asked_for_again_and_nobody_else_is_disturbed(monkeypatch):
    """No memory, no namespace left: it passes. The warm process, and what runs in it, stays."""
    refusals = iter([Refused("plus de mémoire"), Refused("plus de mémoire")])

    def fork(self, role, ends):
        for refusal in refusals:
            raise refusal
        return real(self, role, ends)

    monkeypatch.setattr(sandbox_module, "_PAUSES", (0.01, 0.01))
    with Sandbox(LIMITS, warm=Warm(("pandas",))) as sandbox:
        real = Sandbox._fork
        monkeypatch.setattr(Sandbox, "_fork", fork)
        probe(sandbox)
        assert next(refusals, None) is None
        assert sandbox.generation == 0


def test_descriptors_of_any_number_reach_their_places():
    """A long session holds many descriptors: the launcher must not write one over another while it renumbers them."""
    pairs = [os.pipe() for _ in range(2)]
    given = [os.dup2(pairs[0][0], 101), os.dup2(pairs[1][0], 100)]
    for (_, writes), word in zip(pairs, (b"un", b"deux"), strict=True):
        os.write(writes, word)
    script = "import sys, os; from parcours.grading.launcher import _renumber; _renumber([101, 100]); "
    script += "print(os.read(3, 9).decode(), os.read(4, 9).decode())"
    told = subprocess.run([sys.executable, "-c", script], pass_fds=given, capture_output=True, text=True, check=True)
    for descriptor in [*given, *pairs[0], *pairs[1]]:
        os.close(descriptor)
    assert told.stdout.split() == ["un", "deux"]


def test_the_doctor_tells_what_works():
    found = doctor()
    assert found.kind == "warm", found.text()
    assert "bubblewrap" in found.text()


def test_it_refuses_to_start_with_more_than_one_thread(tmp_path, monkeypatch):
    """A module of the trainer's that starts a thread: forks of such a process could hang."""
    (tmp_path / "bavard.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    settings = {"modules": ["bavard"], "tables": [], "descriptors": 0, "sandboxed": False}
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv[1:] = ['--settings', {json.dumps(settings)!r}]; "
    )
    code += "from parcours.grading.zygote import main; main()"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | ONE_THREAD)
    assert told.returncode == 1
    assert "2 threads before the first fork" in told.stderr


@pytest.mark.parametrize("refused", ["student", "checker"])
def test_a_process_that_never_began_accuses_nobody(course, template, monkeypatch, refused):
    """In a fresh sandbox, a bubblewrap refused for a moment: the run is to be done again, at nobody's cost."""
    real = Sandbox._launch

    def launch(self, role, descriptors):
        return subprocess.Popen(["false"]) if role == refused else real(self, role, descriptors)

    monkeypatch.setattr(Sandbox, "_launch", launch)
    with (
        Sandbox(LIMITS, warm=Warm(("pandas",)), kind="fresh") as sandbox,
        pytest.raises(SandboxError, match="n’a pas démarré"),
    ):
        run(sanitize(course.solved(), template, LIMITS), template, sandbox)


def test_after_a_restart_that_failed_the_next_demand_starts_again(monkeypatch):
    def refuse(*_):
        raise BlockingIOError("Resource temporarily unavailable")

    with Sandbox(LIMITS, warm=Warm(("pandas",))) as sandbox:
        sandbox._control.shutdown(socket.SHUT_RDWR)  # the warm process leaves
        with monkeypatch.context() as patched:
            patched.setattr(Sandbox, "_launch", refuse)
            with pytest.raises(OSError, match="unavailable"):
                probe(sandbox)
            assert sandbox.lost_since(sandbox.generation)
        probe(sandbox)


def test_the_cause_of_a_refusal_is_told(monkeypatch):
    def refuse(self):
        raise SandboxError("Le bac à sable ne démarre pas ici.\nLe système a répondu : quota dépassé")

    monkeypatch.setattr(Sandbox, "__enter__", refuse)
    with pytest.raises(SandboxError, match="quota dépassé"), open_sandbox("warm", LIMITS, Warm(), None, []):
        pass


def test_the_filter_ends_with_a_refusal():
    assert _CODE[-8:] == b"\x06\x00\x00\x00\x01\x00\x05\x00"
