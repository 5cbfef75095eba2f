"""Every page is walked with the keyboard alone; `make test` takes a sixth of them, in turn."""

import pytest

from tests.site.conftest import pages, turn


def rotating(names: list[str], share: int = 6):
    """All names; those that are not this turn's go to `make test-complet`."""
    for index, name in enumerate(names):
        marks = [] if (index + turn()) % share == 0 else [pytest.mark.complet]
        yield pytest.param(name, marks=marks, id=name)


@pytest.mark.site
@pytest.mark.parametrize("name", rotating(pages()))
def test_page_walks_by_keyboard(name, open_page):
    page = open_page(name, width=360)
    page.evaluate(
        """async () => { for (let y = 0; y < document.body.scrollHeight; y += 500) { scrollTo(0, y); await new Promise(requestAnimationFrame); }
        scrollTo(0, 0); }"""
    )  # every island has come near the screen once
    page.wait_for_function("() => !document.querySelector('[data-island]:not([data-ready])')")
    expected = page.evaluate(
        """() => new Set([...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
        .filter((e) => !e.disabled && e.checkVisibility({visibilityProperty: true}) && e.type !== "hidden")
        .map((e) => (e.type === "radio" ? e.name : e))).size"""  # a group of radio buttons is one stop
    )
    seen, invisible = 0, []
    for _ in range(min(expected, 60)):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """async () => { // once the browser has scrolled to it
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const e = document.activeElement; if (!e || e === document.body) return null;
            const s = getComputedStyle(e); const r = e.getBoundingClientRect();
            return {shown: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0, name: e.outerHTML.slice(0, 90),
                    inside: r.bottom > 0 && r.top < innerHeight}; }"""
        )
        if focus is None:
            break
        seen += 1
        if not focus["shown"] or not focus["inside"]:
            invisible.append(focus["name"])
    assert not invisible, f"focus invisible : {invisible[:5]}"
    assert seen >= min(expected, 60) * 0.9, f"{seen} éléments atteints au clavier sur {expected}"
