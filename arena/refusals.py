"""The HTTP status of each refusal, for pages and API."""

from collections.abc import Mapping
from http import HTTPStatus

from arena import errors

STATUSES: Mapping[type[errors.ArenaError], HTTPStatus] = {
    errors.NoPairAvailable: HTTPStatus.CONFLICT,
    errors.ChoiceNotKnown: HTTPStatus.BAD_REQUEST,
    errors.MatchNotFound: HTTPStatus.NOT_FOUND,
    errors.MatchConsumed: HTTPStatus.GONE,
    errors.MatchExpired: HTTPStatus.GONE,
    errors.MatchIsOpen: HTTPStatus.CONFLICT,
    errors.AlreadyVoted: HTTPStatus.CONFLICT,
    errors.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    errors.SentByAnotherSite: HTTPStatus.FORBIDDEN,
    errors.AddressNotValid: HTTPStatus.NOT_FOUND,
    errors.MoveNotAllowed: HTTPStatus.CONFLICT,
    errors.OwnSubmission: HTTPStatus.FORBIDDEN,
    errors.SubmissionNotFound: HTTPStatus.NOT_FOUND,
    errors.SubmissionsClosed: HTTPStatus.CONFLICT,
    errors.TicketNotValid: HTTPStatus.BAD_REQUEST,
    errors.SentTooSoon: HTTPStatus.BAD_REQUEST,
    errors.ReasonMissing: HTTPStatus.BAD_REQUEST,
    errors.ReasonTooLong: HTTPStatus.BAD_REQUEST,
    errors.NotPermitted: HTTPStatus.FORBIDDEN,
    errors.ClaimedByAnother: HTTPStatus.CONFLICT,
    errors.UploadRefused: HTTPStatus.BAD_REQUEST,
    errors.NothingToReport: HTTPStatus.NOT_FOUND,
    errors.NothingToDo: HTTPStatus.CONFLICT,
    errors.NothingToName: HTTPStatus.CONFLICT,
    errors.SessionNotFound: HTTPStatus.NOT_FOUND,
    errors.ReceiptNotFound: HTTPStatus.NOT_FOUND,
    errors.NoExports: HTTPStatus.NOT_FOUND,
    errors.ExportFormatUnknown: HTTPStatus.BAD_REQUEST,
    errors.ExportFilterUnknown: HTTPStatus.BAD_REQUEST,
    errors.ExportOptionRefused: HTTPStatus.BAD_REQUEST,
    errors.ExportTooLarge: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ExportBusy: HTTPStatus.TOO_MANY_REQUESTS,
    errors.SettingRefused: HTTPStatus.BAD_REQUEST,
    errors.KeyMissing: HTTPStatus.UNAUTHORIZED,
    errors.KeyUnknown: HTTPStatus.UNAUTHORIZED,
    errors.KeyRevoked: HTTPStatus.UNAUTHORIZED,
    errors.KeyExpired: HTTPStatus.UNAUTHORIZED,
    errors.KeyOwnerGone: HTTPStatus.UNAUTHORIZED,
    errors.KeyNotTaken: HTTPStatus.FORBIDDEN,
    errors.KeyNotValid: HTTPStatus.BAD_REQUEST,
    errors.ScopeMissing: HTTPStatus.FORBIDDEN,
    errors.IdempotencyKeyNotValid: HTTPStatus.BAD_REQUEST,
    errors.IdempotencyKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.IdempotencyKeyInUse: HTTPStatus.CONFLICT,
    errors.FieldFixed: HTTPStatus.CONFLICT,
    errors.PreviewNotValid: HTTPStatus.BAD_REQUEST,
    errors.VotesChanged: HTTPStatus.CONFLICT,
    errors.OffsetWrong: HTTPStatus.CONFLICT,
    errors.UploadIncomplete: HTTPStatus.CONFLICT,
    errors.WebhookAddressRefused: HTTPStatus.BAD_REQUEST,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(refusal: errors.ArenaError) -> HTTPStatus:
    return STATUSES[type(refusal)]
