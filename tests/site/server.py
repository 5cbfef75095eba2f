"""A static host as schools have them: plain files under a sub-path, compressed, no redirects, no service."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMPRESSED = ("text/", "application/json", "application/javascript", "image/svg", "application/wasm")


@lru_cache(maxsize=4096)
def _packed(path: Path, _stamp: float) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


class StaticHost:
    """Serve `root` at `http://127.0.0.1:<port>/<prefix>/` until `close()`."""

    def __init__(self, root: Path, prefix: str = "ecole/cours", port: int = 0):
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = host.find(self.path)
                body = path.read_bytes() if path else b"absent"
                kind = (mimetypes.guess_type(path.name)[0] if path else None) or "application/octet-stream"
                self.send_response(200 if path else 404)
                if path and kind.startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
                    body = _packed(path, path.stat().st_mtime)
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Type", kind + ("; charset=utf-8" if kind.startswith("text/") else ""))
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "max-age=600")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args) -> None:
                pass

        mimetypes.add_type("text/javascript", ".js")
        mimetypes.add_type("text/javascript", ".mjs")
        mimetypes.add_type("application/wasm", ".wasm")
        self.root, self.prefix = root.resolve(), f"/{prefix}/" if prefix else "/"
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}{self.prefix}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def find(self, request: str) -> Path | None:
        path = unquote(urlsplit(request).path)
        if not path.startswith(self.prefix):
            return None
        target = (self.root / path[len(self.prefix) :]).resolve()
        if target.is_dir():
            target /= "index.html"
        return target if target.is_file() and target.is_relative_to(self.root) else None

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
