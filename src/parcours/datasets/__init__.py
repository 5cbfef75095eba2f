"""The simulated community « Le Refuge » : one typed table by name, never a path.

>>> from parcours.datasets import load
>>> load("messages").dtypes["ts"]
datetime64[us, UTC]
"""

from .errors import DamagedFile, DatasetsError, DatasetsNotFound, UnknownTable
from .load import describe, load
from .package import folder, names, resource

__all__ = [
    "DamagedFile",
    "DatasetsError",
    "DatasetsNotFound",
    "UnknownTable",
    "describe",
    "folder",
    "load",
    "names",
    "resource",
]
