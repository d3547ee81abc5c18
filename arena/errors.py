"""Exceptions for requests that the rules of the arena refuse.

A refusal is an answer, not a bug: it has a stable `code` and a sentence for the user. Its HTTP
status is in `arena.refusals`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Sentence = str | _StrPromise


class ArenaError(Exception):
    """A request the rules of the arena refuse."""

    code: ClassVar[str] = "refused"
    sentence: ClassVar[Sentence] = _("The arena refused this.")

    def __init__(self, sentence: Sentence = "") -> None:
        super().__init__(sentence or self.sentence)


class NoPairAvailable(ArenaError):
    code = "no_pair_available"
    sentence = _("There is no pair left for you to vote on.")

    def __init__(self, *, has_judged_all: bool = False, elsewhere: int = 0) -> None:
        """`elsewhere`: how many pairs are left outside of what was chosen."""
        super().__init__(_sentence_of_no_pair(elsewhere, has_judged_all=has_judged_all))
        self.has_judged_all = has_judged_all
        self.elsewhere = elsewhere


def _sentence_of_no_pair(elsewhere: int, *, has_judged_all: bool) -> Sentence:
    if elsewhere:
        sentence = ngettext(
            "Nothing is left for you in what you chose; %(number)d pair is left elsewhere.",
            "Nothing is left for you in what you chose; %(number)d pairs are left elsewhere.",
            elsewhere,
        )
        return sentence % {"number": elsewhere}
    return _("You have judged everything you can judge blind.") if has_judged_all else ""


class ChoiceNotKnown(ArenaError):
    """Chosen was a category, kind, language or challenge that is not there."""

    code = "choice_not_known"
    sentence = _("There is nothing of this kind to choose.")

    def __init__(self, name: str, value: str) -> None:
        sentences = {
            "category": _("There is no category “%(value)s”."),
            "kind": _("There is no kind “%(value)s”."),
            "language": _("No challenge is in the language “%(value)s”."),
            "challenge": _("There is no challenge “%(value)s”."),
        }
        super().__init__(sentences[name] % {"value": value})


class MatchNotFound(ArenaError):
    code = "match_not_found"
    sentence = _("There is no such match, or it was served to another browser.")


class MatchConsumed(ArenaError):
    code = "match_consumed"
    sentence = _("This match is over: it was voted on or skipped.")


class MatchExpired(ArenaError):
    code = "match_expired"
    sentence = _("This match has expired.")


class MatchIsOpen(ArenaError):
    """Asked for a response with its author by whoever has a match open on its challenge."""

    code = "match_is_open"
    sentence = _("You have a match open on this challenge.")


class AlreadyVoted(ArenaError):
    code = "already_voted"
    sentence = _("This match already has your vote, with another outcome.")


class TooManyRequests(ArenaError):
    code = "too_many_requests"
    sentence = _("Too many requests. Wait a moment, then go on.")

    def __init__(
        self,
        *,
        retry_after_seconds: int,
        action: str = "",
        limit: int = 0,
        window_seconds: int = 0,
    ) -> None:
        sentence = ngettext(
            "Too many requests. Try again in %(seconds)d second.",
            "Too many requests. Try again in %(seconds)d seconds.",
            retry_after_seconds,
        )
        super().__init__(sentence % {"seconds": retry_after_seconds})
        self.retry_after_seconds = retry_after_seconds
        self.action, self.limit, self.window_seconds = action, limit, window_seconds


class SentByAnotherSite(ArenaError):
    code = "sent_by_another_site"
    sentence = _("This was sent by a page of another site.")


class AddressNotValid(ArenaError):
    code = "address_not_valid"
    sentence = _("This address is not valid, or no longer.")


class MoveNotAllowed(ArenaError):
    code = "move_not_allowed"
    sentence = _("The challenge cannot go from its present state to that one.")


class OwnSubmission(ArenaError):
    code = "own_submission"
    sentence = _("Whoever submitted a challenge cannot publish it.")


class SubmissionNotFound(ArenaError):
    code = "submission_not_found"
    sentence = _("There is no submission with this link.")


class SubmissionsClosed(ArenaError):
    code = "submissions_closed"
    sentence = _("No more challenges are taken for now: too many wait for review.")


class TicketNotValid(ArenaError):
    code = "ticket_not_valid"
    sentence = _("This form is too old. Look it over and send it again.")


class SentTooSoon(ArenaError):
    code = "sent_too_soon"
    sentence = _("This was sent faster than anybody writes. Look it over and send it again.")


class ReasonMissing(ArenaError):
    code = "reason_missing"
    sentence = _("Say why: a reason is needed.")


class ReasonTooLong(ArenaError):
    code = "reason_too_long"
    sentence = _("A reason has at most 2,000 characters.")


class NotPermitted(ArenaError):
    code = "not_permitted"
    sentence = _("Your role does not allow this.")


class ClaimedByAnother(ArenaError):
    code = "claimed_by_another"
    sentence = _("Somebody else is working on this.")


class UploadRefused(ArenaError):
    code = "upload_refused"
    sentence = _("These files cannot be taken.")


class NothingToReport(ArenaError):
    code = "nothing_to_report"
    sentence = _("There is nothing here to report.")


class NothingToDo(ArenaError):
    code = "nothing_to_do"
    sentence = _("Nothing to do: it is already so.")


class Unavailable(ArenaError):
    """The database or the disk cannot be used for now."""

    code = "unavailable"
    sentence = _("The arena cannot be reached at the moment.")

    def __init__(self, *, retry_after_seconds: int, is_read_only: bool = False) -> None:
        super().__init__(_("Nothing can be saved at the moment.") if is_read_only else "")
        self.retry_after_seconds = retry_after_seconds
        self.is_read_only = is_read_only


class SettingRefused(ArenaError):
    code = "setting_refused"
    sentence = _("There is no such setting, or it does not take this value.")


class NothingToName(ArenaError):
    code = "nothing_to_name"
    sentence = _("No vote of yours waits for its authors to be named.")


class SessionNotFound(ArenaError):
    code = "session_not_found"
    sentence = _("There is no such session, or it was another browser's.")


class KeyMissing(ArenaError):
    code = "key_missing"
    sentence = _("This needs a key of the API.")


class KeyUnknown(ArenaError):
    code = "key_unknown"
    sentence = _("There is no such key.")


class KeyRevoked(ArenaError):
    code = "key_revoked"
    sentence = _("This key was revoked.")


class KeyExpired(ArenaError):
    code = "key_expired"
    sentence = _("This key has expired.")


class KeyOwnerGone(ArenaError):
    code = "key_owner_gone"
    sentence = _("Whoever made this key may use the API no longer.")


class KeyNotTaken(ArenaError):
    code = "key_not_taken"
    sentence = _("This is for visitors, and a key is no visitor: send it without the key.")


class KeyNotValid(ArenaError):
    code = "key_not_valid"
    sentence = _("A key has a name, a scope, and expires within a year.")


class ScopeMissing(ArenaError):
    code = "scope_missing"
    sentence = _("This key does not have the scope that is needed.")

    def __init__(self, scope: str) -> None:
        super().__init__(_("This key does not have the scope %(scope)s.") % {"scope": scope})
        self.scope = scope


class WebhookAddressRefused(ArenaError):
    """Nothing may be sent there. `reason` is for the log."""

    code = "webhook_address_refused"
    sentence = _("This address is not taken.")
    sentences: ClassVar[Mapping[str, Sentence]] = {
        "malformed": _("An address looks like https://example.org/path, without a name in it."),
        "unknown": _("This name has no address."),
        "private": _("Its address is not public, and WEBHOOK_NETWORKS does not name its network."),
        "not_https": _("Use https: http is taken for networks of WEBHOOK_NETWORKS alone."),
    }

    def __init__(self, reason: str) -> None:
        super().__init__(self.sentences[reason])
        self.reason = f"{self.code}: {reason}"


class ReceiptNotFound(ArenaError):
    code = "receipt_not_found"
    sentence = _("There is no receipt with this code.")


class IdempotencyKeyNotValid(ArenaError):
    code = "idempotency_key_not_valid"
    sentence = _("An Idempotency-Key has 1 to 255 visible ASCII characters.")


class IdempotencyKeyReused(ArenaError):
    code = "idempotency_key_reused"
    sentence = _("This Idempotency-Key was sent with another request.")


class IdempotencyKeyInUse(ArenaError):
    code = "idempotency_key_in_use"
    sentence = _("A request with this Idempotency-Key is being answered. Try again in a moment.")


class FieldFixed(ArenaError):
    code = "field_fixed"
    sentence = _("This cannot change any more.")

    def __init__(self, name: str = "") -> None:
        super().__init__(_("%(field)s cannot change any more.") % {"field": name} if name else "")


class PreviewNotValid(ArenaError):
    code = "preview_not_valid"
    sentence = _("This is no preview of this key, or it is older than an hour.")


class VotesChanged(ArenaError):
    code = "votes_changed"
    sentence = _("These votes have changed meanwhile. Look again.")


class OffsetWrong(ArenaError):
    """A part of an upload that is not the next; `received` is where that begins."""

    code = "upload_offset_wrong"
    sentence = _("The part does not begin where the file ends.")

    def __init__(self, received: int = 0) -> None:
        super().__init__(
            _("The file ends at %(received)d, so the next part begins there.")
            % {"received": received}
        )
        self.received = received


class UploadIncomplete(ArenaError):
    code = "upload_incomplete"
    sentence = _("Some of the file is missing.")

    def __init__(self, received: int = 0, size: int = 0) -> None:
        super().__init__(
            _("Of %(size)d bytes, %(received)d are there.") % {"size": size, "received": received}
        )


class NoExports(ArenaError):
    code = "no_exports"
    sentence = _("This arena publishes no votes as files.")


class ExportFormatUnknown(ArenaError):
    code = "unknown_format"
    sentence = _("There is no such format.")


class ExportFilterUnknown(ArenaError):
    code = "unknown_filter"
    sentence = _("There is no such board, category or origin.")


class ExportOptionRefused(ArenaError):
    code = "option_not_allowed"
    sentence = _("A day or an option cannot be read, or is not for this format.")


class ExportTooLarge(ArenaError):
    code = "export_too_large"
    sentence = _("These are more votes than one request may have.")

    def __init__(self, *, most: int) -> None:
        sentence = _(
            "These are more votes than one request may have, which is %(most)d. Choose fewer days, "
            "or take the dump."
        )
        super().__init__(sentence % {"most": most})


class ExportBusy(TooManyRequests):
    code = "export_busy"
    sentence = _("Another file is being written. Try again in a few seconds.")

    def __init__(self) -> None:
        super().__init__(retry_after_seconds=5)
        self.args = (self.sentence,)  # instead of when to try again
