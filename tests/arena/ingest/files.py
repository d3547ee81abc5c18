"""Tiny data sets, written and brought in."""

import gzip
import json
import struct
import zlib

from arena.ingest.datasets import import_dataset
from arena.ingest.plan import Terms
from arena.ingest.progress import untracked
from arena.ingest.readers import read_dataset
from arena.ingest.vote_rows import Columns, read_votes
from arena.ingest.votes import VoteTerms, known_names, record_votes
from tests.arrange import NOON

COMPETITOR = {"type": "competitor", "slug": "ada", "name": "Ada"}
CHALLENGE = {
    "type": "challenge",
    "slug": "two-doors",
    "title": "Two doors",
    "prompt": "Which door?",
    "category": "reasoning",
    "kind": "text",
}
RESPONSE = {"type": "response", "challenge": "two-doors", "competitor": "ada", "content": "Left."}


def png(width, height):
    """A picture that says it is so large, and ends after its first line."""
    head = struct.pack(">II5B", width, height, 1, 0, 0, 0, 0)
    return _png(head, zlib.compress(b"\0"))


def gif(width, height, *, frames):
    """A moving picture of black frames, each of one pixel, on a ground so large."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    control = b"\x21\xf9\x04\0\1\0\0\0"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return head + (control + frame) * frames + b"\x3b"


def _png(head, pixels):
    chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name, data):
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


# A picture of one pixel.
PNG = _png(struct.pack(">II5B", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0\x80"))


def write(path, text):
    """The text as UTF-8, packed if the name ends in .gz; bytes as they are."""
    raw = text if isinstance(text, bytes) else text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def write_lines(path, *objects):
    return write(path, "".join(json.dumps(one) + "\n" for one in objects))


def write_json(path, value):
    return write(path, json.dumps(value, indent=1))


def bring(*paths, name="jsonl", track=untracked, splits_templates=False, **terms):
    rows = read_dataset(paths, name=name, track=track, splits_templates=splits_templates)
    return import_dataset(rows, terms=Terms(source="test", now=NOON, **terms), track=track)


def bring_lines(tmp_path, *objects, **terms):
    return bring(write_lines(tmp_path / "set.jsonl", *objects), **terms)


def bring_votes(path, *, columns=None, **terms):
    rows = read_votes(path, columns=columns or Columns(), known=known_names(), now=NOON)
    return record_votes(rows, terms=VoteTerms(source="test", now=NOON, **terms))


def said(report):
    """Every refusal as it is printed, without the folder."""
    return [str(refusal).rpartition("/")[2] for refusal in report.refusals]
