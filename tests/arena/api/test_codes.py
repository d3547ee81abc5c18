"""Every code of a problem is in the documentation of the API."""

import re
from pathlib import Path

import pytest
from rest_framework import exceptions

import config.urls  # noqa: F401 - with all that defines codes
from arena.api.reads import RequestRefused

API = Path(__file__).resolve().parents[3] / "docs" / "api.md"
# Of Django REST framework, those that it raises here.
FRAMEWORK = (
    exceptions.ParseError,
    exceptions.ValidationError,
    exceptions.NotFound,
    exceptions.MethodNotAllowed,
    exceptions.NotAcceptable,
    exceptions.UnsupportedMediaType,
)
# Those that only have others beneath them.
ABSTRACT = {"refused", "gone"}


def refusals(cls=RequestRefused):
    for each in cls.__subclasses__():
        yield each
        yield from refusals(each)


@pytest.fixture
def documented():
    table = API.read_text(encoding="utf-8").partition("## Errors")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")]
    return {code for row in rows for code in re.findall(r"`([a-z_]+)`", row[2])}


def test_every_code_of_a_refusal_is_documented(documented):
    codes = {each.default_code for each in (*refusals(), *FRAMEWORK)} - ABSTRACT
    assert codes >= {"cursor_invalid", "run_not_kept", "response_withheld"}
    assert codes - documented == set()
