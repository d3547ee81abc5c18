"""Feeds of what is new, as Atom and as JSON Feed."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine

from arena.models import PUBLIC_STATES, Challenge, ChallengeState, Competitor, ExclusionRule, Vote
from arena.moderation import exclude_votes
from leaderboard.catalogue import summary_of
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.runs.tick import recompute_boards
from leaderboard.views.news import NEWS
from tests.arrange import NOON, cast_votes, make_arena, make_challenge, make_competitor

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = sorted(NEWS)


@pytest.fixture(scope="module")
def arena(scene) -> None:
    with time_machine.travel(NOON, tick=False):
        make_arena(competitors=3, challenges=2)
        Challenge.objects.update(published_at=NOON)
        cast_votes(60)
        recompute_boards()


@pytest.fixture
def two_days_later(arena):
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        yield


def items(client, name="all", **headers):
    answer = client.get(f"/feeds/{name}.json", headers=headers)
    assert answer.status_code == 200
    return answer.json()["items"]


def titles(client, name):
    return [each["title"] for each in items(client, name)]


@pytest.mark.parametrize("name", NAMES)
def test_atom_and_json_tell_the_same(client, two_days_later, name):
    answer = client.get(f"/feeds/{name}.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    atom = ET.fromstring(answer.content)
    told = [
        (each.findtext(f"{ATOM}id"), each.findtext(f"{ATOM}title"))
        for each in atom.iter(f"{ATOM}entry")
    ]
    assert told == [(each["id"], each["title"]) for each in items(client, name)]
    assert len({key for key, _ in told}) == len(told)


def test_new_models_and_challenges_come_newest_first(client, two_days_later):
    make_competitor("late")
    challenge = make_challenge("later")
    Challenge.objects.filter(pk=challenge.pk).update(published_at=NOON + timedelta(days=1))
    assert titles(client, "models")[0] == f"New model: {Competitor.objects.get(slug='late').name}"
    assert titles(client, "challenges")[0] == f"New challenge: {challenge.title}"


@pytest.mark.parametrize("state", sorted(set(ChallengeState) - set(PUBLIC_STATES)))
def test_a_challenge_that_is_not_public_is_in_none(client, two_days_later, state):
    make_challenge("secret", state=state)
    assert "/challenges/secret/" not in str(items(client))


def test_each_day_that_is_over_has_its_board_with_the_head_of_the_ledger(client, two_days_later):
    run = RatingRun.objects.newest(Board.objects.overall())
    (told,) = items(client, "boards")
    assert told["title"] == "The board on 1 Jun 2026: 60 votes"
    sentence = summary_of(run.entries.select_related("competitor"), minimum=30).sentence
    head = f"The ledger's head after entry {run.sequence}: {run.head}"
    assert told["content_text"] == f"{sentence} {head}"
    assert told["date_published"] == "2026-06-02T00:00:00+00:00"


def test_a_day_that_is_not_over_is_not_told_of(client, arena):
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        assert items(client, "boards") == []


def publish(*, days, ranks):
    """A run as the newest, so many days later, with other ranks."""
    run = RatingRun.objects.newest(Board.objects.overall())
    entries = list(run.entries.select_related("competitor"))
    run.pk = None
    run.started_at = run.finished_at = NOON + timedelta(days=days)
    run.save(force_insert=True)
    for each in entries:
        each.pk, each.run = None, run
        each.rank_low, each.rank_high = ranks[each.competitor.slug]
    Entry.objects.bulk_create(entries)


def test_a_move_beyond_what_the_votes_left_open_is_told(client, arena):
    names = [f"competitor-{number}" for number in range(3)]
    publish(days=1, ranks=dict(zip(names, [(1, 1), (2, 3), (2, 3)], strict=True)))
    publish(days=3, ranks=dict(zip(names, [(2, 2), (1, 1), (2, 3)], strict=True)))
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        before = titles(client, "ranks")
    with time_machine.travel(NOON + timedelta(days=4), tick=False):
        told = set(titles(client, "ranks")) - set(before)
    assert told == {"Competitor-0: rank 2, before 1", "Competitor-1: rank 1, before 2\N{EN DASH}3"}


def test_exclusions_are_told_by_day_and_rule(client, arena):
    votes = Vote.objects.filter(outcome="left")
    number = votes.count()
    why = {"rule": ExclusionRule.TEST_VOTE, "reason": "A trial.", "actor": None}
    exclude_votes(votes=votes, now=NOON, **why)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        (told,) = items(client, "exclusions")
    assert told["title"] == f"A trial vote: votes excluded {number}, put back 0"


def test_it_is_not_sent_twice_and_read_by_other_sites(client, two_days_later):
    first = client.get("/feeds/all.atom")
    assert first.headers["Cache-Control"] == "public, max-age=900"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert not first.cookies
    again = client.get("/feeds/all.atom", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_addresses_are_of_the_site(client, two_days_later, settings):
    settings.SITE_URL = "https://arena.example.org"
    for each in items(client):
        assert each["url"].startswith("https://arena.example.org/")
        assert each["id"].startswith("https://arena.example.org/feeds/#")


def test_it_speaks_the_reader_s_language(client, two_days_later):
    (told,) = items(client, "boards", **{"accept-language": "de"})
    assert told["title"] == "Die Rangliste am 1. Jun 2026: 60 Stimmen"


@pytest.mark.parametrize("name", ["nothing", "nothing.atom"])
def test_an_unknown_feed_is_not_found(client, name):
    assert client.get(f"/feeds/{name}.json").status_code == 404


def test_an_empty_arena_has_empty_feeds(client):
    assert [items(client, name) for name in NAMES] == [[]] * len(NAMES)


def test_names_cannot_leave_the_feed(client, two_days_later):
    Competitor.objects.filter(slug="competitor-0").update(name="</title><x>&\x01")
    atom = ET.fromstring(client.get("/feeds/models.atom").content)
    assert "New model: </title><x>&" in str([each.text for each in atom.iter(f"{ATOM}title")])
