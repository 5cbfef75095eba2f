"""From what authors write (YAML, py:percent) to the checked JSON and notebooks that everything else reads."""

from parcours.authoring.generate import generate

__all__ = ["generate"]
