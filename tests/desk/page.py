"""The desk's page, by what a trainer sees and presses."""

from __future__ import annotations

import json
from pathlib import Path


class DeskPage:
    """`DeskPage(page, url).drop(zip).mark()`"""

    def __init__(self, page, url: str):
        self.page = page
        self.asked: list[str] = []
        self.problems: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda m: self.problems.append(m.text) if m.type in ("error", "warning") else None)
        page.goto(f"{url}essai/corriger.html")
        page.locator(".bureau-depot").wait_for()

    def button(self, name: str):
        return self.page.get_by_role("button", name=name, exact=True)

    def drop(self, *files: Path) -> DeskPage:
        with self.page.expect_file_chooser() as chooser:
            self.button("Choisir des fichiers").click()
        chooser.value.set_files([str(file) for file in files])
        self.button("Corriger").wait_for(timeout=120_000)
        return self

    def private(self, *files: Path) -> DeskPage:
        with self.page.expect_file_chooser() as chooser:
            self.button("Choisir le carnet du formateur").click()
        chooser.value.set_files([str(file) for file in files])
        self.page.get_by_text("il reste sur cet ordinateur").wait_for()
        return self

    def mark(self, wait: float = 300) -> DeskPage:
        self.button("Corriger").click()
        return self.finished(wait)

    def finished(self, wait: float = 300) -> DeskPage:
        self.page.get_by_text("Tous les rendus sont corrigés.").wait_for(timeout=wait * 1000)
        return self

    @property
    def lines(self) -> dict[str, list[str]]:
        """The table: name → the texts of the line's cells."""
        rows = self.page.locator(".bureau-resultats tbody tr").all()
        return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}

    def session(self) -> dict:
        """The session as this browser keeps it."""
        text = self.page.evaluate(
            """() => new Promise((done, fail) => {
              const asked = indexedDB.open("parcours-corriger", 1);
              asked.onerror = () => fail(asked.error);
              asked.onsuccess = () => {
                const got = asked.result.transaction("kept").objectStore("kept").get("session");
                got.onsuccess = () => done(got.result ? new TextDecoder().decode(got.result) : "{}");
              };
            })"""
        )
        return json.loads(text)
