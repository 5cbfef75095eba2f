"""`make serve`: the built site on localhost, compressed; a changed page is rebuilt alone and the browser reloads.

sphinx-autobuild watches and rebuilds; its reload script is inline, which our content-security policy refuses, so the same few lines
are served as a file of this host.
"""

from __future__ import annotations

import argparse
import socket
import sys
from pathlib import Path

import uvicorn
from sphinx_autobuild.build import Builder
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

RELOAD = "new WebSocket(`ws://${location.host}/websocket-reload`).onmessage = () => location.reload();"
WATCHED = ("book", "datasets", "solutions", "src/parcours/web", "src/parcours/book")


class ReloadMiddleware(JavascriptInjectorMiddleware):
    """Adds a script of this host, which the policy allows, instead of an inline one."""

    def __init__(self, app) -> None:
        super().__init__(app, "")
        self.script = b'\n<script src="/_reload.js"></script>\n'


def port_is_free(port: int) -> bool:
    """Whether something already answers on this port of localhost."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def application(site: Path, build: list[str]) -> Starlette:
    """The site with compression, live reload and the book's own 404 page."""
    ignore = IgnoreFilter([".git", ".venv", "node_modules", "_build", "__pycache__"], [])
    watcher = RebuildServer(
        [Path(each) for each in WATCHED],
        ignore,
        change_callback=Builder(build, url_host="localhost", pre_build_commands=[], post_build_commands=[]),
    )

    async def reload_script(_request) -> Response:
        return Response(RELOAD, media_type="text/javascript")

    return Starlette(
        routes=[
            WebSocketRoute("/websocket-reload", watcher, name="reload"),
            Route("/_reload.js", reload_script),
            Mount("/", app=StaticFiles(directory=site, html=True), name="site"),
        ],
        # The outermost first: the script is added to the text, which is then compressed.
        middleware=[Middleware(GZipMiddleware, minimum_size=500), Middleware(ReloadMiddleware)],
        lifespan=watcher.lifespan,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Sert le cours sur localhost.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--site", type=Path, default=Path("_build/html"))
    options, build = parser.parse_known_args()
    if not port_is_free(options.port):
        print(
            f"Le port {options.port} est déjà pris : un autre programme (ou un autre « make serve ») l'utilise.\n"
            f"Fermez-le, ou choisissez un autre port : make serve PORT={options.port + 1}",
            file=sys.stderr,
        )
        return 1
    print(
        f"\nLe cours est ouvert : http://localhost:{options.port}\n(Ctrl+C pour arrêter ; une page modifiée se recharge seule.)\n"
    )
    uvicorn.run(
        application(options.site, build),
        host="127.0.0.1",
        port=options.port,
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
