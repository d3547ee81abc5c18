"""Every total a page shows, against rows counted one by one."""

import pytest

from arena.models import (
    Challenge,
    Competitor,
    ExclusionRule,
    Response,
    Sighting,
    Vote,
    Withdrawal,
)
from arena.moderation import exclude_votes
from arena.visibility import OUTSIDER
from leaderboard.catalogue import totals, versus
from leaderboard.catalogue.records import records_of
from leaderboard.models import Board, RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import (
    NOON,
    cast_votes,
    make_arena,
    make_challenge,
    make_response,
    make_submission,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def arena(scene):
    """With a second sample, a withdrawn response, an unanswered and an excluded one."""
    made = make_arena(competitors=4, challenges=5)
    make_challenge("unanswered")
    make_response(Challenge.objects.get(slug="reasoning-0"), made[0], sample=1)
    cast_votes(60)
    Withdrawal.objects.create(response=Response.objects.first(), reason="Broken.")
    some = Vote.objects.filter(pk__in=list(Vote.objects.values_list("pk", flat=True))[:7])
    exclude_votes(votes=some, rule=ExclusionRule.TEST_VOTE, reason="Trial.", actor=None, now=NOON)
    recompute_boards()
    return made


def public():
    return [
        response
        for response in Response.objects.select_related("challenge")
        if not hasattr(response, "withdrawal") and response.challenge.state == "published"
    ]


def counted_votes():
    return list(Vote.objects.counted())


def test_responses_of_each_model(arena):
    for competitor in totals.with_responses(Competitor.objects.all()):
        theirs = [each for each in public() if each.competitor_id == competitor.pk]
        assert competitor.response_count == len(theirs)


def test_models_that_answered_each_challenge(arena):
    for challenge in totals.with_answers(Challenge.objects.all()):
        who = {each.competitor_id for each in public() if each.challenge_id == challenge.pk}
        assert challenge.answer_count == len(who)


def test_votes_on_each_challenge(arena):
    for challenge in totals.with_votes(Challenge.objects.all()):
        on_it = [vote for vote in counted_votes() if vote.challenge_id == challenge.pk]
        assert challenge.vote_count == len(on_it)


def test_the_total_of_a_page_is_that_of_all_pages(arena):
    page = totals.page_of(Challenge.objects.all(), page="2", size=2)
    assert len(list(page)) == 2
    assert page.paginator.count == Challenge.objects.count() == 6


@pytest.mark.parametrize(("asked", "number"), [("99", 3), ("x", 1), (None, 1), ("-1", 3)])
def test_a_page_out_of_range_gives_the_nearest_one(arena, asked, number):
    assert totals.page_of(Challenge.objects.all(), page=asked, size=2).number == number


def test_shared_challenges(arena):
    first, second = arena[:2]
    rows = versus.shared_responses(first, second, reader=OUTSIDER)
    both = [
        {each.challenge_id for each in public() if each.competitor_id == who.pk and not each.sample}
        for who in (first, second)
    ]
    asked = Competitor.objects.filter(pk=first.pk)
    found = totals.with_shared(asked, first.slug, second.slug, reader=OUTSIDER).get()
    assert 2 * found.shared_count == rows.count() == 2 * len(both[0] & both[1])


def test_a_response_s_record_is_its_votes(arena):
    for answer in records_of(Response.objects.public()):
        as_left = [vote for vote in counted_votes() if vote.left_id == answer.id]
        as_right = [vote for vote in counted_votes() if vote.right_id == answer.id]
        wins = [v for v in as_left if v.outcome == "left"]
        wins += [v for v in as_right if v.outcome == "right"]
        assert answer.record.votes == len(as_left + as_right)
        assert answer.record.wins == len(wins)


def test_head_to_head_is_the_votes_between_the_two(arena):
    for one in arena:
        for rival in versus.head_to_head(one):
            other = Competitor.objects.get(slug=rival.slug)
            between = [
                vote
                for vote in counted_votes()
                if {vote.left_competitor_id, vote.right_competitor_id} == {one.pk, other.pk}
            ]
            assert rival.record.votes == len(between)
            assert versus.record_between(one, other) == rival.record


def test_the_outcomes_of_a_run_add_up_to_its_votes(arena):
    run = RatingRun.objects.newest(Board.objects.overall())
    outcomes = totals.outcomes_at(run)
    assert outcomes.total == run.votes == len(counted_votes())
    assert outcomes.tie == len([vote for vote in counted_votes() if vote.outcome == "tie"])


def test_standing_exclusions_by_rule(arena):
    assert totals.standing_exclusions(now=NOON) == {"test_vote": 7}


def test_servings_of_each_model(arena):
    run = RatingRun.objects.newest(Board.objects.overall())
    votes = [vote for vote in counted_votes() if vote.match_id]
    found = totals.servings_at(run)
    assert sum(found.values()) == 2 * len(votes) > 0
    for (slug, _name), number in found.items():
        sides = [{vote.left_competitor.slug, vote.right_competitor.slug} for vote in votes]
        assert number == len([each for each in sides if slug in each])


def test_stored_counts_of_a_voter(arena):
    vote = Vote.objects.first()
    Sighting.objects.note(vote.voter_id, [Response.objects.last().pk])
    for token in ("one", "two"):
        make_submission(token, voter=vote.voter)
    expected = totals.StoredCounts(matches=1, votes=1, sightings=1, submissions=2, reports=0)
    assert totals.stored_counts(vote.voter_id) == expected


def test_retired_models(arena):
    Competitor.objects.filter(pk=arena[0].pk).update(retired_at=NOON)
    assert totals.retired() == 1
