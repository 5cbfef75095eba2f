"""`make data` writes the same bytes every time and on every machine, and the committed files are those bytes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from datasets.simulateur.alea import Alea

DATASETS = Path(__file__).parents[2] / "datasets"
SOURCES = ("catalogue.yml", "factors.csv", "prices.csv")


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("datasets")
    for name in SOURCES:
        shutil.copy(DATASETS / name, folder)
    # another process, another hash seed: no order may hang on a set or on memory addresses
    subprocess.run(
        [sys.executable, "-m", "datasets.simulateur", str(folder)], cwd=DATASETS.parent, check=True, timeout=60
    )
    return folder


def test_regenerating_gives_the_same_bytes(regenerated):
    names = {file.name for file in regenerated.iterdir()}
    assert names == {file.name for file in DATASETS.glob("*.csv")} | {"catalogue.yml", "datapackage.json"}
    changed = [name for name in sorted(names) if (regenerated / name).read_bytes() != (DATASETS / name).read_bytes()]
    assert not changed, f"{', '.join(changed)}: run `make data` and commit the result"


def test_files_are_plain_utf8_with_unix_line_ends_and_under_three_megabytes():
    files = sorted(DATASETS.glob("*.csv"))
    assert sum(file.stat().st_size for file in files) < 3_000_000
    for file in files:
        content = file.read_bytes()
        content.decode("utf-8")
        assert not content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\n"), file.name
        assert b"\r" not in content or file.name in SOURCES, file.name  # the two sources are kept as they came


def test_draws_are_those_of_pcg64_for_ever():
    """Frozen draws: were numpy to change its stream, this test would say so before any file does."""
    alea = Alea(1)
    assert [alea.entier(0, 99) for _ in range(8)] == FROZEN


FROZEN = [78, 38, 76, 5, 84, 73, 62, 74]


def test_draws_stay_within_their_bounds():
    alea = Alea(99)
    assert {alea.entier(3, 5) for _ in range(200)} == {3, 4, 5}
    assert {alea.pondere({"a": 1, "b": 3, "jamais": 0}) for _ in range(200)} == {"a", "b"}
    assert sorted(alea.melange(range(50))) == list(range(50))
    assert len(set(alea.echantillon(range(50), 20))) == 20
    assert sorted(alea.quotas({"x": 2, "y": 1})) == ["x", "x", "y"]
    with pytest.raises(ValueError):
        alea.echantillon([1, 2], 3)


def test_nothing_that_rounds_differently_between_processors_is_called():
    for file in (DATASETS / "simulateur").glob("*.py"):
        source = file.read_text(encoding="utf-8")
        for word in ("import math", "np.exp", "np.log", ".normal(", "lognormal", "default_rng", "import random"):
            assert word not in source, f"{file.name} uses {word}"
