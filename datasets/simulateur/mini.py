"""The two tables of the first modules, small enough to be read whole."""

from __future__ import annotations

from .alea import Alea

# member_id, pseudo, date_inscription, canal, date_dernier_post, nb_messages
MEMBRES_MINI = """
m_2401 lise_grolles    2026-04-01 event          2026-04-18 5
m_2402 Aboubacar_T     2026-04-01 bouche_a_oreille 2026-04-05 1
m_2403 petit_pas       2026-04-02 recherche      -          0
m_2404 marmotte38      2026-04-02 reseau         -          -
m_2405 JoelleB         2026-04-03 produit        2026-04-19 4
m_2406 nordet          2026-04-03 recherche      2026-04-10 2
m_2407 sandrine_v      2026-04-04 reseau         -          0
m_2408 Tiphaine_Lg     2026-04-04 event          2026-04-16 3
m_2409 g_delvaux       2026-04-06 produit        -          -
m_2410 raquette_qc     2026-04-07 bouche_a_oreille 2026-04-08 1
m_2411 Mehdi.rando     2026-04-07 reseau         -          -
m_2412 vieux_piolet    2026-04-08 event          2026-04-17 2
"""
COLONNES_MINI = ("member_id", "pseudo", "date_inscription", "canal", "date_dernier_post", "nb_messages")

GENRES = {"Femme": 128, "Homme": 66, "Non binaire": 4, "Sans réponse": 2}
PLATEFORMES = {"Slack": 52, "Facebook": 52, "Twitter": 30, "Autres": 66}
SECTEURS = {
    "Technologie": 74,
    "Associations": 32,
    "Éducation": 26,
    "Commerce": 22,
    "Santé": 18,
    "Médias et culture": 16,
    "Autres": 12,
}


def membres_mini() -> list[dict]:
    """Twelve newcomers: three counts missing (measure refused), two true zeros, sum 18, so mean 2.0 or 1.5 (M0)."""
    lignes = [ligne.split() for ligne in MEMBRES_MINI.strip().splitlines()]
    return [
        {nom: None if valeur == "-" else valeur for nom, valeur in zip(COLONNES_MINI, ligne, strict=True)}
        for ligne in lignes
    ]


def enquete_mini(alea: Alea) -> list[dict]:
    """Two hundred answers in the exact proportions that module M1 quotes (64/33/2/1 and 26/26/15/33)."""
    colonnes = (alea.quotas(GENRES), alea.quotas(SECTEURS), alea.quotas(PLATEFORMES))
    return [
        {"genre": genre, "secteur": secteur, "plateforme_principale": plateforme}
        for genre, secteur, plateforme in zip(*colonnes, strict=True)
    ]
