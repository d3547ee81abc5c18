"""Responses that try to break out, written to be run: one file for each kind.

They ask for things of hosts below `.example`, which the browser of these tests sends to a trap.
"""

from tests.e2e.corpus.attack import ELSEWHERE, Attack
from tests.e2e.corpus.drawings import DRAWINGS
from tests.e2e.corpus.pages import PAGES
from tests.e2e.corpus.texts import CODES, TEXTS

ATTACKS = [*TEXTS, *CODES, *PAGES, *DRAWINGS]

__all__ = ["ATTACKS", "ELSEWHERE", "Attack"]
