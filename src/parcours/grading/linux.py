"""The Linux calls that isolate one forked process: namespaces, limits, capabilities, seccomp. Through ctypes.

Order matters and is the reason for this module: mounts are made while the process still belongs to the outer user
namespace, so that the inner one, which the trainee's code runs in, has no right to undo them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import struct

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
_CLONE_THREAD = 0x00010000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 4, 38, 22
_PR_CAPBSET_DROP, _PR_CAP_AMBIENT = 24, 47
_AF_UNIX = 1
_EPERM, _ENOSYS = 1, 38

_libc = ctypes.CDLL(None, use_errno=True)


class IsolationError(OSError):
    """The kernel refused a step; ``args`` names it."""


def _check(result: int, step: str) -> None:
    if result == -1:
        number = ctypes.get_errno()
        raise IsolationError(number, f"{step}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    _check(_libc.unshare(flags), f"unshare {flags:#x}")


def setns(descriptor: int, kind: int) -> None:
    _check(_libc.setns(descriptor, kind), "setns")


def mount(kind: str, target: str, flags: int, options: str = "") -> None:
    made = _libc.mount(kind.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode() or None)
    _check(made, f"mount {target}")


def bind(source: str, target: str) -> None:
    made = _libc.mount(source.encode(), target.encode(), None, ctypes.c_ulong(MS_BIND | MS_REC), None)
    _check(made, f"bind {target}")


def die_with_parent() -> None:
    _prctl(_PR_SET_PDEATHSIG, 9)


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4]]
    _check(_libc.prctl(option, *padded), f"prctl {option}")


def private_mounts(disk_bytes: int, under_tmp: list[str]) -> None:
    """A mount tree of this process's own: its /proc, and a /tmp of a bounded size, empty but for the folders of
    ``under_tmp``, bound again as read-only as they were (a course that itself lies under /tmp)."""
    unshare(CLONE_NEWNS)
    kept = [(path, os.open(path, os.O_PATH)) for path in under_tmp]
    mount("none", "/", MS_REC | MS_PRIVATE)
    safe = MS_NOSUID | MS_NODEV | MS_NOEXEC
    mount("proc", "/proc", safe, "hidepid=2")
    mount("tmpfs", "/tmp", safe, f"size={disk_bytes},nr_inodes=4096,mode=0700")
    for path, descriptor in kept:
        os.makedirs(path)
        bind(f"/proc/self/fd/{descriptor}", path)
        os.close(descriptor)


def own_namespaces() -> None:
    """Network, ipc, host name, cgroup view; then a user namespace that owns none of these mounts."""
    uid, gid = os.getuid(), os.getgid()
    unshare(CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)
    unshare(CLONE_NEWUSER)
    for name, line in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def limit_resources(memory_bytes: int, cpu_seconds: int, file_bytes: int, processes: int) -> None:
    wanted = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_NOFILE: 128,
        resource.RLIMIT_NPROC: processes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for kind, value in wanted.items():
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def drop_privileges() -> None:
    """No capability, none to regain, nothing for a debugger to attach to."""
    with contextlib.suppress(IsolationError):  # beyond the last that this kernel has, or none may be dropped any more
        for capability in range(64):
            _prctl(_PR_CAPBSET_DROP, capability)
    _prctl(_PR_CAP_AMBIENT, 4)  # PR_CAP_AMBIENT_CLEAR_ALL
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    header = struct.pack("<Ii", 0x20080522, 0)
    _check(_libc.capset(header, bytes(24)), "capset")


# --- seccomp: what Python, numpy and pandas need, and nothing else

# fmt: off
_ALLOWED = {
    # read … statx, futex, epoll, files, clocks; no fork, exec, socket, ptrace, mount, bpf, io_uring, keyctl, memfd, shm
    "x86_64": (0xC000003E, [
        *range(0, 29), *range(32, 40), *range(44, 49), 51, 52, 54, 55, 60, 62, 63, *range(72, 81), *range(82, 92),
        *range(95, 101), 102, 104, 107, 108, 110, 111, 115, 118, 120, 121, 124, 127, 128, 130, 131, 137, 138, 143,
        145, 146, 147, 158, 186, *range(200, 205), 213, 217, 218, 219, *range(221, 225), 226, *range(228, 235), 257,
        258, *range(262, 272), 273, 274, 280, 281, *range(283, 289), *range(290, 294), 295, 296, 302, 309, 316, 318,
        324, 326, 327, 328, 332, 334, 436, 437, 439, 449,
    ], {"clone": 56, "clone3": 435, "socketpair": 53}),
    "aarch64": (0xC00000B7, [
        17, *range(19, 26), 29, *range(32, 39), *range(43, 50), 53, 56, 57, 59, *range(61, 71), 72, 73, 78, 79, 80, 82,
        83, *range(85, 89), 93, 94, 96, *range(98, 104), 107, 108, 110, 111, *range(113, 116), *range(120, 127),
        *range(128, 138), 139, 148, 150, 153, 155, 156, 158, 160, 163, 165, 166, 168, 169, *range(172, 180),
        *range(204, 213), 214, 215, 216, 222, 223, 226, 227, 232, 233, 242, 261, 276, 278, 283, *range(285, 288),
        291, 293, 436, 437, 439, 449,
    ], {"clone": 220, "clone3": 435, "socketpair": 199}),
}
# fmt: on
_REFUSED = {"x86_64": {29, 30, 31}, "aarch64": set()}  # System V shared memory, should a range ever reach it

_LD_NR, _LD_ARCH, _LD_ARG0 = 0, 4, 16
_LOAD, _JEQ, _JGE, _JSET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


def _filter(machine: str) -> bytes:
    """The BPF program. Anything unlisted answers EPERM; clone only makes threads; clone3 answers ENOSYS, so that the C
    library falls back on clone, whose flags can be read; a socket pair only joins local ends."""
    architecture, allowed, special = _ALLOWED[machine]
    code: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, _LD_ARCH),
        (_JEQ, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _LD_NR),
        (_JGE, 0, 1, 0x40000000),  # the x32 numbering
        (_RETURN, 0, 0, _KILL),
        (_JEQ, 0, 1, special["clone3"]),
        (_RETURN, 0, 0, _ERRNO | _ENOSYS),
        (_JEQ, 0, 4, special["clone"]),
        (_LOAD, 0, 0, _LD_ARG0),
        (_JSET, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        (_JEQ, 0, 4, special["socketpair"]),
        (_LOAD, 0, 0, _LD_ARG0),
        (_JEQ, 0, 1, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
    ]
    for number in sorted(set(allowed) - _REFUSED[machine]):
        code += [(_JEQ, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    code.append((_RETURN, 0, 0, _ERRNO | _EPERM))
    return b"".join(struct.pack("<HBBI", *line) for line in code)


_MACHINE = platform.machine()
_CODE = _filter(_MACHINE) if _MACHINE in _ALLOWED else b""  # once, before the forks


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def restrict_system_calls() -> None:
    """From here on only the listed system calls work. Needs no_new_privs; raises IsolationError elsewhere than on
    x86-64 and ARM64."""
    if _MACHINE not in _ALLOWED:
        raise IsolationError(_ENOSYS, f"no seccomp list for {_MACHINE}")
    program = _Program(len(_CODE) // 8, _CODE)
    _check(_libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(program), 0, 0), "seccomp")
