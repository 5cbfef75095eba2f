"""Tells which isolation this machine offers, by trying it; and what to do when it offers none."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import wire
from .model import GradingError, Limits
from .sandbox import Sandbox, SandboxError, Warm

NO_ISOLATION = (
    "SANS ISOLATION : le code des participants a tourné avec vos droits. "
    "Il a pu lire vos fichiers et changer les notes. Ne gardez pas ces résultats sans les vérifier."
)
BEFORE_NO_ISOLATION = (
    "SANS ISOLATION : le code des participants va tourner avec vos droits. Il pourra lire vos fichiers et changer "
    "les notes. Ctrl-C pour renoncer ; ne corrigez ainsi que vos propres carnets."
)
_TOLD = {
    "warm": "bac à sable chaud : un processus par devoir, une isolation complète par rendu (rapide)",
    "fresh": "bac à sable neuf pour chaque rendu : aussi sûr pour vos fichiers, plus lent",
}


@dataclass
class Diagnosis:
    """``kind``: the sandbox to use, or None. ``lines``: French, for the trainer."""

    kind: str | None
    lines: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join(self.lines)


def doctor() -> Diagnosis:
    """Try the sandboxes from the best down; takes a few seconds."""
    found = Diagnosis(None, [f"Système : {platform.system()} {platform.release()}, Python {platform.python_version()}"])
    if sys.platform != "linux":
        found.lines.append(
            "L’isolation demande Linux. Sous Windows, lancez la correction dans WSL ; sous macOS, dans l’image de "
            "conteneur (voir docs/grading.md). À défaut, --sans-isolation exécute leur code sans protection."
        )
        return found
    bwrap = shutil.which("bwrap")
    found.lines.append(f"bubblewrap : {_version(bwrap) if bwrap else 'absent, « sudo apt install bubblewrap »'}")
    who = "root (le bac à sable passe à un utilisateur ordinaire)" if os.getuid() == 0 else f"utilisateur {os.getuid()}"
    found.lines.append(f"Lancé par : {who}")
    for kind, told in _TOLD.items():
        try:
            with Sandbox(Limits(), kind=kind) as sandbox:
                probe(sandbox)
        except (GradingError, OSError) as error:
            found.lines.append(f"✗ {told}\n    {str(error).splitlines()[-1][:300]}")
        else:
            found.kind = kind
            found.lines.append(f"✓ {told} — c’est lui qui servira")
            return found
    found.lines.append(
        "Aucun bac à sable ne fonctionne ici. Sur Ubuntu 24.04 et suivants, autorisez bubblewrap dans AppArmor "
        "(docs/grading.md) ; dans un conteneur, donnez-lui --security-opt seccomp=unconfined."
    )
    return found


def _version(bwrap: str) -> str:
    return subprocess.run([bwrap, "--version"], capture_output=True, text=True, check=False).stdout.strip()


def probe(sandbox: Sandbox) -> None:
    """One empty program, all the way through. Raises SandboxError."""
    (ours, theirs), (nobody, unused) = socket.socketpair(), socket.socketpair()
    with ours, theirs, nobody, unused:
        process = sandbox.spawn("student", [theirs, unused])
        theirs.close()
        try:
            ours.settimeout(60)
            channel = wire.Channel(ours)
            channel.send({"cells": [], "cell_seconds": 1, "output_bytes": 1000})
            message = {"begun": True}
            while "begun" in message:
                message, _ = channel.recv()
        except (EOFError, OSError, wire.BadFrame) as error:
            raise SandboxError(sandbox.explain(str(error))) from error
        finally:
            process.kill()
        if message.get("end") is not True:
            raise SandboxError(sandbox.explain(str(message.get("failed", message))))


@contextlib.contextmanager
def open_sandbox(
    kind: str | None, limits: Limits, warm: Warm, data: Path | None, warnings: list[str]
) -> Iterator[Sandbox]:
    """A sandbox that works: of ``kind``, or the best there is, with a French warning when that is not the best.

    Raises SandboxError, with the causes and the whole diagnosis, when there is none.
    """
    causes: list[str] = []
    with contextlib.ExitStack() as stack:
        for candidate in [kind] if kind else _TOLD:
            try:
                sandbox = stack.enter_context(Sandbox(limits, warm, data, candidate))
                probe(sandbox)
            except (GradingError, OSError) as error:
                causes.append(str(error).splitlines()[-1][:300])
                stack.close()
                continue
            if candidate == "fresh":
                why = f" ({causes[0]})" if causes else ""
                warnings.append(f"le noyau refuse l’isolation rapide{why}. Utilisé : {_TOLD['fresh']}.")
            elif candidate == "open":
                warnings.append(NO_ISOLATION)
            yield sandbox
            return
    raise SandboxError(
        "Cette machine ne peut pas isoler le code des participants :\n"
        + doctor().text()
        + "\nPour l’exécuter quand même, sans protection : --sans-isolation."
    )
