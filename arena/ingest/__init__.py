"""Bringing content and votes in from files.

Each public format has one reader (`rival`, `alpaca_eval`, `jsonl`, `vote_files`) that turns a file
into rows (`rows`) and refusals (`report`) and knows no table. `datasets.bring_in` and
`votes.record_votes` hold the rows against the database and write what is new in one transaction.
"""

from arena.ingest.contents import drop_file
from arena.ingest.datasets import bring_in
from arena.ingest.fields import length_of
from arena.ingest.limits import DATASET_BYTES
from arena.ingest.plan import Terms
from arena.ingest.readers import FORMATS, read_dataset
from arena.ingest.report import ImportReport, Refused
from arena.ingest.rows import VoteRow
from arena.ingest.sources import PACKED
from arena.ingest.vote_files import Columns, read_votes
from arena.ingest.votes import VoteTerms, record_votes

__all__ = [
    "DATASET_BYTES",
    "FORMATS",
    "PACKED",
    "Columns",
    "ImportReport",
    "Refused",
    "Terms",
    "VoteRow",
    "VoteTerms",
    "bring_in",
    "drop_file",
    "length_of",
    "read_dataset",
    "read_votes",
    "record_votes",
]
