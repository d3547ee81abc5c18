"""What an arena publishes as data: dumps of all that may be told, of one moment, for a stranger to
verify, and votes in the formats of others."""

from leaderboard.open_data.asking import TIES, AskedVotes, read_asked
from leaderboard.open_data.comparisons import UnknownFilter, VoteFilter
from leaderboard.open_data.dumping import MANIFEST, TABLES, DumpRefused, export_dump
from leaderboard.open_data.formats import PreferenceRules, VoteFormat
from leaderboard.open_data.manifest import FORMAT, VERSION, DumpTable, tables_of
from leaderboard.open_data.told import standing_exclusion_told, told_votes
from leaderboard.open_data.voting_files import TooManyVotes, export_votes

__all__ = [
    "FORMAT",
    "MANIFEST",
    "TABLES",
    "TIES",
    "VERSION",
    "AskedVotes",
    "DumpRefused",
    "DumpTable",
    "PreferenceRules",
    "TooManyVotes",
    "UnknownFilter",
    "VoteFilter",
    "VoteFormat",
    "export_dump",
    "export_votes",
    "read_asked",
    "standing_exclusion_told",
    "tables_of",
    "told_votes",
]
