"""What an arena publishes as data: dumps of all that may be told, of one moment, for a stranger to
verify, and votes in the formats of others."""

from leaderboard.open_data.comparisons import UnknownFilter, VoteFilter
from leaderboard.open_data.dumping import MANIFEST, TABLES, DumpRefused, export_dump
from leaderboard.open_data.formats import PreferenceRules, VoteFormat
from leaderboard.open_data.manifest import FORMAT, VERSION
from leaderboard.open_data.told import standing_exclusion_told, told_votes
from leaderboard.open_data.voting_files import export_votes

__all__ = [
    "FORMAT",
    "MANIFEST",
    "TABLES",
    "VERSION",
    "DumpRefused",
    "PreferenceRules",
    "UnknownFilter",
    "VoteFilter",
    "VoteFormat",
    "export_dump",
    "export_votes",
    "standing_exclusion_told",
    "told_votes",
]
