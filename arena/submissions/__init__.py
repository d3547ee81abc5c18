"""Challenges that visitors propose: submit, follow and resubmit them.

A ticket proves that a form was opened before it was sent.
"""

from arena.submissions import submitting, tickets
from arena.submissions.submitting import Proposal

__all__ = [
    "Proposal",
    "submitting",
    "tickets",
]
