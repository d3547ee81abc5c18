"""Import content and votes from files.

Each public format has one reader (`rival`, `alpaca_eval`, `jsonl`, `vote_rows`) that turns a file
into rows (`rows`) and refusals (`report`) without using the database. `datasets.import_dataset` and
`votes.record_votes` compare the rows with the database and write the new ones in one transaction.
"""

from arena.ingest.contents import drop_file
from arena.ingest.datasets import import_dataset
from arena.ingest.fields import length_of
from arena.ingest.jsonl import read_object
from arena.ingest.limits import DATASET_BYTES
from arena.ingest.plan import Terms
from arena.ingest.readers import FORMATS, read_dataset
from arena.ingest.report import ImportReport, Refused
from arena.ingest.rows import VoteRow
from arena.ingest.vote_rows import Columns, read_votes
from arena.ingest.votes import VoteTerms, known_names, record_votes

__all__ = [
    "DATASET_BYTES",
    "FORMATS",
    "Columns",
    "ImportReport",
    "Refused",
    "Terms",
    "VoteRow",
    "VoteTerms",
    "drop_file",
    "import_dataset",
    "known_names",
    "length_of",
    "read_dataset",
    "read_object",
    "read_votes",
    "record_votes",
]
