"""Moodle's worksheet for a class made by `tests.grading.demo.write_zip`."""

from __future__ import annotations

HEAD = "Identifiant,Nom complet,Statut,Note,Note maximale,La note peut être modifiée,"
HEAD += "Dernière modification (note),Feedback par commentaires"


def blank_sheet(names: list[str]) -> bytes:
    """As Moodle gives it before any mark."""
    lines = [f"Participant {40_000 + at},{name},Remis pour évaluation,,20.00,Oui,-," for at, name in enumerate(names)]
    return ("\n".join([HEAD, *lines]) + "\n").encode()
