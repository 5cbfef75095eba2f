# Le format est expliqué dans docs/exercises.md.

# %% m08-ex01-consigne [markdown]
# Paul doute : « Expliquer une sanction, à quoi bon ? » La table `premiers` contient la première action contre chaque membre, avant le
# 1er janvier. La colonne `recidive` dit si le membre a recommencé dans les 90 jours. Rien de nouveau à apprendre ici : vous réemployez
# ce que vous savez.
#
# 1. Calculez `taux`, la **part de récidive** sans motif et avec motif. Rappel : `table.groupby("colonne")["autre"].mean()`.
# 2. Gardez dans `legers` les lignes dont la gravité est **1 ou 2**.
# 3. Calculez `taux_legers`, la même part parmi `legers`.
# 4. Choisissez `conclusion` : `"cause"` (expliquer fait baisser la récidive), `"association"` (les deux vont ensemble, sans que l’on
#    puisse dire pourquoi) ou `"rien"` (aucun écart).

# %% m08-ex01-donnees
import pandas as pd

from parcours.datasets import load

journal = load("moderation_log").sort_values("ts")
journal["suivante"] = journal.groupby("member_vise")["ts"].shift(-1)
premiers = journal.drop_duplicates("member_vise")
premiers = premiers[premiers["ts"] < "2026-01-01"]
premiers = premiers.assign(recidive=premiers["suivante"] - premiers["ts"] <= pd.Timedelta(days=90))
taux = None  # vos réponses, vides pour l’instant
legers = None
taux_legers = None
conclusion = None
premiers[["gravite", "motif_communique", "recidive"]].head()

# %% m08-ex01-reponse
### BEGIN SOLUTION
taux = premiers.groupby("motif_communique")["recidive"].mean()
legers = premiers[premiers["gravite"] <= 2]
taux_legers = legers.groupby("motif_communique")["recidive"].mean()
conclusion = "association"
### END SOLUTION
print(taux)
print(taux_legers)

# %% m08-ex01-test1
assert taux is not None, "Il manque « taux » : groupez « premiers » par motif, puis prenez la moyenne de « recidive »."
assert hasattr(taux, "index") and len(taux) == 2, "Regardez « taux » : il doit garder deux nombres, un sans motif et un avec."
assert taux.index.name != "recidive", (
    "Vous avez groupé par récidive. Regardez la question : que deviennent ceux qui ont reçu un motif ? On groupe par « motif_communique »."
)
assert max(taux) <= 1, "Vous avez compté des membres. Regardez la fin de la ligne : « .mean() » donne une part, « .sum() » un nombre."
assert abs(taux[False] - 0.31) < 0.001 and abs(taux[True] - 0.18) < 0.001, (
    "Regardez « taux » : 31 membres sur 100 sans motif, 18 sur 100 avec."
)
### BEGIN HIDDEN TESTS
assert abs(taux[True] - premiers.loc[premiers["motif_communique"], "recidive"].mean()) < 0.001, (
    "Regardez la part avec motif : elle doit être celle de la table d’origine."
)
### END HIDDEN TESTS

# %% m08-ex01-test2
assert legers is not None, "Il manque « legers » : gardez les lignes de « premiers » dont la gravité est au plus 2."
assert len(legers) < len(premiers), "Vous avez gardé toutes les lignes. Regardez : il faut une condition sur « gravite »."
assert legers["gravite"].max() <= 2, "Vous avez gardé des fautes graves. Regardez le signe : « <= 2 » garde 1 et 2."
assert (legers["gravite"] == 2).any(), "Il manque la gravité 2. Regardez le signe : « < 2 » ne garde que 1."
assert taux_legers is not None, "Il manque « taux_legers » : la même ligne que « taux », sur « legers »."
assert abs(taux_legers[True] - 0.18) > 0.001, (
    "Vous avez repris toutes les fautes. Regardez : « taux_legers » part de « legers », pas de « premiers »."
)
assert abs(taux_legers[False] - 0.24) < 0.001 and abs(taux_legers[True] - 0.1702) < 0.001, (
    "Regardez « taux_legers » : 12 sur 50 sans motif, 16 sur 94 avec."
)
### BEGIN HIDDEN TESTS
assert len(legers) == (premiers["gravite"] <= 2).sum(), "Regardez « legers » : toutes les fautes de gravité 1 et 2, et elles seules."
### END HIDDEN TESTS

# %% m08-ex01-test3
assert conclusion is not None, "Il manque « conclusion » : choisissez l’un des trois mots, entre guillemets."
assert conclusion in ("cause", "association", "rien"), "Regardez « conclusion » : \"cause\", \"association\" ou \"rien\", entre guillemets."
assert conclusion != "cause", (
    "Vous avez vu un écart. Regardez à qui l’on a expliqué : surtout aux fautes légères. L’écart ne prouve pas l’effet du motif."
)
assert conclusion != "rien", "Regardez les deux parts : l’écart se resserre à gravité égale, il ne disparaît pas."

# %% m08-ex02-consigne [markdown]
# Quinze messages, trois niveaux. Au **niveau 1**, on parle du sujet ou l’on agit dans son coin, et chacun peut encore gagner. Au
# **niveau 2**, on vise la personne : camps, réputation, menaces. Au **niveau 3**, on accepte de perdre pourvu que l’autre perde aussi.
#
# Remplacez chaque `…` par la lettre du niveau. **11 bonnes réponses sur 15 suffisent** : à deux messages près, les gens du métier
# hésitent aussi.

# %% m08-ex02-donnees
from parcours.exercises import cartes_justes, lire_cartes

niveaux = ""  # votre réponse, vide pour l’instant

# %% m08-ex02-test1
choix = lire_cartes(niveaux)
assert choix, "Aucun message n’a encore de lettre. Remplacez le … à la fin d’une ligne par A, B ou C."
assert len(choix) == 15, "Il reste des messages sans lettre. Regardez les lignes qui finissent par … : chacune attend A, B ou C."
assert len(set(choix.values())) > 1, "Vous avez mis tous les messages au même niveau. Regardez ce que chacun vise : le sujet, la personne, la destruction."
assert not (choix[5] == choix[14] == "C"), (
    "Vous avez vu de la violence dans les menaces. Regardez : une menace laisse encore une issue. C’est la marche 6, niveau 2."
)
assert not (choix[7] == choix[12] == "B"), (
    "Vous avez vu un geste hostile. Regardez : retirer ses photos ou se taire ne vise personne. C’est la marche 3, niveau 1."
)
assert not (choix[2] == choix[11] == "A"), (
    "Vous avez gardé les camps au niveau 1. Regardez : compter ses alliés, c’est déjà parler des personnes. C’est la marche 4, niveau 2."
)

# %% m08-ex02-test2
cles = "899a9cda40c2081302f792001962325f42c2c1a591733"
justes = cartes_justes(lire_cartes(niveaux), cles)
assert len(justes) >= 11, (
    f"Vous avez {len(justes)} messages à leur niveau, il en faut 11. Reprenez par exemple ceux-ci : "
    f"{', '.join(str(carte) for carte in range(1, 16) if carte not in justes)}."
)

# %% m08-ex03-consigne [markdown]
# À la fin d’un scénario, la page affiche une ligne `mes_choix = ["sc1-n1-d", …]`. Recopiez ce qui suit le signe `=` en face du bon scénario,
# pour **quatre scénarios au moins**. Les autres restent à `[]`.
#
# Le contrôle rejoue chaque partie jusqu’à sa fin, puis vérifie que **deux d’entre elles** au moins atteignent **60 sur 100**, le score affiché à
# la fin du scénario. Un choix qui met quelqu’un en danger plafonne le score à 50. Vous pouvez rejouer autant que vous voulez.

# %% m08-ex03-donnees
mes_parties = {}  # votre réponse, vide pour l’instant

# %% m08-ex03-reponse
### BEGIN SOLUTION
mes_parties = {
    "sc1": ["sc1-n1-d", "sc1-n2-c", "sc1-n3-a", "sc1-n4-c", "sc1-n5-b"],
    "sc2": ["sc2-n1-d", "sc2-n2-b", "sc2-n3-a", "sc2-n4-d", "sc2-n5-b"],
    "sc4": ["sc4-n1-b", "sc4-n2-d", "sc4-n3-b", "sc4-n4-c", "sc4-n5-d", "sc4-n6-c"],
    "sc8": ["sc8-n1-b", "sc8-n2-d", "sc8-n3-b", "sc8-n4-c", "sc8-n5-a"],
}
### END SOLUTION

# %% m08-ex03-test1
from parcours.scenarios import ReplayError, replay, rules

assert isinstance(mes_parties, dict), "Regardez « mes_parties » : gardez les accolades, avec une ligne par scénario."
jouees = {nom: choix for nom, choix in mes_parties.items() if choix}
assert jouees, "Aucune partie n’est encore recopiée. Jouez un scénario, puis collez sa ligne entre les crochets."
for nom, choix in jouees.items():
    assert isinstance(choix, list), "Regardez vos parties : chacune est une liste, entre crochets, avec ses guillemets et ses virgules."
    assert all(str(un).startswith(str(nom) + "-n") for un in choix), (
        "Une partie est en face d’un autre scénario. Regardez : les choix de sc2 commencent tous par « sc2- »."
    )
    try:
        partie = replay(rules(nom), choix)
    except ReplayError as raison:
        raise AssertionError(f"Regardez vos parties. {raison}") from None
    assert partie.ending, (
        "Une partie n’est pas finie. Regardez : il faut un choix par passage, jusqu’à la fin. Rejouez-la et recopiez la ligne entière."
    )
assert len(jouees) >= 4, "Il manque des parties : quatre scénarios différents au moins, finis."

# %% m08-ex03-test2
from parcours.scenarios import ReplayError, replay, rules

assert mes_parties, "Il manque « mes_parties » : recopiez d’abord vos parties."
scores = {}
for nom, choix in mes_parties.items():
    try:
        scores[nom] = replay(rules(nom), choix).score or 0
    except ReplayError:
        scores[nom] = 0  # le contrôle précédent dit pourquoi
assert sum(score >= 60 for score in scores.values()) >= 2, (
    "Il manque une partie tenue, ou deux : 60 sur 100 au moins. Rejouez celle qui vous a le plus surpris : lisez chaque retour, puis changez un seul "
    "choix à la fois."
)

# %% m08-ex04-consigne [markdown]
# Choisissez **une** partie, de préférence ratée. Écrivez-en le compte rendu en **300 mots environ**, comme à une responsable qui n’y était pas.
#
# - **Les faits**, sans jugement : qui, quand, quoi.
# - **Votre lecture** : le niveau de Glasl, le mode que vous avez choisi, et pourquoi.
# - **La procédure** : quelle règle, quel motif, quel recours, qu’est-ce qui devait rester confidentiel ?
# - **La phrase que vous écririez aujourd’hui**, telle quelle, entre guillemets.
# - **La suite** : ce que vous mesurez, ce que vous changez, comment vous protégez l’équipe.
#
# Rendez dans un seul texte, à la suite :
#
# - **Le compte rendu** ;
# - **Mon brouillon** : un jugement que vous avez remplacé par un fait, avant et après ;
# - **Mon usage de l’IA** : aucun, ou lequel et ce que vous en avez gardé ou corrigé.
#
# Deux questions vous seront posées à l’oral.

# %% m08-ex05-consigne [markdown]
# Il est 9 h 05. Sur le forum d’une médiathèque, une usagère écrit : « Votre site montre les emprunts des autres ! J’ai vu ceux de ma voisine. » Deux
# personnes confirment. L’informatique vérifie. Vous n’êtes pas porte-parole.
#
# En **120 mots environ**, écrivez votre **première heure** : ce que vous faites seul, qui vous appelez et dans quel ordre, puis le **message de 10 h**
# en quatre parties (ce que l’on sait, ce que l’on ne sait pas encore, ce que l’on fait, ce que chacun peut faire). Dites qui le valide.
#
# Ensuite, relisez-vous avec la grille et comparez aux deux exemples.

# %% m08-ex06-consigne [markdown]
# Votre forum compte **quatre bénévoles** : Amina (journée seulement), Bastien (soirs, deux fois par semaine), Chloé (week-end, elle lit avec un lecteur
# d’écran) et Driss (horaires libres, il sort d’une période difficile). Il y a **dix-huit heures** de modération par semaine, dont quatre de cas durs.
#
# En **120 mots environ**, proposez un **tour de garde** : qui, quand, combien d’heures ; qui prend le relais ; comment les cas durs sont partagés ; ce qui
# se passe la nuit ; comment on sort du tour de garde. Respectez un plafond de six heures par personne.
#
# Ensuite, relisez-vous avec la grille et comparez aux deux exemples.

# %% m08-ex07-consigne [markdown]
# Voici vos notes brutes de la réunion du lundi 16 mars, 18 h. Faites-en **le compte rendu** (150 à 180 mots) et **l’ordre du jour** de la suivante (40 mots).
#
# - Présents : Aïcha, Paul, Malik, Sylvie, Ivan. Juliette absente : *arrêt, elle dort mal, elle me l’a dit en confidence*.
# - Sylvie dit qu’elle est à 2 sur 5. On lui retire la garde de samedi. Ivan veut bien.
# - 41 % des actions signées par une seule personne depuis septembre. « Il faudrait répartir. »
# - Cas étalonné : « change de loisir » (pseudo du membre : *Rocaille42*). Étapes proposées : 1, 2, 2, 1, 4. Paul connaissait trois rappels ; les autres, non.
# - Paul : « Rocaille42 est ingérable. » Aïcha : « On note les rappels dans la file, comme ça tout le monde les voit. » Malik sait le faire, ça lui prend une heure.
# - Fermer la nuit : tout le monde est d’accord. Personne n’a dit qui le fait.
# - Recours : deux en attente, dont un reçu le 10. Délai annoncé : sept jours.
# - Ivan demande combien de temps on garde le journal. Personne ne sait.
#
# Quand vos notes ne disent pas **qui** ou **pour quand**, n’inventez pas : écrivez ce qu’il faut demander, et à qui.
