"""Threads: which slot opens a thread, which answers whom, and the words of each message."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .activite import EXPERT_LAVAGE, EXPERTE_REPARATIONS, RELAIS, RELAIS_DEPART, Creneau
from .alea import Alea
from .membres import Membre
from .temps import DEBUT, PRIME, apres
from .textes_forum import Plume, lire

SALONS = {"reparations": 40, "lavage": 28, "sorties": 17, "idees": 9, "accueil": 6}
AUTRE_CAMP = {"reparations": "lavage", "lavage": "reparations"}
BREFS = {False: 4, True: 65}  # percent of short messages before and after the bonus
RESOLUES = {False: 47, True: 36}  # percent of questions solved before and after the bonus
CROISEES = {False: 20, True: 9}  # replies a week from one camp to the other, before and after the bridge leaves


@dataclass(eq=False)
class Message:
    membre: Membre
    ts: datetime
    salon: str
    fil: Fil
    parent: Message | None
    texte: str
    question: bool = False
    resolue: bool | None = None
    auto: bool = False
    supprime: bool = False
    creneau: Creneau | None = None
    message_id: str = ""


@dataclass(eq=False)
class Fil:
    salon: str
    sujet: str
    messages: list[Message] = field(default_factory=list)
    fil_id: str = ""

    @property
    def auteur(self) -> Membre:
        return self.messages[0].membre

    def repondus(self) -> int:
        return len(self.messages) - 1


class Forum:
    """Fills the slots one after the other, in time order, as a forum lives."""

    def __init__(self, alea: Alea, robot: Membre, creneaux: list[Creneau]):
        self.alea, self.robot, self.plume = alea, robot, Plume(alea)
        self.ouverts: dict[str, list[Fil]] = {salon: [] for salon in SALONS}
        self.fils: list[Fil] = []
        self.messages: list[Message] = []
        self.camps = _camps(alea, creneaux)
        self.croisees: dict[int, int] = defaultdict(int)

    def remplir(self, creneaux: list[Creneau]) -> None:
        for creneau in creneaux:
            self._ecrire(creneau)
        self._robot_du_lundi()
        self._resoudre()
        self._numeroter()

    # ---- one slot ---------------------------------------------------------------------------------------------------

    def _ecrire(self, creneau: Creneau) -> None:
        if creneau.premier and creneau.moderation is None and self.alea.chance(45):
            self._ouvrir(creneau, "accueil")
            return
        salon, cible = self._ou_ecrire(creneau)
        if cible is not None:
            self._repondre(creneau, cible, croisee=True)
            return
        candidats = self._candidats(creneau, salon)
        part_ouvertures = {"reparations": 30, "lavage": 30, "sorties": 22, "idees": 20, "accueil": 0}[salon]
        if not candidats or (self.alea.chance(part_ouvertures) and creneau.moderation is None):
            self._ouvrir(creneau, salon if salon != "accueil" else self.camps[creneau.membre.member_id])
        else:
            self._repondre(creneau, self.alea.choix(candidats[-14:]))

    def _ou_ecrire(self, creneau: Creneau) -> tuple[str, Fil | None]:
        """The room, and the thread of the other camp when this reply crosses over."""
        camp = self.camps[creneau.membre.member_id]
        croisement = self.deux_camps(creneau, camp)
        if croisement is not None:
            return AUTRE_CAMP[camp], croisement
        salon = self.alea.pondere(SALONS)
        return (camp if salon in AUTRE_CAMP else salon), None

    def deux_camps(self, creneau: Creneau, camp: str) -> Fil | None:
        """G19. Two camps answer among themselves; a bridge member keeps them talking, until leaving on 17 November.

        A weekly number of replies crosses over: 20 before, 9 after (−55 %); the bridge writes some of the 20.
        """
        semaine = (creneau.ts.date() - RELAIS_DEPART).days // 7
        relais = creneau.membre.pseudo == RELAIS
        bavard = creneau.membre.camp_solide if not relais else True
        plein = self.croisees[semaine] >= CROISEES[semaine >= 0]
        if plein or not bavard or creneau.moderation or not (relais or self.alea.chance(60)):
            return None
        if relais and self.alea.chance(45):
            return None
        fils = [f for f in self._candidats(creneau, AUTRE_CAMP[camp]) if f.messages[0].membre.camp_solide]
        if not fils:
            return None
        self.croisees[semaine] += 1
        return self.alea.choix(fils[-10:])

    def _candidats(self, creneau: Creneau, salon: str) -> list[Fil]:
        """Threads of the room still alive, where this member has something to add."""
        limite = creneau.ts - timedelta(days=9)
        self.ouverts[salon] = [f for f in self.ouverts[salon] if f.messages[-1].ts > limite][-60:]
        moi = creneau.membre
        return [f for f in self.ouverts[salon] if f.auteur is not moi or f.messages[-1].membre is not moi]

    def _ouvrir(self, creneau: Creneau, salon: str) -> None:
        bref = self._bref(creneau)
        sujet = ""
        if salon in AUTRE_CAMP:
            sujet = self.alea.choix([nom for nom, theme in lire("sujets").items() if theme["salon"] == salon])
            texte = self.plume.question(sujet, bref)
        elif salon == "accueil":
            texte = self.plume.presentation()
        elif salon == "sorties":
            texte = self.plume.simple("sorties", "annonce", et=("sorties", "detail"), sur_cent=25 if bref else 90)
        else:
            texte = self.plume.simple("idees", "idee", et=("idees", "argument"), sur_cent=20 if bref else 85)
        fil = Fil(salon, sujet)
        self.fils.append(fil)
        self.ouverts[salon].append(fil)
        self._poster(Message(creneau.membre, creneau.ts, salon, fil, None, texte, salon in AUTRE_CAMP, creneau=creneau))
        if salon in AUTRE_CAMP and self.alea.chance(8):
            self._accuse_de_reception(fil)

    def _repondre(self, creneau: Creneau, fil: Fil, croisee: bool = False) -> None:
        bref = self._bref(creneau)
        autres = any(m.membre is not fil.auteur and not m.auto for m in fil.messages)
        if creneau.moderation in ("conflit", "hors_sujet"):
            texte = self.plume.retiree(creneau.moderation)
        elif creneau.membre is fil.auteur:
            texte = self.plume.simple("remerciement" if autres else "relance")
        elif bref:
            texte = self.plume.court()
        elif fil.sujet:
            texte = self.plume.reponse(fil.sujet, bref)
        elif fil.salon == "accueil":
            texte = self.plume.simple("accueil", "bienvenue", et=("accueil", "bienvenue"), sur_cent=12)
        else:
            et = ("idees", "argument") if fil.salon == "idees" else ("sorties", "detail")
            texte = self.plume.simple(fil.salon, "reponse", et=et, sur_cent=35)
        self._poster(
            Message(
                creneau.membre, creneau.ts, fil.salon, fil, self._parent(creneau, fil, croisee), texte, creneau=creneau
            )
        )

    def _parent(self, creneau: Creneau, fil: Fil, croisee: bool) -> Message:
        """Mostly the question, sometimes an expert's answer or the last one; of one's own camp unless crossing over."""
        if croisee or creneau.membre is fil.auteur and not fil.repondus():
            return fil.messages[0]
        camp = self.camps[creneau.membre.member_id]
        possibles = [
            m
            for m in fil.messages
            if not m.auto and m.membre is not creneau.membre and self.camps[m.membre.member_id] == camp
        ]
        if not possibles or fil.salon not in AUTRE_CAMP:
            possibles = [m for m in fil.messages if not m.auto and m.membre is not creneau.membre]
        experts = [m for m in possibles if m.membre.pseudo in (EXPERTE_REPARATIONS, EXPERT_LAVAGE)]
        if experts and self.alea.chance(55):
            return experts[-1]
        if not possibles:
            return fil.messages[0]
        return possibles[0] if self.alea.chance(60) else possibles[-1]

    def _bref(self, creneau: Creneau) -> bool:
        """G10. After the bonus, two messages out of three are a handful of words."""
        return self.alea.chance(BREFS[creneau.ts.date() >= PRIME])

    def _poster(self, message: Message) -> None:
        message.fil.messages.append(message)
        self.messages.append(message)
        message.supprime = message.creneau is not None and message.creneau.moderation is not None

    # ---- the robot, the solved questions, the numbers ---------------------------------------------------------------

    def _accuse_de_reception(self, fil: Fil) -> None:
        """The robot answers within two minutes: the trap of a first-response time that forgets to leave it out."""
        question = fil.messages[0]
        texte = self.alea.choix(lire("salons")["accuse"])
        ts = apres(question.ts, self.alea.entier(1, 2))
        self._poster(Message(self.robot, ts, fil.salon, fil, question, texte, auto=True))

    def _robot_du_lundi(self) -> None:
        for semaine in range(31):
            jour = DEBUT + timedelta(days=7 * semaine)
            ts = datetime(jour.year, jour.month, jour.day, 9, 0, tzinfo=self.messages[0].ts.tzinfo)
            fil = Fil("accueil", "")
            self.fils.append(fil)
            texte = self.plume.remplir(self.alea.choix(lire("salons")["auto"]))
            self._poster(Message(self.robot, ts, "accueil", fil, None, texte, auto=True))

    def _resoudre(self) -> None:
        """G10, third part. 47 % of questions solved before the bonus, 36 % after: exact counts, among answered ones."""
        for apres_prime, part in RESOLUES.items():
            questions = [m for m in self.messages if m.question and (m.ts.date() >= PRIME) == apres_prime]
            for question in questions:
                question.resolue = False
            repondues = [q for q in questions if any(not m.auto and m.membre is not q.membre for m in q.fil.messages)]
            for question in self.alea.echantillon(repondues, (len(questions) * part + 50) // 100):
                question.resolue = True

    def _numeroter(self) -> None:
        self.messages.sort(key=lambda m: (m.ts, m.membre.member_id))
        for numero, message in enumerate(self.messages, start=1):
            message.message_id = f"p{numero}"
        self.fils.sort(key=lambda f: f.messages[0].ts)
        for numero, fil in enumerate(self.fils, start=1):
            fil.fil_id = f"f{numero}"


def _camps(alea: Alea, creneaux: list[Creneau]) -> dict[str, str]:
    """The room where each member is at home; `camp_solide` when enough of their messages will show it."""
    nombre: dict[str, int] = defaultdict(int)
    for creneau in creneaux:
        nombre[creneau.membre.member_id] += 1
    camps = {}
    for creneau in creneaux:
        membre = creneau.membre
        if membre.member_id not in camps:
            camps[membre.member_id] = alea.pondere({"reparations": 58, "lavage": 42})
            membre.camp_solide = nombre[membre.member_id] >= 12 and membre.cohorte <= 2
            if membre.pseudo in (EXPERTE_REPARATIONS, RELAIS):
                camps[membre.member_id] = "reparations"
            elif membre.pseudo == EXPERT_LAVAGE:
                camps[membre.member_id] = "lavage"
    return camps


def lignes(messages: list[Message]) -> list[dict]:
    """The rows of `messages.csv`."""
    return [
        {
            "message_id": m.message_id,
            "fil_id": m.fil.fil_id,
            "parent_id": m.parent.message_id if m.parent else None,
            "member_id": m.membre.member_id,
            "ts": m.ts,
            "salon": m.salon,
            "texte": m.texte,
            "nb_mots": len(m.texte.split()),
            "est_question": m.question,
            "est_resolu": m.resolue,
            "est_auto": m.auto,
            "supprime": m.supprime,
        }
        for m in messages
    ]
