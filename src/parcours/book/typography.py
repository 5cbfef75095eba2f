"""French typography on every page: see `parcours.authoring.typography`. Code and drawings are left alone."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from parcours.authoring.typography import french_typography

CODE = (nodes.literal, nodes.literal_block, nodes.raw, nodes.comment, nodes.math, nodes.math_block)


class FrenchTypography(SphinxTransform):
    """After the translation (priority 20), so that catalogues hold what writers typed; French pages only."""

    default_priority = 30

    def apply(self, **_kwargs) -> None:
        if not self.config.language.startswith("fr"):
            return
        for text in list(self.document.findall(nodes.Text)):
            if not isinstance(text.parent, CODE):
                right = french_typography(text.astext())
                if right != text.astext():
                    text.parent.replace(text, nodes.Text(right))


def setup_typography(app: Sphinx) -> None:
    app.add_transform(FrenchTypography)
