"""What an arena publishes as data: dumps of all that may be told, of one moment, for a stranger to
verify."""

from leaderboard.open_data.dumping import MANIFEST, TABLES, DumpRefused, export_dump

__all__ = ["MANIFEST", "TABLES", "DumpRefused", "export_dump"]
