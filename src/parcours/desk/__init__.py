"""The trainer's desk: a marking session, marks by hand, agreement, what goes back, peer review. Pure.

It runs in the page « Corriger » and behind `parcours import`. Nothing here reads a file, starts a program or opens a
connection: the caller gives bytes and takes bytes. See docs/desk.md.
"""
