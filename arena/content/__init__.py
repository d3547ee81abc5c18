"""Content loaded on the desk: uploaded files, and the states of an import until it is undone.

Reading the files is `arena.ingest`'s.
"""

from arena.content import imports

__all__ = [
    "imports",
]
