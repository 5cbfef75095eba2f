"""A second opinion on manufacturing and electricity, from an independent program in an environment of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from parcours.calculators import footprint
from parcours.calculators.factors import factor

ROOT = Path(__file__).parents[2]
PINNED = "boaviztapi==2.5.0"
MIX = 0.098  # kg CO2e/kWh: the French mix inside boaviztapi, older and higher than ours


@pytest.fixture(scope="module")
def opinion() -> dict:
    python = ROOT / "_build/boavizta/bin/python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
    # Nothing is fetched when it is there already.
    pip = subprocess.run([python, "-m", "pip", "install", "-q", PINNED], capture_output=True, text=True)
    if pip.returncode:
        pytest.fail(f"{PINNED} ne s’installe pas\u00a0: il faut un accès au dépôt de paquets.\n{pip.stderr[-500:]}")
    script = Path(__file__).with_name("boavizta.py")
    done = subprocess.run([python, script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.complet
@pytest.mark.parametrize("device", ["laptop", "smartphone", "ecran", "tablette", "ssd_externe"])
def test_manufacturing_is_within_a_quarter_of_boaviztapi(opinion, device):
    ours = factor(f"app_{device}_hors_usage")
    assert ours == pytest.approx(opinion[device]["embedded"], rel=0.25)


@pytest.mark.complet
@pytest.mark.parametrize("device", ["laptop", "smartphone", "ecran", "tablette"])
def test_electricity_is_the_same_arithmetic_with_their_mix(opinion, device):
    theirs = opinion[device]
    ours = footprint.used(1, 1, theirs["power"], 10, 100, MIX)
    assert ours == pytest.approx(theirs["use_1000_h"], rel=2e-3)
