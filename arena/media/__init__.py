"""Serve pictures, sound and video without metadata: no author, program, place or time.

Files stay in storage as they were received; what is sent is a copy that a filter of `formats` made.
"""

from arena.media.copies import (
    FOLDER,
    drop_copy,
    keep_copy,
    make_copies,
    open_copy,
    refused_files,
    write_whole,
)
from arena.media.parts.reading import CannotStrip
from arena.media.stripping import strip_and_compare, strip_metadata

__all__ = [
    "FOLDER",
    "CannotStrip",
    "drop_copy",
    "keep_copy",
    "make_copies",
    "open_copy",
    "refused_files",
    "strip_and_compare",
    "strip_metadata",
    "write_whole",
]
