"""Exercises: the JSON that page, notebook, marking and LMS share, and the check of an answer. Standard library only."""

from parcours.exercises.bank import ExerciseError, load_module, load_solution, module_from_dict, to_dict
from parcours.exercises.check import TestResult, Verdict, check
from parcours.exercises.matching import cartes_justes, empreintes, lire_cartes, texte_des_cartes
from parcours.exercises.model import Exercise, Module, Solution
from parcours.exercises.packs import packs
from parcours.exercises.values import empreinte_valeur, valeur_proche

__all__ = [
    "Exercise",
    "ExerciseError",
    "Module",
    "Solution",
    "TestResult",
    "Verdict",
    "cartes_justes",
    "check",
    "empreinte_valeur",
    "empreintes",
    "lire_cartes",
    "load_module",
    "load_solution",
    "module_from_dict",
    "packs",
    "texte_des_cartes",
    "to_dict",
    "valeur_proche",
]
