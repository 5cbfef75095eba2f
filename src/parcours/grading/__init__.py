"""Marking notebooks: intake → sanitise → run → record.

Importing this package costs nothing: what needs nbgrader, a sandbox or the network lives in modules of its own, so that
the pure parts (``intake`` and what it calls, ``template``, ``analysis``, ``sanitize``, ``harmless``, ``scoring``) also
run in a browser.
"""
