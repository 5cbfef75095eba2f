"""Who writes how much, on which days, and who merely visits: the slots that conversations then fill."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from .alea import Alea
from .membres import Membre, mois_observes
from .temps import FIN, PRIME, jours_du_mois, moment

MESSAGES_HUMAINS = 6250
CONTRIBUTEURS_FONDATEURS = 180
CONTRIBUTEURS = [108, 118, 126, 124, 102, 94, 84]  # by cohort, September → March
ACTIVES_PAR_MESSAGE = [60, 66, 72, 74, 72, 76, 84]  # first message within 7 days
ACTIVES_PAR_REACTION = [34, 44, 53, 61, 74, 76, 76]  # first reaction within 7 days, no message in them
RELAIS_DEPART = date(2025, 11, 17)  # G19: the bridge member's last day is the eve
EXPERTE_REPARATIONS, EXPERT_LAVAGE, RELAIS = "Solene_alene", "Marek", "nadir_relie"
PREMIERS_JOURS = {0: 42, 1: 18, 2: 11, 3: 9, 4: 8, 5: 7, 6: 5}
JOURS_DE_VISITE = {1: 17, 2: 14, 3: 13, 4: 11, 5: 10, 6: 8, 8: 8, 10: 7, 13: 5, 17: 4, 22: 3}


@dataclass(eq=False)
class Creneau:
    """A message to be written: who, when; `moderation` says why it will be removed, if it will."""

    membre: Membre
    ts: datetime
    premier: bool
    moderation: str | None = None


def inegalite(effectif: int) -> list[int]:
    """G1. A few write nearly everything: the k-th contributor writes about 1465/(k + 9) messages, one at least."""
    comptes = [max(1, 1465 // (rang + 9)) for rang in range(1, effectif + 1)]
    ecart = MESSAGES_HUMAINS - sum(comptes)
    for place in range(abs(ecart)):  # spread the rounding over the middle of the list
        comptes[100 + place % 200] += 1 if ecart > 0 else -1
    return comptes


def prime_au_volume(jour: date) -> int:
    """G10. From January a bonus rewards posts per week: the weight of each day in the year's writing."""
    return 100 if jour < PRIME else 158


def activation(membres: list[Membre], contributeurs: set[str], alea: Alea) -> tuple[set[str], set[str]]:
    """G2. Activation (first message or reaction within 7 days) falls each month, 52 % → 38 %."""
    par_message: set[str] = set()
    par_reaction: set[str] = set()
    for cohorte in range(7):
        groupe = [m for m in membres if m.cohorte == cohorte]
        ecrivent = [m for m in groupe if m.member_id in contributeurs]
        tardifs_possibles = [m for m in ecrivent if _jours(m, m.inscription + timedelta(days=9))]
        obliges = [m for m in ecrivent if m not in tardifs_possibles]
        reste = alea.echantillon(tardifs_possibles, ACTIVES_PAR_MESSAGE[cohorte] - len(obliges))
        par_message |= {m.member_id for m in obliges + reste}
        autres = [m for m in groupe if m.member_id not in par_message and _jours(m, m.inscription)]
        par_reaction |= {m.member_id for m in alea.echantillon(autres, ACTIVES_PAR_REACTION[cohorte])}
    return par_message, par_reaction


def choisir_contributeurs(alea: Alea, membres: list[Membre]) -> list[Membre]:
    """The 936 members who write, the faithful first in expectation; the robot is not among them."""
    choisis = []
    for cohorte in range(-1, 7):
        groupe = [m for m in membres if m.cohorte == cohorte and m.pseudo != "refuge_bot"]
        effectif = CONTRIBUTEURS_FONDATEURS if cohorte < 0 else CONTRIBUTEURS[cohorte]
        # late first messages need days left to write them
        cle = {m.member_id: (m.role == "membre", m.rang + alea.entier(0, 700)) for m in groupe}
        groupe = [m for m in groupe if _jours(m, m.inscription)]
        groupe.sort(key=lambda m: cle[m.member_id])
        tardifs = [m for m in groupe if cohorte < 0 or _jours(m, m.inscription + timedelta(days=9))]
        au_plus = ACTIVES_PAR_MESSAGE[cohorte] if cohorte >= 0 else 0
        sans_suite = [m for m in groupe if m not in tardifs][: au_plus // 3]
        choisis += sans_suite + tardifs[: effectif - len(sans_suite)]
    return choisis


def planifier(alea: Alea, membres: list[Membre]) -> tuple[list[Creneau], set[str], set[str]]:
    """The slots of all human messages in time order, and the ids activated by message and by reaction."""
    contributeurs = choisir_contributeurs(alea, membres)
    par_message, par_reaction = activation(membres, {m.member_id for m in contributeurs}, alea)
    creneaux: list[Creneau] = []
    for membre, nombre in _partager(alea, contributeurs):
        jours = _jours_de_messages(alea, membre, nombre, membre.member_id in par_message)
        instants = sorted(moment(alea, jour) for jour in jours)
        for place, instant in enumerate(instants):
            creneaux.append(Creneau(membre, instant, premier=place == 0 and membre.cohorte >= 0))
            noter_visite(alea, membre, instant.date())
    creneaux.sort(key=lambda c: (c.ts, c.membre.member_id))
    return creneaux, par_message, par_reaction


def noter_visite(alea: Alea, membre: Membre, jour: date) -> None:
    """Whoever acts on a day has visited on that day."""
    if jour not in membre.visites:
        membre.visites[jour] = 1 + alea.pondere({0: 60, 1: 25, 2: 10, 3: 5})


def visiter(alea: Alea, membres: list[Membre]) -> None:
    """Silent reading: days of visit in each active month, the first of them the day of joining."""
    for membre in membres:
        for mois in mois_observes(membre):
            jours = [jour for jour in jours_du_mois(mois) if jour >= membre.inscription and present(membre, jour)]
            if not jours:
                continue
            if membre.cohorte == mois:
                noter_visite(alea, membre, membre.inscription)
            effectif = min(alea.pondere(JOURS_DE_VISITE) + (10 if membre.role != "membre" else 0), len(jours))
            for jour in alea.echantillon(jours, effectif):
                noter_visite(alea, membre, jour)


def present(membre: Membre, jour: date) -> bool:
    return membre.depart is None or jour < membre.depart


def _partager(alea: Alea, contributeurs: list[Membre]) -> Iterable[tuple[Membre, int]]:
    """The two experts and the bridge first, then the team and the faithful, newcomers last in expectation."""
    tete = {EXPERTE_REPARATIONS: 0, EXPERT_LAVAGE: 1, RELAIS: 12}

    def cle(membre: Membre) -> tuple[int, int]:
        hasard = alea.entier(0, 520)
        bonus = 400 if membre.role in ("ambassadeur", "moderateur") else 0
        return 10, membre.rang + 110 * (membre.cohorte + 1) + hasard - bonus

    ordre = sorted((m for m in contributeurs if m.pseudo not in tete), key=cle)
    for pseudo, place in tete.items():
        ordre.insert(place, next(m for m in contributeurs if m.pseudo == pseudo))
    return zip(ordre, inegalite(len(ordre)), strict=True)


def _jours(membre: Membre, depuis: date) -> list[date]:
    """The days on which the member may write, from `depuis` on."""
    return [
        jour
        for mois in mois_observes(membre)
        for jour in jours_du_mois(mois)
        if jour >= depuis and jour >= membre.inscription and jour <= FIN and present(membre, jour)
    ]


def _jours_de_messages(alea: Alea, membre: Membre, nombre: int, active: bool) -> list[date]:
    if membre.cohorte < 0:
        return _tirer(alea, _jours(membre, membre.inscription), nombre)
    if active:
        permis = set(_jours(membre, membre.inscription))
        debut = membre.inscription
        fenetre = {n: p for n, p in PREMIERS_JOURS.items() if debut + timedelta(days=n) in permis}
        premier = debut + timedelta(days=alea.pondere(fenetre))
        return [premier] + _tirer(alea, _jours(membre, premier), nombre - 1)
    return _tirer(alea, _jours(membre, membre.inscription + timedelta(days=9)), nombre)


def _tirer(alea: Alea, jours: list[date], nombre: int) -> list[date]:
    cumul = list(accumulate(prime_au_volume(jour) * (12 if jour.weekday() >= 5 else 10) for jour in jours))
    return [jours[bisect_right(cumul, alea.entier(0, cumul[-1] - 1))] for _ in range(nombre)]
