"""Firefox and WebKit as Debian ships them, driven by the protocols of the W3C: WebDriver BiDi and WebDriver."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from websockets.sync.client import connect

PHONE = {"width": 360, "height": 740}
CONTROL, DELETE = "\ue009", "\ue017"
MINIBROWSERS = "webkit2gtk-4*/MiniBrowser"
# A page has the focus though no window does; nothing is asked of Firefox's own services.
SETTINGS = """user_pref("focusmanager.testmode", true);
user_pref("app.normandy.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
"""


# Keeps what a page gives to download; a worker's script passes by the same door.
HANDED = """URL.createObjectURL = ((make) => (blob) => {
  if (blob.type !== "text/javascript") window.handed = blob;
  return make.call(URL, blob);
})(URL.createObjectURL)"""
FRAME = """const [url, size, done] = arguments;
const frame = Object.assign(document.createElement("iframe"), { ...size, src: url, onload: () => done() });
document.body.replaceChildren(frame);"""


def strokes(text: str) -> list[dict]:
    """All of what a field holds is taken away, then `text` is typed."""
    whole = [("keyDown", CONTROL), ("keyDown", "a"), ("keyUp", "a"), ("keyUp", CONTROL)]
    typed = [(move, key) for key in DELETE + text for move in ("keyDown", "keyUp")]
    return [{"type": move, "value": key} for move, key in whole + typed]


class Missing(RuntimeError):
    """A browser is not on this machine; the message says which and how to get it."""


def _need(command: str, package: str) -> str:
    found = shutil.which(command)
    if not found:
        raise Missing(f"{command} manque. Sous Debian : apt-get install {package} (ou « make test-complet » en root).")
    return found


class Firefox:
    """Firefox without a window, by WebDriver BiDi."""

    def __init__(self):
        self.home = tempfile.TemporaryDirectory()
        options = ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", self.home.name]
        (Path(self.home.name) / "user.js").write_text(SETTINGS)
        said = Path(self.home.name) / "said.txt"
        with said.open("w") as stream:
            self.process = subprocess.Popen(
                [_need("firefox-esr", "firefox-esr"), *options],
                env={**os.environ, "HOME": self.home.name},
                stdout=stream,
                stderr=stream,
            )
        for _ in range(300):
            address = re.search(r"BiDi listening on (ws://\S+)", said.read_text())
            if address:
                break
            time.sleep(0.1)
        else:
            raise Missing(f"Firefox ne démarre pas :\n{said.read_text()[-1500:]}")
        self.socket = connect(f"{address[1]}/session", max_size=None, legacy=True)
        self.count = 0
        self._ask("session.new", capabilities={})
        self.tab = self._ask("browsingContext.create", type="window")["context"]
        self._ask("browsingContext.activate", context=self.tab)
        self._ask("browsingContext.setViewport", context=self.tab, viewport=PHONE)

    def _ask(self, method: str, **params) -> dict:
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv(timeout=120))
            if answer.get("id") == self.count:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method} : {answer['message']}")
                return answer["result"]

    def go(self, url: str) -> None:
        self._ask("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def js(self, expression: str):
        """The value of an expression, awaited, that JSON can write."""
        told = self._ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({expression})) ?? null))()",
            target={"context": self.tab},
            awaitPromise=True,
        )
        if told["type"] == "exception":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    def _node(self, xpath: str) -> dict:
        locator = {"type": "xpath", "value": xpath}
        return self._ask("browsingContext.locateNodes", context=self.tab, locator=locator)["nodes"][0]

    def click(self, xpath: str) -> None:
        node = self._node(xpath)
        self._ask(
            "script.callFunction",
            functionDeclaration="(node) => node.scrollIntoView({block: 'center', behavior: 'instant'})",
            arguments=[{"sharedId": node["sharedId"]}],
            target={"context": self.tab},
            awaitPromise=False,
        )
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        moves = [{"type": "pointerMove", "x": 0, "y": 0, "origin": origin}]
        moves += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._ask("input.performActions", context=self.tab, actions=[{"type": "pointer", "id": "m", "actions": moves}])

    def give(self, xpath: str, *files: Path) -> None:
        """Choose files in a file input, seen or not."""
        element = {"sharedId": self._node(xpath)["sharedId"]}
        self._ask("input.setFiles", context=self.tab, element=element, files=[str(file) for file in files])

    def size(self, width: int, height: int) -> None:
        self._ask("browsingContext.setViewport", context=self.tab, viewport={"width": width, "height": height})

    def keys(self, text: str) -> None:
        """Type into what has the focus, after taking away what it holds."""
        keys = {"type": "key", "id": "k", "actions": strokes(text)}
        self._ask("input.performActions", context=self.tab, actions=[keys])

    def close(self) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait(20)
        self.home.cleanup()


class WebKit:
    """WebKitGTK's small browser in a screen of its own, by WebDriver."""

    def __init__(self):
        browser = next(iter(Path("/usr/lib").glob(f"*/{MINIBROWSERS}")), None)
        if browser is None:
            raise Missing("WebKit manque. Sous Debian : apt-get install webkit2gtk-driver xvfb.")
        self.display = subprocess.Popen(
            [_need("Xvfb", "xvfb"), "-displayfd", "1", "-screen", "0", "1024x900x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        screen = f":{self.display.stdout.readline().strip()}"
        self.home = tempfile.TemporaryDirectory()
        port = _free_port()
        self.driver = subprocess.Popen(
            [_need("WebKitWebDriver", "webkit2gtk-driver"), f"--port={port}"],
            env={**os.environ, "DISPLAY": screen, "HOME": self.home.name, "XDG_RUNTIME_DIR": self.home.name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.base = f"http://127.0.0.1:{port}/session"
        options = {"binary": str(browser), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options, "timeouts": {"script": 120_000}}}
        for attempt in range(50):
            try:
                made = self._post("", {"capabilities": wanted})
                break
            except (ConnectionError, urllib.error.URLError):
                if attempt == 49:
                    raise
                time.sleep(0.2)
        self.base += f"/{made['sessionId']}"
        self._post("/window/rect", {"width": 800, "height": 880})  # higher than the frame: all of it is seen
        self.origin = ""

    def _post(self, path: str, body: dict):
        request = urllib.request.Request(self.base + path, json.dumps(body).encode(), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=150) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path} : {json.load(error)['value']}") from None

    def go(self, url: str) -> None:
        """Open a page in a frame as wide as a phone: the browser’s window goes no narrower than 447 px."""
        origin = "/".join(url.split("/")[:3])
        if origin != self.origin:
            self._post("/url", {"url": f"{origin}/vide"})
            self.origin = origin
        self._post("/frame", {"id": None})
        self._post("/execute/async", {"script": FRAME, "args": [url, PHONE]})
        self._post("/frame", {"id": 0})

    def js(self, expression: str):
        """The value of an expression, awaited, that JSON can write."""
        script = (
            "const done = arguments[arguments.length - 1];"
            f"(async () => ({expression}))()"
            ".then((value) => done([value ?? null, null]), (error) => done([null, String(error)]))"
        )
        value, error = self._post("/execute/async", {"script": script, "args": []})
        if error:
            raise RuntimeError(error)
        return value

    def click(self, xpath: str) -> None:
        found = self._post("/element", {"using": "xpath", "value": xpath})
        script = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})"
        self._post("/execute/sync", {"script": script, "args": [found]})
        self._post(f"/element/{next(iter(found.values()))}/click", {})

    def keys(self, text: str) -> None:
        """Type into what has the focus, after taking away what it holds."""
        self._post("/actions", {"actions": [{"type": "key", "id": "k", "actions": strokes(text)}]})

    def close(self) -> None:
        urllib.request.urlopen(urllib.request.Request(self.base, method="DELETE"), timeout=30).close()
        for process in (self.driver, self.display):
            process.terminate()
            process.wait(20)
        self.home.cleanup()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
