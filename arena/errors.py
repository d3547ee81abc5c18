"""What the arena refuses, named as facts.

A refusal is an answer, not a bug: it carries a stable `code` and a sentence for the person who
asked. Which HTTP status it becomes is said once, in `arena.refusals`.
"""

from typing import ClassVar


class ArenaError(Exception):
    """A request the rules of the arena refuse."""

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "The arena refused this."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class NoPairAvailable(ArenaError):
    code = "no_pair_available"
    sentence = "There is no pair left for you to vote on."


class MatchNotFound(ArenaError):
    code = "match_not_found"
    sentence = "There is no such match, or it was served to another browser."


class MatchConsumed(ArenaError):
    code = "match_consumed"
    sentence = "This match is over: it was voted on or skipped."


class MatchExpired(ArenaError):
    code = "match_expired"
    sentence = "This match has expired."


class AlreadyVoted(ArenaError):
    code = "already_voted"
    sentence = "This match already has your vote, with another outcome."


class TooManyRequests(ArenaError):
    code = "too_many_requests"
    sentence = "Too many requests. Wait a moment, then go on."

    def __init__(self, *, retry_after_seconds: int) -> None:
        super().__init__(f"Too many requests. Try again in {retry_after_seconds} seconds.")
        self.retry_after_seconds = retry_after_seconds


class AddressNotValid(ArenaError):
    code = "address_not_valid"
    sentence = "This address is not valid, or no longer."


class MoveNotAllowed(ArenaError):
    code = "move_not_allowed"
    sentence = "The challenge cannot go from its present state to that one."


class OwnSubmission(ArenaError):
    code = "own_submission"
    sentence = "Whoever submitted a challenge cannot publish it."


class SubmissionNotFound(ArenaError):
    code = "submission_not_found"
    sentence = "There is no submission with this link."


class SubmissionsClosed(ArenaError):
    code = "submissions_closed"
    sentence = "No more challenges are taken for now: too many wait for review."


class TicketNotValid(ArenaError):
    code = "ticket_not_valid"
    sentence = "This form is too old. Look it over and send it again."


class SentTooSoon(ArenaError):
    code = "sent_too_soon"
    sentence = "This was sent faster than anybody writes. Look it over and send it again."


class ReasonMissing(ArenaError):
    code = "reason_missing"
    sentence = "Say why: a reason is needed."


class NothingToDo(ArenaError):
    code = "nothing_to_do"
    sentence = "Nothing to do: it is already so."
