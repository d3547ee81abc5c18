"""Content loaded on the desk or by the API: uploaded files, as a whole or in parts, the states of
an import until it is undone, and single rows that are added and edited.

Reading the files is `arena.ingest`'s.
"""

from arena.content import editing, imports, parts

__all__ = [
    "editing",
    "imports",
    "parts",
]
