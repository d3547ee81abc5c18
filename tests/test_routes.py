"""Every route answers, with and without each optional setting."""

import re
from pathlib import Path

import pytest
from django.conf import settings as configured

from tests.routes import fill, routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

SITE, FRAMES = "arena.example.org", "frames.example.org"
LIMITS = (
    *("VOTES_PER_MINUTE", "VOTES_PER_MINUTE_PER_ADDRESS", "SUBMISSIONS_PER_HOUR"),
    *("SUBMISSIONS_PER_HOUR_PER_ADDRESS", "REPORTS_PER_HOUR", "REPORTS_PER_HOUR_PER_ADDRESS"),
    "REPORTS_PER_HOUR_PER_NETWORK",
    "SUBMISSIONS_PER_HOUR_PER_NETWORK",
    "VOTES_PER_MINUTE_PER_NETWORK",
    *("SUBMISSIONS_WAITING", "ADDRESS_DAYS"),
)
VARIED = {
    "its address": {"SITE_URL": f"https://{SITE}"},
    "frames elsewhere": {
        "FRAME_ORIGIN": f"https://{FRAMES}",
        "CSRF_TRUSTED_ORIGINS": [f"https://{SITE}"],
    },
    "behind a proxy": {
        "HTTPS": True,
        "TRUSTED_PROXIES": 1,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 1,
        "HSTS_SUBDOMAINS": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
    },
    "second steps": {"REQUIRE_SECOND_STEP": frozenset({"all"})},
    "authors named later": {"NAME_AUTHORS": "after_session", "SESSION_VOTES": 2},
    "responses public later": {"RESPONSES_PUBLIC": "when_retired", "REASONING_TRACES": "hidden"},
    "instructions": {"INSTRUCTIONS": "Look at *one* thing."},
    "proofs of work": {"PROOF_ABOVE_MATCHES_PER_MINUTE": 1},
    "no dumps": {"PUBLISH_DUMPS": "off"},
    "who is told of holes": {"SECURITY_CONTACT": "mailto:security@example.org"},
    "no limits": dict.fromkeys(LIMITS, 0),
    "framed by one": {"EMBED_ANCESTORS": ["https://example.org"]},
    "no programs": {"MCP": False},
    "debugging": {"DEBUG": True},
    "measured": {"METRICS": True, "METRICS_TOKEN": "secret"},
}
# Of settings that follow from HTTPS.
DERIVED = ("_SECURE", "_REDIRECT", "_SECONDS")
# What no page depends on, or what tests cannot do without.
NOT_VARIED = {
    *("PODIUM_DATA", "SECRET_KEY", "DATABASE_URL", "DATABASE_POOL_SIZE", "REDIS_URL"),
    *("ALLOWED_HOSTS", "MATCH_MINUTES", "SUSPICION_FALSE_PERCENT", "MINIMUM_VOTES"),
    *("STAFF_SESSION_HOURS", "SIGN_IN_FAILURES", "RECOMPUTE_SECONDS", "STATIC_ROOT"),
    *("UNREAD_BOARD_SECONDS", "PASS_VOTES", "PASS_MINUTES"),
    *("UNNAMED_VOTES_TOGETHER", "UNNAMED_VOTERS_TOGETHER"),
    "SIGN_IN_FAILURES_PER_ADDRESS",
    "SIGN_IN_FAILURES_PER_NAME",
    *("STATIC_MANIFEST", "LOG_LEVEL", "DATA_LICENCE", "KEY_REQUESTS_PER_MINUTE"),
    *("WEBHOOK_NETWORKS", "WEBHOOK_DAYS"),
    *("DUMP_STORAGE", "DUMP_TIME", "DUMPS_DAILY", "DUMPS_WEEKLY", "DUMPS_MONTHLY"),
    "EXPORT_VOTES",
}
# Of so many routes, the gate tries one with each setting; `--all` tries every route.
SHARES = 3
varied = pytest.mark.parametrize("changes", VARIED.values(), ids=VARIED)


@pytest.fixture(scope="module")
def arena(scene):
    return fill()


@pytest.fixture
def answers(arena, settings):
    """The status of a GET of each of these routes, by its name."""

    def find(changes, asked):
        settings.ALLOWED_HOSTS = ["testserver", SITE, FRAMES]
        for name, value in changes.items():
            setattr(settings, name, value)
        client = arena.client()
        return {route.name: client.get(route.path(), secure=True).status_code for route in asked}

    return find


def test_every_setting_is_varied_or_has_a_reason_not_to_be():
    documented = (Path(configured.ROOT) / "docs/settings.md").read_text()
    names = set(re.findall(r"^\| `(\w+)` \|", documented, re.MULTILINE))
    changed = set().union(*VARIED.values())
    assert names == {name for name in changed if not name.endswith(DERIVED)} | NOT_VARIED


def of_the_site(arena):
    return [each for each in routes(arena.arguments) if not each.name.startswith("admin:")]


def of_the_admin(arena):
    return [each for each in routes(arena.arguments) if each.name.startswith("admin:")]


def failed(found):
    return [name for name, status in found.items() if status >= 500]


@pytest.mark.parametrize("name", VARIED)
def test_a_route_is_no_500(answers, arena, name):
    """A third of the routes for each setting, the next third for the next setting."""
    first = list(VARIED).index(name) % SHARES
    assert failed(answers(VARIED[name], of_the_site(arena)[first::SHARES])) == []


@pytest.mark.every
@varied
def test_any_route_is_no_500(answers, arena, changes):
    assert failed(answers(changes, of_the_site(arena))) == []


@pytest.mark.every
@varied
def test_a_route_of_the_admin_is_no_500(answers, arena, changes):
    assert failed(answers(changes, of_the_admin(arena))) == []


def test_most_routes_find_something(answers, arena):
    """The arguments fit, so that these tests see more than pages of errors."""
    found = answers({}, of_the_site(arena))
    assert failed(found) == []
    missing = {name for name, status in found.items() if status == 404}
    assert missing == {
        *("arena:media", "arena:named_media", "arena:frame", "arena:named_frame"),  # it is text
        *("arena:larger", "arena:named_larger", "arena:original_media"),
        *(f"arena:{page}part" for page in ("", "named_", "prompt_")),  # nor a conversation
        # no mask
        *(f"arena:masked_{view}" for view in ("frame", "larger", "source", "media", "part")),
        *("desk:import", "desk:effect"),  # nothing was imported, no votes are chosen
        *("api:import", "api:import_actions", "api:import_content", "api:import_lines"),
        "api:finish_import",  # nothing was uploaded
        *("api:root", "api:nothing"),  # there is nothing
        "site:data_file",  # the dump is gone
        "site:security",  # nobody is named
        "metrics",  # they are off
    }
