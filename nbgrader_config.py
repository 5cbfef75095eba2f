# nbgrader's configuration for the whole course: `nbgrader …` from this folder, or `make lab`.
# ruff: noqa: F821
import os
import sys
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions

from parcours.authoring import forms
from parcours.authoring.preprocessors import StartingText
from parcours.grading.door import install
from parcours.grading.places import gradebook_url

c = get_config()
root = Path(__file__).resolve().parent

# nbgrader calls `alembic` by name: whatever the launcher, let it be found beside this Python.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

c.CourseDirectory.course_id = "devenir-community-manager"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "_build/nbgrader/source"  # made by `make exercises`, never by hand
c.CourseDirectory.release_directory = "exercises"
# What concerns trainees stays under cours/, which git ignores.
c.CourseDirectory.submitted_directory = "cours/submitted"
c.CourseDirectory.autograded_directory = "cours/autograded"
c.CourseDirectory.feedback_directory = "cours/feedback"
c.CourseDirectory.solution_directory = "cours/solution"
c.CourseDirectory.db_url = gradebook_url(root)
(root / "cours").mkdir(exist_ok=True)

# The starting text of each exercise takes the place of its solution.
c.GenerateAssignment.preprocessors = [
    StartingText if step is ClearSolutions else step for step in GenerateAssignment.preprocessors.default_args[0]
]
c.ClearSolutions.code_stub = {"python": forms.CODE_STUB}
c.ClearSolutions.text_stub = forms.TEXT_STUB

# Whoever starts marking, `nbgrader autograde` or formgrader's button: isolated, and by proof (docs/grading.md).
install(c)
