"""The moderation log: who was moderated, by whom, at what hour, with or without reasons, and what came of appeals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .activite import Creneau
from .alea import Alea
from .membres import Membre
from .temps import FIN, PARIS, mois_de

ACTIONS = 640
BENEVOLE = "Juliette_B"
ACTIONS_BENEVOLE = [30, 34, 36, 40, 42, 40, 40]  # by month: 262 of 640, 41 %
TARDIVES_BENEVOLE = 165  # 63 % of her 262
RECOURS_BENEVOLE = {
    0: (5, 0),
    1: (6, 0),
    2: (6, 0),
    3: (25, 1),
    4: (25, 2),
    5: (25, 3),
    6: (24, 4),
}  # appeals, overturned
MOTIFS_SYSTEMATIQUES = date(2026, 3, 1)  # reasons become the rule

# G6: first sanctions of September to December: (with reason, grave) → (members, sanctioned again within 90 days)
PREMIERES = {(True, False): (94, 16), (True, True): (6, 2), (False, False): (50, 12), (False, True): (50, 19)}
REGLES = {False: {1: 22, 2: 18, 5: 26, 6: 34}, True: {2: 45, 3: 25, 4: 30}}
ETAPES = {1: {0: 12, 1: 52, 2: 36}, 2: {1: 15, 2: 45, 3: 40}, 3: {3: 48, 4: 36, 5: 16}, 4: {4: 30, 5: 48, 6: 22}}


@dataclass(eq=False)
class Action:
    jour: date
    vise: Membre
    creneau: Creneau | None
    grave: bool
    motif: bool
    redite: bool = False
    ts: datetime | None = None
    moderateur: Membre | None = None
    gravite: int = 0
    regle: int = 0
    etape: int = 0
    automatise: bool = False
    recours: bool = False
    issue: str | None = None
    delai: int = 0


def moderer(alea: Alea, membres: list[Membre], creneaux: list[Creneau]) -> list[Action]:
    """All actions in time order; marks the slots whose message will be removed."""
    par_membre: dict[str, list[Creneau]] = {}
    for creneau in creneaux:
        if creneau.membre.role == "membre":
            par_membre.setdefault(creneau.membre.member_id, []).append(creneau)
    actions = motifs_et_recidive(alea, par_membre)
    deja = {action.vise.member_id for action in actions}
    actions += _hiver(alea, par_membre, deja, ACTIONS - len(actions))
    _regles_et_etapes(alea, actions)
    benevole_surchargee(alea, actions, [m for m in membres if m.role == "moderateur"])
    for action in actions:
        _retirer(alea, action)
    return sorted(actions, key=lambda a: (a.ts, a.vise.member_id))


def motifs_et_recidive(alea: Alea, par_membre: dict[str, list[Creneau]]) -> list[Action]:
    """G6. Explained sanctions are followed by fewer new ones (18 % against 31 %), partly for lack of grave cases.

    At equal gravity (light cases) the gap is 17 % against 24 %: half of the first impression was the mix of cases.
    """
    limite = date(2025, 12, 28)
    possibles = {}
    for member_id, creneaux in par_membre.items():
        automne = [c for c in creneaux if c.ts.date() <= limite]
        if automne:
            possibles[member_id] = automne
    choisis = alea.echantillon(sorted(possibles), sum(nombre for nombre, _ in PREMIERES.values()))
    actions, repetees = [], []
    for (motif, grave), (nombre, encore) in PREMIERES.items():
        groupe, choisis = choisis[:nombre], choisis[nombre:]
        for place, member_id in enumerate(groupe):
            creneau = alea.choix(possibles[member_id])
            premiere = Action(creneau.ts.date(), creneau.membre, creneau, grave, motif)
            actions.append(premiere)
            if place < encore:
                repetees.append(premiere)
    suites = []
    for premiere in repetees:
        jour = premiere.jour + timedelta(days=alea.entier(4, 84))
        suites.append(_redite(alea, premiere, jour))
    while len(suites) < 100:
        premiere = alea.choix(repetees)
        jour = premiere.jour + timedelta(days=alea.entier(6, 130))
        if jour < FIN - timedelta(days=2):
            suites.append(_redite(alea, premiere, jour))
    return actions + suites


def _redite(alea: Alea, premiere: Action, jour: date) -> Action:
    return Action(jour, premiere.vise, None, premiere.grave, _motif(alea, jour), redite=True)


def _hiver(alea: Alea, par_membre: dict, deja: set[str], nombre: int) -> list[Action]:
    """January to March: other members, more and more of them."""
    debut, fin = date(2026, 1, 2), FIN - timedelta(days=2)
    creneaux = [
        creneau
        for member_id, liste in sorted(par_membre.items())
        if member_id not in deja
        for creneau in liste
        if debut <= creneau.ts.date() <= fin
    ]
    actions = []
    for creneau in alea.echantillon(creneaux, nombre):
        jour = creneau.ts.date()
        actions.append(Action(jour, creneau.membre, creneau, alea.chance(26), _motif(alea, jour)))
    return actions


def _motif(alea: Alea, jour: date) -> bool:
    return alea.chance(93 if jour >= MOTIFS_SYSTEMATIQUES else 57)


def _regles_et_etapes(alea: Alea, actions: list[Action]) -> None:
    for action in actions:
        action.gravite = alea.pondere({3: 72, 4: 28} if action.grave else {1: 48, 2: 52})
        action.regle = alea.pondere(REGLES[action.grave])
        action.etape = min(6, alea.pondere(ETAPES[action.gravite]) + (1 if action.redite else 0))
        action.automatise = action.regle == 5 and alea.chance(55)


def benevole_surchargee(alea: Alea, actions: list[Action], equipe: list[Membre]) -> None:
    """G7. A volunteer carries 41 % of actions, 63 % of hers after 22:00; her overturned appeals go from 4 to 17 %."""
    juliette = next(m for m in equipe if m.pseudo == BENEVOLE)
    autres = dict(zip([m for m in equipe if m is not juliette], (30, 26, 20, 14, 10), strict=True))
    siennes: list[Action] = []
    for mois, nombre in enumerate(ACTIONS_BENEVOLE):
        du_mois = [action for action in actions if mois_de(action.jour) == mois]
        siennes_du_mois = alea.echantillon(du_mois, nombre)
        siennes += siennes_du_mois
        recours, annules = RECOURS_BENEVOLE[mois]
        for place, action in enumerate(siennes_du_mois[:recours]):
            action.recours, action.issue = True, "annule" if place < annules else "maintenu"
    tardives = {id(action) for action in alea.echantillon(siennes, TARDIVES_BENEVOLE)}
    miennes = {id(action) for action in siennes}
    for action in actions:
        if id(action) in miennes:
            action.moderateur = juliette
        else:
            action.moderateur = alea.pondere(autres)
            if alea.chance(9):
                action.recours, action.issue = True, "annule" if alea.chance(6) else "maintenu"
        _dater(alea, action, tard=id(action) in tardives)


def _dater(alea: Alea, action: Action, tard: bool) -> None:
    """After the message, on the same local day when the hour allows it (the months of the quotas hold)."""
    vu = action.creneau.ts if action.creneau else None
    jour = action.jour
    for _ in range(40):
        heure = (
            alea.entier(22, 23)
            if tard
            else alea.pondere({8: 6, 9: 9, 10: 8, 12: 10, 14: 8, 17: 14, 18: 18, 19: 16, 20: 14, 21: 9})
        )
        ts = datetime(jour.year, jour.month, jour.day, heure, alea.entier(0, 59), tzinfo=PARIS)
        if vu is None or ts > vu:
            break
    else:  # a message of the very end of the evening: no message is attached to the action
        action.creneau = vu = None
    action.ts = ts
    ecart = int(ts.timestamp() - vu.timestamp()) // 60 if vu else alea.entier(20, 1500)
    action.delai = max(1, ecart * alea.entier(30, 95) // 100)


def _retirer(alea: Alea, action: Action) -> None:
    """From step 2 on the message goes: an attack, an advert, or an ordinary message (posted twice, too personal)."""
    if action.creneau is not None and action.etape >= 2 and action.creneau.moderation is None:
        ordinaire = action.etape == 2 and alea.chance(60)
        action.creneau.moderation = "ordinaire" if ordinaire else "conflit" if action.regle <= 4 else "hors_sujet"


def lignes(actions: list[Action], numero_de: dict[int, str]) -> list[dict]:
    """The rows of `moderation_log.csv`; `numero_de` gives the message of a slot."""
    return [
        {
            "action_id": f"a{numero:03d}",
            "ts": action.ts,
            "moderateur_id": action.moderateur.member_id,
            "message_id": numero_de[id(action.creneau)] if action.creneau else None,
            "member_vise": action.vise.member_id,
            "regle": action.regle,
            "gravite": action.gravite,
            "etape": action.etape,
            "motif_communique": action.motif,
            "automatise": action.automatise,
            "recours": action.recours,
            "recours_issue": action.issue,
            "delai_decision_min": action.delai,
        }
        for numero, action in enumerate(actions, start=1)
    ]
