"""Votes of small files, read without a door."""

import argparse
from dataclasses import dataclass

from arena.vote_files import (
    Preference,
    add_column_options,
    add_file_options,
    add_outcome_options,
    add_row_options,
    open_votes,
    vote_options,
)

WORDS = {each: each.name.lower() for each in Preference}


@dataclass
class Read:
    """What was read: votes as (left, right, outcome), and the rest of it."""

    votes: list
    left_out: dict
    notes: list
    strengths: list
    columns: object
    table: object


def options_of(*words):
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for add in (add_column_options, add_outcome_options, add_file_options, add_row_options):
        add(parser)
    return vote_options(vars(parser.parse_args(list(map(str, words)))))


def read(path, *words):
    """Read the file; the first row that is refused raises."""
    with open_votes(str(path), options_of(*words)) as file:
        columns = file.judged_columns()
        votes, strengths = [], []
        for batch in file.votes(columns):
            if batch.problems:
                raise file.refused(batch.problems[0])
            names = file.reader.models.list()
            for place in range(len(batch.repeated().rows)):
                each = batch.repeated()
                left, right = names[each.left[place]], names[each.right[place]]
                votes.append((left, right, WORDS[each.outcome[place]]))
                strengths.append(0 if each.strength is None else int(each.strength[place]))
        if file.reader is not None:
            file.reader.finish()
        return Read(votes, dict(file.left_out), file.notes, strengths, columns, file.table)


def outcomes(path, *words):
    return [outcome for _, _, outcome in read(path, *words).votes]


def write(path, text, *, encoding="utf-8"):
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path
