"""`python -m parcours.authoring`: make the trainees' notebooks, from the root of the course."""

import sys
from pathlib import Path

from parcours.authoring import generate
from parcours.authoring.problems import SourceError


def main() -> int:
    try:
        changed = generate(Path("."))
    except SourceError as error:
        print(f"Exercices : {len(error.problems)} point(s) à corriger.\n\n{error}", file=sys.stderr)
        return 1
    print("\n".join(f"  {path}" for path in changed) or "Les carnets des stagiaires sont à jour.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
