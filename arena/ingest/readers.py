"""The formats of data sets, and reading files in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from arena.ingest import alpaca_eval, jsonl, rival
from arena.ingest.chat_templates import split_templates
from arena.ingest.progress import Track, untracked
from arena.ingest.report import Refusal, Refused
from arena.ingest.rows import DatasetRow, Place
from arena.ingest.sources import find_files, read_text

type Reader = Callable[[str, Path], Iterator[DatasetRow | Refusal]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `read` parses the text of a file, `endings` are its file endings."""

    read: Reader
    endings: Sequence[str]


FORMATS: Mapping[str, Format] = {
    "rival": Format(rival.read, (".json",)),
    "alpaca_eval": Format(alpaca_eval.read, (".json",)),
    "jsonl": Format(jsonl.read, (".jsonl",)),
}


def read_dataset(
    paths: Sequence[Path], *, name: str, track: Track = untracked, splits_templates: bool = False
) -> Iterator[DatasetRow | Refusal]:
    """Rows and refusals of the files, or of the files in the folders.

    Args:
        paths: files and folders.
        name: of their format.
        track: tells how far it is.
        splits_templates: whether prompts with the tags of a chat template become turns.
    """
    rows = _read_all(paths, name, track)
    return split_templates(rows) if splits_templates else rows


def _read_all(paths: Sequence[Path], name: str, track: Track) -> Iterator[DatasetRow | Refusal]:
    found: list[Path] = []
    for path in paths:
        try:
            found += find_files(path, endings=FORMATS[name].endings)
        except Refused as refused:
            yield Refusal(Place(str(path)), refused.field, refused.reason)
    for path in track(list(dict.fromkeys(found)), "Reading files"):
        yield from _read_file(path, FORMATS[name].read)


def _read_file(path: Path, read: Reader) -> Iterator[DatasetRow | Refusal]:
    """Rows of a file; those before a syntax error are kept."""
    try:
        yield from read(read_text(path), path)
    except Refused as refused:
        yield Refusal(Place(str(path), refused.line), refused.field, refused.reason)
