# %% m04-ex01-consigne [markdown]
# Aïcha a quatre chiffres : combien de personnes passent chaque étape de l’accueil. Elle veut savoir **quelle étape perd la plus grande
# part**.
#
# `etapes` est une liste de nombres, dans l’ordre des étapes. Complétez les deux trous :
#
# - `.shift(1)` recopie la liste en la décalant d’un cran : chaque étape se retrouve en face de **la précédente** ;
# - la `perte` d’une étape est la part qui s’arrête : un moins la part qui passe ;
# - `.sort_values(ascending=False)` range de la plus grande perte à la plus petite.
#
# *Données simulées : inscriptions de janvier à mars 2026.*

# %% m04-ex01-donnees
from parcours.datasets import load
from parcours.metrics import funnel_counts

ordre = ["j0_bienvenue", "profil_ok", "premier_fil_lu", "premier_message"]
etapes = funnel_counts(load("accueil"), ordre)
perte = None  # vos deux réponses, vides pour l’instant
classement = None
etapes

# %% m04-ex01-reponse
### BEGIN SOLUTION
perte = 1 - etapes / etapes.shift(1)
classement = perte.dropna().sort_values(ascending=False)
### END SOLUTION
classement

# %% m04-ex01-test1
assert perte is not None, "« perte » est encore vide. Remplacez chaque ____ par un choix, puis exécutez la cellule."
assert not (perte.dropna() < 0).any(), (
    "Vous avez comparé chaque étape à la suivante. Regardez : on divise par l’étape d’avant, donc shift(1)."
)
assert abs(perte["premier_message"] - (1 - etapes.iloc[3] / etapes.iloc[0])) > 0.001, (
    "Vous avez comparé à la première étape. Regardez : la perte se calcule d’une étape à la précédente."
)
assert abs(perte["premier_message"] - etapes.iloc[3] / etapes.iloc[2]) > 0.001, (
    "Vous avez vu la part qui passe. Regardez : la perte, c’est ce qui s’arrête, donc un moins cette part."
)
assert abs(perte["premier_message"] - (1 - etapes.iloc[3] / etapes.iloc[2])) < 0.001, (
    "Regardez la dernière étape : 232 personnes sur 525 la passent, les autres s’arrêtent."
)
### BEGIN HIDDEN TESTS
attendues = 1 - etapes / etapes.shift(1)
assert ((perte - attendues).abs().dropna() < 1e-9).all(), "Regardez chaque étape : 1 − effectif / effectif précédent."
### END HIDDEN TESTS

# %% m04-ex01-test2
assert classement is not None, "Il manque « classement » : complétez la deuxième ligne de la cellule de réponse."
assert len(classement) == 3, (
    "Il manque une étape, ou la première est restée. Regardez : la première étape n’a pas de précédente, dropna() la retire."
)
assert classement.iloc[0] >= classement.iloc[-1], (
    "Vous avez rangé de la plus petite perte à la plus grande. Regardez « ascending »."
)
assert classement.index[0] == "premier_message", "Regardez la tête de liste : quelle étape perd la plus grande part ?"
### BEGIN HIDDEN TESTS
assert classement.is_monotonic_decreasing, "Regardez l’ordre complet : chaque perte est au moins égale à la suivante."
### END HIDDEN TESTS

# %% m04-ex02-consigne [markdown]
# À quelle heure une question attend-elle le plus ? La table `questions` contient, pour chaque question du forum, sa `tranche` de la
# journée et son délai de première réponse, `heures`.
#
# **Tapez une ligne**, comme dans la leçon : `delais = questions.groupby("…")["…"].…()`.
#
# - `groupby("tranche")` fait un paquet par tranche ;
# - `["heures"]` garde la colonne des délais ;
# - `.median()` donne la médiane de chaque paquet, et `.count()` son effectif.
#
# Rendez **deux** résultats : `delais`, la médiane par tranche, et `effectifs`, le nombre de questions répondues par tranche.

# %% m04-ex02-donnees
import pandas as pd
from parcours.datasets import load
from parcours.metrics import local_hour, time_to_first_response

messages = load("messages")
questions = time_to_first_response(messages, asked=messages["est_question"])
questions["tranche"] = pd.cut(
    local_hour(questions["demande_le"]), [-1, 7, 11, 13, 17, 20, 23], labels=["nuit", "matinée", "midi", "après-midi", "soirée", "tard"]
).astype(str)
delais = None  # vos deux réponses, vides pour l’instant
effectifs = None
questions[["tranche", "heures"]].head()

# %% m04-ex02-reponse
### BEGIN SOLUTION
delais = questions.groupby("tranche")["heures"].median()
effectifs = questions.groupby("tranche")["heures"].count()
### END SOLUTION
delais

# %% m04-ex02-test1
assert delais is not None, "« delais » est encore vide. Tapez la ligne « delais = questions.groupby(…)[…].median() »."
assert hasattr(delais, "index"), "« delais » doit donner une valeur par tranche. Regardez : il faut groupby avant median."
assert len(delais) > 1, "Vous avez une seule valeur : la médiane de toute la table. Regardez groupby(\"tranche\"), qui fait des paquets."
assert len(delais) <= 6, "Vous avez groupé sur autre chose. Regardez le nom de la colonne : « tranche »."
assert "tard" in delais.index, "Il manque une tranche : regardez le groupe sur la colonne « tranche »."
assert abs(delais["soirée"] - questions[questions["tranche"] == "soirée"]["heures"].mean()) > 0.001, (
    "Vous avez vu la moyenne. Regardez : quelques questions attendent des jours et tirent la moyenne ; on veut la médiane."
)
assert abs(delais["tard"] - questions[questions["tranche"] == "tard"]["heures"].median()) < 0.001, (
    "Regardez la tranche « tard » : ce n’est pas la médiane de ses délais."
)
### BEGIN HIDDEN TESTS
for nom, paquet in questions.groupby("tranche"):
    assert abs(delais[nom] - paquet["heures"].median()) < 1e-6, f"Regardez la tranche « {nom} »."
### END HIDDEN TESTS

# %% m04-ex02-test2
assert effectifs is not None, "Il manque « effectifs » : c’est la même ligne, avec count() au lieu de median()."
assert effectifs["tard"] > 100, (
    "Vous avez vu des heures, pas un effectif. Regardez : count() compte les questions répondues, median() donne un délai."
)
assert effectifs.sum() == questions["heures"].notna().sum(), (
    "Vous avez compté aussi les questions sans réponse. Regardez : count() sur « heures » ne compte que les délais connus."
)
### BEGIN HIDDEN TESTS
assert effectifs["nuit"] == questions[questions["tranche"] == "nuit"]["heures"].notna().sum(), "Regardez la tranche « nuit »."
### END HIDDEN TESTS

# %% m04-ex03-consigne [markdown]
# Trois messages arrivent sur la page d’Ardelune. Écrivez **trois réponses, 60 à 90 mots chacune**, dans la voix de la marque
# (*précise, simple, chaleureuse, jamais dupe*).
#
# - **Maïté** : « Votre sac a survécu à ma traversée, merci ! La boucle est comme neuve. »
# - **Yanis** : « Je n’ai rien compris à votre garantie. Deux ans, trois ans, à vie ? »
# - **Marc** : « Trois ans, une couture qui lâche. C’est ça, le durable ? »
#
# Ce que vous savez : la garantie est de deux ans, avec réparation gratuite ensuite en atelier ; vous **ne** pouvez **pas** promettre un
# remboursement ; un atelier a lieu le 3 mars, de 18 h à 20 h, à Lyon et en ligne, sous-titré.
#
# Rendez dans la même cellule, à la suite : les trois réponses ; **mon brouillon** (une phrase sur ce que vous avez changé) ; **mon
# usage de l’IA** (aucun, ou lequel et ce que vous en avez gardé). Deux questions vous seront posées à l’oral.

# %% m04-ex04-consigne [markdown]
# Dessinez la première semaine d’un nouveau membre du Refuge : **quatre contacts, de J0 à J7**, pour la personne de votre choix parmi
# celles-ci : *Oumar, à Dakar, tente d’occasion ; Léna, 17 ans, prépare son premier bivouac ; Gérard, malvoyant, vient pour réparer.*
#
# Pour chaque contact : le jour, le support, **le texte complet de la demande** (une seule), ce que vous espérez, et ce que vous faites
# si la personne ne répond pas. Terminez par l’indicateur que vous suivrez et la date à laquelle vous le lirez.
#
# Rendez dans la même cellule : le parcours ; **mon brouillon** ; **mon usage de l’IA**. Deux questions vous seront posées à l’oral.

# %% m04-ex05-consigne [markdown]
# Bâtissez le **calendrier éditorial de quatre semaines** d’Ardelune, pour mars. Vous avez **dix heures par semaine**, et une publication
# soignée prend 90 minutes, réponses comprises.
#
# Un tableau : semaine, jour, support, sujet en une phrase, rituel ou publication forte, visuel, temps prévu, **qui valide**, objectif.
# Il contient au moins deux rituels, une case vide par semaine, un événement, et une ligne de relais pendant vos congés.
#
# Sous le tableau, deux phrases : votre ligne éditoriale, puis votre contre-métrique. Rendez aussi **mon brouillon** et **mon usage de
# l’IA**. Deux questions vous seront posées à l’oral.

# %% m04-ex06-consigne [markdown]
# Un même fait : *le 3 mars, de 18 h à 20 h, Ardelune ouvre un atelier gratuit de réparation, à Lyon et en ligne, sous-titré.*
#
# Écrivez-le **quatre fois** : forum (40 à 70 mots), courriel avec son objet (90 à 130 mots), premier paragraphe d’un article de blog (60 à
# 100 mots), publication de réseau (30 à 60 mots, avec le texte de remplacement de sa photo).
#
# Chacun a son propre début et sa propre demande. Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux questions vous seront
# posées à l’oral.

# %% m04-ex07-consigne [markdown]
# Camille demande une vidéo sur *la sangle qui glisse* (cause : la sangle est enfilée à l’envers). Produisez **une fiche complète** :
#
# 1. le **brief** : pour qui, pour quoi, idée en une phrase, geste attendu, ton, obligatoires, **droits**, validé par, date ;
# 2. la **légende** : 40 mots au plus ;
# 3. le **visuel** : ce qu’on y voit, le contraste, le texte de remplacement ;
# 4. le **storyboard** d’une vidéo verticale de **30 secondes** : cinq plans au plus, une ligne par plan (temps, image, paroles, sous-titre).
#
# Aucune image n’est à dessiner : décrivez. Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux questions vous seront posées à
# l’oral.

# %% m04-ex08-consigne [markdown]
# Dix publications ont un défaut. À quel contrôle chacune échoue-t-elle ?
#
# Remplacez chaque `…` par la lettre du contrôle. **Neuf bonnes réponses sur dix suffisent.** La dixième se discute : les règles servent à
# décider vite, pas à classer parfaitement.

# %% m04-ex08-donnees
from parcours.exercises import cartes_justes, lire_cartes

defauts = ""  # votre réponse, vide pour l’instant

# %% m04-ex08-test1
choix = lire_cartes(defauts)
assert choix, "Aucune carte n’a encore de lettre. Remplacez le … à la fin d’une ligne par une lettre de A à E."
assert len(choix) == 10, (
    "Il reste des cartes sans lettre. Regardez les lignes qui finissent par … : chacune attend une lettre de A à E."
)
assert len(set(choix.values())) > 1, "Vous avez tout rangé dans un seul contrôle. Regardez ce que chaque publication rend inaccessible."
assert not (choix[2] == choix[7] == "A"), (
    "Vous avez pensé au texte de remplacement. Regardez : ici, un mot est écrit dans l’image, et rien ne le répète en dehors."
)
assert not (choix[4] == choix[9] == "C"), (
    "Vous avez vu un problème de sous-titres. Regardez : rien n’est dit ni écrit, c’est la couleur qui porte l’information."
)
assert not (choix[5] == choix[10] == "B"), (
    "Vous avez vu un texte dans une image. Regardez : c’est la façon d’écrire les mots-dièse ou les émojis qui gêne la lecture vocale."
)

# %% m04-ex08-test2
cles = "899a9cda4e378abe33aae200df0279"
justes = cartes_justes(lire_cartes(defauts), cles)
assert len(justes) >= 9, (
    f"Vous avez {len(justes)} cartes à leur place, il en faut 9. Reprenez par exemple ces cartes : "
    f"{', '.join(str(carte) for carte in range(1, 11) if carte not in justes)}."
)

# %% m04-ex09-consigne [markdown]
# Trois avis, trois réponses publiques, **six lignes au plus chacune** :
#
# 1. « ★★★★★ La veste est parfaite, livrée vite. Je conseille. » (Élise)
# 2. « ★ La fermeture a cédé au bout de deux mois. Le SAV m’a dit “c’est votre faute”. » (B. M.)
# 3. « ★ N’achetez pas, c’est une arnaque ! » (compte créé hier, aucun autre avis)
#
# Vous savez que la garantie est de deux ans et que Inès, au support, traite les réparations en 48 heures ouvrées. Ne donnez **aucune
# donnée** de la personne ; ne promettez pas de remboursement.
#
# Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux questions vous seront posées à l’oral.

# %% m04-ex10-consigne [markdown]
# Le 3 mars, Ardelune tient un atelier en direct d’une heure : *refaire l’imperméabilité d’une veste*, en ligne, sous-titré. Écrivez **le
# plan, sur une page** :
#
# - l’objectif en une phrase et l’indicateur que vous lirez à J+2 ;
# - un calendrier de J−21 à J+2, une ligne par étape, **chacune avec un prénom** ;
# - les quatre rôles du soir ;
# - trois risques et leur repli, dont un risque d’accessibilité ;
# - la promesse du compte rendu : ce qu’il contient, quand il part.
#
# Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux questions vous seront posées à l’oral.
