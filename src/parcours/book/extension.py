"""`parcours.book` for Sphinx: each feature is one module with its `setup_x(app)`; this file only calls them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sphinx.application import Sphinx

from parcours import __version__
from parcours.book.admonitions import setup_admonitions
from parcours.book.bibliography import setup_bibliography
from parcours.book.calculator import setup_calculator
from parcours.book.coverage import setup_coverage
from parcours.book.demo import setup_demo
from parcours.book.desk import setup_desk
from parcours.book.exercise import setup_exercise
from parcours.book.fiche import setup_fiche
from parcours.book.frame import setup_frame
from parcours.book.instructor import setup_instructor
from parcours.book.lab import setup_lab
from parcours.book.nodes import setup_nodes
from parcours.book.offline import setup_offline
from parcours.book.plan import setup_plan
from parcours.book.quiz import setup_quiz
from parcours.book.scenario import setup_scenario
from parcours.book.search import setup_search
from parcours.book.shell import setup_shell
from parcours.book.terms import setup_terms
from parcours.book.texts import setup_texts
from parcours.book.typography import setup_typography


def setup(app: Sphinx) -> dict:
    for feature in (
        setup_nodes,
        setup_shell,
        setup_frame,
        setup_admonitions,
        setup_demo,
        setup_fiche,
        setup_plan,
        setup_coverage,
        setup_bibliography,
        setup_quiz,
        setup_calculator,
        setup_scenario,
        setup_exercise,
        setup_desk,
        setup_lab,
        setup_instructor,
        setup_search,
        setup_terms,
        setup_texts,
        setup_typography,
        setup_offline,
    ):
        feature(app)
    # What the engine's code makes of a page is kept between builds: a changed engine reads every page again.
    engine = sorted(Path(__file__).parents[1].rglob("*.py"))
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in engine)).hexdigest()
    return {"version": __version__, "env_version": stamp, "parallel_read_safe": True, "parallel_write_safe": True}
