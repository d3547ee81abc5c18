"""What waits for the staff, and what they can do to it and to challenges, responses and models.

The desk and the API show this and call it; nothing here knows of pages.
"""

from leaderboard.queue.actions import (
    BRING_BACK,
    CHALLENGE_ACTIONS,
    LEAK_ACTIONS,
    MODEL_ACTIONS,
    RESPONSE_ACTIONS,
    RETIRE_MODEL,
    Action,
    Signed,
    perform,
)
from leaderboard.queue.deciding import ACTIONS, Opened, Reported, decide, open_item
from leaderboard.queue.waiting import Waiting, count_unproven, neighbours, read_queue

__all__ = [
    "ACTIONS",
    "BRING_BACK",
    "CHALLENGE_ACTIONS",
    "LEAK_ACTIONS",
    "MODEL_ACTIONS",
    "RESPONSE_ACTIONS",
    "RETIRE_MODEL",
    "Action",
    "Opened",
    "Reported",
    "Signed",
    "Waiting",
    "count_unproven",
    "decide",
    "neighbours",
    "open_item",
    "perform",
    "read_queue",
]
