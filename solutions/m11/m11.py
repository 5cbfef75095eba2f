# Le format est expliqué dans docs/exercises.md.

# %% [markdown]
# Ce carnet est votre livrable (a). Exécutez-le de haut en bas : il doit donner les mêmes nombres sur une autre machine. Les définitions exactes sont
# dans la page « Les douze clés ». Les contrôles disent si vous êtes à la bonne valeur, sans la montrer.

# %% m11-ex01-consigne [markdown]
# **L’activité.** Calculez cinq clés.
#
# 1. `activation_mars` : part (entre 0 et 1) des membres inscrits en mars 2026 qui ont écrit un message ou réagi dans les 7 jours suivant leur
#    inscription, en jours locaux.
# 2. `ttfr_mediane` : médiane du délai de première réponse des dossiers du support, en heures, sans les dossiers jamais répondus ni les durées
#    négatives.
# 3. `ttfr_p90` : le neuvième décile des mêmes délais.
# 4. `gini_tous` : Gini des messages par membre, tous membres compris, sans les messages automatiques.
# 5. `gini_contributeurs` : le même, parmi ceux qui ont écrit.

# %% m11-ex01-donnees
import pandas as pd

from parcours import metrics
from parcours.datasets import load
from parcours.exercises import valeur_proche

membres, messages, reactions, tickets = (load(nom) for nom in ("membres", "messages", "reactions", "tickets"))
activation_mars = None  # vos cinq réponses, vides pour l’instant
ttfr_mediane = None
ttfr_p90 = None
gini_tous = None
gini_contributeurs = None
cles = (
    "7d8007bf 63cde42e 3846800a 4265205c ce5d7bc8 fe144abc "
)

# %% m11-ex01-reponse
### BEGIN SOLUTION
### END SOLUTION

# %% m11-ex01-test1
assert activation_mars is not None, "Il manque « activation_mars » : partez des membres inscrits à partir du 1er mars."
assert not activation_mars > 1, "Vous avez vu un pourcentage ou un nombre de personnes. Gardez une part, entre 0 et 1."
assert valeur_proche("activation_mars", activation_mars, 0.005, cles), (
    "Regardez « activation_mars » : messages et réactions comptent, jusqu’au septième jour compris, sur tous les inscrits de mars."
)

# %% m11-ex01-test2
assert ttfr_mediane is not None, "Il manque « ttfr_mediane » : soustrayez « ouvert_le » de « premiere_reponse_le », en heures."
assert not valeur_proche("ttfr_moyenne", ttfr_mediane, 0.05, cles), "Vous avez vu la moyenne. Regardez : quelques longues attentes la tirent. On demande la médiane."
assert valeur_proche("ttfr_mediane", ttfr_mediane, 0.05, cles), "Regardez « ttfr_mediane » : en heures, sans les durées négatives."

# %% m11-ex01-test3
assert ttfr_p90 is not None, "Il manque « ttfr_p90 » : neuf dossiers sur dix reçoivent une réponse avant ce délai."
assert valeur_proche("ttfr_p90", ttfr_p90, 0.2, cles), "Regardez « ttfr_p90 » : le quantile 0,9 des mêmes délais, en heures."

# %% m11-ex01-test4
assert gini_tous is not None, "Il manque « gini_tous » : un nombre de messages par membre, zéro compris."
assert not valeur_proche("gini_contributeurs", gini_tous, 0.005, cles), "Vous avez vu le Gini des contributeurs. Ici, les membres silencieux comptent pour zéro."
assert valeur_proche("gini_tous", gini_tous, 0.005, cles), "Regardez « gini_tous » : autant de nombres que de membres dans la table."

# %% m11-ex01-test5
assert gini_contributeurs is not None, "Il manque « gini_contributeurs » : gardez ceux qui ont écrit au moins un message."
assert valeur_proche("gini_contributeurs", gini_contributeurs, 0.005, cles), "Regardez « gini_contributeurs » : les zéros sont retirés."

# %% m11-ex02-consigne [markdown]
# **Les preuves.** Calculez trois clés.
#
# 6. `ecart_ab` : écart entre les variantes B et A de `test_ab`, part des membres qui ont écrit dans les 7 jours, en proportion. Donnez aussi
#    `ecart_bas` et `ecart_haut`, les bornes à 95 %.
# 7. `net_avant` : sentiment net des mentions d’Ardelune avant le 14 février 2026.
# 8. `net_pendant` : le même, du 14 au 18 février compris.
#
# Le sentiment net est ici (positives − négatives) ÷ **toutes**, d’après `sentiment_auto`, en jours locaux.

# %% m11-ex02-donnees
import pandas as pd

from parcours import metrics
from parcours.datasets import load
from parcours.exercises import valeur_proche

test_ab, mentions = load("test_ab"), load("mentions")
ecart_ab = None  # vos réponses, vides pour l’instant
ecart_bas = None
ecart_haut = None
net_avant = None
net_pendant = None
cles = (
    "0d1e85fb b6cbf605 3621d007 403608d4 cc3aea61 aafcaa88 "
)

# %% m11-ex02-reponse
### BEGIN SOLUTION
### END SOLUTION

# %% m11-ex02-test1
assert ecart_ab is not None, "Il manque « ecart_ab » : la part de B moins la part de A."
assert not abs(ecart_ab) > 1, "Vous avez vu des points de pourcentage. Gardez une proportion : 0,05 plutôt que 5."
assert not valeur_proche("ecart_ab", -ecart_ab, 0.002, cles), "Vous avez soustrait dans l’autre sens. Regardez : B moins A."
assert valeur_proche("ecart_ab", ecart_ab, 0.002, cles), "Regardez « ecart_ab » : tous les membres du test, nouveaux et revenants."

# %% m11-ex02-test2
assert ecart_bas is not None and ecart_haut is not None, "Il manque les bornes : « metrics.difference » les rend sous les noms low et high."
assert not ecart_bas > ecart_haut, "Vous avez échangé les deux bornes. Regardez : « ecart_bas » est la plus petite."
assert valeur_proche("ecart_bas", ecart_bas, 0.002, cles) and valeur_proche("ecart_haut", ecart_haut, 0.002, cles), (
    "Regardez les bornes : elles viennent des quatre nombres, ceux qui ont écrit et le total, pour A puis pour B."
)

# %% m11-ex02-test3
assert net_avant is not None and net_pendant is not None, "Il manque « net_avant » ou « net_pendant »."
assert not valeur_proche("net_polaires", net_avant, 0.01, cles), (
    "Vous avez divisé par les seules mentions positives et négatives. Regardez la définition : on divise par toutes, neutres comprises."
)
assert valeur_proche("net_avant", net_avant, 0.01, cles), "Regardez « net_avant » : la seule marque Ardelune, avant le 14 février."
assert valeur_proche("net_pendant", net_pendant, 0.01, cles), "Regardez « net_pendant » : du 14 au 18 février compris, en jours de Paris."

# %% m11-ex03-consigne [markdown]
# **La valeur et l’empreinte.** Calculez quatre clés.
#
# 9. `valeur_bas`, `valeur_central`, `valeur_haut` : valeur des dossiers évités, en euros (visiteurs × intention × résolution × recours × coût
#    médian d’un dossier), avec un recours de 0,25, 0,35 et 0,45.
# 10. `roi_central` : (valeur centrale − dépense) ÷ dépense, en proportion, sans le bénévolat valorisé.
# 11. `co2e_evenements` : kilogrammes de CO₂e des trajets des **présents** aux événements, aller **et retour**, facteurs `tr_ter` (train) et
#     `tr_voiture` (une personne par voiture).
# 12. `cout_par_membre` : la même dépense ÷ nombre de membres de la table.

# %% m11-ex03-donnees
from parcours import metrics
from parcours.datasets import load
from parcours.exercises import valeur_proche

membres, tickets = load("membres"), load("tickets")
noms = ("aide_frequentation", "aide_sondage", "couts", "evenements", "presences", "factors")
frequentation, sondage, couts, evenements, presences, factors = (load(nom) for nom in noms)
valeur_bas = None  # vos réponses, vides pour l’instant
valeur_central = None
valeur_haut = None
roi_central = None
co2e_evenements = None
cout_par_membre = None
cles = (
    "7e9994f3 fa87014f ef6deeb8 b05924f4 b8cb020d 93dbef5d "
    "9dd7754d "
)

# %% m11-ex03-reponse
### BEGIN SOLUTION
### END SOLUTION

# %% m11-ex03-test1
assert None not in (valeur_bas, valeur_central, valeur_haut), "Il manque l’une des trois valeurs : bas, central ou haut."
assert valeur_proche("valeur_central", valeur_central, 20, cles), (
    "Regardez « valeur_central » : des visiteurs et non des vues, puis trois parts, puis le coût médian d’un dossier."
)
assert valeur_proche("valeur_bas", valeur_bas, 20, cles) and valeur_proche("valeur_haut", valeur_haut, 20, cles), "Regardez le bas et le haut : seul le recours change, 0,25 et 0,45."

# %% m11-ex03-test2
assert roi_central is not None, "Il manque « roi_central »."
assert not roi_central > 1, "Vous avez vu un pourcentage ou un rapport valeur ÷ dépense. Regardez : (valeur − dépense) ÷ dépense, en proportion."
assert not roi_central < 0, "Vous avez compté le bénévolat dans la dépense. Regardez le poste « benevolat_valorise » : il se présente à part."
assert valeur_proche("roi_central", roi_central, 0.005, cles), "Regardez « roi_central » : la valeur centrale et la dépense de sept mois."

# %% m11-ex03-test3
assert co2e_evenements is not None, "Il manque « co2e_evenements » : présents × distance × 2 × facteur, événement par événement."
assert not valeur_proche("co2e_aller", co2e_evenements, 50, cles), "Il manque le retour. Regardez : la distance de la table est un aller."
assert valeur_proche("co2e_evenements", co2e_evenements, 50, cles), (
    "Regardez « co2e_evenements » : les présents et non les inscrits ; les événements en ligne comptent zéro trajet."
)

# %% m11-ex03-test4
assert cout_par_membre is not None, "Il manque « cout_par_membre »."
assert valeur_proche("cout_par_membre", cout_par_membre, 0.05, cles), "Regardez « cout_par_membre » : la dépense sans bénévolat, divisée par tous les membres."

# %% m11-ex04-consigne [markdown]
# **La note de deux pages** (livrable b) répond à la directrice : « La communauté vaut-elle ses 14 800 € ? » Environ **350 mots** et **trois graphiques**,
# chacun avec un titre qui dit son message et un texte de remplacement. Suivez le plan type ou le vôtre.
#
# Rendez dans un seul texte, à la suite :
#
# - **La note** ;
# - **Mon brouillon** : une conclusion que vous avez adoucie ou retirée, et pourquoi ;
# - **Mon usage de l’IA** (livrable e) : aucun, ou quel outil, pour quoi, ce que vous avez vérifié et comment.
#
# Deux questions vous seront posées à l’oral.

# %% m11-ex05-consigne [markdown]
# **Le cadre** (livrable c). Choisissez dans `moderation_log` **une vraie ligne** de gravité 3 ou 4 et donnez son `action_id`. Écrivez, en **180 mots
# environ** : l’extrait de règles qui s’y rapporte (deux règles au plus), puis l’**exposé des motifs** adressé au membre : mesure et durée, faits, part
# d’automatisme, règle, recours, façon de réparer.
#
# Ajoutez **Mon brouillon** et **Mon usage de l’IA**, comme dans la note. Deux questions vous seront posées à l’oral.

# %% m11-ex06-consigne [markdown]
# **La réponse en direct** (livrable d). Votre formatrice ou votre formateur choisit un scénario. Vous avez **cinq minutes**. Recopiez ensuite ici, en
# **120 mots environ** : le degré du conflit, le mode choisi, la réponse telle que vous l’avez écrite, qui la valide, et ce que vous faites dans
# les 48 heures pour les membres et pour l’équipe.
#
# Ajoutez **Mon brouillon** et **Mon usage de l’IA**. Deux questions vous seront posées aussitôt.
