"""Each voter gets every match that can be had blind, none with a response they were told of."""

import pytest

from arena.models import Category, Challenge, Competitor, Ending, Match, Response, Vote, known_to
from tests.arena.judging import PageJudge, ProgramJudge, competitors_by_challenge, most_matches
from tests.arrange import NOON, make_arena, make_challenge, make_response

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache", "arena")]


SIDES = ("left", "right")


@pytest.fixture(scope="module")
def arena(scene):
    make_arena(competitors=5, challenges=20)


@pytest.fixture(autouse=True)
def _unlimited(settings):
    settings.VOTES_PER_MINUTE = settings.VOTES_PER_MINUTE_PER_ADDRESS = 100_000
    settings.VOTES_PER_MINUTE_PER_NETWORK = 100_000


@pytest.mark.parametrize("kind", [PageJudge, ProgramJudge])
def test_five_models_on_twenty_challenges_give_forty_matches(kind):
    judge = kind()
    assert judge.judge_to_the_end() == most_matches() == 40
    assert len(judge.told) == 80


def test_the_pages_end_with_what_was_contributed_and_what_can_be_read():
    Challenge.objects.exclude(slug="reasoning-0").update(state="retired")
    judge = PageJudge()
    assert judge.judge_to_the_end() == 2
    page = judge.last_page
    assert '<h1 tabindex="-1" autofocus>You have judged everything you can judge blind</h1>' in page
    for said in ("<dt>Votes</dt><dd>2</dd>", "voted on</dt><dd>1</dd>", "compared</dt><dd>4</dd>"):
        assert said in page
    for address in ("/leaderboard/", "/challenges/", "/models/", "/privacy/download/"):
        assert f'<a href="{address}"' in page.partition("<main")[2].partition("</main>")[0]


def test_the_api_ends_with_a_code_and_what_was_contributed():
    Challenge.objects.exclude(slug="reasoning-0").update(state="retired")
    judge = ProgramJudge()
    judge.judge_to_the_end()
    problem = judge.last_answer.json()
    assert (problem["status"], problem["code"]) == (409, "no_pair_available")
    assert problem["detail"] == "You have judged everything you can judge blind."
    assert problem["contributed"] == {"votes": 2, "challenges": 1, "models": 4}
    assert problem["links"]["votes"] == "/privacy/download/"


@pytest.mark.parametrize("kind", [PageJudge, ProgramJudge])
def test_who_skips_gets_as_many_matches_to_vote_on(kind):
    Challenge.objects.exclude(slug__in=[f"reasoning-{n}" for n in range(7)]).update(state="retired")
    assert kind(seed=5, skips=0.3).judge_to_the_end() == 14


def test_who_reads_named_responses_on_the_way_is_never_asked_about_them():
    judge = PageJudge(seed=7, reads=0.5)
    judge.judge_to_the_end()
    assert len(judge.told) > 2 * judge.votes
    assert all(number < 2 for number in judge.free.values())


@pytest.mark.parametrize("kind", [PageJudge, ProgramJudge])
def test_a_text_told_as_one_models_is_not_served_as_another_ones(kind):
    Challenge.objects.update(state="retired")
    for number in range(10):
        challenge = make_challenge(f"short-{number}")
        for competitor, answer in zip(Competitor.objects.all(), "xyxxz", strict=True):
            make_response(challenge, competitor, content=answer)
    judge = kind()
    judge.free.clear()  # it counts models and knows nothing of texts
    judge.judge_to_the_end()
    met = [(match.challenge_id, match.left.content, match.right.content) for match in matches()]
    texts = [(on, text) for on, *both in met for text in set(both)]
    assert len(set(texts)) == len(texts) >= 20


def matches():
    return Match.objects.filter(ending=Ending.VOTE).select_related("left", "right")


@pytest.fixture
def uneven():
    """From none to nine competitors on a challenge, some with several samples."""
    category = Category.objects.get()
    competitors = [Competitor.objects.create(slug=f"m{n}", name=f"M{n}") for n in range(9)]
    Challenge.objects.update(state="retired")
    for number in range(10):
        challenge = make_challenge(f"uneven-{number}", category=category.slug)
        for place, competitor in enumerate(competitors[:number]):
            for sample in range(1 + place % 3):
                make_response(challenge, competitor, sample=sample)


@pytest.mark.parametrize(
    ("kind", "seed"),
    [
        (PageJudge, 1),
        *(pytest.param(PageJudge, seed, marks=pytest.mark.every) for seed in range(2, 8)),
        *(pytest.param(ProgramJudge, seed, marks=pytest.mark.every) for seed in range(8, 14)),
    ],
)
def test_unequal_numbers_of_responses_strand_none(uneven, kind, seed):
    assert sorted(competitors_by_challenge().values()) == list(range(1, 10))
    judge = kind(seed=seed, skips=0.2)
    assert judge.judge_to_the_end() == most_matches() == 20


@pytest.mark.every
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", [PageJudge, ProgramJudge])
def test_whoever_skips_and_reads_ends_with_nothing_left(kind, seed):
    judge = kind(seed=seed, skips=0.2, reads=0.4)
    judge.judge_to_the_end()
    assert all(number < 2 for number in judge.free.values())


def test_matches_voted_on_before_count_as_told():
    """As after an upgrade: nothing but the earlier votes says what was told."""
    judge = ProgramJudge()
    for _ in range(15):
        match = judge.served(judge.open(None))
        judge.vote(match.id)
        judge.told |= {(match.left_competitor_id, match.challenge_id)}
        judge.told |= {(match.right_competitor_id, match.challenge_id)}
    assert (Vote.objects.count(), judge.votes) == (15, 0)
    assert judge.judge_to_the_end() == 25


def test_what_the_export_of_ones_own_data_names_counts_as_told():
    judge = PageJudge(seed=3)
    match = judge.served(judge.open(None))
    for _ in range(6):
        match = judge.judge(match)
    while len(judge.told) == 12:  # some responses are held back, some were told by a vote
        judge.read(judge.rng.choice(list(Response.objects.public())))
    match = judge.judge(match)  # what the cookie tells is noted as a match is opened
    exported = judge.client.get("/privacy/download/").json()
    named = {(vote[side], vote["challenge"]) for vote in exported["votes"] for side in SIDES}
    named |= {(seen["model"], seen["challenge"]) for seen in exported["named_responses_opened"]}
    assert len(named) == 15
    told = known_to(match.voter_id).told  # and the match that is open
    assert named <= {(models()[one], challenges()[on]) for one, on in told}
    while match:
        match = judge.judge(match)


def models():
    return dict(Competitor.objects.values_list("id", "slug"))


def challenges():
    return dict(Challenge.objects.values_list("id", "slug"))


def test_the_page_of_the_end_leads_others_on(client):
    assert client.get("/matches/end/").headers["Location"] == "/"
    client.post("/matches/")
    match = Match.objects.get()
    assert client.get("/matches/end/").headers["Location"] == f"/matches/{match.id}/"
    client.post(f"/matches/{match.id}/skip/")
    Match.objects.filter(ending=None).update(ending="skip", ended_at=NOON)
    assert client.get("/matches/end/").headers["Location"] == "/"
