"""Quiz items: the model, its checks, and what an answer is worth. Standard library only.

One bank a module, written once in YAML (`book/mNN-…/quiz.yml`), made into JSON by `parcours.authoring.quiz`; page,
notebook, grader and LMS read that JSON and nothing else. See docs/quiz.md.
"""

from parcours.quiz.bank import BankNotFound, find_bank, load_bank
from parcours.quiz.check import Verdict, check
from parcours.quiz.model import Bank, BankError, Item, Option, Pair, Step, Trap

__all__ = [
    "Bank",
    "BankError",
    "BankNotFound",
    "Item",
    "Option",
    "Pair",
    "Step",
    "Trap",
    "Verdict",
    "check",
    "find_bank",
    "load_bank",
]
