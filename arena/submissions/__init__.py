"""Challenges that visitors propose: submitting, following and resubmitting them.

A ticket proves that a form was opened before it was sent.
"""

from arena.submissions import submitting, tickets
from arena.submissions.submitting import Proposal

__all__ = [
    "Proposal",
    "submitting",
    "tickets",
]
