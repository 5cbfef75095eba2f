"""Reading a bank's JSON, from a known path or from wherever the notebook was opened."""

from __future__ import annotations

import json
from pathlib import Path

from parcours.quiz.model import Bank, BankError, bank_from_dict

# Beside the notebook first, then the site built in the same repository.
PLACES = ("items", "assets/items", "_build/html/assets/items")


class BankNotFound(BankError):
    """No bank file for this module between the working directory and the root of the disk."""

    def __init__(self, module: str, start: Path):
        super().__init__(
            f"Le fichier items/{module}.json est introuvable à partir de {start}. "
            f"Téléchargez-le depuis le site du cours (assets/items/{module}.json) et rangez-le "
            "dans un dossier « items » à côté de votre carnet, ou construisez le site avec « make site »."
        )


def load_bank(path: Path) -> Bank:
    """Read one `mNN.json`; raise BankError if it is not a bank."""
    try:
        return bank_from_dict(json.loads(Path(path).read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BankError(
            f"{path} n’est pas une banque de questions lisible ({error}). Téléchargez-la de nouveau depuis le site."
        ) from error


def find_bank(module: str, start: Path | None = None) -> Bank:
    """Find the bank of `module`, looking upward from `start` (the working directory by default)."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        for place in PLACES:
            path = folder / place / f"{module}.json"
            if path.is_file():
                return load_bank(path)
    raise BankNotFound(module, start)
