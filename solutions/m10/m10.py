# Le format est expliqué dans docs/exercises.md.

# %% m10-ex01-consigne [markdown]
# Thierno hésite entre trois façons d’avoir un ordinateur. Vous allez les ramener à la même unité : **des euros par an**.
#
# `cout_annuel(prix=…, duree_mois=…, revente=…, entretien=…)` fait le calcul. Ce que vous n’écrivez pas vaut zéro, sauf la durée, de 36 mois.
#
# Calculez :
#
# 1. `neuf` : acheté 900 €, gardé 60 mois, revendu 90 € ;
# 2. `reconditionne` : acheté 400 €, gardé 36 mois, revendu 40 € ;
# 3. `conserve` : rien à acheter, 24 mois, 50 € d’`entretien` par an ;
# 4. `ecart` : ce que le neuf coûte **de plus par an** que le conservé.

# %% m10-ex01-donnees
from parcours.calculators import cout_annuel

neuf = None  # vos quatre réponses, vides pour l’instant
reconditionne = None
conserve = None
ecart = None
cout_annuel(prix=1000, duree_mois=48, revente=200)  # l’exemple du quiz : 200 € par an

# %% m10-ex01-reponse
### BEGIN SOLUTION
neuf = cout_annuel(prix=900, duree_mois=60, revente=90)
reconditionne = cout_annuel(prix=400, duree_mois=36, revente=40)
conserve = cout_annuel(prix=0, duree_mois=24, entretien=50)
ecart = neuf - conserve
### END SOLUTION
print(neuf, reconditionne, conserve, ecart)

# %% m10-ex01-test1
assert neuf is not None, "Il manque « neuf » : appelez « cout_annuel » avec le prix, la durée et la revente."
assert abs(neuf - 180) > 0.01, "Il manque la revente du neuf : 90 € reviennent dans votre poche."
assert abs(neuf - 1944) > 1, "Vous avez écrit la durée en années. Regardez l’unité : la fonction attend des mois."
assert abs(neuf - 162) <= 0.01, "Regardez « neuf » : 900 €, 60 mois, 90 € de revente."
assert reconditionne is not None, "Il manque « reconditionne » : 400 €, 36 mois, 40 € de revente."
assert abs(reconditionne - 120) <= 0.01, "Regardez « reconditionne » : 400 €, 36 mois, 40 € de revente."
### BEGIN HIDDEN TESTS
assert abs(neuf - 12 * (900 - 90) / 60) <= 0.01, "Regardez la formule : (achat − revente) ÷ durée, ramené à l’année."
### END HIDDEN TESTS

# %% m10-ex01-test2
assert conserve is not None, "Il manque « conserve » : rien à acheter, mais 50 € d’entretien par an."
assert abs(conserve - 600) > 0.01, "Vous avez compté l’entretien comme un abonnement mensuel. Regardez : 50 € par an, avec « entretien »."
assert abs(conserve - 50) <= 0.01, "Regardez « conserve » : aucun achat, 50 € d’entretien par an."
assert ecart is not None, "Il manque « ecart » : le neuf moins le conservé."
assert abs(ecart + 112) > 0.01, "Vous avez soustrait dans l’autre sens. Regardez : on cherche ce que le neuf coûte de plus."
assert abs(ecart - 112) <= 0.01, "Regardez « ecart » : 162 € moins 50 €."

# %% m10-ex02-consigne [markdown]
# Maud veut refaire le tableau de la leçon. `co2e_annuel(fabrication, duree_ans, puissance, heures_par_jour, jours_par_an)` rend des
# kilogrammes de CO₂e par an : la fabrication répartie sur les années, plus l’électricité.
#
# | Appareil | Fabrication (kg) | Durée (ans) | Puissance (W) | Heures par jour | Jours par an |
# |---|---|---|---|---|---|
# | Ordinateur portable | 185.09 | 5 | 26.5 | 7 | 220 |
# | Écran | 69.84 | 6 | 50 | 7 | 220 |
# | Téléphone | 79.516 | 2.5 | 4.5 | 3 | 365 |
#
# Calculez `portable`, `ecran`, `telephone`, leur `total`, puis `gain` : les kilos économisés **chaque année** si l’ordinateur est
# gardé **sept** ans au lieu de cinq.

# %% m10-ex02-donnees
from parcours.calculators import co2e_annuel

portable = None  # vos cinq réponses, vides pour l’instant
ecran = None
telephone = None
total = None
gain = None
co2e_annuel(84.294, 3, 20, 2.5, 365)  # un exemple : une tablette

# %% m10-ex02-reponse
### BEGIN SOLUTION
portable = co2e_annuel(185.09, 5, 26.5, 7, 220)
ecran = co2e_annuel(69.84, 6, 50, 7, 220)
telephone = co2e_annuel(79.516, 2.5, 4.5, 3, 365)
total = portable + ecran + telephone
gain = portable - co2e_annuel(185.09, 7, 26.5, 7, 220)
### END SOLUTION
total

# %% m10-ex02-test1
assert portable is not None, "Il manque « portable » : appelez « co2e_annuel » avec les cinq nombres de sa ligne."
assert abs(portable - 187.2) > 0.5, "Vous avez réparti la fabrication sur une seule année. Regardez la durée : cinq ans."
assert abs(portable - 37.02) > 0.05, "Il manque l’usage : la puissance, les heures et les jours de la ligne."
assert abs(portable - 39.14) <= 0.1, "Regardez « portable » : 185.09, 5, 26.5, 7 et 220, dans cet ordre."
assert ecran is not None, "Il manque « ecran » : la deuxième ligne du tableau."
assert abs(ecran - 15.64) <= 0.1, "Regardez « ecran » : 69.84, 6, 50, 7 et 220."
assert telephone is not None, "Il manque « telephone » : la troisième ligne du tableau."
assert abs(telephone - 32.06) <= 0.1, "Regardez « telephone » : 79.516, 2.5, 4.5, 3 et 365."
### BEGIN HIDDEN TESTS
assert abs(portable - (185.09 / 5 + 26.5 / 1000 * 7 * 220 * 0.0519)) <= 0.1, "Regardez : fabrication ÷ durée, plus l’électricité de l’année."
### END HIDDEN TESTS

# %% m10-ex02-test2
assert total is not None, "Il manque « total » : la somme des trois appareils."
assert abs(total - 86.83) <= 0.1, "Regardez « total » : ordinateur, écran et téléphone, une année."
assert gain is not None, "Il manque « gain » : l’année à cinq ans moins l’année à sept ans."
assert abs(gain + 10.58) > 0.1, "Vous avez soustrait dans l’autre sens. Regardez : garder plus longtemps émet moins."
assert abs(gain - 28.56) > 0.1, "Vous avez vu l’année à sept ans. Il reste à la comparer à l’année à cinq ans."
assert abs(gain - 10.58) <= 0.1, "Regardez « gain » : refaites « portable » avec 7 au lieu de 5, puis soustrayez."

# %% m10-ex03-consigne [markdown]
# Choisissez une personne réelle ou l’une de celles du cours (Thierno, Awa, l’association de Rennes). Elle a **1 500 €** et se lance en
# janvier. Écrivez-lui **une recommandation d’une page, 250 à 350 mots**.
#
# Elle contient : ce qu’elle fera vraiment et ce qu’elle possède déjà ; **deux options comparées** en euros et en kilogrammes de CO₂e, sur la
# même durée ; votre décision en une phrase ; **une limite** de vos prix ou de vos facteurs ; la date à laquelle vous la reverrez et ce qui la
# ferait changer.
#
# Prenez vos nombres dans les calculateurs, en notant la date.
#
# Rendez dans un seul texte, à la suite :
#
# - **La recommandation** ;
# - **Mon brouillon** : une phrase sur ce que vous avez changé ;
# - **Mon usage de l’IA** : aucun, ou lequel et ce que vous en avez vérifié.
#
# Relisez ensuite les deux exemples notés et donnez-vous une note par critère. Préparez les deux questions d’oral.

# %% m10-ex04-consigne [markdown]
# Dix-huit événements en sept mois, et un bilan à faire. Les kilogrammes d’un événement valent :
#
# **personnes venues × 2 × distance d’un aller × facteur du transport**
#
# La table `evenements` est prête : `venus`, `distance_moy_km` (un aller, par personne) et `facteur` (kg par km). Une colonne se
# calcule d’un coup : `table["a"] * table["b"]`.
#
# 1. Ajoutez à la table la colonne `"kg"`.
# 2. Calculez `total`, la somme de cette colonne.
# 3. Calculez `part`, la part des **deux événements les plus lourds** dans le total, entre 0 et 1. `colonne.nlargest(2)` garde les deux plus
#    grandes valeurs.
#
# *Données simulées. En voiture, le calcul suppose une personne par voiture.*

# %% m10-ex04-donnees
from parcours.datasets import load

evenements = load("evenements")[["event_id", "format", "distance_moy_km", "transport"]].copy()
presences = load("presences")
evenements["venus"] = evenements["event_id"].map(presences[presences["present"]]["event_id"].value_counts()).astype(int)
evenements["facteur"] = evenements["transport"].astype(str).map({"voiture": 0.142253, "train": 0.02769, "aucun": 0.0})
total = None  # vos deux réponses, vides pour l’instant
part = None
evenements.head()

# %% m10-ex04-reponse
### BEGIN SOLUTION
evenements["kg"] = evenements["venus"] * 2 * evenements["distance_moy_km"] * evenements["facteur"]
total = evenements["kg"].sum()
part = evenements["kg"].nlargest(2).sum() / total
### END SOLUTION
part

# %% m10-ex04-test1
assert "kg" in evenements.columns, "Il manque la colonne « kg ». Commencez par : evenements[\"kg\"] = …"
juste = (evenements["venus"] * evenements["distance_moy_km"] * evenements["facteur"] * 2).sum()
assert total is not None, "Il manque « total » : la somme de la colonne « kg »."
assert abs(total - juste / 2) > 1, "Vous avez compté l’aller seul. Regardez la formule : on rentre aussi, donc deux fois la distance."
assert abs(total - (2 * evenements["distance_moy_km"] * evenements["facteur"]).sum()) > 1, (
    "Vous avez compté un trajet par événement. Il manque le nombre de personnes venues."
)
assert abs(total - juste) <= 1, "Regardez « total » : venus × 2 × distance × facteur, puis la somme."
### BEGIN HIDDEN TESTS
assert (evenements.loc[evenements["format"] == "en_ligne", "kg"] == 0).all(), "Regardez : un événement en ligne n’a pas de trajet."
### END HIDDEN TESTS

# %% m10-ex04-test2
assert part is not None, "Il manque « part » : les deux plus lourds divisés par le total."
assert "kg" in evenements.columns, "Il manque la colonne « kg » : le premier contrôle vous dit par où commencer."
deux = evenements["kg"].nlargest(2).sum()
assert abs(part - deux) > 0.5, "Vous avez vu des kilogrammes. Une part se divise par le total."
assert abs(part - 2 / 18) > 0.001, "Vous avez vu la part des événements, deux sur dix-huit. Regardez plutôt leurs kilogrammes."
assert abs(part - evenements["kg"].max() / evenements["kg"].sum()) > 0.001, "Vous avez gardé un seul événement. Regardez : il en faut deux."
assert abs(part - deux / evenements["kg"].sum()) <= 0.001, "Regardez « part » : la somme des deux plus lourds, divisée par le total."

# %% m10-ex05-consigne [markdown]
# Une cliente demande un tarif à Thierno. Écrivez la fonction qui répond :
#
# `tarif_jour(besoin, couts, cotisations, jours)` rend **(besoin + coûts) ÷ (1 − cotisations) ÷ jours**.
#
# `besoin` et `couts` sont en euros par mois, `cotisations` est une part entre 0 et 1, `jours` compte les jours facturés par mois. Puis calculez
# `devis`, le prix de **quatre** jours avec 1 800 € de besoin, 160 € de coûts, 25,6 % de cotisations (0.256) et 12 jours par mois.

# %% m10-ex05-donnees
tarif_jour = None  # votre fonction, pas encore écrite
devis = None

# %% m10-ex05-reponse
### BEGIN SOLUTION
def tarif_jour(besoin, couts, cotisations, jours):
    return (besoin + couts) / (1 - cotisations) / jours


devis = 4 * tarif_jour(1_800, 160, 0.256, 12)
### END SOLUTION
devis

# %% m10-ex05-test1
assert callable(tarif_jour), "Il manque la fonction « tarif_jour » : commencez la cellule par « def tarif_jour(…): »."
obtenu = tarif_jour(1_800, 160, 0.256, 12)
assert obtenu is not None, "Votre fonction ne rend rien. Regardez sa dernière ligne : « return » suivi du calcul."
assert abs(obtenu - 205.15) > 0.05, (
    "Vous avez ajouté 25,6 %. Les cotisations portent sur tout ce qui est encaissé : on divise par (1 − cotisations)."
)
assert abs(obtenu - 163.33) > 0.05, "Il manque les cotisations : divisez par (1 − cotisations)."
assert abs(obtenu - 2634.41) > 1, "Vous avez vu la recette du mois. Il reste à la répartir sur les jours facturés."
assert abs(obtenu - 219.53) <= 0.05, "Regardez la formule : (besoin + coûts), divisé par (1 − cotisations), divisé par les jours."

# %% m10-ex05-test2
assert callable(tarif_jour), "Il manque la fonction « tarif_jour » : le premier contrôle vous dit par où commencer."
autre = tarif_jour(1_500, 0, 0.25, 10)
assert autre is not None, "Votre fonction ne rend rien. Regardez sa dernière ligne : « return » suivi du calcul."
assert abs(autre - 200) <= 0.05, "Regardez avec 1 500 €, aucun coût, 25 % et 10 jours : le calcul à la main donne 200 €."
assert devis is not None, "Il manque « devis » : quatre fois le tarif d’un jour."
assert abs(devis - 219.53) > 0.05, "Vous avez vu le prix d’un jour. Le devis en compte quatre."
assert abs(devis - 878.14) <= 0.1, "Regardez « devis » : quatre fois le tarif d’un jour."
### BEGIN HIDDEN TESTS
assert abs(tarif_jour(2_000, 100, 0.22, 14) - 192.31) <= 0.05, "Regardez : 2 000 €, 100 €, 22 % et 14 jours donnent 192,31 €."
### END HIDDEN TESTS

# %% m10-ex06-consigne [markdown]
# La dernière page de votre dossier. Trouvez **une vraie offre** du métier, salariée ou en mission. Recopiez-en au plus cinq lignes, sans le nom
# de l’organisation. Puis écrivez :
#
# 1. **Trois questions** que vous poseriez, chacune sur un mot vague de l’offre ;
# 2. **Votre réponse au message** : « Deux mois que j’attends ma pièce. Vous vous moquez de nous ? » (80 mots au plus, avec ce qui doit être validé
#    avant publication) ;
# 3. **Vos deux minutes** : un groupe, ce que vous avez fait, ce qui a changé, le lien avec l’offre (200 mots au plus).
#
# Rendez dans un seul texte, à la suite, puis ajoutez :
#
# - **Mon brouillon** : la phrase que vous avez coupée ;
# - **Mon usage de l’IA** : aucun, ou lequel et pourquoi.
#
# Lisez vos deux minutes à voix haute à quelqu’un, en vous chronométrant.
