"""The whole world, part after part; each part draws from a stream of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from parcours.authoring import catalogue

from . import (
    activite,
    conversations,
    couts,
    evenements,
    experiences,
    membres,
    mentions,
    mini,
    moderation,
    reactions,
    support,
)
from .alea import Alea
from .ecriture import ecrire


def simuler(dossier: Path) -> None:
    """Write every simulated table into `dossier`, and the dictionary when the catalogue is there."""
    for nom, lignes in tables().items():
        ecrire(dossier, nom, lignes)
    if (dossier / "catalogue.yml").is_file():
        catalogue.write(dossier)


def tables() -> dict[str, list[dict]]:
    """All simulated tables by name, rows in the order in which they are written."""
    gens = membres.peupler(Alea(2))
    creneaux, par_message, par_reaction = activite.planifier(Alea(3), gens)
    actions = moderation.moderer(Alea(4), gens, creneaux)
    robot = next(membre for membre in gens if membre.pseudo == "refuge_bot")
    forum = conversations.Forum(Alea(5), robot, creneaux)
    forum.remplir(creneaux)
    activite.visiter(Alea(6), gens)
    muets = {m.member_id for m in gens if m.cohorte >= 0} - par_message - par_reaction
    clics = reactions.reagir(Alea(7), gens, forum.messages, par_reaction, muets)
    calendrier = evenements.evenements()
    venues = evenements.presences(Alea(8), gens)
    dates = {ligne["event_id"]: date.fromisoformat(ligne["date"]) for ligne in calendrier}
    journal = experiences.Journal(forum.messages, venues, dates)
    test = experiences.test_ab(Alea(9), gens, journal)
    experiences.departs(Alea(10), gens, journal, test)
    numero_de = {id(message.creneau): message.message_id for message in forum.messages if message.creneau}
    return {
        "membres": [membre.ligne() for membre in gens],
        "messages": conversations.lignes(forum.messages),
        "reactions": clics,
        "visites": reactions.visites(gens),
        "publications": couts.publications(Alea(11)),
        "moderation_log": moderation.lignes(actions, numero_de),
        "evenements": calendrier,
        "presences": venues,
        "tickets": support.tickets(Alea(12), gens),
        "mentions": mentions.mentions(Alea(13)),
        "accueil": experiences.accueil(Alea(14), gens, journal, test),
        "test_ab": test,
        "campagne_badge": experiences.campagne_badge(Alea(15), gens),
        "enquete": experiences.reponses_des_actifs(Alea(16), gens, journal),
        "couts": couts.couts(),
        "aide_frequentation": couts.frequentation_aide(),
        "aide_sondage": couts.sondage_aide(Alea(17)),
        "equipement": couts.equipement(),
        "membres_mini": mini.membres_mini(),
        "enquete_mini": mini.enquete_mini(Alea(1)),
    }
