"""Reactions: a click under a recent message, by those who read."""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta

from .activite import noter_visite
from .alea import Alea
from .conversations import Message
from .membres import Membre
from .temps import FIN, PARIS, moment

REACTIONS = 9200
TYPES = {"merci": 44, "utile": 30, "drole": 18, "desaccord": 8}
PAR_MEMBRE = {0: 52, 1: 14, 2: 9, 3: 7, 5: 6, 8: 5, 12: 4, 20: 2, 35: 1}


def reagir(
    alea: Alea, membres: list[Membre], messages: list[Message], actives: set[str], muets: set[str]
) -> list[dict]:
    """Rows of `reactions.csv` in time order.

    `actives` react within 7 days of joining (G2); `muets` (not activated) never do so before their ninth day.
    """
    instants = [message.ts for message in messages]
    vus: set[tuple[str, str]] = set()
    brutes = []

    def une(membre: Membre, jour) -> None:
        ts = moment(alea, jour)
        fin = bisect_right(instants, ts - timedelta(minutes=5))
        if fin == 0:
            return
        message = messages[fin - 1 - min(alea.entier(0, 70), alea.entier(0, 70), fin - 1)]
        cle = (membre.member_id, message.message_id)
        if message.membre is membre or cle in vus:
            return
        vus.add(cle)
        noter_visite(alea, membre, jour)
        brutes.append((ts, membre.member_id, message.message_id, alea.pondere(TYPES)))

    for membre in membres:
        if membre.member_id in actives:
            avant = len(brutes)
            while len(brutes) == avant:
                # the first evening: day 0 after 22:00 would be too early for those who join at night
                une(membre, min(membre.inscription + timedelta(days=alea.entier(0, 5)), FIN))
    lecteurs = []
    for membre in membres:
        depuis = membre.inscription + timedelta(days=9 if membre.member_id in muets else 0)
        jours = sorted(jour for jour in membre.visites if jour >= depuis)
        if jours:
            lecteurs += [(membre, jours)] * alea.pondere(PAR_MEMBRE) * (1 if membre.member_id in muets else 2)
    while len(brutes) < REACTIONS:
        membre, jours = alea.choix(lecteurs)
        une(membre, alea.choix(jours))
    brutes.sort()
    return [
        {
            "reaction_id": f"r{numero}",
            "message_id": message_id,
            "member_id": member_id,
            "ts": ts.astimezone(PARIS),
            "type": genre,
        }
        for numero, (ts, member_id, message_id, genre) in enumerate(brutes, start=1)
    ]


def visites(membres: list[Membre]) -> list[dict]:
    """The rows of `visites.csv`: one per member and local day, for those who accept measurement."""
    lignes = [
        {"member_id": membre.member_id, "jour": jour, "nb_visites": nombre}
        for membre in membres
        if membre.consentement
        for jour, nombre in membre.visites.items()
    ]
    return sorted(lignes, key=lambda ligne: (ligne["jour"], ligne["member_id"]))
