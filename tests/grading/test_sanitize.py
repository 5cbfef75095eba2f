"""What decides a mark comes from the template; what the trainee wrote is kept and made harmless."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.grading.course import fill

from parcours.grading import harmless
from parcours.grading.analysis import reach
from parcours.grading.model import Limits
from parcours.grading.sanitize import Unreadable, parse, sanitize

LIMITS = Limits()


def cells(clean) -> dict:
    return {c["metadata"]["nbgrader"]["grade_id"]: c for c in clean.notebook["cells"] if c["metadata"].get("nbgrader")}


def tampered(course, change) -> dict:
    notebook = copy.deepcopy(course.solved())
    change(notebook["cells"])
    return notebook


def unlocked(notebook: dict) -> list[str]:
    kept = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("locked")]
    return ["".join(c["source"]) for c in kept]


def test_an_honest_notebook_goes_through_unchanged(course, template):
    clean = sanitize(course.solved(), template, LIMITS)
    assert (clean.notes, clean.review, clean.unanswered) == ([], [], set())
    assert unlocked(clean.notebook) == unlocked(course.solved())
    nbformat.validate(nbformat.from_dict(clean.notebook))


def test_test_cells_get_their_hidden_tests_back(course, template):
    assert "HIDDEN" in cells(sanitize(course.solved(), template, LIMITS))["m90-ex01-test1"]["source"]
    assert "HIDDEN" not in json.dumps(course.released)


def test_our_checksums_are_nbgraders(template):
    from nbgrader.utils import compute_checksum

    for cell in template.cells:
        if cell.grade_id:
            node = nbformat.from_dict(
                {"cell_type": cell.cell_type, "source": cell.full, "metadata": {"nbgrader": dict(cell.nbgrader)}}
            )
            assert cell.nbgrader["checksum"] == compute_checksum(node)


def test_an_untouched_notebook_is_known_to_be_unanswered(course, template):
    clean = sanitize(course.released, template, LIMITS)
    assert clean.unanswered == {g for g, c in template.by_id.items() if c.role in ("answer", "manual")}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c.pop(3), "avait été supprimée"),
        (lambda c: c.append(copy.deepcopy(c[3])), "en double"),
        (lambda c: c[3].update(cell_type="markdown"), "type de la cellule"),
        (lambda c: c[3].update(source="pass"), "verrouillée"),
        (lambda c: c[3].update(metadata={}), "métadonnées"),
        (lambda c: c.insert(2, c.pop(9)), "ordre du module"),
    ],
)
def test_a_broken_notebook_is_repaired_and_told(course, template, change, said):
    clean = sanitize(tampered(course, change), template, LIMITS)
    assert any(said in note for note in clean.notes), clean.notes
    assert list(clean.tests) == [cell.grade_id for cell in template.cells if cell.role == "test"]
    for grade_id, cell in cells(clean).items():
        assert cell["metadata"]["nbgrader"] == template.by_id[grade_id].nbgrader
        assert cell["cell_type"] == template.by_id[grade_id].cell_type
    assert cells(clean)["m90-ex01-test1"]["source"] == template.by_id["m90-ex01-test1"].full


def test_a_deleted_answer_is_shown_but_not_run(course, template):
    clean = sanitize(tampered(course, lambda c: c.pop(4)), template, LIMITS)
    [position] = clean.skip
    assert "manquait" in clean.notebook["cells"][position]["source"]


def test_another_assignments_notebook_is_refused(course, template):
    notebook = course.solved()
    notebook["metadata"]["parcours"]["assignment"] = "m03"
    with pytest.raises(Unreadable, match="m03"):
        sanitize(notebook, template, LIMITS)
    with pytest.raises(Unreadable, match="Aucune cellule"):
        sanitize({"cells": [{"cell_type": "code", "source": "1"}], "metadata": {}}, template, LIMITS)


def test_another_version_is_marked_and_told(course, template):
    notebook = course.solved()
    notebook["metadata"]["parcours"]["version"] = "0"
    assert "autre version" in sanitize(notebook, template, LIMITS).notes[0]


def test_unusual_code_is_named_and_ordinary_code_is_not(course, template):
    answer = "import gc\nimport pandas as pd\npd.testing.assert_frame_equal = print"
    clean = sanitize(fill(course.released, {"m90-ex02-reponse": answer}), template, LIMITS)
    assert "gc" in clean.review[0]
    assert "pd.testing" not in clean.review[0]
    ordinary = "total = 0\nfor mot in messages['mots']:\n    total += mot\nmoyenne = total / len(messages)"
    assert sanitize(fill(course.released, {"m90-ex02-reponse": ordinary}), template, LIMITS).review == []


def test_emphasis_stays_and_tags_become_text():
    assert harmless.markdown("a **b** <b>c</b><br/> <img src=x onerror=y> 1 < 2") == (
        "a **b** <b>c</b><br/> &lt;img src=x onerror=y> 1 < 2"
    )


def test_pandas_tables_keep_their_shape_and_nothing_else():
    page = '<style>x</style><table border="1" onclick="y"><tr><th colspan="2">a<script>z</script></th></tr></table>'
    assert harmless.html(page, 1000) == '<table><tr><th colspan="2">a</th></tr></table>'


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=15,
)
KEYS = st.sampled_from(
    ["cell_type", "source", "metadata", "id", "outputs", "attachments", "nbgrader", "grade_id", "tags"]
)
odd_cells = st.dictionaries(KEYS, json_values, max_size=6) | json_values


@settings(max_examples=200, deadline=None)
@given(extra=st.lists(odd_cells, max_size=5), metadata=json_values, data=st.data())
def test_any_notebook_is_refused_or_becomes_a_valid_one(course, template, extra, metadata, data):
    notebook = course.solved()
    for odd in extra:
        notebook["cells"].insert(data.draw(st.integers(0, len(notebook["cells"]))), odd)
    notebook["metadata"] = metadata
    try:
        clean = sanitize(parse(json.dumps(notebook).encode(), LIMITS), template, LIMITS)
    except Unreadable as error:
        assert str(error)
        return
    nbformat.validate(nbformat.from_dict(clean.notebook))
    assert set(clean.tests) == {cell.grade_id for cell in template.cells if cell.role == "test"}


@settings(max_examples=200, deadline=None)
@given(outputs=json_values)
def test_any_outputs_become_valid_ones(outputs):
    for output in harmless.outputs(outputs if isinstance(outputs, list) else [outputs], 1000):
        nbformat.validate(nbformat.from_dict(output), ref="output", version=4, version_minor=5)


@pytest.mark.complet
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(extra=st.lists(odd_cells, max_size=3), position=st.integers(0, 15))
def test_twenty_thousand_odd_notebooks(course, template, extra, position):
    notebook = course.solved()
    notebook["cells"][position:position] = extra
    clean = sanitize(parse(json.dumps(notebook).encode(), LIMITS), template, LIMITS)
    assert set(clean.tests) == {cell.grade_id for cell in template.cells if cell.role == "test"}


# What lets a cell write on any descriptor, and so speak in the place of a test that runs beside it.
REACHES = [
    "import os",
    "open(5, 'wb')",
    "import json\njson.codecs.open(5, 'wb')",
    "from re import enum\nenum.bltns.open(5, 'wb')",
    "import calendar as c\nc.locale",
    "pd.io.common",
    "print.__self__",
    "import random\nrandom._os.write(5, b'')",
    "from pandas import io",
    "from statistics import *",
    "class A:\n    def f(self):\n        return self.__class__",
]
PLAIN = """
import numpy as np, pandas as pd
import statistics as st
from collections import Counter
class Compteur:
    def __init__(self):
        self._total = 0
    def ajouter(self, n):
        self._total += n
        return self._total
pd.api.types.is_numeric_dtype(np.random.default_rng(1).integers(3))
st.mean([1, 2]), Counter("aa"), Compteur().ajouter(2)
"""


@pytest.mark.parametrize("source", REACHES)
def test_what_could_speak_in_a_test_s_place_is_seen(source):
    assert reach(source)


def test_plain_work_reaches_for_nothing():
    assert reach(PLAIN) == set()
