"""Quiz, scenario and calculator in a notebook, with the ES modules of the pages.

The modules behind these functions are private and imported at the first call: a notebook without widgets needs no
anywidget, and a public `widgets/quiz.py` would take the place of the function `quiz` once imported.
"""

from __future__ import annotations


def quiz(*ids: str):
    """Show questions in the notebook: `quiz("m01-q03")`, several ids, or `quiz("m01")` for a whole module.

    Returns the widget; its `resultats` hold {question: {reussi, essais, confiance, le}}. Raises BankError, in French,
    when the bank or a question is not found (see `parcours.quiz.find_bank` for where banks are looked for).
    """
    from parcours.widgets._quiz import make_quiz

    return make_quiz(ids)


def calculator(name: str):
    """Show a calculator in the notebook: `calculator("cout")` or `calculator("empreinte")`.

    Returns the widget; its `resultat` holds the figures shown, its `valeurs` what was typed. Raises InputRefused, in
    French, for another name.
    """
    from parcours.widgets._calculator import make_calculator

    return make_calculator(name)


def scenario(name: str):
    """Play a scenario in the notebook: `scenario("sc1")`.

    Returns the widget; its `mes_choix` hold the ids of the last finished run, to keep in the answer cell. Raises
    FileNotFoundError, in French, when `sc1.json` is not found (`parcours.scenarios.find` says where it is looked for).
    """
    from parcours.widgets._scenario import make_scenario

    return make_scenario(name)


def local_charts() -> None:
    """Let the notebook draw Altair's charts itself: by default they would fetch their scripts from another host."""
    from parcours.widgets._charts import use_local_charts

    use_local_charts()
