"""Support tickets: delays by channel, the automatic rule of March, satisfaction, a few values to clean."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .alea import Alea
from .membres import Membre
from .temps import DEBUT, FIN, PARIS, apres, moment

TICKETS = 1486  # + 14 duplicates = 1 500 rows
CANAUX = {"mail": 640, "chat": 506, "forum": 340}
SUJETS = {
    "piece detachee": 24,
    "retour": 14,
    "garantie": 17,
    "reparation": 21,
    "livraison": 14,
    "compte": 5,
    "produit": 5,
}
HEURES_OUVERTURE = {
    7: 2,
    8: 6,
    9: 10,
    10: 11,
    11: 10,
    12: 8,
    13: 8,
    14: 9,
    15: 9,
    16: 9,
    17: 8,
    18: 7,
    19: 6,
    20: 6,
    21: 5,
    22: 3,
}
# First response in minutes, as quantiles per mille (drawn in between): short for most, a week-end long for a few (G4).
DELAIS = {
    "chat": [(0, 1), (250, 4), (500, 11), (750, 34), (900, 95), (960, 300), (1000, 4200)],
    "mail": [(0, 8), (250, 46), (500, 108), (750, 260), (900, 700), (940, 1500), (1000, 6900)],
    "forum": [(0, 15), (250, 95), (500, 260), (750, 960), (900, 2760), (1000, 8600)],
}
RESOLUTION = [(0, 20), (300, 400), (600, 1700), (850, 5200), (1000, 15000)]
SANS_REPONSE = 134  # 9 % of 1 486
CSAT = {1: 4, 2: 4, 3: 9, 4: 24, 5: 59}  # mean 4.3
CSAT_REGLE = {1: 3, 2: 3, 3: 5, 4: 7, 5: 2}  # 20 answers, sum 62, mean 3.1

REGLE_DU, REGLE_AU = date(2026, 3, 2), date(2026, 3, 9)
FERMES, ROUVERTS = 31, 23
NUMERO_NADIA, OUVERTURE_NADIA = 4417, date(2026, 2, 20)
DOUBLONS, DATES_FUTURES = 14, 3


def tickets(alea: Alea, membres: list[Membre]) -> list[dict]:
    """The rows of `tickets.csv`, in order of opening, with the traps of G18."""
    lignes = delais(alea, membres)
    fermeture_automatique(alea, lignes)
    _satisfaction(alea, lignes)
    _numeroter(lignes)
    return a_nettoyer(alea, lignes)


def delais(alea: Alea, membres: list[Membre]) -> list[dict]:
    """G4. The mean of first responses lies: median 1.2 h, mean about 8 h; the forum's P90 is 46 h; 9 % unanswered."""
    clients = [m for m in membres if m.segment != "prospect"]
    jours = [DEBUT + timedelta(days=n) for n in range((FIN - DEBUT).days + 1)]
    lignes = []
    ouvertures = sorted(moment(alea, alea.choix(jours), HEURES_OUVERTURE) for _ in range(TICKETS))
    rangs = {canal: alea.melange(range(nombre)) for canal, nombre in CANAUX.items()}
    for ouvert, canal in zip(ouvertures, alea.quotas(CANAUX), strict=True):
        rang = (2 * rangs[canal].pop() + 1) * 500 // CANAUX[canal]
        membre = alea.choix(clients) if alea.chance(62) else None
        if membre is not None and membre.inscription > ouvert.date():
            membre = None
        lignes.append(
            {
                "ticket_id": "",
                "member_id": membre.member_id if membre else None,
                "ouvert_le": ouvert,
                "premiere_reponse_le": apres(ouvert, _quantile(DELAIS[canal], rang)),
                "resolu_le": None,
                "canal": canal,
                "sujet": alea.pondere(SUJETS),
                "ferme_auto": False,
                "rouvert": False,
                "csat": None,
                "cout_eur": 9,
            }
        )
    for ligne in alea.echantillon([ligne for ligne in lignes if ligne["canal"] != "chat"], SANS_REPONSE):
        ligne["premiere_reponse_le"] = None
    fin = datetime(2026, 4, 1, tzinfo=PARIS)
    for ligne in lignes:
        reponse = ligne["premiere_reponse_le"]
        if reponse is not None:
            resolu = apres(reponse, _quantile(RESOLUTION, alea.entier(0, 999)))
            ligne["resolu_le"] = resolu if resolu < fin and alea.chance(94) else None
            ligne["rouvert"] = ligne["resolu_le"] is not None and alea.chance(5)
    _couts(alea, lignes)
    return lignes


def _quantile(table: list[tuple[int, int]], pour_mille: int) -> int:
    """Straight lines between the points of a table of quantiles, in whole minutes."""
    for (p0, v0), (p1, v1) in zip(table, table[1:], strict=False):
        if pour_mille <= p1:
            return v0 + (v1 - v0) * (pour_mille - p0) // (p1 - p0)
    return table[-1][1]


def _couts(alea: Alea, lignes: list[dict]) -> None:
    """G17, the cost of a ticket: 9 € on average, exactly; a euro more here is a euro less there."""
    ordre = alea.melange(lignes)
    for un, autre in zip(ordre[::2], ordre[1::2], strict=True):
        ecart = alea.entier(0, 6)
        un["cout_eur"], autre["cout_eur"] = 9 + ecart, 9 - ecart


def fermeture_automatique(alea: Alea, lignes: list[dict]) -> None:
    """G5. From 2 to 9 March a rule closes 31 « inactive » tickets, Nadia's 4417 among them; 23 are reopened (74 %)."""
    nadia = next(ligne for ligne in lignes if ligne["ouvert_le"].date() == OUVERTURE_NADIA)
    nadia |= {"canal": "mail", "sujet": "piece detachee"}
    du, au = date(2026, 2, 10), date(2026, 3, 1)
    possibles = [
        ligne
        for ligne in lignes
        if du <= ligne["ouvert_le"].date() <= au and ligne["canal"] != "chat" and ligne is not nadia
    ]
    touches = [nadia] + alea.echantillon(possibles, FERMES - 1)
    for place, ligne in enumerate(touches):
        jour = REGLE_DU + timedelta(days=alea.entier(0, (REGLE_AU - REGLE_DU).days))
        ligne["resolu_le"] = datetime(jour.year, jour.month, jour.day, 3, alea.entier(0, 9), tzinfo=PARIS)
        ligne["ferme_auto"], ligne["rouvert"] = True, place < ROUVERTS
    manque = nadia["premiere_reponse_le"] is not None
    nadia["premiere_reponse_le"] = None
    if manque:  # nobody had answered her; another mail is answered instead, so that their number stays
        vide = next(
            ligne
            for ligne in lignes
            if ligne["premiere_reponse_le"] is None and not ligne["ferme_auto"] and ligne["canal"] == "mail"
        )
        vide["premiere_reponse_le"] = apres(vide["ouvert_le"], 130)


def _satisfaction(alea: Alea, lignes: list[dict]) -> None:
    """Scores 1 to 5 from 46 % of the people answered; 20 from those whom the rule shut out (mean 3.1 against 4.3)."""
    touches = [ligne for ligne in lignes if ligne["ferme_auto"]]
    for ligne, note in zip(alea.echantillon(touches, 20), alea.quotas(CSAT_REGLE), strict=True):
        ligne["csat"] = note
    autres = [ligne for ligne in lignes if ligne["resolu_le"] is not None and not ligne["ferme_auto"]]
    repondants = alea.echantillon(autres, 600)
    for ligne, note in zip(repondants, alea.quotas({note: 6 * poids for note, poids in CSAT.items()}), strict=True):
        ligne["csat"] = note


def _numeroter(lignes: list[dict]) -> None:
    """Numbers in order of opening, such that Nadia's ticket of 20 February is 4417."""
    place = next(n for n, ligne in enumerate(lignes) if ligne["ouvert_le"].date() == OUVERTURE_NADIA)
    for n, ligne in enumerate(lignes):
        ligne["ticket_id"] = f"t_{NUMERO_NADIA - place + n}"


def a_nettoyer(alea: Alea, lignes: list[dict]) -> list[dict]:
    """G18. Exactly 14 rows twice, 3 dates of solution in the future (a wrong year), 1 answer before its question."""
    sains = [ligne for ligne in lignes if ligne["resolu_le"] is not None and not ligne["ferme_auto"]]
    futures = alea.echantillon(
        [ligne for ligne in sains if ligne["resolu_le"].date() >= date(2026, 1, 5)], DATES_FUTURES
    )
    for ligne in futures:
        ligne["resolu_le"] = ligne["resolu_le"].replace(year=2027)
    saines = [ligne for ligne in sains if ligne not in futures]
    horloge = alea.choix([ligne for ligne in saines if ligne["canal"] == "chat"])
    horloge["premiere_reponse_le"] = apres(horloge["ouvert_le"], -25)
    doubles = {
        ligne["ticket_id"] for ligne in alea.echantillon([ligne for ligne in saines if ligne is not horloge], DOUBLONS)
    }
    return [copie for ligne in lignes for copie in ([ligne, ligne] if ligne["ticket_id"] in doubles else [ligne])]
