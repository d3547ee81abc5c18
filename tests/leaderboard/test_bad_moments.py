"""What the staff does at the worst moment harms nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.utils import timezone

from arena.models import (
    BulkKind,
    Challenge,
    ContentImport,
    Exclusion,
    ExclusionRule,
    Leak,
    Report,
    Vote,
)
from arena.moderation import begin_bulk, carry_on, exclude_votes, retire_challenge
from arena.moderation import bulk as moderation_bulk
from arena.moderation.vote_search import VoteSearch
from leaderboard.models import Board, RatingRun
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, cast_votes, make_arena, make_staff, make_submission, serve, vote_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

WHY = {"reason": "A trial.", "now": NOON}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql  # SQLite has one writer at a time
def test_excluding_and_voting_while_the_board_is_computed(monkeypatch):
    monkeypatch.setattr(moderation_bulk, "CHUNK", 5)
    make_arena()
    cast_votes(60)
    deed = begin_bulk(
        kind=BulkKind.EXCLUDE,
        search=VoteSearch(outcome="left"),
        rule=ExclusionRule.AUTOMATED,
        actor=None,
        **WHY,
    )

    def closing(work):
        def done():
            try:
                work()
            finally:
                connection.close()

        return done

    works = [
        lambda: [recompute_boards() for _ in range(8)],
        lambda: carry_on(deed, clock=timezone.now, is_enough=lambda: False),
        lambda: carry_on(deed, clock=timezone.now, is_enough=lambda: False),
        lambda: cast_votes(10, seed=9),
    ]
    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(closing(work)) for work in works]:
            future.result()
    recompute_boards()
    standing = Exclusion.objects.standing().count()
    deed.refresh_from_db()
    assert deed.ended_at
    assert standing == deed.touched == deed.total
    assert RatingRun.objects.newest(Board.objects.overall()).votes == 70 - standing
    found = rebuild_tallies()
    assert found.agrees, found.differences


def test_a_challenge_that_retires_while_somebody_votes_on_it_takes_the_vote():
    make_arena()
    match = serve()
    retire_challenge(challenge=match.challenge, actor=None, **WHY)
    assert vote_on(match).challenge == match.challenge


def test_who_did_something_is_not_deleted():
    make_arena()
    cast_votes(2)
    person = make_staff()
    exclude_votes(votes=Vote.objects.all(), rule=ExclusionRule.MANUAL, actor=person, **WHY)
    with pytest.raises(ProtectedError):
        person.delete()


def test_markup_in_any_field_stays_text_on_every_page_of_the_desk(client):
    match, person = _hostile_rows()
    client.force_login(person)
    for page in _pages_about(match):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "<script>alert" not in answer.text, page
        assert "<img src=x" not in answer.text, page


def _hostile_rows():
    """Markup in every field that somebody can fill; the match it is about, and a person."""
    make_arena()
    cast_votes(3)
    Challenge.objects.update(title=HOSTILE, prompt=HOSTILE, note=HOSTILE, description=HOSTILE)
    match = serve()
    why = {"rule": ExclusionRule.MANUAL, "reason": HOSTILE, "now": NOON}
    exclude_votes(votes=Vote.objects.filter(pk=Vote.objects.first().pk), actor=None, **why)
    person = make_staff(HOSTILE[:20])
    match.left_competitor.name = HOSTILE
    match.left_competitor.aliases = [HOSTILE]
    match.left_competitor.save()
    _hostile_items(match)
    begin_bulk(kind=BulkKind.EXCLUDE, search=VoteSearch(), actor=person, **why)
    recompute_boards()
    return match, person


def _hostile_items(match):
    """What waits in the queue."""
    Report.objects.create(
        challenge=match.challenge,
        response=match.left,
        reason="other",
        words=HOSTILE,
        reported_at=NOON,
    )
    Leak.objects.create(
        response=match.right,
        found=[{"text": HOSTILE, "start": 0, "end": 8, "why": HOSTILE}],
        found_at=NOON,
    )
    ContentImport.objects.create(
        source=HOSTILE,
        state="failed",
        files=[HOSTILE],
        report={"refused": 1, "refusals": [HOSTILE], "alike": [HOSTILE], "error": HOSTILE},
        begun_at=NOON,
    )
    make_submission(title=HOSTILE, prompt=f"{HOSTILE} Which door?")


def _pages_about(match):
    return [
        "/staff/",
        "/staff/votes/",
        "/staff/votes/effect/?kind=exclude",
        "/staff/models/",
        f"/staff/models/{match.left_competitor.slug}/",
        "/staff/content/",
        f"/staff/content/{ContentImport.objects.get().pk}/",
        "/staff/audit/",
        f"/staff/items/report/r{match.left_id}/",
        f"/staff/items/leak/{Leak.objects.get().pk}/",
        f"/staff/items/content/{ContentImport.objects.get().pk}/",
        f"/staff/items/submission/{Challenge.objects.get(state='submitted').pk}/",
        f"/staff/items/voter/{Vote.objects.first().voter_id}/",
        f"/challenges/{match.challenge.slug}/report/",
        f"/staff/challenges/{match.challenge.slug}/revise/",
        "/changelog/",
    ]
