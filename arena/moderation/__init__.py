"""The deeds of the staff. Each is one transaction and leaves one row in the audit."""

from arena.moderation.challenge import (
    publish_challenge,
    reject_challenge,
    retire_challenge,
    send_back_challenge,
    submit_challenge,
)
from arena.moderation.competitor import bring_back_competitor, retire_competitor
from arena.moderation.response import restore_response, withdraw_response
from arena.moderation.votes import exclude_votes, reinstate_votes

__all__ = [
    "bring_back_competitor",
    "exclude_votes",
    "publish_challenge",
    "reinstate_votes",
    "reject_challenge",
    "restore_response",
    "retire_challenge",
    "retire_competitor",
    "send_back_challenge",
    "submit_challenge",
    "withdraw_response",
]
