"""Dumps that are made by night, kept by rule and offered for download: in a folder, or in a bucket
that speaks S3."""

from leaderboard.dumps.exporting import write_export
from leaderboard.dumps.nightly import is_due, publish_dump
from leaderboard.dumps.offered import (
    OfferedFile,
    find_dump,
    find_file,
    newest_dump,
    offered_dumps,
)
from leaderboard.dumps.process import DumpProcess
from leaderboard.dumps.storage import StorageFailed, StoredFile, current_storage

__all__ = [
    "DumpProcess",
    "OfferedFile",
    "StorageFailed",
    "StoredFile",
    "current_storage",
    "find_dump",
    "find_file",
    "is_due",
    "newest_dump",
    "offered_dumps",
    "publish_dump",
    "write_export",
]
