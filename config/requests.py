"""Requests as the WSGI application makes them."""

from wsgiref.types import WSGIEnvironment

from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import parse_header_parameters


class ReadableRequest(WSGIRequest):
    """Has no Content-Type instead of one that Django cannot read.

    Django raises for one of over 10,000 characters, or in an encoding that does not exist, before
    anything is there that would answer by a page.
    """

    def __init__(self, environ: WSGIEnvironment) -> None:
        try:
            parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except ValueError:
            environ["CONTENT_TYPE"] = ""
        super().__init__(environ)
