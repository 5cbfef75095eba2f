"""From hand-written fragments to messages: no two long ones alike, a typo here, an emoji there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from .alea import Alea

DOSSIER = Path(__file__).parent / "textes"
FAUTES = {
    "beaucoup": "bcp",
    "quelqu'un": "qqn",
    "Quelqu'un": "Qqn",
    " ça ": " ca ",
    "même": "meme",
    "pourquoi": "pk",
    "s'est": "c'est",
    "vraiment": "vraiement",
    "réparation": "reparation",
    "peut-être": "peut etre",
    " à ": " a ",
    "C'est": "c'est",
    "était": "etait",
    " est ": " et ",
    "toujours": "tjrs",
    "problème": "pb",
}


@cache
def lire(fichier: str) -> dict:
    """A file of texts, its blocks cut into lines; `sujets_suite.yml` continues the blocks of `sujets.yml`."""
    textes = _couper(yaml.safe_load((DOSSIER / f"{fichier}.yml").read_text(encoding="utf-8")))
    if fichier == "sujets":
        for sujet, blocs in lire("sujets_suite").items():
            for bloc, lignes in blocs.items():
                textes[sujet][bloc] = textes[sujet][bloc] + lignes
    return textes


def accorder(texte: str) -> str:
    """Contract what filling the slots has put side by side: « de le » → « du », « de une » → « d'une »…"""
    for article, contraction in CONTRACTIONS.items():
        texte = re.sub(rf"\b{article} ", f"{contraction} ", texte)
    return re.sub(r"\bde (?=[aeiouéèêAEIOUÉ])", "d'", texte)


def _couper(noeud):
    if isinstance(noeud, dict):
        return {cle: _couper(valeur) for cle, valeur in noeud.items()}
    return noeud.strip().splitlines() if isinstance(noeud, str) and "\n" in noeud else noeud


CONTRACTIONS = {"de le": "du", "de les": "des", "à le": "au", "à les": "aux", "À le": "Au", "À les": "Aux"}


class Pioche:
    """Draws lines as from packs of cards: none comes back before all the others of its list have been used."""

    def __init__(self, alea: Alea):
        self.alea = alea
        self.paquets: dict[int, list[str]] = {}

    def piocher(self, liste: list[str]) -> str:
        paquet = self.paquets.setdefault(id(liste), [])
        if not paquet:
            paquet += self.alea.melange(liste)
        return paquet.pop()


class Plume:
    """Writes the messages of the forum and remembers those already written."""

    def __init__(self, alea: Alea):
        self.alea = alea
        self.vus: set[str] = set()
        self._piocher = Pioche(alea).piocher
        self.courts = lire("salons")["court"] + lire("divers")["court"]

    def remplir(self, texte: str, objet: str = "") -> str:
        def valeur(trouve: re.Match) -> str:
            cle = trouve[1]
            if cle == "objet":
                return objet
            if cle == "n":
                return str(self.alea.entier(12, 96))
            return self.alea.choix(lire("mots")[cle])

        return accorder(re.sub(r"\{(\w+)\}", valeur, texte))

    def _unique(self, fabrique) -> str:
        for _ in range(12):
            texte = fabrique()
            if texte not in self.vus:
                break
        self.vus.add(texte)
        return self._fautes(texte)

    def _fautes(self, texte: str) -> str:
        if self.alea.chance(9):
            presentes = [mot for mot in FAUTES if mot in texte]
            if presentes:
                mot = self.alea.choix(presentes)
                texte = texte.replace(mot, FAUTES[mot], 1)
        if self.alea.chance(6):
            texte = texte.lower() if self.alea.chance(50) else texte.rstrip(".")
        return texte

    def _suite(self, *morceaux: str) -> str:
        """Pieces one after the other, a capital after each stop."""
        phrase = ""
        for morceau in morceaux:
            if not morceau:
                continue
            if not phrase or phrase[-1] in ".!?…🙏😉🥾":
                morceau = morceau[0].upper() + morceau[1:]
            elif phrase[-1] not in ",:":
                phrase += "."
                morceau = morceau[0].upper() + morceau[1:]
            elif morceau.split()[0] not in ("Ardelune", "Neuf"):
                morceau = morceau[0].lower() + morceau[1:]
            phrase = f"{phrase} {morceau}".strip()
        return phrase if phrase[-1] in ".!?…🙏😉🥾👍😄" else phrase + "."

    def _parfois(self, sur_cent: int, liste: list[str]) -> str:
        return self._piocher(liste) if self.alea.chance(sur_cent) else ""

    def question(self, sujet: str, bref: bool) -> str:
        mots, theme = lire("mots"), lire("sujets")[sujet]

        def fabrique() -> str:
            objet = self.alea.choix(theme["objets"])
            if bref:
                plusieurs = objet.split()[0] in ("mes", "les", "des")
                bloc = "question_courte" if plusieurs or self.alea.chance(70) else "question_courte_une"
                corps = self.remplir(self._piocher(lire("salons")[bloc]), objet)
                return self._suite(self._parfois(25, mots["ouverture_question"]), corps)
            corps = self.remplir(self._piocher(theme["q"]), objet)
            details = [self._piocher(theme["d"]) for _ in range(self.alea.pondere({1: 6, 2: 4}))]
            return self._suite(
                self._parfois(70, mots["ouverture_question"]),
                corps,
                *(self.remplir(detail) for detail in dict.fromkeys(details)),
                self._parfois(60, mots["fermeture_question"]),
            )

        return self._unique(fabrique)

    def reponse(self, sujet: str, bref: bool) -> str:
        if bref:
            return self.court()
        mots, theme = lire("mots"), lire("sujets")[sujet]

        def fabrique() -> str:
            if self.alea.chance(12):
                corps = self.remplir(self._piocher(lire("salons")["divers"]))
                return self._suite(corps, self.remplir(self._parfois(50, theme["s"])))
            return self._suite(
                self.remplir(self._parfois(60, mots["ouverture_reponse"])),
                self.remplir(self._piocher(theme["r"])),
                self.remplir(self._parfois(62, theme["s"])),
                self.remplir(self._parfois(42, lire("divers")["aparte"])),
                self._parfois(32, mots["fermeture_reponse"]),
            )

        return self._unique(fabrique)

    def court(self) -> str:
        return self._fautes(self.remplir(self._piocher(self.courts)))

    def simple(self, *chemin: str, et: tuple[str, ...] = (), sur_cent: int = 65) -> str:
        """One line of salons.yml, sometimes followed by a line of another block."""
        salons = lire("salons")

        def bloc(chemin):
            noeud = salons
            for cle in chemin:
                noeud = noeud[cle]
            return noeud

        return self._unique(
            lambda: self._suite(
                self.remplir(self._piocher(bloc(chemin))),
                *(self.remplir(self._parfois(sur_cent, bloc(et))) for _ in range(1 if et else 0)),
            )
        )

    def retiree(self, genre: str) -> str:
        """A message that moderators will remove."""
        salons = lire("salons")
        return self._unique(
            lambda: self._suite(
                self._parfois(45, salons["conflit_avant"]) if genre == "conflit" else "",
                self.remplir(self._piocher(salons[genre])),
                self._parfois(50, salons[f"{genre}_apres"]),
            )
        )

    def presentation(self) -> str:
        blocs = lire("salons")["accueil"]
        return self._unique(
            lambda: self._suite(
                self.remplir(self._piocher(blocs["salut"])),
                self.remplir(self._piocher(blocs["qui"])),
                self.remplir(self._parfois(75, blocs["pourquoi"])),
            )
        )
