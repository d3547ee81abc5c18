"""Every route of the URL table, with arguments under which something is found."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, quote_from_bytes

from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from arena.models import Item, Response, Side, Vote, Voter, VotingSession, receipt_code
from arena.rendering import addresses
from arena.visitors import voters
from leaderboard.models import PublishedDump, RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena, make_staff, make_submission, serve

OF_CHALLENGES = (
    "api:challenge",
    *("site:challenge", "arena:report_challenge", "desk:challenge", "desk:challenge_action"),
    "desk:revise",
    "desk:responses_public",
)
OF_BOARDS = (
    *(f"api:{name}" for name in ("board", "entries", "pairs", "history", "runs", "run")),
    *(f"leaderboard:{name}" for name in ("board", "intervals", "pairs", "history")),
    *(
        f"leaderboard:{name}_{form}"
        for name in ("ratings", "pairs", "history")
        for form in ("csv", "json")
    ),
)
SHOWN = ("frame", "larger", "source", "media", "part")


@dataclass(frozen=True)
class Route:
    """A route with arguments under which something is found."""

    name: str
    template: str
    arguments: Mapping[str, str]

    def path(self, **hostile: bytes) -> str:
        values = {name: quote(text, safe="") for name, text in self.arguments.items()}
        values |= {name: quote_from_bytes(text, safe="") for name, text in hostile.items()}
        return self.template.format(**values)


@dataclass(frozen=True)
class Filled:
    """A voter, a member of the staff, and what both find, by the names of parameters."""

    voter: Voter
    staff: User
    arguments: Mapping[str, str]

    def client(self, **options: bool) -> Client:
        """The browser of both at once."""
        made = Client(**options)
        made.force_login(self.staff)
        made.cookies[voters.COOKIE] = voters.sign_key(self.voter.key)
        return made


_MAKE = partial(make_arena, competitors=3, challenges=3)
_VOTE = partial(cast_votes, 20)


def fill(make: Callable[[], object] = _MAKE, vote: Callable[[], object] = _VOTE) -> Filled:
    """An arena in which every route finds something."""
    make()
    vote()
    recompute_boards()
    at = timezone.now()
    PublishedDump.objects.create(
        day=at.date(), started_at=at, finished_at=at, manifest={"files": []}
    )
    match = serve(now=timezone.now())
    vote = Vote.objects.filter(match__isnull=False).earliest("pk")
    session = VotingSession.objects.create(voter=match.voter, ended_at=timezone.now())
    submission = make_submission("secret", voter=match.voter, now=timezone.now())
    shown = addresses.sign(addresses.ShownSide(match.id, Side.LEFT))
    # While a match on its challenge is open, no response is shown with its author.
    elsewhere = Response.objects.exclude(challenge=match.challenge_id).order_by("pk").first()
    named = addresses.sign_named(elsewhere.pk)
    found = {
        "slug": "competitor-0",
        "first": "competitor-0",
        "second": "competitor-1",
        "challenge": "reasoning-0",
        "match_id": str(match.id),
        "session_id": str(session.id),
        "voter": str(match.voter_id),
        "section": "pages",
        "run": str(RatingRun.objects.filter(board__slug="overall").latest("pk").pk),
        "name": "all",
        "day": at.date().isoformat(),
        "token": "secret",
        "table": "challenges",
        "number": str(match.left_id),
        "item": Item.SUBMISSION.value,
        "key": str(submission.challenge_id),
        **{f"{name} slug": "reasoning-0" for name in OF_CHALLENGES},
        **{f"{name} slug": "overall" for name in OF_BOARDS},
        **{f"arena:{name} token": shown for name in SHOWN},
        **{f"arena:named_{name} token": named for name in SHOWN},
        "site:receipt code": receipt_code(vote.pk),
        "api:receipt code": receipt_code(vote.pk),
        "arena:original_media token": named,
        "arena:prompt_part token": addresses.sign_prompt(match.challenge_id),
    }
    return Filled(match.voter, make_staff(), found)


def routes(arguments: Mapping[str, str]) -> list[Route]:
    """Every route of the URL table; arguments are by the name of the route or of the parameter."""
    return list(_routes(get_resolver().url_patterns, "/", "", {}, arguments))


def _routes(
    patterns: list[URLPattern | URLResolver],
    path: str,
    prefix: str,
    converters: dict[str, object],
    arguments: Mapping[str, str],
) -> Iterator[Route]:
    for each in patterns:
        here = path + _template(each.pattern)
        known = converters | each.pattern.converters
        if isinstance(each, URLResolver):
            inner = f"{prefix}{each.namespace}:" if each.namespace else prefix
            yield from _routes(each.url_patterns, here, inner, known, arguments)
        else:
            name = f"{prefix}{each.name}"
            found = {key: arguments.get(f"{name} {key}", arguments.get(key, "1")) for key in known}
            yield Route(name, here, found)


def _template(pattern: object) -> str:
    """`boards/<slug:slug>/` as `boards/{slug}/`; Django's admin ends by a pattern for any other."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", getattr(pattern, "_route", ""))
