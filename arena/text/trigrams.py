"""The likeness of two texts: the Jaccard similarity of their sets of character trigrams.

`likeness` computes it from the texts; signatures of 256 bytes estimate it without reading them.
Nothing here depends on the database, so results are the same on every database.
"""

import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# Buckets of a signature. An estimated likeness j has a standard error of at most
# sqrt(j (1 - j) / BUCKETS): 0.04 where it is largest.
BUCKETS = 128
SIGNATURE_BYTES = 2 * BUCKETS

_BUCKET_BITS = BUCKETS.bit_length() - 1
_EMPTY = 0xFFFF
# Odd 64-bit constants: the golden ratio's, and those of the SplitMix64 finaliser (Steele, Lea and
# Flood, OOPSLA 2014).
_WEIGHTS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)

type Signatures = npt.NDArray[np.uint16]


def normalised(text: str) -> str:
    """The text in NFKC, case-folded, with single spaces and without invisible characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    seen = (sign for sign in folded if unicodedata.category(sign) != "Cf")
    return " ".join("".join(seen).split())


def trigrams(text: str) -> npt.NDArray[np.uint64]:
    """(n,) uint64: hashes of the trigrams of the normalised text with a space at each end, sorted
    and unique. Two trigrams collide with a chance of 2^-64."""
    padded = f" {normalised(text)} ".ljust(3)
    points = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), np.uint32)
    signs = points.astype(np.uint64)
    mixed = np.zeros(len(signs) - 2, np.uint64)
    for place, weight in enumerate(_WEIGHTS):
        mixed = (mixed ^ signs[place : place + len(mixed)]) * np.uint64(weight)
        mixed ^= mixed >> np.uint64(31)
    return np.unique(mixed)


def likeness(first: str, second: str) -> float:
    """The Jaccard similarity of the sets of trigrams: 0 to 1; 1 for the same text."""
    ours, theirs = trigrams(first), trigrams(second)
    shared = len(np.intersect1d(ours, theirs, assume_unique=True))
    return shared / (len(ours) + len(theirs) - shared)


def signature(text: str) -> bytes:
    """SIGNATURE_BYTES bytes: the least hash of the text's trigrams in each bucket of hashes.

    Source:
        One permutation hashing: Li, Owen and Zhang, NIPS 2012.
    """
    hashes = trigrams(text)
    buckets = (hashes >> np.uint64(64 - _BUCKET_BITS)).astype(np.intp)
    rest = (hashes >> np.uint64(64 - _BUCKET_BITS - 16)).astype(np.uint16)
    least = np.full(BUCKETS, _EMPTY, np.uint16)
    np.minimum.at(least, buckets, rest)
    return least.astype("<u2").tobytes()


def as_table(signatures: Sequence[bytes | memoryview]) -> Signatures:
    """(n, BUCKETS) uint16: one signature a row."""
    return np.frombuffer(b"".join(signatures), "<u2").reshape(-1, BUCKETS)


def estimate(one: bytes, table: Signatures) -> npt.NDArray[np.float64]:
    """(n,) float, 0 to 1: the estimated likeness of one text with each of the table.

    Buckets that are empty in both are ignored, so that estimates for short texts are unbiased.
    """
    ours = as_table([one])
    same, filled = ours == table, (ours != _EMPTY) | (table != _EMPTY)
    agreeing: npt.NDArray[np.float64] = (same & filled).sum(axis=1) / filled.sum(axis=1)
    return agreeing
