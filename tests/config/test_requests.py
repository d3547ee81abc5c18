"""Requests whose Content-Type Django cannot read."""

import pytest
from django.test import RequestFactory

from config.requests import ReadableRequest


@pytest.fixture
def made():
    """The request with this Content-Type."""
    of_server = RequestFactory()._base_environ(REQUEST_METHOD="POST")
    return lambda content_type: ReadableRequest(of_server | {"CONTENT_TYPE": content_type})


@pytest.mark.parametrize(
    "content_type",
    [
        "a" * 60_000,
        f"application/json;{'a=b;' * 5_000}",
        "text/plain; charset*=utf-99''%ff",
        "text/plain; charset*=idna''%ff",
        "text/plain; charset*=\0''a",
    ],
)
def test_a_content_type_that_cannot_be_read_is_none(made, content_type):
    request = made(content_type)
    assert (request.content_type, request.META["CONTENT_TYPE"]) == ("", "")


def test_a_content_type_that_can_be_read_stays(made):
    assert made("text/plain; charset=utf-8").content_type == "text/plain"
