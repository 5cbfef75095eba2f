"""The scenarios of the book, compiled once for all tests."""

import pytest
from tests.scenarios.files import ALL, FILES

from parcours.authoring.scenario import compile_scenario
from parcours.scenarios import from_json, paths


@pytest.fixture(scope="session")
def compiled() -> dict[str, dict]:
    """id → JSON shape."""
    return {name: compile_scenario(FILES[name]) for name in ALL}


@pytest.fixture(scope="session")
def scenarios(compiled):
    """id → Scenario."""
    return {name: from_json(data) for name, data in compiled.items()}


@pytest.fixture(scope="session")
def runs(scenarios):
    """id → every finished run."""
    return {name: list(paths(scenario)) for name, scenario in scenarios.items()}
