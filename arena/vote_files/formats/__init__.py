"""Known formats of votes: how each is recognised, and how its records become rows of votes.

A format either names its columns, or turns each of its records into rows of `model_a`, `model_b`,
`winner` and, if there are such, `voter`, `challenge`, `time`, `key` and `weight`.
"""

from collections.abc import Mapping, Sequence

from arena.vote_files.errors import BadInput
from arena.vote_files.formats.annotating import ARGILLA, LABEL_STUDIO
from arena.vote_files.formats.arenas import COMPARIA, FASTCHAT, LMARENA, OPEN_WEBUI
from arena.vote_files.formats.judging import ALPACA_EVAL, ARENA_HARD, MT_BENCH
from arena.vote_files.formats.kinds import ConvertedRow, RecordContext, VoteFileFormat
from arena.vote_files.formats.preferring import NECTAR, PRISM, RANKINGS, TRL, ULTRAFEEDBACK
from arena.vote_files.formats.testing import PROMPTFOO

# In the order in which they are looked for.
_ALL = (
    *(FASTCHAT, MT_BENCH, ARENA_HARD, ALPACA_EVAL, OPEN_WEBUI, PROMPTFOO, LABEL_STUDIO, ARGILLA),
    *(ULTRAFEEDBACK, NECTAR, PRISM, COMPARIA, TRL, RANKINGS, LMARENA),
)
VOTE_FORMATS: Mapping[str, VoteFileFormat] = {each.name: each for each in _ALL}


def recognise(columns: Sequence[str], first: Mapping[str, object]) -> VoteFileFormat | None:
    """The format that a file with these columns and this first record unmistakably has."""
    return next((each for each in _ALL if each.recognise(columns, first)), None)


def format_named(name: str) -> VoteFileFormat:
    """The format of this name.

    Raises:
        BadInput: there is none.
    """
    found = VOTE_FORMATS.get(name.casefold().replace("_", "-"))
    if found is None:
        raise BadInput(f"--format {name}: is none of {', '.join(sorted(VOTE_FORMATS))}.")
    return found


__all__ = [
    "VOTE_FORMATS",
    "ConvertedRow",
    "RecordContext",
    "VoteFileFormat",
    "format_named",
    "recognise",
]
