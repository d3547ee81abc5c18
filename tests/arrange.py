"""What tests begin with: small arenas made of real rows."""

import hashlib
import random
from datetime import UTC, datetime
from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.utils import timezone

from arena.matches.pairing import open_match
from arena.matches.voting import cast_vote
from arena.models import (
    Category,
    Challenge,
    ChallengeState,
    Competitor,
    Difficulty,
    Kind,
    Match,
    Outcome,
    Pair,
    Response,
    Submission,
    Vote,
    Voter,
)
from arena.submissions.submitting import Proposal, propose_challenge

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
# What makes the groups of roles, in this order.
MIGRATIONS_OF_ROLES = (
    ("0009_moves_and_roles", "make_roles"),
    ("0016_roles_see_what_the_desk_shows", "hide"),
    ("0027_api_keys", "allow"),
    ("0031_webhooks", "allow"),
)


def make_staff(name="mira", *, role=None) -> User:
    """Somebody of the staff in this role, or who may do everything; without a password, which would
    be slow to hash."""
    made, _ = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": role is None}
    )
    if role is not None:
        made.groups.add(_group(role))
    return made


def _group(role) -> Group:
    """The migrations' own, which a test that empties all tables takes away."""
    group, is_new = Group.objects.get_or_create(name=role)
    if is_new:
        for migration, step in MIGRATIONS_OF_ROLES:
            getattr(import_module(f"arena.migrations.{migration}"), step)(apps, None)
    return group


def confirm_session(client) -> None:
    """As if the person had just given the password again."""
    session = client.session
    session["confirmed_at"] = timezone.now().timestamp()
    session.save()


def make_category(slug="reasoning") -> Category:
    return Category.objects.get_or_create(slug=slug, defaults={"name": slug.title()})[0]


def make_challenge(slug="two-doors", *, category="reasoning", state=ChallengeState.PUBLISHED):
    return Challenge.objects.create(
        slug=slug,
        title=slug.replace("-", " ").title(),
        prompt=f"Solve {slug}.",
        category=make_category(category),
        state=state,
        published_at=NOON if state == ChallengeState.PUBLISHED else None,
    )


def make_competitor(slug="ada", *, provider="Lovelace Works") -> Competitor:
    return Competitor.objects.create(slug=slug, name=slug.title(), provider=provider)


def make_response(challenge, competitor, *, content="", kind=Kind.TEXT, sample=0, **more):
    if not content and "file" not in more:
        content = f"An answer to {challenge.slug}, number {competitor.pk}.{sample}."
    return Response.objects.create(
        challenge=challenge,
        competitor=competitor,
        content=content,
        kind=kind,
        sample=sample,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        **more,
    )


def make_arena(*, competitors=3, challenges=4, category="reasoning") -> list[Competitor]:
    """So many competitors, each with a response to each of so many published challenges."""
    made = [make_competitor(f"competitor-{number}") for number in range(competitors)]
    for number in range(challenges):
        challenge = make_challenge(f"{category}-{number}", category=category)
        for competitor in made:
            make_response(challenge, competitor)
    return made


def make_submission(token="secret", *, voter=None, actor=None, now=NOON, **changes) -> Submission:
    """A challenge a visitor has just proposed; `token` is the secret of its link."""
    proposal = {
        "title": "Three doors",
        "prompt": "Behind which of three doors is the car?",
        "category": make_category(),
        "kind": Kind.TEXT,
        "difficulty": Difficulty.HARD,
    }
    return propose_challenge(
        proposal=Proposal(**(proposal | changes)),
        message="An old one.",
        token=token,
        voter=voter or make_voter(),
        actor=actor,
        now=now,
    )


def make_voter() -> Voter:
    return Voter.objects.create()


def serve(voter=None, *, now=NOON, seed=0, after=None) -> Match:
    return open_match(voter=voter or make_voter(), now=now, rng=random.Random(seed), after=after)


def vote_on(match: Match, outcome=Outcome.LEFT, *, now=NOON) -> Vote:
    return cast_vote(match_id=match.id, voter_id=match.voter_id, outcome=outcome, now=now).vote


def cast_votes(number, *, seed=0, now=NOON) -> list[Vote]:
    """So many votes by as many voters, with outcomes drawn from the seed."""
    rng = random.Random(seed)
    return [
        vote_on(serve(now=now, seed=rng.random()), rng.choice(list(Outcome)), now=now)
        for _ in range(number)
    ]


def sides_of(match: Match) -> set[int]:
    return {match.left_id, match.right_id}


def pair_of(match: Match) -> Pair:
    first, second = sorted((match.left_competitor_id, match.right_competitor_id))
    return Pair.objects.get(first=first, second=second)
