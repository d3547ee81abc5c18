"""Backups: the database and the files of an arena in one archive, and back again.

An archive appears whole or not at all, and a restore that is interrupted leaves nothing behind.
"""

from config.backup.errors import BackupFailed
from config.backup.making import make_backup
from config.backup.restoring import restore_backup

__all__ = ["BackupFailed", "make_backup", "restore_backup"]
