"""What the community costs, its help pages, what its equipment weighs, and the brand's posts on social networks."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from pathlib import Path

from .alea import Alea
from .evenements import PROGRAMME
from .temps import DEBUT, moment

# Seven months: time 11 000 €, tools 2 400 €, events 1 400 €, 14 800 € in all; volunteers' hours valued apart (M7).
TEMPS = {"animation": (4623, 44), "moderation": (3710, 35), "mesure et bilans": (2667, 25)}  # € in all, hours a month
OUTILS = {"forum": 1700, "mesure d'audience": 700}  # € in all
BENEVOLAT = {"moderation benevole": (62, 92), "ambassadeurs": (24, 36)}  # hours a month, low and high
TAUX_BENEVOLAT = 15  # € an hour
ACCESSIBILITE = 40  # of each event's cost, in percent: captions, interpreters

# G17: 30 000 distinct visitors and 48 000 views; answers to the exit survey of 500 visitors
VUES = [5400, 5900, 6300, 6600, 7500, 7900, 8400]
VISITEURS = [3500, 3750, 4000, 4150, 4600, 4850, 5150]
SONDAGE = {"intention": 275, "resolu": 88, "ticket": 31}  # .55, .32, .35

RACINE = Path(__file__).resolve().parents[1]


def couts() -> list[dict]:
    """The rows of `couts.csv`: ten lines a month."""
    lignes = []
    for mois in range(7):
        nom = f"{2025 + (mois + 8) // 12}-{(mois + 8) % 12 + 1:02d}"
        evenements = sum(ligne[4] for ligne in PROGRAMME if ligne[0].startswith(nom))
        acces = evenements * ACCESSIBILITE // 100
        poste = [("temps", libelle, _mensualite(total, mois), heures) for libelle, (total, heures) in TEMPS.items()]
        poste += [("outil", libelle, _mensualite(total, mois), 0) for libelle, total in OUTILS.items()]
        poste += [("evenement", "organisation", evenements - acces, 12), ("evenement", "accessibilite", acces, 2)]
        poste += [("formation", "formation interne", 0, 3 if mois % 3 == 1 else 0)]
        for libelle, (bas, haut) in BENEVOLAT.items():
            heures = bas + (haut - bas) * mois // 6
            poste.append(("benevolat_valorise", libelle, heures * TAUX_BENEVOLAT, heures))
        lignes += [
            {"mois": nom, "poste": poste_, "libelle": libelle, "montant_eur": montant, "heures": heures}
            for poste_, libelle, montant, heures in poste
        ]
    return lignes


def _mensualite(total: int, mois: int) -> int:
    """A seventh of the total, in whole euros, such that the seven add up."""
    return total * (mois + 1) // 7 - total * mois // 7


def frequentation_aide() -> list[dict]:
    """Views and first-time visitors of the help pages, by month."""
    return [
        {"mois": f"{2025 + (n + 8) // 12}-{(n + 8) % 12 + 1:02d}", "vues": vues, "nouveaux_visiteurs": visiteurs}
        for n, (vues, visiteurs) in enumerate(zip(VUES, VISITEURS, strict=True))
    ]


def sondage_aide(alea: Alea) -> list[dict]:
    """G17. Shares of visitors: came for help .55, of these found it .32, of these would have opened a ticket .35."""
    lignes = []
    for place in range(500):
        intention = place < SONDAGE["intention"]
        resolu = place < SONDAGE["resolu"] if intention else None
        ticket = place < SONDAGE["ticket"] if resolu else None
        lignes.append({"intention_aide": intention, "resolu": resolu, "aurait_ouvert_ticket": ticket})
    return [{"reponse_id": f"s{n:03d}"} | ligne for n, ligne in enumerate(alea.melange(lignes), start=1)]


# item, new, price id, factor id, use profile, life in months (or the price's), share of manufacture borne
MATERIEL = [
    ("Ordinateur portable neuf", True, "laptop_neuf", "laptop", None),
    ("Ordinateur portable reconditionné", False, "laptop_recond", "laptop", "ordinateur"),
    ("Ordinateur portable conservé", False, "laptop_conserve", "laptop", "conserve"),
    ("Écran 24 pouces neuf", True, "ecran_neuf", "ecran", None),
    ("Écran 24 pouces reconditionné", False, "ecran_recond", "ecran", "ordinateur"),
    ("Écran conservé", False, None, "ecran", "conserve"),
    ("Téléphone neuf", True, "smartphone_neuf", "smartphone", None),
    ("Téléphone reconditionné", False, "smartphone_recond", "smartphone", "smartphone"),
    ("Téléphone conservé", False, None, "smartphone", "conserve"),
    ("Ordinateur fixe neuf", True, None, "fixe_pro", None),
    ("Ordinateur fixe reconditionné", False, None, "fixe_pro", "ordinateur"),
    ("Ordinateur fixe conservé", False, None, "fixe_pro", "conserve"),
    ("Tablette neuve", True, None, "tablette", None),
    ("Tablette reconditionnée", False, None, "tablette", "ordinateur"),
    ("Box internet neuve", True, None, "box", None),
]
REDUCTION = {
    "laptop": "laptop",
    "ecran": "ecran",
    "smartphone": "smartphone",
    "fixe_pro": "fixe",
    "tablette": "tablette",
}


def equipement() -> list[dict]:
    """Fifteen items, derived from `factors.csv` and `prices.csv` alone: nothing is typed here."""
    facteurs = {ligne["id"]: ligne for ligne in _lire("factors")}
    prix = {ligne["id"]: ligne for ligne in _lire("prices")}

    def valeur(cle: str) -> float:
        return float(facteurs[cle]["valeur"])

    lignes = []
    for item, neuf, tarif, appareil, seconde_vie in MATERIEL:
        facteur = facteurs[f"app_{appareil}_hors_usage"]
        duree = valeur(f"duree_vie_{appareil}")
        fabrication, fin = float(facteur["valeur"]), _fin_de_vie(facteur["note"])
        fabrication -= fin
        if seconde_vie == "conserve":
            fabrication, duree = (
                0.0,
                valeur("recond_duree2_ordinateur" if appareil != "smartphone" else "recond_duree2_smartphone"),
            )
        elif seconde_vie:
            seconde = valeur(f"recond_duree2_{seconde_vie}")
            reste = 1 - valeur(f"recond_reduction_{REDUCTION[appareil]}")
            fabrication, fin, duree = fabrication / duree * reste * seconde, fin / duree * reste * seconde, seconde
        usage = valeur(f"puissance_{appareil}") * valeur(f"heures_{appareil}") * 365 / 1000 * valeur("elec_fr")
        lignes.append(
            {
                "item": item,
                "neuf": neuf,
                "prix": prix[tarif]["central_eur"] if tarif else None,
                "duree_vie": f"{duree:.1f}",
                "fabrication_kg": f"{fabrication:.2f}",
                "usage_kg_an": f"{usage:.2f}",
                "fin_kg": f"{fin:.2f}",
                "source": facteur["id"],
            }
        )
    return lignes


def _fin_de_vie(note: str) -> float:
    return float(re.search(r"fin de vie ([\d.]+\d)", note)[1])


def _lire(nom: str) -> list[dict]:
    with (RACINE / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


RESEAUX = {"instagram": 58, "linkedin": 22, "facebook": 20}
FORMATS = {
    "instagram": {"photo": 34, "carrousel": 30, "video": 36},
    "linkedin": {"photo": 44, "texte": 34, "video": 22},
}
FORMATS["facebook"] = {"photo": 52, "lien": 26, "video": 22}
ABONNES = {"instagram": (6200, 8900), "linkedin": (1800, 2600), "facebook": (4100, 4250)}
PORTEE = {
    "photo": (16, 42),
    "carrousel": (22, 55),
    "video": (30, 140),
    "texte": (18, 48),
    "lien": (8, 26),
}  # % of followers
REPRISES = (108, 162)  # impressions in percent of reach
# engagements per thousand people reached, low and high
ENGAGEMENTS = {
    "photo": {
        "reactions": (22, 60),
        "commentaires": (1, 6),
        "partages": (1, 5),
        "enregistrements": (1, 8),
        "clics": (3, 14),
    },
    "carrousel": {
        "reactions": (28, 70),
        "commentaires": (2, 8),
        "partages": (3, 10),
        "enregistrements": (9, 30),
        "clics": (4, 16),
    },
    "video": {
        "reactions": (18, 52),
        "commentaires": (2, 9),
        "partages": (3, 14),
        "enregistrements": (4, 16),
        "clics": (2, 9),
    },
    "texte": {
        "reactions": (14, 40),
        "commentaires": (4, 14),
        "partages": (1, 4),
        "enregistrements": (0, 3),
        "clics": (5, 20),
    },
    "lien": {
        "reactions": (6, 20),
        "commentaires": (0, 3),
        "partages": (1, 6),
        "enregistrements": (0, 3),
        "clics": (18, 60),
    },
}


def publications(alea: Alea, nombre: int = 320) -> list[dict]:
    """The brand's own posts: reach is per person, impressions per display (never fewer)."""
    instants = sorted(
        moment(alea, DEBUT + timedelta(days=alea.entier(0, 211)), {8: 2, 12: 4, 17: 4, 18: 6, 20: 3})
        for _ in range(nombre)
    )
    lignes = []
    for numero, ts in enumerate(instants, start=1):
        reseau = alea.pondere(RESEAUX)
        genre = alea.pondere(FORMATS[reseau])
        debut, fin = ABONNES[reseau]
        abonnes = debut + (fin - debut) * (ts.date() - DEBUT).days // 211
        portee = abonnes * alea.entier(*PORTEE[genre]) // 100
        lignes.append(
            {
                "post_id": f"s{numero:03d}",
                "reseau": reseau,
                "ts": ts,
                "format": genre,
                "abonnes": abonnes,
                "portee": portee,
                "impressions": portee * alea.entier(*REPRISES) // 100,
                **{nom: portee * alea.entier(*bornes) // 1000 for nom, bornes in ENGAGEMENTS[genre].items()},
                "alt_text": genre != "texte" and alea.chance(61),
                "sous_titres": genre == "video" and alea.chance(54),
            }
        )
    return lignes
