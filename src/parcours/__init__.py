"""The engine of « Devenir community manager »: data, exercises, quizzes, scenarios, calculators, marking."""

__version__ = "0.1.0"
