"""Python for the pages, served by the site itself: Pyodide, pandas, Altair, our wheel, editor and chart renderer."""

from parcours.browser.assemble import AssemblyError, assemble

__all__ = ["AssemblyError", "assemble"]
