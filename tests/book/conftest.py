"""Builds of small books, each as if it were alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sphinx.util.docutils import docutils_namespace


@pytest.fixture(autouse=True)
def own_docutils() -> Iterator[None]:
    """What a build registers in docutils goes with its test: the next one would be warned of it."""
    with docutils_namespace():
        yield
