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
# Quel **jour** et à quelle **heure** une question trouve-t-elle le plus vite sa réponse ? La leçon a groupé par tranche. À vous de grouper par jour, puis par
# heure.
#
# La table `questions` contient, pour chaque question du forum, son `jour` (de « lundi » à « dimanche »), son `heure` (de 0 à 23, à Paris) et son `attente`, le
# délai de première réponse en heures.
#
# **Tapez cinq lignes** :
#
# - `par_jour` : la médiane de l’attente par jour. Comme dans la leçon : `questions.groupby("…")["…"].median()` ;
# - `par_heure` : la même chose, par heure ;
# - `effectifs` : par heure encore, le nombre de questions répondues, avec `.count()` ;
# - `jour_rapide` : le jour où l’on attend le moins, entre guillemets ;
# - `heure_rapide` : l’heure où l’on attend le moins, **parmi celles qui ont au moins trente réponses**.
#
# Pour lire les résultats, `par_jour.sort_values()` range du plus court au plus long. Les deux dernières lignes s’écrivent après avoir lu. *Données simulées.*

# %% m04-ex02-donnees
import pandas as pd
from parcours.datasets import load
from parcours.metrics import local_hour, time_to_first_response

messages = load("messages")
questions = time_to_first_response(messages, asked=messages["est_question"]).rename(columns={"heures": "attente"})
jours = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
questions["jour"] = questions["demande_le"].dt.tz_convert("Europe/Paris").dt.day_of_week.map(dict(enumerate(jours)))
questions["heure"] = local_hour(questions["demande_le"])
par_jour = None  # vos cinq réponses, vides pour l’instant
par_heure = None
effectifs = None
jour_rapide = None
heure_rapide = None
questions[["jour", "heure", "attente"]].head()

# %% m04-ex02-reponse
### BEGIN SOLUTION
par_jour = questions.groupby("jour")["attente"].median()
par_heure = questions.groupby("heure")["attente"].median()
effectifs = questions.groupby("heure")["attente"].count()
jour_rapide = "mardi"
heure_rapide = 9
### END SOLUTION
pd.DataFrame({"médiane": par_heure, "réponses": effectifs})

# %% m04-ex02-test1
assert par_jour is not None, "« par_jour » est encore vide. Tapez la ligne « par_jour = questions.groupby(…)[…].median() »."
assert hasattr(par_jour, "index"), "« par_jour » doit donner une valeur par jour. Regardez : il faut groupby avant median."
assert len(par_jour) == 7 and "mardi" in par_jour.index, "Vous avez groupé sur autre chose. Regardez le nom de la colonne : « jour »."
assert abs(par_jour["mardi"] - questions[questions["jour"] == "mardi"]["attente"].mean()) > 0.001, (
    "Vous avez vu la moyenne. Regardez : quelques questions attendent des jours et tirent la moyenne ; on veut la médiane."
)
assert abs(par_jour["mardi"] - questions[questions["jour"] == "mardi"]["attente"].median()) < 0.001, (
    "Regardez le mardi : ce n’est pas la médiane de ses attentes."
)
### BEGIN HIDDEN TESTS
for nom, paquet in questions.groupby("jour"):
    assert abs(par_jour[nom] - paquet["attente"].median()) < 1e-6, f"Regardez le jour « {nom} »."
### END HIDDEN TESTS

# %% m04-ex02-test2
assert par_heure is not None, "Il manque « par_heure » : la même ligne, groupée sur « heure »."
assert hasattr(par_heure, "index") and 21 in par_heure.index, "Regardez « par_heure » : le groupe se fait sur la colonne « heure »."
assert abs(par_heure[21] - questions[questions["heure"] == 21]["attente"].median()) < 0.001, (
    "Regardez 21 heures : ce n’est pas la médiane de ses attentes."
)
assert effectifs is not None, "Il manque « effectifs » : c’est la ligne de « par_heure », avec count() au lieu de median()."
assert effectifs[20] > 100, (
    "Vous avez vu des heures, pas un effectif. Regardez : count() compte les questions répondues, median() donne un délai."
)
assert effectifs.sum() == questions["attente"].notna().sum(), (
    "Vous avez compté aussi les questions sans réponse. Regardez : count() sur « attente » ne compte que les délais connus."
)
### BEGIN HIDDEN TESTS
for nom, paquet in questions.groupby("heure"):
    assert effectifs[nom] == paquet["attente"].notna().sum(), f"Regardez l’effectif de {nom} heures."
### END HIDDEN TESTS

# %% m04-ex02-test3
assert jour_rapide is not None, "Il manque « jour_rapide » : écrivez le jour entre guillemets, après avoir lu « par_jour »."
assert jour_rapide in jours, "Regardez « jour_rapide » : un jour en minuscules, comme dans la table, entre guillemets."
assert jour_rapide != "mercredi", "Vous avez lu le jour où l’on attend le plus. Regardez le début de la liste rangée."
assert questions[questions["jour"] == jour_rapide]["attente"].median() < 24, "Regardez la plus petite valeur de « par_jour »."
assert heure_rapide is not None, "Il manque « heure_rapide » : un nombre de 0 à 23, sans guillemets."
assert heure_rapide != 23, "Vous avez lu l’heure où l’on attend le plus. Regardez le début de la liste rangée."
assert heure_rapide != 0, "Vous avez choisi minuit, qui n’a que cinq réponses. Regardez les effectifs : trente au moins."
assert questions[questions["heure"] == heure_rapide]["attente"].median() < 15, (
    "Regardez la plus petite valeur de « par_heure » parmi les heures qui ont au moins trente réponses."
)
### BEGIN HIDDEN TESTS
rapides = questions.groupby("heure")["attente"].agg(["median", "count"])
assert heure_rapide == rapides[rapides["count"] >= 30]["median"].idxmin(), "Regardez l’heure la plus rapide, effectif compris."
assert jour_rapide == questions.groupby("jour")["attente"].median().idxmin(), "Regardez le jour le plus rapide."
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
# Rendez dans un seul texte, à la suite : les trois réponses ; **mon brouillon** (une phrase sur ce que vous avez changé) ; **mon
# usage de l’IA** (aucun, ou lequel et ce que vous en avez gardé). Deux questions vous seront posées à l’oral.

# %% m04-ex04-consigne [markdown]
# Dessinez la première semaine d’un nouveau membre du Refuge : **quatre contacts, de J0 à J7**, pour la personne de votre choix parmi
# celles-ci : *Oumar, à Dakar, tente d’occasion ; Léna, 17 ans, prépare son premier bivouac ; Gérard, malvoyant, vient pour réparer.*
#
# Pour chaque contact : le jour, le support, **le texte complet de la demande** (une seule), ce que vous espérez, et ce que vous faites
# si la personne ne répond pas. Terminez par l’indicateur que vous suivrez et la date à laquelle vous le lirez.
#
# Rendez dans un seul texte : le parcours ; **mon brouillon** ; **mon usage de l’IA**. Deux questions vous seront posées à l’oral.

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

# %% m04-ex11-consigne [markdown]
# Voici les notes du vendredi 6 mars. Préparez **la semaine du 9 mars** : trois publications prêtes à partir, et **une que vous refusez**.
#
# - *Sangle* : vidéo montée, 25 s, Ousmane a signé son accord ; la fiche « sangle » est en ligne ; Camille a relu.
# - *Sortie du samedi 14* : col de la Lunette, 8 places, rendez-vous 9 h à la gare ; une joëlette (fauteuil de randonnée porté) sur demande avant mercredi.
# - *Rupture* : la boucle de 25 mm manque jusqu’au 30 mars ; celle de 20 mm dépanne.
# - *Solène* : photo superbe dans le fil, son fils de neuf ans tient le sac ; aucun accord écrit.
# - *Bilan* : « 97 % de réparations réussies », chiffre entendu en réunion, sans source.
#
# Pour **chacune des trois** : support, jour et heure, première ligne, texte (60 mots au plus), un seul appel à l’action, texte de remplacement ou premier
# sous-titre, qui valide, qui répond. Pour **celle que vous refusez** : pourquoi, et le message que vous envoyez (40 mots).
#
# Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux questions vous seront posées à l’oral.

# %% m04-ex12-consigne [markdown]
# La table `plans` contient les cinq sous-titres d’une **nouvelle** vidéo, avec leur durée en `secondes` et leur nombre de `caracteres`. Complétez deux lignes :
#
# - `vitesse` : les caractères par seconde de chaque plan. Une colonne se divise par une autre, ligne par ligne ;
# - `a_revoir` : les plans dont la vitesse dépasse 15 caractères par seconde, un plafond simple pour ne pas consulter les repères à chaque fois.

# %% m04-ex12-donnees
import pandas as pd

plans = pd.DataFrame(
    {
        "sous_titre": [
            "Un zip qui coince ?",
            "Frottez-le avec une bougie ou un savon sec, des deux côtés.",
            "Ouvrez, fermez, dix fois.",
            "[le zip glisse] Et voilà.",
            "Toujours coincé ? Postez votre photo dans le fil « zips ».",
        ],
        "secondes": [2, 3, 3, 2, 4],
    }
)
plans["caracteres"] = plans["sous_titre"].str.len()
vitesse = None  # vos deux réponses, vides pour l’instant
a_revoir = None
plans

# %% m04-ex12-reponse
### BEGIN SOLUTION
vitesse = plans["caracteres"] / plans["secondes"]
a_revoir = plans[vitesse > 15]
### END SOLUTION
a_revoir

# %% m04-ex12-test1
assert vitesse is not None, "« vitesse » est encore vide. Remplacez chaque ____ par un choix, puis exécutez la cellule."
assert len(vitesse) == 5, "Il manque des plans. Regardez : la vitesse se calcule pour chacun des cinq."
assert abs(vitesse.iloc[0] - 2 / 19) > 0.01, (
    "Vous avez divisé dans l’autre sens : ce sont des secondes par caractère. Regardez quelle colonne va au-dessus."
)
assert abs(vitesse.iloc[0] - 19 / 2) < 0.01, "Regardez le premier plan : 19 caractères en 2 secondes."
### BEGIN HIDDEN TESTS
assert ((vitesse * plans["secondes"] - plans["caracteres"]).abs() < 1e-9).all(), "Regardez chaque plan : vitesse × secondes = caractères."
### END HIDDEN TESTS

# %% m04-ex12-test2
assert a_revoir is not None, "Il manque « a_revoir » : complétez la deuxième ligne."
assert len(a_revoir) != 4, "Vous avez gardé les plans lisibles. Regardez le signe : on cherche ceux qui dépassent le plafond."
assert len(a_revoir) != 0, "Vous n’avez gardé aucun plan. Regardez ce que vous comparez à 15 : la vitesse, pas la durée."
assert list(a_revoir.index) == [1], "Regardez les plans gardés : un seul dépasse 15 caractères par seconde."
### BEGIN HIDDEN TESTS
assert (plans.loc[a_revoir.index, "caracteres"] > 15 * plans.loc[a_revoir.index, "secondes"]).all(), "Regardez le plafond : 15 caractères par seconde."
### END HIDDEN TESTS

# %% m04-ex13-consigne [markdown]
# Écrivez **le kit de bienvenue** d’une communauté, la vôtre ou *La Grange*, un atelier de réparation de vélos tenu par une association de Rennes : 640
# membres, un groupe en ligne, une permanence le samedi de 10 h à 13 h, réponses en général sous un jour, une salle accessible en fauteuil.
#
# Les **cinq pièces** de la leçon, dans l’ordre et aux longueurs données : message de bienvenue ; « Commencez ici » ; règles en six lignes au plus ; trois premiers
# messages à recopier ; qui écrire si personne ne répond.
#
# Terminez par **votre essai** : la mission donnée à la personne, et les deux choses que vous noterez. Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux
# questions vous seront posées à l’oral.
