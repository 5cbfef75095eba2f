"""Events: who came, from how far and by what means, what was promised to whom."""

from __future__ import annotations

from datetime import date

from .alea import Alea
from .membres import Membre
from .temps import mois_de

# date, format, present, registered, cost €, mean distance km (one way), main means of travel
PROGRAMME = [
    ("2025-09-13", "presentiel", 42, 55, 90, 38, "voiture"),
    ("2025-09-24", "en_ligne", 38, 61, 20, 0, "aucun"),
    ("2025-10-04", "presentiel", 47, 58, 140, 320, "voiture"),
    ("2025-10-15", "en_ligne", 41, 70, 20, 0, "aucun"),
    ("2025-10-25", "hybride", 52, 66, 110, 24, "train"),
    ("2025-11-08", "presentiel", 36, 44, 85, 31, "voiture"),
    ("2025-11-19", "en_ligne", 45, 74, 20, 0, "aucun"),
    ("2025-11-29", "presentiel", 40, 49, 95, 46, "voiture"),
    ("2025-12-06", "hybride", 48, 60, 105, 29, "train"),
    ("2025-12-17", "en_ligne", 34, 58, 15, 0, "aucun"),
    ("2026-01-10", "presentiel", 38, 47, 90, 34, "voiture"),
    ("2026-01-21", "en_ligne", 47, 80, 20, 0, "aucun"),
    ("2026-01-31", "presentiel", 50, 60, 150, 412, "voiture"),
    ("2026-02-07", "hybride", 86, 98, 190, 27, "train"),  # the repair workshop of scenario SC8: 86 people, 41 online
    ("2026-02-18", "en_ligne", 44, 77, 20, 0, "aucun"),
    ("2026-02-28", "presentiel", 45, 56, 110, 41, "voiture"),
    ("2026-03-14", "presentiel", 43, 52, 100, 36, "train"),
    ("2026-03-25", "en_ligne", 46, 79, 20, 0, "aucun"),
]
LIGNES_PRESENCES = 900
# Attendees still active in the following month, in percent (G15: online costs least and binds least)
RETOUR = {"presentiel": 74, "hybride": 66, "en_ligne": 52}
BESOINS = {"sous_titres": 25, "langue_des_signes": 9, "autre": 12}  # 46 declared
SERVIS = 29
NOTES_SERVIS = {5: 15, 4: 11, 3: 3}  # mean 4.41
NOTES_NON_SERVIS = {1: 3, 2: 5, 3: 6, 4: 2, 5: 1}  # mean 2.59
NOTES = {2: 4, 3: 12, 4: 42, 5: 42}


def evenements() -> list[dict]:
    """G15. Two of eighteen events, by car from more than 300 km, weigh 80 % of all travel emissions."""
    return [
        {
            "event_id": f"e{numero:02d}",
            "date": jour,
            "format": genre,
            "inscrits": inscrits,
            "cout_eur": cout,
            "distance_moy_km": distance,
            "transport": transport,
        }
        for numero, (jour, genre, _, inscrits, cout, distance, transport) in enumerate(PROGRAMME, start=1)
    ]


def presences(alea: Alea, membres: list[Membre]) -> list[dict]:
    """The rows of `presences.csv`: the people who came, and some who had registered and did not."""
    lignes = []
    absents = LIGNES_PRESENCES - sum(ligne[2] for ligne in PROGRAMME)
    for numero, (jour, genre, venus, inscrits, *_rest) in enumerate(PROGRAMME, start=1):
        mois = mois_de(date.fromisoformat(jour))
        possibles = [
            m
            for m in membres
            if m.inscription.isoformat() <= jour
            and mois in m.mois_actifs
            and m.pseudo != "refuge_bot"
            and (m.depart is None or m.depart.isoformat() > jour)
        ]
        fideles = [m for m in possibles if mois + 1 in m.mois_actifs]
        autres = [m for m in possibles if mois + 1 not in m.mois_actifs]
        reste = (venus * RETOUR[genre] + 50) // 100
        if mois == 6:  # April is not observed
            fideles = autres = possibles
        presents = alea.echantillon(fideles, reste)
        presents += alea.echantillon([m for m in autres if m not in presents], venus - reste)
        manquants = min(absents, inscrits - venus, 6)
        absents -= manquants
        autres_inscrits = alea.echantillon([m for m in possibles if m not in presents], manquants)
        for membre in alea.melange(presents + autres_inscrits):
            lignes.append(
                {
                    "event_id": f"e{numero:02d}",
                    "member_id": membre.member_id,
                    "present": membre in presents,
                    "satisfaction": alea.pondere(NOTES) if membre in presents and alea.chance(68) else None,
                    "besoin_accessibilite": "aucun",
                    "besoin_servi": None,
                }
            )
    acces_promis(alea, lignes)
    return lignes


def acces_promis(alea: Alea, lignes: list[dict]) -> None:
    """G14. 46 needs declared, 29 served (63 %); satisfaction 4.4 when served, 2.6 when not."""
    venus = [ligne for ligne in lignes if ligne["present"]]
    concernes = alea.echantillon(venus, sum(BESOINS.values()))
    notes = {True: alea.quotas(NOTES_SERVIS), False: alea.quotas(NOTES_NON_SERVIS)}
    for place, (ligne, besoin) in enumerate(zip(concernes, alea.quotas(BESOINS), strict=True)):
        servi = place < SERVIS
        ligne |= {"besoin_accessibilite": besoin, "besoin_servi": servi, "satisfaction": notes[servi].pop()}
