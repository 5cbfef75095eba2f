"""Starts bubblewrap as an ordinary user, even when the driver is root.

Root would keep every file under /proc/sys and escape the limit on processes. Some folders that Python needs may be
closed to that user (a Python under /root): while still root, they are bound to a place he can reach, in a mount
namespace that nobody else sees.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys

from . import linux

_ORDINARY = 65534  # nobody
_FIRST = 3


def main() -> None:
    order = json.loads(sys.argv[1])
    _renumber(order["descriptors"])
    if order["bwrap"] is None:
        os.execv(order["command"][0], order["command"])
    sources = list(order["read_only"].values())
    places = sources
    if os.getuid() == 0:
        places = _reachable(sources)
        os.setgroups([])
        os.setresgid(_ORDINARY, _ORDINARY, _ORDINARY)
        os.setresuid(_ORDINARY, _ORDINARY, _ORDINARY)
    command = [order["bwrap"], *order["first"]]
    for place, target in zip(places, order["read_only"], strict=True):
        command += ["--ro-bind", place, target]
    os.execv(command[0], [*command, *order["options"], *order["command"]])


def _renumber(descriptors: list[int]) -> None:
    """Give the descriptors the numbers 3, 4… that the sandbox expects."""
    free = _FIRST + len(descriptors)
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, free) for descriptor in descriptors]  # never over one another
    for position, descriptor in enumerate(high):
        os.dup2(descriptor, _FIRST + position)
    os.closerange(_FIRST + len(descriptors), 4096)


def _reachable(sources: list[str]) -> list[str]:
    """The same files and folders, bound under numbers in a tmpfs of our own."""
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", linux.MS_REC | linux.MS_PRIVATE)
    opened = [(os.open(source, os.O_PATH), os.path.isdir(source)) for source in sources]
    linux.mount("tmpfs", "/mnt", linux.MS_NOSUID | linux.MS_NODEV, "mode=0755")
    places = []
    for number, (descriptor, is_folder) in enumerate(opened):
        place = f"/mnt/{number}"
        if is_folder:
            os.mkdir(place)
        else:
            os.close(os.open(place, os.O_CREAT | os.O_WRONLY))
        linux.bind(f"/proc/self/fd/{descriptor}", place)
        os.close(descriptor)
        places.append(place)
    return places


if __name__ == "__main__":
    main()
