"""The page in a real browser: the same figures as Python, refusals in words, keyboard, small screen, paper, links and
exports.
"""

import random
import re

import pytest
from tests.axe import violations
from tests.calculators.test_inputs import READ, SHOWN

from parcours.calculators.inputs import InputRefused, parse_number, show_number
from parcours.calculators.model import calculate, evaluate, other, ranges, resolve, verdicts
from parcours.calculators.page import MAKERS, calculator
from parcours.calculators.uncertainty import spread, uniforms

CASES = 300  # for each calculator


def cases(one, count, seed):
    """Forms filled in at random: every field left, at a bound, or anywhere between; the first cases put all at low,
    then high.
    """
    draw = random.Random(seed)
    for case in range(count):
        values = {}
        for field in one.fields:
            if case >= 2 and draw.random() < 0.5:
                continue
            if field.options:
                values[field.id] = draw.choice(field.options).id
            elif case < 2:
                values[field.id] = (field.low, field.high)[case]
            else:
                values[field.id] = draw.choice((field.low, field.high, draw.uniform(field.low, field.high)))
        yield values


@pytest.mark.parametrize("name", MAKERS)
def test_page_and_python_agree_on_three_hundred_forms(page, name):
    one = calculator(name)
    given = list(cases(one, CASES, 20261122))
    edited = {"elec_fr": 0.08, "laptop_neuf": 777}
    found = page.evaluate(
        """async ([name, given, edited]) => {
            const { Model } = await import("./assets/calculator.js");
            const spec = await (await fetch(`assets/calculators/${name}.json`)).json();
            return given.map((values, i) => {
                const model = Object.assign(new Model(spec), { values, edited: i % 2 ? edited : {} });
                const resolved = model.resolve();
                const central = Object.entries(model.ranges(resolved)).map(([source, range]) => [source, range[1]]);
                return model.evaluate(resolved, Object.fromEntries(central));
            });
        }""",
        [name, given, edited],
    )
    for i, (values, theirs) in enumerate(zip(given, found, strict=True)):
        resolved = resolve(one, values)
        known = ranges(one, resolved, {key: edited[key] for key in edited if key in one.sources} if i % 2 else {})
        ours = evaluate(one, resolved, {source: r.central for source, r in known.items()})
        for output, value in ours.items():
            theirs_value = float("nan") if theirs[output] is None else theirs[output]
            assert theirs_value == pytest.approx(value, rel=1e-9, abs=1e-12, nan_ok=True), (i, output, values)


@pytest.mark.parametrize("name", MAKERS)
def test_ranges_draws_and_verdicts_agree_too(page, name):
    one = calculator(name)
    given = list(cases(one, 12, 7))[2:]
    found = page.evaluate(
        """async ([name, given]) => {
            const { Model, verdict } = await import("./assets/calculator.js");
            const { compare, spread } = await import("./assets/formula.js");
            const spec = await (await fetch(`assets/calculators/${name}.json`)).json();
            const t = (text, values = {}) => text.replace(/\\{(\\w+)\\}/g, (all, key) => values[key]);
            return given.map((values) => {
                const model = Object.assign(new Model(spec), { values });
                const result = model.calculate();
                const [mine, theirs] = [result, model.against({})].map((each) => model.draw(each));
                const compared = spec.compared.map(({ id }) => [id, mine[id], theirs[id]]);
                return {
                    envelope: result.envelope,
                    spread: Object.fromEntries(compared.map(([id, a]) => [id, spread(a)])),
                    verdict: compared.map(([, a, b]) => verdict(compare(a, b), "A", "B", t)),
                };
            });
        }""",
        [name, given],
    )
    start = calculate(one, draws=2_000)
    for values, theirs in zip(given, found, strict=True):
        try:
            ours = calculate(one, values, draws=2_000)
        except InputRefused:
            continue  # an aid above its price: the page refuses it as well, tested below
        for output, bounds in ours.envelope.items():
            assert theirs["envelope"][output] == pytest.approx([bounds.low, bounds.high], rel=1e-9, abs=1e-12)
        for output in one.compared:
            s = spread(ours.drawn[output.id])
            assert theirs["spread"][output.id] == pytest.approx([s.p5, s.p50, s.p95], rel=1e-9, abs=1e-12)
        assert theirs["verdict"] == [each.sentence for each in verdicts(one, ours, start, ("A", "B")).values()]


@pytest.mark.parametrize("name", MAKERS)
def test_the_other_option_keeps_what_its_choices_do_not_decide(page, name):
    one = calculator(name)
    given = list(cases(one, 20, 3))
    found = page.evaluate(
        """async ([name, given]) => {
            const { Model } = await import("./assets/calculator.js");
            const spec = await (await fetch(`assets/calculators/${name}.json`)).json();
            return Object.keys(spec.presets).map((preset) =>
                given.map((values) => Object.assign(new Model(spec), { values }).other(preset)));
        }""",
        [name, given],
    )
    assert found == [[other(one, values, preset) for values in given] for preset in one.presets]


def test_numbers_and_draws_are_the_same_in_both(page):
    found = page.evaluate(
        """async ([read, shown]) => {
            const { parseNumber, showNumber, uniforms } = await import("./assets/formula.js");
            const tag = (value) => (value === null ? "vide" : Number.isNaN(value) ? "refus" : value);
            return [read.map((text) => tag(parseNumber(text))), shown.map(([value, n]) => showNumber(value ?? NaN, n)),
                    [...uniforms("écran", 50, 20261122)]];
        }""",
        [
            [*READ, "", "  "],
            [[None if value != value or abs(value) == float("inf") else value, n] for value, n in SHOWN],
        ],
    )

    def tag(text):
        try:
            return parse_number(text)
        except InputRefused as refusal:
            return "vide" if "est vide" in str(refusal) else "refus"

    assert found[0] == [tag(text) for text in [*READ, "", "  "]]
    assert found[1] == list(SHOWN.values())
    assert found[2] == pytest.approx(list(uniforms("écran", 50)), abs=0)


def settle(page):
    """Wait for the comparison, which comes one frame after the results."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def headline(page, name):
    return page.locator(f"#calc-{name} .calc-cles output").all_inner_texts()


def expected(name, **values):
    one = calculator(name)
    result = calculate(one, values, draws=1)
    return [f"{show_number(result.central[o.id], o.decimals)}\u00a0{o.unit}" for o in one.headline]


def test_typing_changes_the_results_at_once(page):
    assert headline(page, "cout") == expected("cout")
    page.locator("#calc-cout-laptop").select_option("recond")
    page.locator("#calc-cout-horizon").fill("48,5")
    page.locator("#calc-cout-jours").fill("15")
    assert headline(page, "cout") == expected("cout", laptop="recond", horizon=48.5, jours=15)
    page.locator("#calc-empreinte-mode").select_option("voiture")
    page.locator("#calc-empreinte-courriels").fill("12 000")
    assert headline(page, "empreinte") == expected("empreinte", mode="voiture", courriels=12_000)
    assert "3 × 🌿" in page.locator("#calc-empreinte .calc-table tr", has_text="Formation").inner_text()
    settle(page)
    assert page.errors == [] and page.evaluate("window.violations") == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Horizon de calcul est vide. Écrivez un nombre ; si la valeur est nulle, écrivez 0."),
        ("trois", "Horizon de calcul : « trois » n’est pas un nombre. Écrivez par exemple 1 250 ou 12,5."),
        ("0", "Horizon de calcul : choisissez une valeur entre 1 et 120\u00a0mois."),
        ("120,1", "Horizon de calcul : choisissez une valeur entre 1 et 120\u00a0mois."),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_words(page, typed, sentence):
    control = page.locator("#calc-cout-horizon")
    control.fill(typed)
    assert page.locator("#calc-cout-horizon-erreur").inner_text() == sentence
    assert control.get_attribute("aria-invalid") == "true"
    assert control.get_attribute("aria-describedby") == "calc-cout-horizon-erreur"
    assert control.input_value() == typed, "never corrected behind the trainee's back"
    assert set(headline(page, "cout")) == {"–"}, "no result rather than a wrong one"
    page.get_by_role("status").filter(has_text=sentence).wait_for()
    control.fill("36")
    assert headline(page, "cout") == expected("cout")
    assert control.get_attribute("aria-invalid") is None


def test_an_aid_above_its_price_is_refused(page):
    page.locator("#calc-cout [data-action=details]").press("Enter")
    page.locator("#calc-cout-details summary", has_text="Ordinateur").press("Enter")
    page.locator("#calc-cout-laptop-aide").fill("901")
    page.get_by_role("status").filter(has_text="Ordinateur : l’aide dépasse le prix.").wait_for()
    page.locator("#calc-cout-laptop-aide").fill("900")
    assert headline(page, "cout") == expected("cout", **{"laptop.aide": 900})


def test_details_are_made_on_demand_and_follow_the_choice(page):
    panel = "#calc-cout-details"
    assert page.locator(panel).count() == 0, "nothing before it is asked for"
    page.locator("#calc-cout [data-action=details]").press("Enter")
    assert page.locator(f"{panel} input").count() == 0
    page.locator(f"{panel} summary", has_text="Ordinateur").press("Enter")
    assert page.locator("#calc-cout-laptop-prix").input_value() == "900"
    page.locator("#calc-cout-laptop-prix").fill("650,50")
    assert headline(page, "cout") == expected("cout", **{"laptop.prix": 650.5})
    page.locator("#calc-cout-laptop").select_option("recond")
    assert page.locator("#calc-cout-laptop-prix").input_value() == "400", "a new choice brings its own price"
    assert headline(page, "cout") == expected("cout", laptop="recond")


def test_a_factor_can_be_edited_and_reset(page):
    page.locator("#calc-empreinte [data-action=sources]").press("Enter")
    row = page.locator("#calc-empreinte-sources tr", has_text="Électricité France")
    text = row.inner_text()
    for paper in ("0,0217 à 0,098", "kgCO2e/kWh", "2022-2025", "MIT", "lu"):
        assert paper in text
    recalled = page.locator("#calc-empreinte-sources tr", has_text="Durée de seconde vie de référence – smartphone")
    assert "rappel" in recalled.inner_text() and "convention, jamais tirée" in recalled.inner_text()
    row.locator("input").fill("0,4")
    edited = calculate(calculator("empreinte"), edited={"elec_fr": 0.4}, draws=1).central["total.kg"]
    assert headline(page, "empreinte")[0] == f"{show_number(edited, 1)}\u00a0kg CO2e/an"
    row.locator("input").fill("3")
    assert "choisissez une valeur entre 0 et 2" in row.inner_text()
    row.get_by_role("button").press("Enter")
    assert row.locator("input").input_value() == "0,0519"
    assert headline(page, "empreinte") == expected("empreinte")


def test_the_calculation_is_shown_with_its_numbers(page):
    page.locator("#calc-cout [data-action=calcul]").press("Enter")
    panel = page.locator("#calc-cout-calcul")
    panel.locator("select").select_option(label="Ordinateur, par mois")
    words, numbers = panel.locator(".calc-formule").all_inner_texts()
    assert "prix d’achat" in words and "durée d’amortissement" in words
    assert numbers == "(900 − 10 ÷ 100 × 900) ÷ 60 = 13,50\u00a0€"
    page.locator("#calc-cout-laptop").select_option("recond")
    assert "(400 − 10 ÷ 100 × 400) ÷ 36 = 10,00" in panel.locator(".calc-formule").nth(1).inner_text()
    panel.locator("select").select_option(label="Argent à trouver le premier mois")
    assert panel.locator("li", has_text="remboursé son apprentissage").count() == 1


def test_the_calculation_starts_on_a_monthly_cost_and_names_what_options_set(page):
    page.locator("#calc-cout [data-action=calcul]").press("Enter")
    assert page.locator("#calc-cout-calcul select option:checked").inner_text() == "Ordinateur, par mois"
    page.locator("#calc-empreinte [data-action=calcul]").press("Enter")
    page.locator("#calc-empreinte-calcul select").select_option(label="Réunions en visio, empreinte")
    words, numbers = page.locator("#calc-empreinte-calcul .calc-formule").all_inner_texts()
    assert "Go par heure de visio × Réseau fixe FR (box comprise) + centre de données par heure de visio" in words
    assert numbers.startswith("200 × (0,7 × 0,009269347 + ") and numbers.endswith(" = 1,36\u00a0kg CO2e/an")


def test_cost_and_carbon_side_by_side_with_a_verdict(page):
    page.locator("#calc-empreinte-contre").select_option("recond")
    settle(page)
    rows = page.locator("#calc-empreinte .calc-ecart tbody tr")
    carbon, money = rows.nth(0).inner_text(), rows.nth(3).inner_text()
    assert "Le plus bas : les mêmes usages, en reconditionné, dans 100 % des tirages." in carbon
    assert "On ne peut pas trancher : votre choix est plus bas dans" in money
    page.locator("#calc-empreinte-contre").select_option("neuf")
    settle(page)
    assert "Aucune différence" in rows.nth(0).inner_text()


def test_the_charts_come_when_looked_at_and_have_a_text(page):
    assert page.locator("#calc-empreinte svg").count() == 0
    page.locator("#calc-empreinte .calc-dessins").scroll_into_view_if_needed()
    page.locator("#calc-empreinte svg").first.wait_for()
    said = page.locator("#calc-empreinte svg").first.get_attribute("aria-label")
    assert re.fullmatch(r"votre choix : 101,1\d kg CO2e/an, de \d+,\d+ à \d+,\d+ neuf fois sur dix ; .*", said)
    page.locator("#calc-cout .calc-dessins").scroll_into_view_if_needed()
    page.locator("#calc-cout svg").nth(2).wait_for()
    assert "6\u202f463 €" in page.locator("#calc-cout svg").nth(2).get_attribute("aria-label")


def test_a_link_brings_the_same_calculation_back(page):
    page.locator("#calc-cout-laptop").select_option("recond")
    page.locator("#calc-cout-horizon").fill("60")
    page.locator("#calc-cout [data-action=sources]").press("Enter")
    page.locator("#calc-cout-source-laptop_recond").fill("333,5")
    page.locator("#calc-cout-contre").select_option("conserve")
    settle(page)
    before = [headline(page, "cout"), page.locator("#calc-cout .calc-ecart").inner_text()]
    page.locator("#calc-cout [data-action=lien]").press("Enter")
    page.wait_for_function("() => location.hash.length > 10")
    page.reload()
    page.evaluate("window.ready")
    settle(page)
    assert [headline(page, "cout"), page.locator("#calc-cout .calc-ecart").inner_text()] == before
    assert page.locator("#calc-cout-horizon").input_value() == "60"


def test_a_shared_link_opens_on_its_values(browser, site):
    link = f"{site}#calc-cout?laptop=recond&horizon=60&laptop.prix=333,5&contre=conserve&inconnu=3&jours=99"
    opened = browser.new_page()
    opened.goto(link)
    opened.evaluate("window.ready")
    assert opened.locator("#calc-cout-laptop").input_value() == "recond"
    assert opened.locator("#calc-cout-contre").input_value() == "conserve"
    assert "choisissez une valeur entre 1 et 31" in opened.locator("#calc-cout-jours-erreur").inner_text()
    opened.locator("#calc-cout-jours").fill("12")
    assert headline(opened, "cout") == expected("cout", laptop="recond", horizon=60, **{"laptop.prix": 333.5})
    opened.close()


def test_the_export_holds_results_assumptions_sources_and_date(page):
    page.locator("#calc-cout-horizon").fill("60")
    with page.expect_download() as download:
        page.locator("#calc-cout [data-action=csv]").press("Enter")
    assert download.value.suggested_filename == "cout.csv"
    text = download.value.path().read_text("utf-8-sig")
    assert re.search(r"Date du calcul;\d\d/\d\d/\d{4}", text)
    assert "Tirages;2000;graine;20261122" in text
    assert "Horizon de calcul;60;mois" in text
    assert "Total;3\u202f025;163,04;" in text
    assert re.search(r"Électricité France.*;0,0519;0,0217;0,098;kgCO2e/kWh;2022-2025;", text)


def test_everything_can_be_put_back(page):
    page.locator("#calc-cout-laptop").select_option("conserve")
    page.locator("#calc-cout-horizon").fill("rien")
    page.locator("#calc-cout [data-action=sources]").press("Enter")
    page.locator("#calc-cout-source-ecran_neuf").fill("99")
    page.locator("#calc-cout [data-action=remise]").press("Enter")
    page.get_by_role("status").filter(has_text="Toutes les valeurs de départ sont remises.").wait_for()
    assert page.locator("#calc-cout-horizon").input_value() == "36"
    assert page.locator("#calc-cout-source-ecran_neuf").input_value() == "150"
    assert headline(page, "cout") == expected("cout")


def test_by_keyboard_alone(page):
    page.locator("#calc-cout-laptop").focus()
    page.keyboard.press("ArrowDown")
    assert headline(page, "cout") == expected("cout", laptop="recond")
    for _ in range(40):
        if page.evaluate("document.activeElement.dataset.action") == "details":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#calc-cout [data-action=details][aria-expanded=true]").wait_for()
    for _ in range(12):
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#calc-cout-laptop-prix").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.field") == "laptop.prix"
    page.keyboard.press("Control+A")
    page.keyboard.type("500")
    assert headline(page, "cout") == expected("cout", laptop="recond", **{"laptop.prix": 500})


@pytest.mark.parametrize("width", [320, 360])
def test_a_phone_shows_all_without_sideways_scrolling(page, width):
    page.set_viewport_size({"width": width, "height": 740})
    for action in ("details", "sources", "calcul"):
        page.locator(f"#calc-cout [data-action={action}]").press("Enter")
    page.locator("#calc-cout-details summary").first.press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate("""[...document.querySelectorAll('.calculator button, .calculator select, .calculator input')]
        .filter((each) => each.offsetParent && Math.min(each.offsetHeight, each.offsetWidth) < 24)
        .map((each) => each.outerHTML)""")
    assert small == []


def test_on_paper_the_results_stay_and_the_buttons_go(page):
    page.emulate_media(media="print")
    assert page.locator("#calc-cout .calc-table").is_visible()
    assert not page.locator("#calc-cout .calc-outils").is_visible()
    assert page.locator("#calc-cout-horizon").is_visible()


def test_on_paper_the_table_of_factors_keeps_to_the_width_of_a_sheet(page):
    page.locator("#calc-cout .calc-outils button", has_text="Prix et facteurs").click()
    page.locator("#calc-cout .calc-panneau td").first.wait_for()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 720, "height": 1000})  # A4 less its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 720


def test_without_javascript_the_page_is_complete(browser, site):
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(site)
    assert headline(opened, "cout") == expected("cout")
    assert headline(opened, "empreinte") == expected("empreinte")
    assert opened.locator("#calc-cout .calc-table tbody tr").count() == 10
    assert "Le plus bas" in opened.locator("#calc-cout .calc-ecart").inner_text()
    assert opened.get_by_text("Sans JavaScript").count() == 2
    context.close()


@pytest.mark.parametrize("name", MAKERS)
def test_what_python_wrote_is_what_the_page_writes(page, browser, site, name):
    """The first update changes no text: static results and live ones are the same."""
    context = browser.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto(site)
    settle(page)
    for part in (".calc-table", ".calc-ecart", ".calc-cles"):
        texts = [each.locator(f"#calc-{name} {part}").inner_text() for each in (still, page)]
        assert texts[0] == texts[1]
    context.close()


def test_the_page_stays_small_before_anything_is_asked(page):
    nodes = page.evaluate(
        "[...document.querySelectorAll('.calculator')].map((each) => each.querySelectorAll('*').length)"
    )
    assert max(nodes) <= 310, nodes


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_accessibility_violation_with_everything_open(browser, site, theme):
    context = browser.new_context(color_scheme=theme, locale="fr-FR", bypass_csp=True)
    opened = context.new_page()
    opened.goto(site)
    opened.evaluate("window.ready")
    for action in ("details", "sources", "calcul"):
        opened.locator(f"#calc-cout [data-action={action}]").press("Enter")
    opened.locator("#calc-cout-details summary").first.press("Enter")
    opened.locator("#calc-cout .calc-dessins").scroll_into_view_if_needed()
    opened.locator("#calc-cout svg").first.wait_for()
    opened.locator("#calc-empreinte-distance").fill("loin")
    assert violations(opened, ".calculator") == []
    context.close()
