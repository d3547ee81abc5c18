"""After a session with everything that is logged, the log does not tell who visited."""

import io
import logging
import re

import pytest
from django.test import Client

from arena.models import Voter
from arena.visitors import voters
from config.logs import RedactingFormatter, redacted
from tests.arrange import make_arena, make_staff, make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

ADDRESS, ADDRESS_6 = "203.0.113.77", "2001:db8:7::77"
TOKEN = "private-link-of-a-submission"


@pytest.fixture
def log():
    """What the process would write."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(RedactingFormatter("{levelname} {name} {message}", style="{"))
    level = logging.root.level
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.DEBUG)
    yield written
    logging.root.removeHandler(handler)
    logging.root.setLevel(level)


def visit(settings, address):
    """Matches, a private link, refusals, wrong passwords and an error that names the voter."""
    settings.TRUSTED_PROXIES = 1
    client = Client(headers={"X-Forwarded-For": address}, raise_request_exception=False)
    match = client.post("/matches/").url
    client.post(f"{match}vote/", {"outcome": "left"})
    client.get(f"/submit/{TOKEN}/")
    client.get(f"/submit/{TOKEN}-of-another/")
    client.get(f"/frames/{TOKEN}/")
    client.post("/staff/sign-in/", {"username": "mira", "password": "wrong"})
    Client(enforce_csrf_checks=True, headers={"X-Forwarded-For": address}).post("/matches/")
    client.get("/", headers={"Host": f"[{address}]" if ":" in address else address})
    key = Voter.objects.latest("created_at").key
    try:
        int(f"{address}:8000 as {key} by {voters.sign_key(key)} at /submit/{TOKEN}/")
    except ValueError:
        logging.getLogger("arena").exception("an error of %s", address)
    return key


@pytest.mark.parametrize("address", [ADDRESS, ADDRESS_6])
def test_a_session_leaves_nothing_that_tells_who_it_was(settings, log, address):
    make_arena()
    make_staff()
    make_submission(TOKEN)
    key = visit(settings, address)
    text = log.getvalue()
    assert "Not Found: /submit/[link]/" in text
    assert "ValueError" in text
    for secret in (TOKEN, address, str(key), key.hex, voters.sign_key(key).partition(":")[2]):
        assert secret not in text, re.search(f".*{re.escape(secret)}.*", text)[0]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("from 192.0.2.7:41234", "from [address]:41234"),
        ("from [2001:db8::1]:8000", "from [[address]]:8000"),
        ("from ::ffff:192.0.2.7, who", "from [address], who"),
        ("from ::1: refused", "from [address]: refused"),
    ],
)
def test_an_address_is_replaced(line, shown):
    assert redacted(line) == shown


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-28 21:15:04,123 INFO leaderboard.runs.publishing published run 12",
        "Podium 0.1.0, 10:1, std::vector and leaderboard.ratings.board: 12:30",
        f"head {'0123456789abcdef' * 4}",
        "GET /submit/ and /media/",
    ],
)
def test_what_only_looks_like_one_stays(line):
    assert redacted(line) == line
