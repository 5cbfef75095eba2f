"""Members: who joined, when, how, and in which months they still come."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from .alea import Alea
from .temps import DEBUT, MOIS, jours_du_mois, mois_de
from .textes_forum import lire

FONDATEURS = 300
INSCRIPTIONS = [180, 220, 260, 300, 340, 380, 420]  # September → March

# Share of customers by channel, and month-3 retention by channel and segment, in percent (G3).
PART_CLIENTS = {"event": 70, "recherche": 40, "bouche_a_oreille": 55, "produit": 85, "reseau": 23}
FIDELITE_M3 = {
    ("event", "client"): 48,
    ("event", "prospect"): 15,
    ("reseau", "client"): 44,
    ("reseau", "prospect"): 13,
}
FIDELITE_AUTRES = {"client": 46, "prospect": 14, "partenaire": 45}
# Around month 3, in points: how retention falls month after month.
PENTE = {"client": [100, 20, 8, 0, -4, -6, -8], "prospect": [100, 20, 8, 0, -2, -3, -4]}
FONDATEURS_ACTIFS = [64, 60, 57, 55, 53, 51, 49]


@dataclass(eq=False)
class Membre:
    """One person of the community; `mois_actifs` counts months from September 2025 (0) to March 2026 (6)."""

    member_id: str
    pseudo: str
    inscription: date
    canal: str
    langue: str
    segment: str
    parrain: str | None
    role: str
    consentement: bool
    cohorte: int  # month of joining, -1 for founders
    rang: int  # per mille: the lower, the more faithful
    mois_actifs: set[int] = field(default_factory=set)
    visites: dict[date, int] = field(default_factory=dict)
    depart: date | None = None
    camp_solide: bool = False

    def ligne(self) -> dict:
        return {
            "member_id": self.member_id,
            "pseudo": self.pseudo,
            "date_inscription": self.inscription,
            "canal": self.canal,
            "langue": self.langue,
            "segment": self.segment,
            "parrain_id": self.parrain,
            "role": self.role,
            "date_depart": self.depart,
            "consentement_mesure": self.consentement,
        }


def peupler(alea: Alea) -> list[Membre]:
    """The 2 400 members, in the order in which they joined."""
    dates = _dates_inscription(alea)
    canaux = _canaux(alea)
    pseudos = _pseudos(alea, len(dates))
    membres = [
        Membre(
            member_id=f"m_{numero:04d}",
            pseudo=pseudos[numero - 1],
            inscription=jour,
            canal=canaux[numero - 1],
            langue="en" if alea.chance(4) else "fr",
            segment="",
            parrain=None,
            role="membre",
            consentement=True,
            cohorte=mois_de(jour),
            rang=0,
        )
        for numero, jour in enumerate(dates, start=1)
    ]
    _segments(alea, membres)
    _fidelite(alea, membres)
    _roles(alea, membres)
    _parrains(alea, membres)
    _consentements(alea, membres)
    return membres


def croissance() -> list[int]:
    """G2. Joins grow every month, 180 to 420, after 300 founders: growth looks splendid."""
    return INSCRIPTIONS


def _dates_inscription(alea: Alea) -> list[date]:
    fondateurs = sorted(DEBUT - timedelta(days=alea.entier(1, 150)) for _ in range(FONDATEURS))
    nouveaux = []
    for mois, effectif in enumerate(croissance()):
        jours = jours_du_mois(mois)
        if mois == 4:  # the first week of the A/B test starts with 60 newcomers (G8)
            tirage = [jours[alea.entier(0, 6)] for _ in range(60)]
            tirage += [jours[alea.entier(7, len(jours) - 1)] for _ in range(effectif - 60)]
        else:
            tirage = [alea.choix(jours) for _ in range(effectif)]
        nouveaux += sorted(tirage)
    return fondateurs + nouveaux


def _canaux(alea: Alea) -> list[str]:
    """200 members by event and 300 by social network among the 960 joiners of September to December (G3)."""
    fondateurs = alea.quotas({"event": 90, "recherche": 60, "bouche_a_oreille": 70, "produit": 60, "reseau": 20})
    automne = alea.quotas({"event": 200, "recherche": 190, "bouche_a_oreille": 150, "produit": 120, "reseau": 300})
    hiver = alea.quotas({"event": 160, "recherche": 220, "bouche_a_oreille": 170, "produit": 130, "reseau": 460})
    return fondateurs + automne + hiver


def origine_et_fidelite(groupe: list[Membre], alea: Alea) -> None:
    """G3. Event joiners look twice as loyal (38 % against 20 % at month 3), mostly because they already are customers.

    Inside a segment the gap is 2 to 4 points. Ranks are spread evenly over each group, so the counts are exact.
    """
    for place, membre in enumerate(alea.melange(groupe)):
        membre.rang = (2 * place + 1) * 1000 // (2 * len(groupe))


def _segments(alea: Alea, membres: list[Membre]) -> None:
    for epoque in (lambda m: m.cohorte < 0, lambda m: 0 <= m.cohorte <= 3, lambda m: m.cohorte > 3):
        for canal, part in PART_CLIENTS.items():
            groupe = [membre for membre in membres if epoque(membre) and membre.canal == canal]
            clients = (len(groupe) * part + 50) // 100
            partenaires = 0 if canal in ("event", "reseau") else len(groupe) // 25
            effectifs = {"client": clients, "partenaire": partenaires}
            effectifs["prospect"] = len(groupe) - clients - partenaires
            for membre, segment in zip(groupe, alea.quotas(effectifs), strict=True):
                membre.segment = segment


def _fidelite(alea: Alea, membres: list[Membre]) -> None:
    """Ranks, then active months: a member is active k months after joining when the rank is under the curve."""
    groupes: dict[tuple, list[Membre]] = {}
    for membre in membres:
        epoque = "fondateur" if membre.cohorte < 0 else "automne" if membre.cohorte <= 3 else "hiver"
        groupes.setdefault((epoque, membre.canal, membre.segment), []).append(membre)
    for groupe in groupes.values():
        origine_et_fidelite(groupe, alea)
    for membre in membres:
        for mois in range(max(membre.cohorte, 0), 7):
            k = mois - membre.cohorte
            seuil = FONDATEURS_ACTIFS[mois] if membre.cohorte < 0 else _seuil(membre, k)
            present = membre.rang < 10 * seuil
            if k not in (0, 3) and membre.cohorte >= 0 and alea.chance(7):
                present = not present  # a break, or a comeback
            if present:
                membre.mois_actifs.add(mois)


def _seuil(membre: Membre, k: int) -> int:
    m3 = FIDELITE_M3.get((membre.canal, membre.segment), FIDELITE_AUTRES[membre.segment])
    return m3 + PENTE["prospect" if membre.segment == "prospect" else "client"][k] if k else 100


def _roles(alea: Alea, membres: list[Membre]) -> None:
    """Five of the team (one of them the robot), six moderators, twenty-four ambassadors, all founders and faithful."""
    fideles = sorted((m for m in membres if m.cohorte < 0), key=lambda m: (m.rang, m.member_id))
    for membre, role in zip(fideles, ["equipe"] * 5 + ["moderateur"] * 6 + ["ambassadeur"] * 24, strict=False):
        membre.role = role
        membre.mois_actifs = set(range(7))
    equipe = [m for m in membres if m.role == "equipe"]
    for membre, pseudo in zip(
        equipe, ["refuge_bot", "ines_ardelune", "aicha_ardelune", "theo_sav", "lea_atelier"], strict=True
    ):
        membre.pseudo, membre.segment, membre.canal, membre.langue = pseudo, "partenaire", "produit", "fr"
    benevoles = [m for m in membres if m.role == "moderateur"]
    for membre, pseudo in zip(
        benevoles, ["Juliette_B", "paul.refuge", "Anselme", "Rokhaya", "sylvie_t", "Hugo38"], strict=True
    ):
        membre.pseudo, membre.langue = pseudo, "fr"
    ambassadeurs = [m for m in membres if m.role == "ambassadeur"]
    for membre, pseudo in zip(ambassadeurs, ["Solene_alene", "Marek", "nadir_relie"], strict=False):
        membre.pseudo = pseudo
    ambassadeurs[2].depart = date(2025, 11, 17)  # the bridge between the two camps (G19)


def _parrains(alea: Alea, membres: list[Membre]) -> None:
    anciens: list[Membre] = []
    for membre in membres:
        if membre.canal == "bouche_a_oreille" and anciens and alea.chance(82):
            membre.parrain = alea.choix(anciens).member_id
        if membre.rang < 500:
            anciens.append(membre)


def _consentements(alea: Alea, membres: list[Membre]) -> None:
    """Ninety-six members refuse measurement: their visits are not recorded. None of the groups that G3 compares."""
    possibles = [m for m in membres if m.canal not in ("event", "reseau") and m.role == "membre"]
    for membre in alea.echantillon(possibles, 96):
        membre.consentement = False


def _pseudos(alea: Alea, nombre: int) -> list[str]:
    """Invented names in the habits of the net: first name and number, object and place, initials…"""
    mots = lire("pseudos")
    vus: set[str] = {"refuge_bot"}
    pseudos: list[str] = []
    while len(pseudos) < nombre:
        prenom, nom, lieu = alea.choix(mots["prenoms"]), alea.choix(mots["noms"]), alea.choix(mots["lieux"])
        annee = alea.entier(56, 99)
        forme = alea.entier(0, 9)
        pseudo = [
            f"{prenom}{annee}",
            f"{prenom.lower()}_{nom}",
            f"{nom}{lieu}",
            f"{nom}_{alea.choix(mots['noms'])}",
            f"{prenom}.{prenom[0]}",
            f"{prenom[:3].lower()}{nom}",
            f"{prenom}_{lieu}",
            f"{nom.capitalize()}{annee}",
            f"{prenom.lower()}-{alea.choix(mots['prenoms']).lower()}",
            f"{prenom}",
        ][forme]
        pseudo = unicodedata.normalize("NFKD", pseudo).encode("ascii", "ignore").decode()
        if re.sub(r"\W", "", pseudo.lower()) not in vus:
            vus.add(re.sub(r"\W", "", pseudo.lower()))
            pseudos.append(pseudo)
    return pseudos


def mois_observes(membre: Membre) -> list[int]:
    """The months in which the member comes, in order."""
    return sorted(mois for mois in membre.mois_actifs if MOIS[mois + 1] > membre.inscription)
