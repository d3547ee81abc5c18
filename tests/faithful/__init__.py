"""Prompts and responses of every kind that a page has to show as they were written.

`./run screenshots faithful` imports them and takes pictures of them, side by side.
"""

from tests.faithful.corpus import PAIRS, RESPONSES, Pair, write_corpus

__all__ = ["PAIRS", "RESPONSES", "Pair", "write_corpus"]
