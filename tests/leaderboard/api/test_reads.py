"""The reads of the API say what the pages say, and tell nobody more."""

from datetime import UTC, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from arena.arena_settings import change_setting
from arena.matches import end_session
from arena.models import Challenge, ChallengeState, Competitor, Match, Outcome, Response, Withdrawal
from arena.visitors import sightings, voters
from leaderboard.models import Board, RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import (
    NOON,
    cast_votes,
    make_arena,
    make_challenge,
    make_submission,
    serve,
    vote_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

API = "/api/v1"
RESPONSE = f"{API}/models/competitor-0/responses/reasoning-0/"


@pytest.fixture(scope="module")
def rated(scene):
    make_arena(competitors=4)
    cast_votes(40, now=timezone.now())
    recompute_boards()


def get(client, path, **query):
    answer = client.get(f"{API}{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(client, path, status, **query):
    answer = client.get(f"{API}{path}", query)
    assert answer.status_code == status, answer.content
    return answer.json()


# --- Runs -----------------------------------------------------------------------------------------


@pytest.fixture
def aged(rated):
    """The runs of the board of all votes: of 20 days ago at 8 (forgotten), 12 and 18 o'clock, and
    now."""
    board = Board.objects.get(slug="overall")
    newest = RatingRun.objects.newest(board)
    day = timezone.now().astimezone(UTC).replace(hour=0, minute=0) - timedelta(days=20)
    values = {
        field.attname: getattr(newest, field.attname)
        for field in RatingRun._meta.fields
        if field.attname not in {"id", "started_at", "finished_at"}
    }
    made = [
        RatingRun.objects.create(**values, started_at=day, finished_at=day + timedelta(hours=hour))
        for hour in (8, 12, 18)
    ]
    now = RatingRun.objects.create(
        **values, started_at=day, finished_at=timezone.now() - timedelta(minutes=1)
    )
    with connection.cursor() as cursor:  # as when history is thinned out
        cursor.execute("DELETE FROM leaderboard_ratingrun WHERE id = %s", [made[0].pk])
    return day, [*made, now]


def test_a_time_reads_the_run_that_stood_then(client, aged):
    day, (_, noon, evening, now) = aged
    for hours, run, is_exact in ((13, noon, False), (19, evening, True), (30, evening, True)):
        at = (day + timedelta(hours=hours)).isoformat()
        found = get(client, "/boards/overall/", as_of=at)
        assert found["run"]["id"] == run.pk
        assert found["as_of"]["is_exact"] is is_exact
        assert get(client, "/boards/overall/entries/", as_of=at)["results"] == found["entries"]
    assert get(client, "/boards/overall/", as_of=day.date())["run"]["id"] == evening.pk
    assert get(client, "/boards/overall/", as_of=timezone.now().isoformat())["run"]["id"] == now.pk


def test_before_the_first_run_nothing_stood(client, aged):
    problem = refused(client, "/boards/overall/", 404, as_of="2001-01-01")
    assert problem["code"] == "run_not_found"


def test_a_run_that_was_thinned_out_is_gone_and_the_nearest_is_named(client, aged):
    _, (forgotten, noon, *_) = aged
    problem = refused(client, f"/boards/overall/runs/{forgotten.pk}/", 410)
    assert problem["code"] == "run_not_kept"
    assert problem["nearest"]["id"] == noon.pk
    assert client.get(problem["nearest"]["url"]).json()["run"]["id"] == noon.pk


@pytest.mark.parametrize("run", [0, 10**6, 10**30])
def test_a_run_that_never_was_is_not_found(client, aged, run):
    assert refused(client, f"/boards/overall/runs/{run}/", 404)["code"] == "run_not_found"


def test_a_run_of_another_board_is_not_found(client, aged):
    other = RatingRun.objects.exclude(board__slug="overall").first()
    problem = refused(client, f"/boards/overall/runs/{other.pk}/", 404)
    assert problem["code"] == "run_not_found"


def test_runs_are_listed_from_the_newest(client, aged):
    _, (_, noon, evening, now) = aged
    runs = get(client, "/boards/overall/runs/", fields="id")["results"]
    assert [run["id"] for run in runs][:3] == [now.pk, evening.pk, noon.pk]
    until = get(client, "/boards/overall/runs/", fields="id", until=noon.finished_at.isoformat())
    assert until["results"] == [{"id": noon.pk}]


def test_pages_after_a_cursor_are_of_the_run_it_began_with(client, rated):
    first = get(client, "/boards/overall/entries/", limit=2)
    before = get(client, "/boards/overall/entries/")
    cast_votes(8, seed=3, now=timezone.now())
    recompute_boards()
    assert client.get(first["next"]).json()["results"] == before["results"][2:4]
    assert get(client, "/boards/overall/entries/")["results"] != before["results"]


def test_a_window_is_the_board_of_these_days(client, rated):
    assert get(client, "/boards/overall/", window=7)["board"]["slug"] == "last-7-days"
    problem = refused(client, "/boards/overall/", 400, window=8)
    assert problem["errors"] == {"window": "window: It is one of: 7, 30, 90."}


@pytest.mark.parametrize(
    "at", ["yesterday", "2026-13-01", "2026-01-01T00:00:00", "9" * 300, "٢٠٢٦-01-01"]
)
def test_a_time_that_is_none_is_refused(client, rated, at):
    assert refused(client, "/boards/overall/", 400, as_of=at)["code"] == "parameter_invalid"


# --- Entries and pairs ----------------------------------------------------------------------------


def test_entries_are_those_of_the_page_s_file_in_its_orders(client, rated):
    entries = get(client, "/boards/overall/entries/", sort="-rating")["results"]
    file = client.get("/leaderboard/overall/ratings.json?sort=-rating").json()
    assert [row["competitor"]["slug"] for row in entries] == [row["slug"] for row in file["rows"]]
    for mine, theirs in zip(entries, file["rows"], strict=True):
        assert round(mine["rating"], 2) == theirs["rating"]
        assert (mine["votes"], mine["rank_low"]) == (theirs["votes"], theirs["rank_low"])


def test_entries_are_filtered(client, rated):
    def slugs(**query):
        found = get(client, "/boards/overall/entries/", **query)["results"]
        return sorted(row["competitor"]["slug"] for row in found)

    assert slugs(q="lovelace tor-1") == ["competitor-1"]
    assert slugs(model="competitor-2") == ["competitor-2"]
    assert len(slugs(provider="Lovelace Works")) == 4
    assert slugs(status="unrated") == []
    problem = refused(client, "/boards/overall/entries/", 400, provider="Nobody")
    assert "Lovelace Works" in problem["errors"]["provider"]


def test_pairs_are_those_of_the_page_s_file(client, rated):
    pairs = get(client, "/boards/overall/pairs/")["results"]
    file = client.get("/leaderboard/overall/pairs.json").json()["rows"]
    assert len(pairs) == len(file) == 6
    columns = {"lower": "predicted_lower", "upper": "predicted_upper"}
    for mine, theirs in zip(pairs, file, strict=True):
        same = {name: mine[name] for name in ("predicted", "lower", "upper", "observed", "votes")}
        assert same == {name: theirs[columns.get(name, name)] for name in same}


def test_a_history_is_that_of_the_page_s_file(client, rated):
    mine = get(client, "/boards/overall/history/", model="competitor-1")["results"]
    [theirs] = client.get("/leaderboard/overall/history.json?model=competitor-1").json()["rows"]
    assert [round(row["rating"], 2) for row in mine] == [theirs["rating"]]


# --- Models, challenges, comparisons --------------------------------------------------------------


def test_models_are_filtered_and_sorted_with_those_without_a_place_last(client, rated):
    Competitor.objects.create(slug="new", name="A new one", provider="Elsewhere")
    for sort in ("position", "-position"):
        found = get(client, "/models/", sort=sort)["results"]
        assert found[-1]["slug"] == "new"
        assert found[-1]["position"] is None
    only = get(client, "/models/", provider="Elsewhere", fields="slug")["results"]
    assert only == [{"slug": "new"}]
    assert get(client, "/models/", status="retired")["results"] == []


def test_a_model_has_its_rows_and_its_records(client, rated):
    found = get(client, "/models/competitor-1/")
    assert {row["board"] for row in found["boards"]} >= {"overall", "category-reasoning"}
    opponents = get(client, "/models/competitor-1/opponents/")["results"]
    overall = next(row["entry"] for row in found["boards"] if row["board"] == "overall")
    assert sum(row["record"]["votes"] for row in opponents) == overall["votes"]


def test_challenges_are_published_or_retired_ones(client, rated):
    make_challenge("draft", state=ChallengeState.DRAFT)
    Challenge.objects.filter(slug="reasoning-3").update(state=ChallengeState.RETIRED)
    published = get(client, "/challenges/", fields="slug", sort="slug")["results"]
    assert [row["slug"] for row in published] == [f"reasoning-{number}" for number in range(3)]
    assert get(client, "/challenges/", state="retired")["results"][0]["slug"] == "reasoning-3"
    refused(client, "/challenges/", 400, state="draft")
    refused(client, "/challenges/draft/", 404)
    assert get(client, "/challenges/reasoning-3/")["answers"] == 4


def test_a_comparison_has_the_numbers_of_the_page(client, rated):
    path = "/compare/competitor-0/competitor-1/"
    found, page = get(client, path), client.get(path)
    shown = page.context
    record, chance = shown["record"], shown["chance"]
    assert found["record"]["wins"] == record.wins
    assert found["record"]["score"] == record.score
    assert found["conclusion"] == shown["comparison"].answer
    assert found["more_votes"] == shown["comparison"].more_votes
    assert found["shared"] == shown["shared_count"] == 4
    theirs = chance and {"value": chance.value, "lower": chance.lower, "upper": chance.upper}
    assert found["chance"] == theirs
    refused(client, "/compare/competitor-0/competitor-0/", 404)


def test_the_methodology_has_the_constants_of_the_page(client, rated):
    found, shown = get(client, "/methodology/"), client.get("/methodology/").context
    assert found["constants"]["points_per_nat"] == shown["constants"].points_per_nat
    assert found["measured"]["tie_share"] == shown["measured"].tie_share
    assert found["servings"]["matches"] == shown["servings"]
    assert get(client, "/totals/")["votes"] == 40


# --- Responses ------------------------------------------------------------------------------------


def test_a_response_is_whole_and_is_served_to_its_reader_no_more(client, rated):
    found = get(client, "/models/competitor-0/responses/reasoning-0/")
    written = Response.objects.get(challenge__slug="reasoning-0", competitor__slug="competitor-0")
    assert found["content"] == written.content
    assert found["provenance"]["sha256"] == written.sha256
    assert sightings.COOKIE in client.cookies
    listed = get(client, "/responses/", challenge="reasoning-0")["results"]
    assert found["record"] in [row["record"] for row in listed]
    assert all("content" not in row for row in listed)


def test_a_response_is_not_read_while_a_match_on_its_challenge_is_open(client, rated):
    match = serve(now=timezone.now())
    client.cookies[voters.COOKIE] = voters.sign_key(match.voter.key)
    path = f"/models/{match.left_competitor.slug}/responses/{match.challenge.slug}/"
    assert refused(client, path, 409)["code"] == "match_is_open"
    assert sightings.COOKIE not in client.cookies


def test_a_withheld_response_is_not_read_and_has_no_version(client, rated):
    tag = client.get(RESPONSE).headers["ETag"]
    change_setting(name="responses_public", value="when_retired", actor=None, now=NOON)
    answer = client.get(RESPONSE, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (404, "response_withheld")
    assert "ETag" not in answer.headers
    assert get(client, "/responses/")["results"] == []
    assert get(client, "/votes/")["results"] == []


def test_a_withdrawn_response_is_gone(client, rated):
    written = Response.objects.get(challenge__slug="reasoning-0", competitor__slug="competitor-0")
    Withdrawal.objects.create(response=written, reason="Broken.")
    problem = refused(client, "/models/competitor-0/responses/reasoning-0/", 410)
    assert problem["code"] == "response_withdrawn"


# --- Votes ----------------------------------------------------------------------------------------


def test_votes_are_told_without_their_voters(client, rated):
    votes = get(client, "/votes/")["results"]
    assert len(votes) == 40
    assert not {"voter", "match"} & votes[0].keys()
    with_one = get(client, "/votes/", model="competitor-1")["results"]
    assert with_one == [vote for vote in votes if "competitor-1" in (vote["left"], vote["right"])]


@pytest.fixture
def voter(client, rated):
    """A browser with a vote, a skipped match, a submission and an open match."""
    change_setting(name="name_authors", value="after_session", actor=None, now=NOON)
    now = timezone.now()
    match = serve(now=now)
    client.cookies[voters.COOKIE] = voters.sign_key(match.voter.key)
    vote_on(match, Outcome.TIE, now=now)
    skipped = serve(match.voter, now=now)
    Match.objects.filter(pk=skipped.pk).update(ending="skip", ended_at=now)
    serve(match.voter, now=now)
    make_submission(voter=match.voter, now=now)
    return match.voter


def test_one_s_own_are_read_by_the_cookie(client, voter):
    assert [each["ending"] for each in get(client, "/matches/")["results"]].count(None) == 1
    assert len(get(client, "/matches/", ending="skip")["results"]) == 1
    assert get(client, "/me/submissions/")["results"][0]["state"] == "submitted"
    mine, download = client.get(f"{API}/me/").json(), client.get("/privacy/download/").json()
    assert mine == download
    stranger = Client()
    assert get(stranger, "/matches/")["results"] == []
    assert get(stranger, "/me/")["voter"] is None


def test_one_s_own_vote_names_its_authors_once_they_are_named(client, voter):
    [vote] = get(client, "/me/votes/")["results"]
    assert (vote["outcome"], vote["left"], vote["right"]) == ("tie", None, None)
    match = get(client, f"/matches/{vote['match']}/")
    assert match["verdict"]["left"] is None
    end_session(voter_id=voter.id, now=timezone.now())
    assert get(client, "/me/votes/")["results"][0]["left"]


def test_an_open_match_is_read_blind_and_by_its_voter_alone(client, voter):
    [opened] = get(client, "/matches/", ending="open")["results"]
    found = get(client, f"/matches/{opened['id']}/")
    assert found["match"]["left"]["html"]
    assert found["verdict"] is None
    assert "competitor-" not in str(found)
    problem = refused(Client(), f"/matches/{opened['id']}/", 404)
    assert problem["code"] == "match_not_found"


def test_a_submission_is_followed_by_its_link(client, voter):
    found = get(Client(), "/submissions/secret/")
    assert (found["state"], found["steps"][0]["state"]) == ("submitted", "submitted")
    assert refused(client, "/submissions/other/", 404)["code"] == "submission_not_found"
