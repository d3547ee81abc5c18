"""Read any file of votes, for whoever rates it and for whoever imports it.

readers/    tables of CSV, JSON and Parquet, plain or packed, in batches of rows
formats/    known formats, and how their records become rows of votes
options     command-line options that are the same wherever votes are read
columns     find the columns of models, outcomes, voters and the rest
labels      map words and numbers to outcomes
names       clean the names of models, and find those that look alike
times       read times
votes       turn rows into votes, or into reasons why they are none
opening     open a file: all of the above together

Knows no framework and no database.
"""

from arena.vote_files.columns import (
    Feature,
    VoteColumns,
    find,
    find_feature,
    guess,
    listed,
    normalised,
)
from arena.vote_files.encoding import (
    MISSING,
    Codes,
    NameNumbers,
    as_numbers,
    as_texts,
    text_at,
    texts_at,
)
from arena.vote_files.errors import BadInput
from arena.vote_files.formats import VOTE_FORMATS
from arena.vote_files.labels import Preference
from arena.vote_files.names import NO_VALUE, clean_name, similar_names
from arena.vote_files.opening import VoteFile, open_votes
from arena.vote_files.options import (
    InputOrOutput,
    VoteOptions,
    add_column_options,
    add_file_options,
    add_outcome_options,
    add_row_options,
    vote_options,
)
from arena.vote_files.periods import Period, newest_time
from arena.vote_files.readers import ENDINGS, PACKED, Column, FileForm, without_packing
from arena.vote_files.times import BadTime, option_time, read_moment, window_length
from arena.vote_files.votes import Problem, VoteBatch

__all__ = [
    "ENDINGS",
    "MISSING",
    "NO_VALUE",
    "PACKED",
    "VOTE_FORMATS",
    "BadInput",
    "BadTime",
    "Codes",
    "Column",
    "Feature",
    "FileForm",
    "InputOrOutput",
    "NameNumbers",
    "Period",
    "Preference",
    "Problem",
    "VoteBatch",
    "VoteColumns",
    "VoteFile",
    "VoteOptions",
    "add_column_options",
    "add_file_options",
    "add_outcome_options",
    "add_row_options",
    "as_numbers",
    "as_texts",
    "clean_name",
    "find",
    "find_feature",
    "guess",
    "listed",
    "newest_time",
    "normalised",
    "open_votes",
    "option_time",
    "read_moment",
    "similar_names",
    "text_at",
    "texts_at",
    "vote_options",
    "window_length",
    "without_packing",
]
