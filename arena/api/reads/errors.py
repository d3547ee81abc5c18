"""Refusals of reads, each with a code of its own."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from rest_framework.exceptions import APIException


class RequestRefused(APIException):
    """A request that the API does not take; `more` are members of the problem."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "refused"

    def __init__(self, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.more: Mapping[str, Any] = more


class ParameterUnknown(RequestRefused):
    default_code = "parameter_unknown"


class ParameterNotValid(RequestRefused):
    default_code = "parameter_invalid"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()), errors=dict(errors))


class NotThere(RequestRefused):
    """Nothing here; `code` says what is missing, where more can be said than that."""

    status_code = HTTPStatus.NOT_FOUND
    default_code = "not_found"


class Gone(RequestRefused):
    """It was here, and is no more."""

    status_code = HTTPStatus.GONE
    default_code = "gone"
