"""What was tried and asked: the welcome path, the A/B test of the welcome message, the badge campaign, the survey."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from .alea import Alea
from .conversations import Message
from .membres import Membre
from .temps import FIN
from .textes_forum import lire

TEST_DU, TEST_AU = date(2026, 1, 1), date(2026, 2, 28)
# G8: posted within 7 days of the message, by (variant, newcomer), out of 360 newcomers and 240 returning members an arm
POSTE = {("A", True): 54, ("B", True): 94, ("A", False): 54, ("B", False): 56}
BRAS_NOUVEAUX, BRAS_ANCIENS = 360, 240
SEMAINE_1 = {"A": 9, "B": 13}  # out of 50 an arm: 30 newcomers and 20 returning members
DESINSCRITS = {"A": 12, "B": 14}
# G9: (group, newcomer) → (members, who contributed)
BADGE = {("A", True): (100, 10), ("A", False): (300, 210), ("B", True): (300, 36), ("B", False): (100, 72)}
INVITES, REPONSES, REPONSES_ACTIFS = 1700, 410, 351
ENQUETE_DU = date(2026, 3, 1)


class Journal:
    """What each member really did, day by day: the experiments agree with the other tables."""

    def __init__(self, messages: list[Message], presences: list[dict], dates: dict[str, date]):
        self.messages: dict[str, list[Message]] = defaultdict(list)
        self.derniere_presence: dict[str, date] = {}
        for message in messages:
            if not message.auto:
                self.messages[message.membre.member_id].append(message)
        for presence in presences:
            jour, member_id = dates[presence["event_id"]], presence["member_id"]
            self.derniere_presence[member_id] = max(jour, self.derniere_presence.get(member_id, jour))

    def premier_message(self, membre: Membre, du: date, jours: int) -> Message | None:
        """The first message within `jours` days from `du`."""
        fin = du + timedelta(days=jours)
        return next((m for m in self.messages[membre.member_id] if du <= m.ts.date() < fin), None)

    def derniere_trace(self, membre: Membre) -> date:
        traces = [membre.inscription, *membre.visites]
        return max(max(traces), self.derniere_presence.get(membre.member_id, membre.inscription))


def test_ab(alea: Alea, membres: list[Membre], journal: Journal) -> list[dict]:
    """G8. The new welcome message works for newcomers (15.0 → 26.1 %), hardly for returning members (22.5 → 23.3 %).

    After the first week 9 of 50 against 13 of 50 proves nothing: peeking. Unsubscribed: 12 against 14 of 600.
    """
    lignes = []
    nouveaux = [m for m in membres if TEST_DU <= m.inscription <= TEST_AU]
    poste = {m.member_id: journal.premier_message(m, m.inscription, 7) for m in nouveaux}
    premiers = [m for m in nouveaux if (m.inscription - TEST_DU).days < 7]
    ont_poste = [m for m in alea.melange(premiers) if poste[m.member_id]]
    bras: dict[str, str] = {}
    en_a = len(ont_poste) * 2 // 5
    semaine_1 = {"A": en_a, "B": len(ont_poste) - en_a}
    _repartir(bras, ont_poste, semaine_1["A"])
    reste = [m for m in alea.melange(premiers) if not poste[m.member_id]]
    _repartir(bras, reste, 30 - semaine_1["A"])
    suivants = [m for m in alea.melange(nouveaux) if m.member_id not in bras]
    _repartir(bras, [m for m in suivants if poste[m.member_id]], POSTE["A", True] - semaine_1["A"])
    non = [m for m in suivants if not poste[m.member_id]]
    deja_a = sum(variante == "A" for variante in bras.values())
    _repartir(bras, non, BRAS_NOUVEAUX - deja_a)
    for membre in nouveaux:
        lignes.append(_ligne_ab(membre, bras[membre.member_id], membre.inscription, True, poste[membre.member_id]))
    lignes += _revenants(alea, membres, journal, semaine_1)
    _desinscrire(alea, membres, journal, lignes)
    return sorted(lignes, key=lambda ligne: (ligne["assigne_le"], ligne["member_id"]))


def _repartir(bras: dict[str, str], groupe: list[Membre], en_a: int) -> None:
    for place, membre in enumerate(groupe):
        bras[membre.member_id] = "A" if place < en_a else "B"


def _ligne_ab(membre: Membre, variante: str, jour: date, nouveau: bool, message: Message | None) -> dict:
    return {
        "member_id": membre.member_id,
        "variante": variante,
        "assigne_le": jour,
        "semaine": (jour - TEST_DU).days // 7 + 1,
        "nouveau": nouveau,
        "a_poste_j7": message is not None,
        "nb_mots_premier": len(message.texte.split()) if message else None,
        "desinscrit_j30": False,
    }


def _revenants(alea: Alea, membres: list[Membre], journal: Journal, semaine_1: dict[str, int]) -> list[dict]:
    """480 members of 2025, with a day of assignment such that the count of those who posted is exact."""
    anciens = [m for m in membres if m.inscription < TEST_DU and m.role == "membre" and m.depart is None]
    oui, non = defaultdict(list), defaultdict(list)
    for membre in alea.melange(anciens):
        for premiere_semaine in (True, False):
            for _ in range(3):  # a few tries, so that enough of the assigned members have written
                jour = TEST_DU + timedelta(days=alea.entier(0, 6) if premiere_semaine else alea.entier(7, 58))
                message = journal.premier_message(membre, jour, 7)
                if message:
                    break
            (oui if message else non)[premiere_semaine].append((membre, jour, message))
    pris: set[str] = set()
    lignes = []
    for variante in ("A", "B"):
        oui_1 = SEMAINE_1[variante] - semaine_1[variante]
        besoins = [(oui, True, oui_1), (non, True, 20 - oui_1)]
        besoins.append((oui, False, POSTE[variante, False] - oui_1))
        besoins.append((non, False, BRAS_ANCIENS - 20 - (POSTE[variante, False] - oui_1)))
        for source, premiere_semaine, nombre in besoins:
            libres = [cas for cas in source[premiere_semaine] if cas[0].member_id not in pris]
            for membre, jour, message in libres[:nombre]:
                pris.add(membre.member_id)
                lignes.append(_ligne_ab(membre, variante, jour, False, message))
            if len(libres) < nombre:
                raise ValueError(f"{variante}: {len(libres)} returning members for {nombre}")
    return lignes


def _desinscrire(alea: Alea, membres: list[Membre], journal: Journal, lignes: list[dict]) -> None:
    """The guardrail: members who leave within 30 days of the message, after their last visit."""
    par_id = {m.member_id: m for m in membres}
    for variante, nombre in DESINSCRITS.items():
        possibles = []
        for ligne in lignes:
            membre, jour = par_id[ligne["member_id"]], ligne["assigne_le"]
            if ligne["variante"] == variante and not ligne["a_poste_j7"]:
                depart = max(jour + timedelta(days=2), journal.derniere_trace(membre) + timedelta(days=1))
                if depart <= jour + timedelta(days=28) and depart <= FIN:
                    possibles.append((ligne, membre, depart))
        for ligne, membre, depart in alea.echantillon(possibles, nombre):
            ligne["desinscrit_j30"], membre.depart = True, depart


def departs(alea: Alea, membres: list[Membre], journal: Journal, test: list[dict]) -> None:
    """Members who leave, after their last visit, until 1 700 who joined before March can be invited to the survey."""
    en_test = {ligne["member_id"] for ligne in test}
    candidats = []
    for membre in alea.melange(membres):
        if membre.depart is None and membre.role == "membre" and membre.member_id not in en_test:
            depart = journal.derniere_trace(membre) + timedelta(days=alea.entier(3, 45))
            if depart < ENQUETE_DU:
                candidats.append((membre, depart))
    a_partir = len(invites(membres)) - INVITES
    for membre, depart in candidats:
        if a_partir and membre.consentement:
            membre.depart = depart
            a_partir -= 1
        elif not membre.consentement and alea.chance(15):
            membre.depart = depart
    if a_partir:
        raise ValueError(f"{a_partir} departures missing")


def invites(membres: list[Membre]) -> list[Membre]:
    """Those who joined before March, accept measurement and have not left on 1 March."""
    return [
        m
        for m in membres
        if m.inscription < ENQUETE_DU and m.consentement and (m.depart is None or m.depart >= ENQUETE_DU)
    ]


def accueil(alea: Alea, membres: list[Membre], journal: Journal, test: list[dict]) -> list[dict]:
    """The welcome path of the 1 140 joiners of January to March; each step supposes the one before."""
    variantes = {ligne["member_id"]: ligne["variante"] for ligne in test}
    lignes = []
    for membre in membres:
        if membre.inscription < TEST_DU:
            continue
        message = journal.premier_message(membre, membre.inscription, 7) is not None
        lu = message or alea.chance(31)
        profil = lu or alea.chance(34)
        semaine = [membre.inscription + timedelta(days=n) for n in range(7, 14)]
        revenu = any(jour in membre.visites for jour in semaine)
        lignes.append(
            {
                "member_id": membre.member_id,
                "j0_bienvenue": profil or alea.chance(96),
                "profil_ok": profil,
                "premier_fil_lu": lu,
                "premier_message": message,
                "retour_j7": revenu if semaine[-1] <= FIN and membre.consentement else None,
                "variante": variantes.get(membre.member_id),
            }
        )
    return lignes


def campagne_badge(alea: Alea, membres: list[Membre]) -> list[dict]:
    """G9. Simpson: group A wins overall (55 % against 27 %) and loses in both segments. Groups not drawn at random."""
    dehors = {m.member_id for m in membres if m.depart is not None or m.role in ("equipe", "moderateur")}
    libres = {
        nouveau: alea.melange(
            [m for m in membres if (m.inscription >= TEST_DU) == nouveau and m.member_id not in dehors]
        )
        for nouveau in (True, False)
    }
    lignes = []
    for (groupe, nouveau), (effectif, contributeurs) in BADGE.items():
        for place in range(effectif):
            lignes.append(
                {
                    "member_id": libres[nouveau].pop().member_id,
                    "groupe": groupe,
                    "nouveau": nouveau,
                    "a_contribue": place < contributeurs,
                }
            )
    return sorted(lignes, key=lambda ligne: ligne["member_id"])


def reponses_des_actifs(alea: Alea, membres: list[Membre], journal: Journal) -> list[dict]:
    """G13. NPS +34 among 410 answers, but 86 % come from members who have written; weighted by activity about +12."""
    groupes: dict[bool, list[Membre]] = {True: [], False: []}
    for membre in invites(membres):
        ecrits = journal.messages[membre.member_id]
        groupes[bool(ecrits) and ecrits[0].ts.date() < ENQUETE_DU].append(membre)
    part = Fraction(len(groupes[True]), INVITES)
    actifs, autres = REPONSES_ACTIFS, REPONSES - REPONSES_ACTIFS
    net = 139  # +33.9
    net_autres = round((Fraction(12, 100) - part * net / actifs) / ((1 - part) / autres - part / actifs))
    effectifs = {True: (actifs, net - net_autres, 46), False: (autres, net_autres, 27 if net_autres < -12 else 22)}
    lignes = []
    for actif, (nombre, solde, detracteurs) in effectifs.items():
        promoteurs = detracteurs + solde
        classes = {"promoteur": promoteurs, "detracteur": detracteurs, "passif": nombre - promoteurs - detracteurs}
        for membre, classe in zip(alea.echantillon(groupes[actif], nombre), alea.quotas(classes), strict=True):
            lignes.append(_reponse(alea, membre, classe, actif))
    return sorted(lignes, key=lambda ligne: (ligne["date"], ligne["member_id"]))


NOTES_NPS = {
    "promoteur": {9: 56, 10: 44},
    "passif": {7: 45, 8: 55},
    "detracteur": {6: 34, 5: 26, 4: 14, 3: 12, 2: 8, 1: 3, 0: 3},
}
NOTES_CSAT = {"promoteur": {4: 30, 5: 70}, "passif": {3: 30, 4: 60, 5: 10}, "detracteur": {1: 22, 2: 38, 3: 32, 4: 8}}
EFFORTS = {
    "promoteur": {1: 40, 2: 34, 3: 18, 4: 8},
    "passif": {2: 24, 3: 34, 4: 28, 5: 14},
    "detracteur": {3: 10, 4: 22, 5: 30, 6: 24, 7: 14},
}


def _reponse(alea: Alea, membre: Membre, classe: str, actif: bool) -> dict:
    return {
        "member_id": membre.member_id,
        "date": ENQUETE_DU + timedelta(days=1 + min(alea.entier(0, 13), alea.entier(0, 13))),
        "nps": alea.pondere(NOTES_NPS[classe]),
        "csat": alea.pondere(NOTES_CSAT[classe]),
        "effort": alea.pondere(EFFORTS[classe]),
        "verbatim": alea.choix(lire("enquete")[classe]) if alea.chance(42) else None,
        "ancienne_actif": actif,
        "genre": alea.pondere({"Femme": 40, "Homme": 35, "Non binaire": 2, "": 23}) or None,
    }
