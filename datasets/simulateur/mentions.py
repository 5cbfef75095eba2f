"""What is said of three brands elsewhere: the spike of the boycott, and a classifier that irony fools."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from .alea import Alea
from .temps import DEBUT, FIN, moment
from .textes_forum import Pioche, accorder, lire

MARQUES = {"Montaviel": 56, "Korrivane": 44}
SOURCES = {"x": 42, "instagram": 24, "forum_tiers": 18, "blog": 10, "presse": 6}
BOYCOTT_DU, BOYCOTT_AU = date(2026, 2, 14), date(2026, 2, 18)
TOTAL = 2800

# Mentions of Ardelune by period: (from, to, mentions, positive, negative by the automatic label, reposts in percent)
PERIODES = [
    (DEBUT, date(2026, 2, 13), 652, 268, 125, 12),  # net +0.22, 3.93 a day
    (BOYCOTT_DU, BOYCOTT_AU, 118, 18, 66, 38),  # net −0.41, 23.6 a day: six times more
    (date(2026, 2, 19), date(2026, 2, 25), 66, 13, 36, 22),
    (date(2026, 2, 26), date(2026, 3, 4), 46, 11, 22, 16),
    (date(2026, 3, 5), date(2026, 3, 11), 38, 11, 16, 12),
    (date(2026, 3, 12), date(2026, 3, 18), 40, 13, 15, 12),  # net −0.05, four weeks after
    (date(2026, 3, 19), FIN, 50, 17, 13, 12),
]
AUTRES_BOYCOTT = 56  # competitors during the five days: share of voice 118 / 174 = 68 %

# The 400 rows read by two people. Plain rows: (gold, automatic label) → count; 292 of 352 agree (.83).
OR_SIMPLE = {
    (-1, -1): 82,
    (-1, 0): 5,
    (-1, 1): 3,
    (0, -1): 26,
    (0, 0): 98,
    (0, 1): 6,
    (1, -1): 14,
    (1, 0): 6,
    (1, 1): 112,
}
# Ironic rows: 15 of 48 agree (.31). « Négatif » is right 97 times of 137 (.71).
OR_IRONIE = {(-1, -1): 15, (-1, 0): 8, (-1, 1): 22, (1, 0): 3}


def pic_du_boycott(alea: Alea) -> list[dict]:
    """G12. 14–18 February: mentions × 6, share of voice 31 % → 68 %, net sentiment +.22 → −.41, 38 % of reposts."""
    lignes: list[dict] = []
    for du, au, nombre, positives, negatives, _ in PERIODES:
        labels = alea.quotas({1: positives, -1: negatives, 0: nombre - positives - negatives})
        lignes += [_mention(alea, du, au, "Ardelune", label) for label in labels]
    lignes += _concurrents(alea, TOTAL - len(lignes))
    lignes.sort(key=lambda ligne: (ligne["ts"], ligne["marque"]))
    return lignes


def _concurrents(alea: Alea, nombre: int) -> list[dict]:
    hors = nombre - AUTRES_BOYCOTT
    lignes = []
    for place in range(nombre):
        label = alea.pondere({1: 38, 0: 42, -1: 20})
        marque = alea.pondere(MARQUES)
        if place >= hors:
            lignes.append(_mention(alea, BOYCOTT_DU, BOYCOTT_AU, marque, label))
            continue
        while True:
            ligne = _mention(alea, DEBUT, FIN, marque, label)
            if not BOYCOTT_DU <= ligne["ts"].date() <= BOYCOTT_AU:
                break
        lignes.append(ligne)
    return lignes


def _mention(alea: Alea, du: date, au: date, marque: str, label: int) -> dict:
    jour = du + timedelta(days=alea.entier(0, (au - du).days))
    return {
        "mention_id": "",
        "ts": moment(alea, jour),
        "source": alea.pondere(SOURCES),
        "marque": marque,
        "texte": "",
        "repost_de": None,
        "sentiment_auto": label,
        "sentiment_or": None,
        "ironie": None,
    }


def mentions(alea: Alea) -> list[dict]:
    """The rows of `mentions.csv` in time order."""
    lignes = pic_du_boycott(alea)
    for numero, ligne in enumerate(lignes, start=1):
        ligne["mention_id"] = f"n{numero}"
    _reposts(alea, lignes)
    ironie_incomprise(alea, [ligne for ligne in lignes if ligne["repost_de"] is None])
    originaux = {ligne["mention_id"]: ligne for ligne in lignes}
    pioche = Pioche(alea)
    for ligne in lignes:
        original = originaux.get(ligne["repost_de"])
        ligne["texte"] = original["texte"] if original else _texte(pioche, ligne)
    for ligne in lignes:
        del ligne["genre"]
    return lignes


def _reposts(alea: Alea, lignes: list[dict]) -> None:
    """A repost has the brand, the label and the text of an earlier mention of the same period, on X or Instagram."""
    for ligne in lignes:
        ligne["genre"] = None
    for du, au, *_, part in PERIODES:
        for ardelune in (True, False):
            periode = [
                ligne
                for ligne in lignes
                if du <= ligne["ts"].date() <= au and (ligne["marque"] == "Ardelune") == ardelune
            ]
            nombre = (len(periode) * (part if ardelune else 12) + 50) // 100
            libres = alea.melange(periode[len(periode) // 5 :])
            for ligne in libres:
                if nombre == 0:
                    break
                sources = [
                    autre
                    for autre in periode
                    if autre["ts"] < ligne["ts"] - timedelta(minutes=10)
                    and autre["repost_de"] is None
                    and autre["marque"] == ligne["marque"]
                    and autre["sentiment_auto"] == ligne["sentiment_auto"]
                    and ligne["ts"] - autre["ts"] < timedelta(days=6)
                ]
                deja_source = any(autre["repost_de"] == ligne["mention_id"] for autre in periode)
                if sources and not deja_source:
                    ligne["repost_de"] = alea.choix(sources[:6])["mention_id"]
                    ligne["source"] = alea.pondere({"x": 80, "instagram": 20})
                    nombre -= 1


def ironie_incomprise(alea: Alea, originaux: list[dict]) -> None:
    """G11. On 400 rows read by hand, the lexicon is right 83 times in 100 on plain ones, 31 on ironic ones (12 %)."""
    for label in (-1, 0, 1):
        libres = alea.melange([ligne for ligne in originaux if ligne["sentiment_auto"] == label])
        for table, ironie in ((OR_SIMPLE, False), (OR_IRONIE, True)):
            for cle, nombre in table.items():
                if cle[1] != label:
                    continue
                for _ in range(nombre):
                    ligne = libres.pop()
                    ligne["sentiment_or"], ligne["ironie"] = cle[0], ironie


GENRES = {1: "positif", 0: "neutre", -1: "negatif"}


def _texte(pioche: Pioche, ligne: dict) -> str:
    """Words after the true sentiment where it is known, else after the automatic label."""
    blocs = lire("mentions")
    vrai = ligne["sentiment_or"] if ligne["sentiment_or"] is not None else ligne["sentiment_auto"]
    if ligne["ironie"]:
        bloc = "ironie" if vrai == -1 else "ironie_gentille"
    elif vrai != ligne["sentiment_auto"] and ligne["sentiment_or"] is not None:
        bloc = f"{GENRES[vrai]}_trompeur"
    elif ligne["marque"] == "Ardelune" and _autour_du_boycott(pioche.alea, ligne["ts"]):
        bloc = {1: "boycott_positif", 0: "boycott_neutre", -1: "boycott"}[vrai]
    else:
        bloc = GENRES[vrai]
    texte = pioche.piocher(blocs[bloc])
    if not ligne["ironie"] and pioche.alea.chance(26):
        texte += " " + pioche.piocher(lire("divers")["mention_suite"])
    return _remplir(pioche.alea, texte, ligne["marque"])


def _autour_du_boycott(alea: Alea, ts: datetime) -> bool:
    jours = (ts.date() - BOYCOTT_DU).days
    return 0 <= jours <= 4 and alea.chance(88) or 4 < jours <= 25 and alea.chance(45)


def _remplir(alea: Alea, texte: str, marque: str) -> str:
    mots = {"m": marque, "p": alea.choix(lire("mentions")["produits"][marque]), "l": alea.choix(lire("mots")["lieu"])}
    texte = re.sub(r"\{(\w)\}", lambda trouve: mots[trouve[1]], texte)
    return accorder(texte)
