"""Moodle's file formats for «Devoir»: what it hands out, what it takes back. Standard library only."""

from .archive import Entry, parse_entry, repair_name
from .feedback import FeedbackError, write_feedback_zip
from .owners import HandIn, looks_like_teams, owners, prefixes
from .worksheet import FillReport, Note, Worksheet, WorksheetError, fill_worksheet, read_worksheet

__all__ = [
    "Entry",
    "FeedbackError",
    "FillReport",
    "HandIn",
    "Note",
    "Worksheet",
    "WorksheetError",
    "fill_worksheet",
    "looks_like_teams",
    "owners",
    "parse_entry",
    "prefixes",
    "read_worksheet",
    "repair_name",
    "write_feedback_zip",
]
