"""The lab in a browser, by what a trainee types, on a host that counts what it sends."""

from __future__ import annotations

from tests.site.conftest import SITE
from tests.site.server import StaticHost

NOTEBOOK = "lab/notebooks/index.html?path={}"


class Counted(StaticHost):
    """A host that counts the bytes it sends."""

    def __init__(self, root):
        super().__init__(root)
        self.sent = 0
        host, plain = self, self.server.RequestHandlerClass

        class Handler(plain):
            def setup(self) -> None:
                super().setup()
                write = self.wfile.write

                def counted(data) -> int:
                    host.sent += len(data)
                    return write(data)

                self.wfile.write = counted

        self.server.RequestHandlerClass = Handler


class Lab:
    """The lab in a fresh browser profile, on a host that counts what it sends."""

    def __init__(self, browser, root=SITE):
        self.host = Counted(root)
        self.context = browser.new_context(locale="fr-FR")
        self.page = self.context.new_page()
        self.asked, self.failed = [], []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("response", lambda answer: answer.status >= 400 and self.failed.append(answer.url))

    def open(self, name: str):
        self.page.goto(self.host.url + NOTEBOOK.format(name))
        self.page.locator(".jp-Notebook .jp-MarkdownCell h1").click(timeout=60_000)
        return self.page

    def run(self, code: str) -> None:
        """Write `code` in a new cell below the selected one and run it, by keyboard."""
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("b")
        self.page.locator(".jp-CodeCell.jp-mod-active .cm-content").fill(code)
        self.page.keyboard.press("Shift+Enter")

    def close(self) -> None:
        self.context.close()
        self.host.close()
