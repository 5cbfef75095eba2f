# %% m09-ex01-consigne [markdown]
# Vous essayez votre propre tri : une alerte dès qu’un texte contient l’un de vos mots. Que vaut-il, comparé à la lecture de deux
# personnes ?
#
# Écrivez trois lignes :
#
# - `alerte` : les textes qui contiennent l’un des `mots`. `colonne.str.contains(mots)` répond vrai ou faux, ligne par ligne ;
# - `precision` : les alertes justes, divisées par **toutes les alertes** ;
# - `rappel` : les alertes justes, divisées par **tous les textes négatifs**.
#
# `(alerte & negatif)` est vrai quand les deux le sont, et `.sum()` compte les vrais. *Données simulées, 400 textes lus à la main.*

# %% m09-ex01-donnees
from parcours.datasets import load

annotees = load("mentions").dropna(subset=["sentiment_or"])
negatif = (annotees["sentiment_or"] == -1).astype(bool)  # ce que deux personnes ont lu
mots = "nul|honte|fuit|refus|lâch|retard"  # « | » veut dire « ou »
alerte = None  # vos trois réponses, vides pour l’instant
precision = None
rappel = None
annotees[["texte", "sentiment_or"]].head()

# %% m09-ex01-reponse
### BEGIN SOLUTION
alerte = annotees["texte"].str.contains(mots)
precision = (alerte & negatif).sum() / alerte.sum()
rappel = (alerte & negatif).sum() / negatif.sum()
### END SOLUTION

# %% m09-ex01-test1
assert alerte is not None, "« alerte » est encore vide. Regardez : annotees[\"texte\"].str.contains(…)."
assert hasattr(alerte, "sum") and len(alerte) == len(annotees), (
    "« alerte » doit répondre vrai ou faux pour chaque texte. Regardez la colonne « texte » et .str.contains(mots)."
)
assert alerte.dtype == bool, "« alerte » doit contenir des vrais et des faux. Regardez ce que rend .str.contains(mots)."
assert 0 < alerte.sum() < len(annotees), (
    "Votre règle sonne toujours, ou jamais. Regardez les mots cherchés : la liste est déjà écrite dans « mots »."
)
assert alerte.sum() == annotees["texte"].str.contains(mots).sum(), "Regardez la liste : cherchez tous les « mots », pas un seul."
### BEGIN HIDDEN TESTS
assert (alerte == annotees["texte"].str.contains(mots)).all(), "Regardez ligne par ligne : la règle cherche « mots » dans le texte."
### END HIDDEN TESTS

# %% m09-ex01-test2
assert alerte is not None and precision is not None, "Il manque « precision » : alertes justes divisées par toutes les alertes."
assert rappel is not None, "Il manque « rappel » : alertes justes divisées par tous les textes négatifs."
justes = (alerte & negatif).sum()
assert abs(precision - justes) > 0.5, "Vous avez un nombre d’alertes. Regardez : une précision est une part, entre 0 et 1."
assert not (abs(precision - justes / negatif.sum()) < 1e-9 and abs(rappel - justes / alerte.sum()) < 1e-9), (
    "Vous avez échangé les deux. Regardez : la précision se rapporte aux alertes, le rappel aux textes négatifs."
)
assert abs(precision - (alerte == negatif).mean()) > 1e-9, (
    "Vous avez vu la part de réponses exactes, silences compris. Regardez seulement les alertes."
)
assert abs(precision - justes / alerte.sum()) < 1e-9, "Regardez la précision : quel est le nombre total d’alertes ?"
assert abs(rappel - justes / negatif.sum()) < 1e-9, "Regardez le rappel : quel est le nombre total de textes négatifs ?"
### BEGIN HIDDEN TESTS
from parcours import metrics

assert abs(precision - metrics.precision(negatif, alerte)) < 1e-9, "Regardez la précision, recalculée autrement."
assert abs(rappel - metrics.recall(negatif, alerte)) < 1e-9, "Regardez le rappel, recalculé autrement."
### END HIDDEN TESTS

# %% m09-ex02-consigne [markdown]
# Transformez le calcul de la leçon en **fonction**, puis appliquez-la à la semaine d’Aïcha.
#
# 1. Complétez le `return` de `temps_net` : temps net = messages × minutes × part automatisée − minutes de contrôle. La fonction reçoit `messages` (par semaine),
#    `minutes` (par message), `part` (entre 0 et 1) et `controle` (minutes par semaine). Un résultat négatif veut dire que l’on perd du temps.
# 2. Donnez à la table `taches` une colonne `net` : la fonction accepte des colonnes entières, ligne par ligne.
# 3. `premiere` : le nom de la tâche **à faible risque** qui rend le plus de temps. C’est par elle que l’on commence.
# 4. `seuil` : combien de messages par semaine faut-il, au moins, pour que le rangement (2 minutes, 60 %, 45 minutes de contrôle) fasse **gagner** du temps ? Un nombre
#    entier, cherché avec votre fonction ou sur le papier.

# %% m09-ex02-donnees
import pandas as pd

taches = pd.DataFrame(
    {
        "tache": ["ranger les messages", "rappeler l’atelier", "répondre aux critiques", "exclure un compte", "compter les mentions"],
        "messages": [200, 30, 120, 4, 90],
        "minutes": [2, 1, 15, 60, 1],
        "part": [0.6, 0.9, 0.5, 0.5, 0.8],
        "controle": [45, 10, 60, 30, 20],
        "risque": ["faible", "faible", "fort", "fort", "faible"],
    }
)
temps_net = None  # votre fonction remplacera cette valeur
premiere = None  # vos deux autres réponses, vides pour l’instant
seuil = None
taches

# %% m09-ex02-reponse
### BEGIN SOLUTION
def temps_net(messages, minutes, part, controle):
    return messages * minutes * part - controle

taches["net"] = temps_net(taches["messages"], taches["minutes"], taches["part"], taches["controle"])
premiere = taches[taches["risque"] == "faible"].sort_values("net", ascending=False)["tache"].iloc[0]
seuil = 38
### END SOLUTION
taches

# %% m09-ex02-test1
assert callable(temps_net), "« temps_net » n’est pas encore une fonction. Regardez la ligne « def temps_net(…): » et son « return »."
assert temps_net(200, 2, 0.6, 45) is not None, "Votre fonction ne rend rien. Regardez : la dernière ligne commence par « return »."
assert temps_net(200, 2, 0.6, 45) != 285, "Vous avez ajouté le contrôle. Regardez : contrôler prend du temps, on le retire."
assert temps_net(200, 2, 0.6, 45) != 240, "Il manque le contrôle. Regardez : quarante-cinq minutes s’enlèvent chaque semaine."
assert temps_net(200, 2, 0.6, 45) != 355, "Il manque la part automatisée. Regardez : l’automate ne traite que 60 % des messages."
assert abs(temps_net(200, 2, 0.6, 45) - 195) < 1e-9, "Regardez l’exemple de la leçon : on doit retrouver 195 minutes."
assert temps_net(30, 2, 0.6, 45) != 195, (
    "Votre fonction rend toujours la même valeur. Regardez : elle doit calculer avec les nombres qu’elle reçoit."
)
assert abs(temps_net(30, 2, 0.6, 45) - (-9)) < 1e-9, "Regardez trente messages : on perd neuf minutes par semaine."
### BEGIN HIDDEN TESTS
from parcours.metrics import net_time_saved

for cas in [(50, 3, 0.5, 20), (400, 1, 0.8, 60), (10, 5, 1, 0)]:
    assert abs(temps_net(*cas) - net_time_saved(*cas)) < 1e-9, f"Regardez le cas {cas} : le calcul ne suit pas les nombres reçus."
### END HIDDEN TESTS

# %% m09-ex02-test2
assert callable(temps_net), "Il manque la fonction « temps_net » : regardez d’abord le contrôle précédent."
assert "net" in taches.columns, "Il manque la colonne « net ». Écrivez taches[\"net\"] = temps_net(…), avec quatre colonnes entre les parenthèses."
assert abs(taches["net"].iloc[2] - 840) < 1e-9, "Regardez les critiques : 120 × 15 × 0,5 − 60. Les quatre colonnes sont-elles dans l’ordre de la fonction ?"
### BEGIN HIDDEN TESTS
assert (taches["net"] - (taches["messages"] * taches["minutes"] * taches["part"] - taches["controle"])).abs().max() < 1e-9, (
    "Regardez chaque ligne de « net » : elle suit la même règle."
)
### END HIDDEN TESTS

# %% m09-ex02-test3
assert premiere is not None, "Il manque « premiere » : le nom de la tâche par laquelle on commence."
assert isinstance(premiere, str), "« premiere » est un nom de tâche. Regardez la colonne « tache », puis .iloc[0] pour la première ligne."
assert premiere != "répondre aux critiques", (
    "Vous avez pris celle qui rend le plus de temps. Regardez son risque : une réponse ratée humilie quelqu’un. On filtre d’abord."
)
assert premiere != "rappeler l’atelier", "Vous avez rangé du plus petit au plus grand. Regardez « ascending »."
assert premiere == "ranger les messages", "Regardez, parmi les tâches à faible risque, celle qui rend le plus de temps."
assert seuil is not None, "Il manque « seuil » : à partir de combien de messages gagne-t-on du temps ?"
assert seuil != 37, "À 37 messages, on perd encore un peu. Regardez le résultat de votre fonction : il doit être positif."
assert seuil != 45, "Vous avez vu les minutes de contrôle. Regardez : chaque message automatisé rend 2 × 0,6 minute."
assert seuil == 38, "Regardez autour de 45 divisé par 1,2 : combien de messages faut-il pour passer au-dessus de zéro ?"
### BEGIN HIDDEN TESTS
assert temps_net(seuil, 2, 0.6, 45) > 0 >= temps_net(seuil - 1, 2, 0.6, 45), "Regardez le seuil : un message de moins ferait perdre du temps."
### END HIDDEN TESTS

# %% m09-ex03-consigne [markdown]
# Écrivez la **demi-page** d’Ardelune sur l’usage de l’IA (150 à 200 mots), que chacun pourra suivre lundi : ce qui est permis, ce qui est
# interdit, qui relit et comment, ce que l’on dit aux membres (la phrase exacte), ce que l’on fait quand ça déraille, la date de revue.
#
# L’équipe : Aïcha (responsable), Inès (support), Camille (produit), Yanis et vous. Elle emploie un outil public gratuit pour des titres et des
# résumés ; le forum va recevoir un robot d’accueil.
#
# Rendez aussi **mon brouillon** (une phrase) et **mon usage de l’IA**. Deux questions vous seront posées à l’oral.

# %% m09-ex04-consigne [markdown]
# Dressez **la carte de huit tâches** d’une semaine, la vôtre ou celle d’Ardelune : tâche, fois par semaine, minutes, ce qui arrive si c’est mal
# fait, décision (automatiser, proposer, garder).
#
# Sous la carte : **la** tâche que vous automatisez en premier, son temps net (avec le calcul), la personne qui peut l’arrêter, et le contrôle du
# vendredi.
#
# Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux questions vous seront posées à l’oral.

# %% m09-ex05-consigne [markdown]
# Écrivez **la note de veille** de la semaine du 23 au 29 mars 2026, sur une page (180 à 250 mots), pour Hakim. Elle a cinq blocs : en une phrase ; ce
# qui monte ; ce qui baisse ou apparaît ; ce que je ne sais pas ; ce que je propose, avec une date et un nom.
#
# Vous partez de ces six textes, **reposts retirés**, simulés, que vous avez gardés après lecture :
#
# - « Semelle décollée, SAV Ardelune aux abonnés absents. » (x)
# - « Fermeture de ma Combe 3 Ardelune cassée à la troisième sortie, déçu. » (forum tiers)
# - « Arceau fendu dès le premier montage, Lampyre bonne à rendre. » (x)
# - « Réparé ma Combe 3 en dix minutes grâce à la fiche d’Ardelune, bravo. » (instagram)
# - « Enfin une marque qui vend les pièces à l’unité, merci Ardelune. » (blog)
# - « Où fait-on réviser une Braise Ardelune autour de la Sainte-Baume ? » (x)
#
# Six textes ne font pas une statistique : écrivez des nombres, pas des pourcentages. Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux
# questions vous seront posées à l’oral.

# %% m09-ex06-consigne [markdown]
# Programmez **la semaine du 16 mars 2026** : quatre publications au plus, dans une file à six colonnes (date, heure et fuseau ; support et compte ;
# texte et texte de remplacement ; validé par ; présent pour répondre ; condition d’arrêt).
#
# Ajoutez la **carte d’arrêt d’urgence** (qui, comment, quand, après) et deux phrases qui justifient votre outil, tableur compris.
#
# Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux questions vous seront posées à l’oral.

# %% m09-ex07-consigne [markdown]
# Voici dix phrases tirées de brouillons écrits par une machine, abîmés exprès pour ce cours. Relisez-les contre la fiche des faits de la leçon (*garantie de deux ans ;
# atelier mardi 3 mars, 18 h à 20 h, Lyon et en ligne, sous-titré ; remboursements décidés par le support*).
#
# Pour chaque phrase, **une** lettre : que faites-vous ? **Neuf bonnes réponses sur dix suffisent.**

# %% m09-ex07-donnees
from parcours.exercises import cartes_justes, lire_cartes

relecture = ""  # votre réponse, vide pour l’instant

# %% m09-ex07-test1
choix = lire_cartes(relecture)
assert choix, "Aucune phrase n’a encore de lettre. Remplacez le … à la fin d’une ligne par une lettre de A à E."
assert len(choix) == 10, (
    "Il reste des phrases sans lettre. Regardez les lignes qui finissent par … : chacune attend une lettre de A à E."
)
assert len(set(choix.values())) > 1, "Vous avez tout rangé pareil. Regardez : certaines phrases sont exactes, d’autres inventent."
assert not (choix[1] == choix[6] == "E"), (
    "Vous avez gardé un fait qui contredit la fiche. Regardez les nombres et les dates, un par un."
)
assert not (choix[2] == choix[7] == "A"), (
    "Vous avez vu un fait faux. Regardez : c’est surtout une promesse que l’équipe communauté n’a pas le droit de faire."
)
assert not (choix[3] == choix[8] == "E"), (
    "Vous avez gardé une phrase que toute marque pourrait écrire. Regardez : où sont la main, l’objet, la date ?"
)

# %% m09-ex07-test2
cles = "899c8bec7d5c8abe3318dac96c3279"
justes = cartes_justes(lire_cartes(relecture), cles)
assert len(justes) >= 9, (
    f"Vous avez {len(justes)} phrases à leur place, il en faut 9. Reprenez par exemple ces phrases : "
    f"{', '.join(str(carte) for carte in range(1, 11) if carte not in justes)}."
)

# %% m09-ex08-consigne [markdown]
# Une machine a préparé cette réponse à **Marc** (« Trois ans, une couture qui lâche. C’est ça, le durable ? ») :
#
# > Cher Marc, merci infiniment pour ce retour précieux ! Chez Ardelune, la qualité est au cœur de notre ADN. Notre garantie de cinq ans couvre votre
# > couture, et 98 % de nos clients sont satisfaits de nos réparations. Nous vous remboursons dès demain. Ensemble, réinventons l’aventure !
#
# Rendez **quatre choses** : la liste des défauts, un par ligne, avec sa nature (fait, promesse, voix) ; **votre version**, 60 à 90 mots ; ce que vous
# avez gardé de la machine, s’il y a quelque chose ; votre décision sur la mention (faut-il dire qu’une machine a aidé, et pourquoi).
#
# Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux questions vous seront posées à l’oral.

# %% m09-ex09-consigne [markdown]
# À vous de monter la chaîne entière, puis d’**étendre la règle**. La table `tickets` est chargée, avec l’`attente` en heures ; `extraction` est la date du fichier ;
# `files` contient la nouvelle règle, six sujets sur sept.
#
# **Tapez quatre lignes**, dans l’ordre :
#
# - `propres` : les dossiers sans les doublons ;
# - `propres`, encore : sans les dates impossibles (`resolu_le` après `extraction`) **ni** les attentes négatives. Le signe `~` veut dire « sauf », `|` veut dire « ou » ;
# - `classes` : la file de chaque dossier, avec `.map(files)`, et « à lire » pour les sujets inconnus, avec `.fillna(…)` ;
# - `resume` : le nombre de dossiers par file, avec `.value_counts()`.
#
# *Données simulées.*

# %% m09-ex09-donnees
import pandas as pd
from parcours.datasets import load

tickets = load("tickets")
tickets["attente"] = (tickets["premiere_reponse_le"] - tickets["ouvert_le"]).dt.total_seconds() / 3600
tickets["sujet"] = tickets["sujet"].astype(str)
extraction = pd.Timestamp("2026-04-03", tz="Europe/Paris")
files = {
    "livraison": "courriel",
    "retour": "courriel",
    "garantie": "réponse prête",
    "piece detachee": "forum",
    "reparation": "forum",
    "produit": "équipe produit",
}
propres = None  # vos trois réponses, vides pour l’instant
classes = None
resume = None
tickets[["sujet", "resolu_le", "attente"]].head()

# %% m09-ex09-reponse
### BEGIN SOLUTION
propres = tickets.drop_duplicates()
propres = propres[~((propres["resolu_le"] > extraction) | (propres["attente"] < 0))]
classes = propres["sujet"].map(files).fillna("à lire")
resume = classes.value_counts()
### END SOLUTION
resume

# %% m09-ex09-test1
assert propres is not None, "« propres » est encore vide. Commencez par tickets.drop_duplicates()."
assert hasattr(propres, "columns"), "« propres » doit rester une table. Regardez les crochets autour de la condition."
assert len(propres) != 4, "Vous avez gardé les lignes impossibles. Regardez le signe ~, qui veut dire « sauf »."
assert len(propres) != 1496, "Il manque le retrait des doublons : quatorze dossiers figurent deux fois."
assert len(propres) != 1486, "Il manque le retrait des lignes impossibles : trois dates et une attente négative."
assert len(propres) > 1400, (
    "Vous avez retiré aussi des dossiers sans réponse ou encore ouverts. Regardez : une case vide n’est pas une erreur, ~ la garde."
)
assert len(propres) == 1482, "Regardez les comptes : 1 500, moins 14 doublons, moins 3 dates impossibles, moins 1 attente négative."
### BEGIN HIDDEN TESTS
assert not propres.duplicated().any(), "Regardez les doublons : il en reste."
assert not (propres["attente"] < 0).any() and not (propres["resolu_le"] > extraction).any(), "Regardez les lignes impossibles : il en reste."
### END HIDDEN TESTS

# %% m09-ex09-test2
assert propres is not None and classes is not None, "Il manque « classes » : la file de chaque dossier propre."
assert len(classes) == len(propres), "Vous avez classé une autre table. Regardez : on classe les dossiers propres."
assert classes.notna().all(), "Il manque une file : un sujet que la règle ne connaît pas va dans « à lire », avec .fillna(\"à lire\")."
assert resume is not None, "Il manque « resume » : comptez les dossiers de chaque file avec value_counts()."
assert resume.sum() == len(propres), "Regardez le total : chaque dossier propre a une file, et une seule."
assert "à lire" in resume.index, "Il manque la file « à lire » : le sujet « compte » n’est pas dans la règle."
assert resume["forum"] == (propres["sujet"].isin(["piece detachee", "reparation"])).sum(), "Regardez la file « forum » : deux sujets y vont."
### BEGIN HIDDEN TESTS
assert resume["à lire"] == (propres["sujet"] == "compte").sum(), "Regardez la file « à lire »."
### END HIDDEN TESTS

# %% m09-ex10-consigne [markdown]
# Écrivez **trois fiches** de la banque de réponses d’Ardelune, pour ces trois situations :
#
# - **Numéro de commande** : on le trouve dans le courriel de confirmation, ou dans « Mon compte », « Achats » ;
# - **Pièce détachée** : les pièces sont vendues à l’unité ; il faut le modèle du sac et une photo ; délai d’envoi de trois jours ouvrés ;
# - **Atelier complet** : les places du 3 mars sont prises ; une liste d’attente existe ; l’atelier est filmé et sous-titré, en ligne sous une semaine.
#
# Chaque fiche : **quand** ; **pas quand** ; **à écrire soi-même** ; **préparé** (50 mots au plus) ; **à ne jamais ajouter** ; **vérifié par, à relire le**.
#
# Puis montrez **une** fiche à l’œuvre : la réponse complète à *« Bonjour, je cherche la boucle de mon sac Combe 2, mon fils part en camp lundi. Merci ! Farida »*.
#
# Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux questions vous seront posées à l’oral.
