"""The calculators in a notebook: the form of the page, the figures of the formulas, refusals in words."""

import subprocess
import sys

import pytest

from parcours import widgets
from parcours.calculators.inputs import InputRefused
from parcours.calculators.model import calculate
from parcours.calculators.page import MAKERS, calculator


@pytest.mark.parametrize("name", MAKERS)
def test_the_widget_shows_the_figures_of_the_formulas(name):
    shown = widgets.calculator(name)
    expected = calculate(calculator(name))
    assert shown.resultat.central == pytest.approx(expected.central, nan_ok=True)
    assert "Graine des tirages\u00a0: 20261122" in shown._told.value
    (drawn,) = shown._chart.outputs
    spec = drawn["data"]["application/vnd.vegalite.v5+json"]
    assert len(spec["layer"]) == 2, "bars and whiskers"


def test_typing_and_choosing_recalculate():
    shown = widgets.calculator("cout")
    shown._controls["horizon"].value = "48,5"
    shown._controls["laptop"].value = "recond"
    shown._controls["laptop.duree"].value = "30"
    expected = calculate(calculator("cout"), {"horizon": 48.5, "laptop": "recond", "laptop.duree": 30})
    assert shown.resultat.central == pytest.approx(expected.central)
    shown._controls["laptop.duree"].value = ""
    expected = calculate(calculator("cout"), {"horizon": 48.5, "laptop": "recond"})
    assert shown.resultat.central == pytest.approx(expected.central), (
        "an emptied detail is the choice's own value again"
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "est vide"), ("121", "entre 1 et 120"), ("<b>", "« &lt;b&gt; » n’est pas un nombre")],
)
def test_a_refused_value_shows_its_sentence_and_no_result(typed, sentence):
    shown = widgets.calculator("cout")
    shown._controls["horizon"].value = typed
    assert shown.resultat is None and shown._chart.outputs == ()
    assert sentence.replace("« ", "«\u00a0").replace(" »", "\u00a0»") in shown._told.value
    shown._controls["horizon"].value = "36"
    assert shown.resultat is not None


def test_the_verdict_follows_the_compared_kit():
    shown = widgets.calculator("empreinte")
    shown._preset.value = "neuf"
    assert "Aucune différence" in shown._told.value
    shown._preset.value = "recond"
    assert "Le plus bas\u00a0: les mêmes usages, en reconditionné" in shown._told.value


def test_an_unknown_calculator_is_refused():
    with pytest.raises(InputRefused, match="écrivez cout ou empreinte"):
        widgets.calculator("temps")


def test_the_calculators_need_neither_widgets_nor_sphinx():
    """What runs in a trainee's browser: the standard library and pandas alone."""
    code = (
        "import sys; from parcours.calculators import co2e_annuel; from parcours.calculators.page import calculator\n"
        "calculator('cout'); co2e_annuel(100, 5)\n"
        "heavy = ('ipywidgets', 'altair', 'sphinx', 'yaml', 'docutils', 'pint')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_chart_in_a_notebook_fetches_nothing_from_another_host():
    """Altair's default would be HTML that calls a CDN; JupyterLab, Notebook and VS Code draw this type themselves."""
    import altair as alt
    import pandas as pd

    chart = alt.Chart(pd.DataFrame({"jour": [1]}), title="Un jour").mark_line().encode(x="jour")
    with alt.renderers.enable("default"):
        assert "https://cdn" in chart._repr_mimebundle_()["text/html"]
        widgets.local_charts()
        shown = chart._repr_mimebundle_()
    assert set(shown) == {"application/vnd.vegalite.v5+json", "text/plain"}
    assert shown["application/vnd.vegalite.v5+json"]["mark"]["type"] == "line"
    assert shown["text/plain"] == "Graphique\u00a0: Un jour"
