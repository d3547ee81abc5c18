"""Makes an arena of a dump: in an empty one, with the ids, order and digests it had."""

from leaderboard.restoring.folder import RestoreRefused
from leaderboard.restoring.restoring import Restored, restore_dump

__all__ = ["RestoreRefused", "Restored", "restore_dump"]
