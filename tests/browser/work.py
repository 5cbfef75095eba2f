"""One exercise on an open page, by what a trainee sees and presses."""

from __future__ import annotations


def plain(text: str) -> str:
    """The text with its no-break spaces made plain."""
    return text.replace("\u00a0", " ")


class Work:
    """`Work(page, "m00-ex01").run("1 + 1").output`"""

    def __init__(self, page, name: str):
        self.page, self.name = page, name
        self.box = page.locator(f'[data-id="{name}"]')

    def press(self, label: str) -> None:
        self.box.get_by_role("button", name=label, exact=True).click()

    def type(self, code: str) -> None:
        """Replace the editor's text, as pasting would."""
        field = self.box.locator("textarea:visible, .cm-content:visible").first
        field.focus()
        if self.box.locator("textarea").first.is_visible():
            self.box.locator(".cm-content").wait_for(timeout=5000)
        self.box.locator(".cm-content").fill(code)

    def run(self, code: str | None = None, verb: str = "Exécuter", wait: float = 150) -> Work:
        if code is not None:
            self.type(code)
        self.press(verb)
        self.idle(wait)
        return self

    def check(self, code: str | None = None, wait: float = 150) -> Work:
        return self.run(code, "Vérifier", wait)

    def idle(self, wait: float = 150) -> None:
        self.box.locator("button", has_text="Exécuter").and_(self.page.locator(":enabled")).wait_for(
            timeout=wait * 1000
        )

    @property
    def output(self) -> str:
        return plain(self.box.locator(".exercise-sortie").inner_text())

    @property
    def verdict(self) -> str:
        return plain(self.box.locator(".exercise-verdict").inner_text())

    @property
    def status(self) -> str:
        return plain(self.box.locator(".exercise-etat").inner_text())
