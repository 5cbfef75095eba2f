"""`python -m parcours.browser`: assemble into the cache, build the lab there, and print the weights."""

from __future__ import annotations

from parcours.browser.assemble import CACHE, AssemblyError, assemble
from parcours.browser.lab import build_lab

try:
    found = assemble(CACHE / "site")
    build_lab(CACHE / "lab")
except AssemblyError as error:
    raise SystemExit(str(error)) from None
print(
    "Python dans la page :", ", ".join(f"{name} {mb:.1f} Mo".replace(".", ",") for name, mb in found["packs"].items())
)
