"""Makes what a trainee wrote or printed harmless to its reader. Pure; allow lists only."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import unquote

_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_PLAIN_TAG = re.compile(r"</?(?:b|i|em|strong|sub|sup|u|br|p)\s*/?>", re.IGNORECASE)
_SCRIPT = re.compile(r"(?:javascript|vbscript)\s*:", re.IGNORECASE)
_HREF = re.compile(r"\\href\b")  # MathJax makes a link of it, after every other rule
# A destination never swallows the beginning of another: which of them is a link is not ours to say.
_INSIDE = r"(?!\][(:])"
_DESTINATION = re.compile(
    rf"(\]\(\s*|\]:\s*)(<(?:{_INSIDE}[^<>\n])*>|(?:\\\S|\((?:{_INSIDE}[^\s()])*\)|{_INSIDE}[^\s()])+)"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]")
_SCHEMES = frozenset({"http", "https", "mailto", "attachment"})
_NO_IMAGE = "*Une image n’a pas été gardée : PNG, JPEG ou GIF, 1 Mo au plus.*"
_IMAGES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}


def text(value: object, limit: int) -> str:
    """A string without control characters, terminal codes, direction tricks or lone surrogates, cut at ``limit``."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    cut = len(value) > limit
    value = value[:limit].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    value = _BIDI.sub("", _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))
    return value + "\n[… coupé …]" if cut else value


def markdown(source: str, images: Mapping[str, str] | None = None) -> str:
    """Markdown whose raw HTML is shown as text, but for plain emphasis without attributes, and whose links lead to the
    web or to ``images`` (see ``attachments``) alone."""
    source = links(source, images)
    kept = iter(_PLAIN_TAG.findall(source))
    parts = [_TAG.sub("&lt;", part) for part in _PLAIN_TAG.split(source)]
    safe = parts[0] + "".join(next(kept) + part for part in parts[1:])
    return _HREF.sub(r"\\text", _SCRIPT.sub("lien-retiré:", safe))


def links(source: str, images: Mapping[str, str] | None = None) -> str:
    """The same text with its destinations told as a browser would read them: an unknown scheme leads nowhere, an image
    that was not kept (nbconvert stops at one) is told in words."""
    images, lost = images or {}, []
    for name, safe in images.items():
        source = source.replace(f"(attachment:{name})", f"(attachment:{safe})")  # as typed, spaces and all
    images = {**images, **{safe: safe for safe in images.values()}}

    def destination(found: re.Match) -> str:
        url = _read_url(found[2])
        scheme = re.match(r"[^/?#]*?:", _UNSEEN.sub("", url))
        kind = scheme[0][:-1].lower() if scheme else ""
        if kind == "attachment":
            name = url.partition(":")[2]
            kept = images.get(name) or images.get(unquote(name))
            lost.extend([] if kept else [name])
            return found[1] + (f"attachment:{kept}" if kept else "#image-retiree")
        return found[0] if not scheme or kind in _SCHEMES else f"{found[1]}#lien-retire"

    source = _DESTINATION.sub(destination, source)
    return f"{source}\n\n{_NO_IMAGE}" if lost else source


def lost_image(source: str) -> bool:
    """Whether ``links`` had to leave an image out."""
    return _NO_IMAGE in source


def _read_url(written: str) -> str:
    """Without what Markdown and HTML let one hide a letter behind: entities and backslashes."""
    url = written.removeprefix("<").removesuffix(">") if written.startswith("<") else written
    for _ in range(5):
        plain = unescape(_ESCAPED.sub(r"\1", url))
        if plain == url:
            return url.strip()
        url = plain
    return "illisible:"


def image(mime: str, data: object, limit: int) -> str | None:
    """Base64 of an image that is what it says, or None."""
    if isinstance(data, list):
        data = "".join(part for part in data if isinstance(part, str))
    if mime not in _IMAGES or not isinstance(data, str) or len(data) > limit:
        return None
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(raw).decode() if raw.startswith(_IMAGES[mime]) else None


def attachments(value: object, limit: int) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The images among a cell's attachments, under names that need no encoding (nbconvert does not decode any), and
    which name each had; anything else is dropped."""
    kept: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    if not isinstance(value, dict):
        return kept, names
    for number, (name, bundle) in enumerate(list(value.items())[:20], start=1):
        if isinstance(name, str) and isinstance(bundle, dict):
            images = {mime: ok for mime in _IMAGES if (ok := image(mime, bundle.get(mime), limit))}
            if images:
                names[name] = name if re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", name) else f"image-{number}"
                kept[names[name]] = images
    return kept, names


class _Tables(HTMLParser):
    """Rewrites HTML keeping tables and plain emphasis; no attribute survives but spans of cells."""

    KEEP = frozenset(
        [
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "caption",
            "p",
            "br",
            "b",
            "i",
            "em",
            "strong",
            "sub",
            "sup",
            "code",
            "pre",
            "ul",
            "ol",
            "li",
            "span",
            "div",
        ]
    )
    VOID = frozenset({"br"})
    SILENT = frozenset({"script", "style", "head", "title", "svg", "math", "iframe", "object", "template", "noscript"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self.silent.append(tag)
        if self.silent or tag not in self.KEEP or len(self.open) > 50:
            return
        spans = "".join(
            f' {k}="{v}"' for k, v in attrs if k in ("colspan", "rowspan") and v and re.fullmatch(r"\d{1,3}", v)
        )
        self.parts.append(f"<{tag}{spans}>")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
        elif tag in self.open:
            while True:
                last = self.open.pop()
                self.parts.append(f"</{last}>")
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(escape(_HREF.sub(r"\\text", data)))


def html(value: object, limit: int) -> str | None:
    """HTML reduced to tables and plain text, or None when there is too much of it."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str) or len(value) > limit:
        return None
    parser = _Tables()
    parser.feed(text(value, limit))
    parser.close()
    return "".join(parser.parts) + "".join(f"</{tag}>" for tag in reversed(parser.open))


def outputs(raw: object, limit: int) -> list[dict]:
    """nbformat outputs made of what the trainee's process claims to have printed, cut at ``limit`` characters."""
    kept: list[dict] = []
    left = limit
    for item in raw[:200] if isinstance(raw, list) else []:
        if not isinstance(item, dict) or left <= 0:
            continue
        output, size = _output(item, left)
        if output:
            kept.append(output)
            left -= size
    return kept


def _output(item: dict, left: int) -> tuple[dict | None, int]:
    kind = item.get("output_type")
    if kind == "stream":
        body = text(item.get("text"), left)
        name = "stderr" if item.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": body}, len(body)
    if kind == "error":
        lines = item.get("traceback")
        trace = [text(line, 5_000) for line in (lines if isinstance(lines, list) else [])[:60]]
        name, message = text(item.get("ename"), 200), text(item.get("evalue"), 2_000)
        return {"output_type": "error", "ename": name, "evalue": message, "traceback": trace}, sum(
            map(len, trace)
        ) + 200
    if kind in ("execute_result", "display_data"):
        data = _bundle(item.get("data"), left)
        if data:
            output = {"output_type": kind, "data": data, "metadata": {}}
            if kind == "execute_result":
                output["execution_count"] = None
            return output, sum(map(len, data.values()))
    return None, 0


def _bundle(data: object, left: int) -> dict[str, str]:
    kept: dict[str, str] = {}
    if not isinstance(data, dict):
        return kept
    if "text/plain" in data:
        kept["text/plain"] = text(data["text/plain"], min(left, 100_000))
    for mime in _IMAGES:
        if ok := image(mime, data.get(mime), left):
            kept[mime] = ok
    if "text/html" in data and (table := html(data["text/html"], min(left, 300_000))):
        kept["text/html"] = table
    return kept
