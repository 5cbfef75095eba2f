# %% m00-ex01-consigne [markdown]
# Nous sommes le lundi 20 avril 2026, il est 9 h. Douze personnes ont rejoint le forum « Le Refuge » ce mois-ci. Avant votre
# première réunion, vous avez le temps d’écrire **un seul** message personnel. À qui ?
#
# Choisissez **la personne arrivée le plus récemment parmi celles dont la case `date_dernier_post` est vide** : on ne lui
# connaît encore aucun message, et un mot d’accueil peut tout changer.
#
# 1. Lisez la table des douze membres : elle est juste au-dessus sur le site ; dans un carnet, exécutez le code déjà prêt. Une
#    ligne par membre, une colonne par information. Une case vide s’écrit `NaT` ou `<NA>` dans un carnet, un tiret sur le site.
# 2. Dans votre réponse, remplacez `____` par le pseudo que vous avez choisi, puis exécutez : sa fiche s’affiche.
# 3. Changez de pseudo et exécutez encore. La fiche change : c’est tout ce qu’il y a à savoir pour commencer.
#
# *Données simulées.*

# %% m00-ex01-donnees
from parcours.datasets import load

membres = load("membres_mini")
a_qui_ecrire = None  # votre réponse, vide pour l’instant
membres

# %% m00-ex01-reponse
### BEGIN SOLUTION
a_qui_ecrire = "Mehdi.rando"
### END SOLUTION
membres[membres["pseudo"] == a_qui_ecrire]

# %% m00-ex01-test1
silencieux = membres[membres["date_dernier_post"].isna()]
assert a_qui_ecrire is not None, (
    "Il manque votre choix : mettez un pseudo à la place de ____, puis exécutez la cellule."
)
assert a_qui_ecrire not in list(membres["member_id"]), (
    "Vous avez donné un numéro de membre. Regardez la colonne « pseudo » : c’est par ce nom que l’on s’adresse à quelqu’un."
)
assert a_qui_ecrire in list(membres["pseudo"]), (
    "Ce pseudo n’est pas dans la table. Regardez les majuscules et les points : il s’écrit exactement comme dans la colonne « pseudo »."
)
assert a_qui_ecrire != membres.sort_values("nb_messages", na_position="first")["pseudo"].iloc[-1], (
    "Vous avez choisi la personne qui écrit le plus : elle se sent déjà chez elle. Regardez plutôt qui n’a encore rien écrit."
)
assert a_qui_ecrire in list(silencieux["pseudo"]), (
    "Cette personne a déjà écrit : sa case « date_dernier_post » est remplie. Regardez les lignes où cette case affiche NaT."
)
assert a_qui_ecrire == silencieux.sort_values("date_inscription")["pseudo"].iloc[-1], (
    "Vous avez vu que cette personne n’a rien écrit. Regardez maintenant « date_inscription » : quelqu’un d’aussi discret est arrivé après elle."
)
### BEGIN HIDDEN TESTS
relue = load("membres_mini").query("date_dernier_post.isna()").sort_values("date_inscription")
assert str(a_qui_ecrire) == relue["pseudo"].iloc[-1], (
    "Regardez la table d’origine : la personne discrète la plus récente n’est pas celle-ci."
)
### END HIDDEN TESTS

# %% m00-ex02-consigne [markdown]
# Votre responsable vous demande au téléphone : « Ils sont combien, et on sait combien de choses sur chacun ? »
#
# Remettez les lignes dans l’ordre pour calculer `nb_membres` (le nombre de lignes de la table) et `nb_colonnes` (le nombre
# de colonnes), puis les afficher. **Deux lignes sont de trop** : laissez-les de côté.
#
# Dans le carnet, coupez-collez les lignes dans le bon ordre, puis effacez le `# ` qui précède celles que vous gardez. Une
# ligne qui commence par `#` est une note : l’ordinateur ne la lit pas.

# %% m00-ex02-donnees
from parcours.datasets import load

nb_membres = None  # vos deux réponses, vides pour l’instant
nb_colonnes = None

# %% m00-ex02-reponse
### BEGIN SOLUTION
table = load("membres_mini")
nb_membres = len(table)
nb_colonnes = table.shape[1]
print("Membres :", nb_membres, "et colonnes :", nb_colonnes)
### END SOLUTION

# %% m00-ex02-test1
assert nb_membres is not None, (
    "« nb_membres » est encore vide. Commencez par la ligne qui charge la table, puis exécutez la cellule."
)
assert nb_membres != 9, (
    "Vous avez compté les cases remplies de « nb_messages ». Trois membres ont une case vide, et ce sont des membres quand même."
)
assert nb_membres != 6, "Vous avez vu 6 : c’est le nombre de colonnes. Un membre, c’est une ligne ; « len » compte les lignes."
assert nb_membres == 12, "Regardez « nb_membres » : il doit compter toutes les lignes de la table, une par membre."
### BEGIN HIDDEN TESTS
assert int(nb_membres) == load("membres_mini")["member_id"].nunique(), (
    "Regardez la table d’origine : chaque numéro de membre y compte une fois."
)
### END HIDDEN TESTS

# %% m00-ex02-test2
assert nb_colonnes is not None, "« nb_colonnes » est encore vide. Gardez la ligne qui regarde la forme (« shape ») de la table."
assert nb_colonnes != 12, "Vous avez vu 12 : c’est le nombre de lignes. Les colonnes se comptent en travers : « shape[1] »."
assert nb_colonnes == 6, "Regardez « nb_colonnes » : il doit compter les noms écrits en haut de la table."
### BEGIN HIDDEN TESTS
assert int(nb_colonnes) == len(list(load("membres_mini").columns)), "Regardez les en-têtes de la table d’origine."
### END HIDDEN TESTS

# %% m00-ex03-consigne [markdown]
# Trois phrases, pour vous d’abord. Vous les relirez à la fin du cours.
#
# 1. Une communauté à laquelle vous tenez, et ce que quelqu’un y fait pour que l’on ait envie d’y revenir.
# 2. Ce que vous voulez savoir faire à la fin de ce cours.
# 3. Ce qui vous inquiète un peu, s’il y a quelque chose.
#
# Rien n’est noté. N’écrivez rien que vous ne diriez pas devant le groupe : votre formateur peut lire ce texte.
