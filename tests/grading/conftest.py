"""What the marking tests share: one course, one warm sandbox."""

from __future__ import annotations

import pytest
from tests.grading import course as fixture

from parcours.grading.model import Limits
from parcours.grading.sandbox import Sandbox, Warm
from parcours.grading.template import Template, build

LIMITS = Limits(cell_seconds=5.0, total_seconds=40.0)  # a loaded machine must not time honest work out


@pytest.fixture(scope="session")
def course(tmp_path_factory) -> fixture.Course:
    return fixture.build(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def template(course) -> Template:
    return build(fixture.ASSIGNMENT, course.released, course.source)


@pytest.fixture(scope="session")
def sandbox():
    with Sandbox(LIMITS, warm=Warm(("pandas",))) as warm:
        yield warm
