"""Two plain functions for the notebooks of module 10, with the same arithmetic as the page."""

from __future__ import annotations

from . import footprint
from .cost import MONTHS_PER_YEAR, Line
from .factors import factor
from .inputs import check


def cout_annuel(
    prix: float = 0,
    duree_mois: float = 36,
    revente: float = 0,
    abonnement: float = 0,
    entretien: float = 0,
    quantite: float = 1,
    part: float = 1,
    aide: float = 0,
) -> float:
    """Coût annuel d’une ligne de votre équipement, en euros par an.

    prix, revente, aide : € ; duree_mois : mois ; abonnement : €/mois ; entretien : €/an ; part : part professionnelle,
    de 0 à 1. Formule : 12 × part × [quantite × (prix − aide − revente) ÷ duree_mois + abonnement + entretien ÷ 12]. Une
    valeur hors bornes lève `InputRefused` avec une phrase.
    """
    line = Line("votre ligne", prix, duree_mois, revente, abonnement, entretien, quantite, part, aide)
    return MONTHS_PER_YEAR * line.monthly


def co2e_annuel(
    fabrication: float,
    duree_ans: float,
    puissance: float = 0,
    heures_par_jour: float = 0,
    jours_par_an: float = 0,
    quantite: float = 1,
    part: float = 1,
    electricite: float | None = None,
) -> float:
    """Empreinte annuelle d’un appareil neuf, en kg CO2e par an : fabrication amortie, plus électricité.

    fabrication : kg CO2e par appareil, hors usage ; duree_ans : années ; puissance : W ; electricite : kg CO2e/kWh (par
    défaut, le facteur `elec_fr`). Formule : part × quantite × [fabrication ÷ duree_ans + puissance ÷ 1 000 × heures ×
    jours × electricite]. Une valeur hors bornes lève `InputRefused` avec une phrase.
    """
    check(fabrication, "fabrication", 0, 5_000, "kg CO2e")
    check(duree_ans, "duree_ans", 0.5, 15, "ans")
    check(puissance, "puissance", 0, 2_000, "W")
    check(heures_par_jour, "heures_par_jour", 0, 24, "h")
    check(jours_par_an, "jours_par_an", 0, 366, "jours")
    check(quantite, "quantite", 0, 20)
    check(part, "part", 0, 1)
    electricite = factor("elec_fr") if electricite is None else check(electricite, "electricite", 0, 2, "kg CO2e/kWh")
    return footprint.made_new(part, quantite, fabrication, duree_ans) + footprint.used(
        part, quantite, puissance, heures_par_jour, jours_par_an, electricite
    )
