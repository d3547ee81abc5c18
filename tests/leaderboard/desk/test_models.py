"""The desk's pages of models."""

import pytest

from arena.models import Challenge, Competitor
from arena.roles import Role
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(scope="module")
def rated(scene):
    make_arena()
    cast_votes(20)
    recompute_boards()


@pytest.fixture
def mira(client, rated):
    client.force_login(make_staff())
    return client


def do(client, action, slug="competitor-0", **sent):
    return client.post(f"/staff/models/{slug}/deed/", {"do": action} | sent)


def of(slug="competitor-0"):
    return Competitor.objects.get(slug=slug)


def test_models_are_found(mira):
    assert mira.get("/staff/models/").text.count("/staff/models/competitor-") == 3
    assert "competitor-1/" in mira.get("/staff/models/", {"text": "OR-1"}).text
    assert "No model is like that" in mira.get("/staff/models/", {"text": "zzz"}).text
    assert mira.get("/staff/models/nobody/").status_code == 404


def test_retiring_and_bringing_back(mira):
    assert do(mira, "retire", reason="Old.").status_code == 303
    assert of().retired_at
    assert "Bring it back" in mira.get("/staff/models/competitor-0/").text
    do(mira, "bring_back", reason="New.")
    assert not of().retired_at


def test_merging_and_unmerging(mira):
    assert do(mira, "merge", into="competitor-1", reason="One.").status_code == 303
    assert of().merged_into == of("competitor-1")
    assert "turned out to be" in mira.get("/staff/models/competitor-0/").text
    assert "turned out to be" in mira.get("/staff/models/competitor-1/").text
    assert "/models/competitor-1/" in mira.get("/models/competitor-0/").text
    do(mira, "unmerge", reason="Two.")
    assert (of().merged_into, of().retired_at) == (None, None)


def test_what_was_retired_before_it_was_merged_stays_retired(mira):
    do(mira, "retire", reason="Old.")
    retired_at = of().retired_at
    do(mira, "merge", into="competitor-1", reason="One.")
    do(mira, "unmerge", reason="Two.")
    assert (of().merged_into, of().retired_at) == (None, retired_at)


def test_names_and_revealing(mira):
    do(mira, "names", aliases="Otter\nBeaver")
    assert of().aliases == ["Otter", "Beaver"]
    do(mira, "reveal", name="Quorvex", provider="Q", reason="Out.")
    assert (of().name, of().provider) == ("Quorvex", "Q")


@pytest.mark.parametrize(
    ("action", "sent", "status"),
    [
        ("retire", {"reason": " "}, 400),
        ("merge", {"into": "nobody", "reason": "One."}, 409),
        ("merge", {"into": "competitor-0", "reason": "One."}, 409),
        ("merge", {"into": "a b", "reason": "One."}, 400),
        ("unmerge", {"reason": "Two."}, 409),
        ("reveal", {"name": "Competitor-1", "reason": "Out."}, 409),
        ("names", {"aliases": "competitor-1"}, 409),
        ("sell", {}, 404),
    ],
)
def test_what_cannot_be_is_said(mira, action, sent, status):
    assert do(mira, action, **sent).status_code == status
    assert (of().name, of().aliases, of().retired_at) == ("Competitor-0", [], None)


def test_only_an_editor_manages(client, mira):
    client.force_login(make_staff("ann", role=Role.MODERATOR))
    assert "<textarea" not in client.get("/staff/models/competitor-0/").text
    assert do(client, "retire", reason="Old.").status_code == 403


def revise(client, slug="reasoning-0", **sent):
    told = {"title": "New", "prompt": "Another wording."} | sent
    return client.post(f"/staff/challenges/{slug}/revise/", told)


def test_a_published_challenge_is_worded_anew(mira):
    assert "never edited" in mira.get("/staff/challenges/reasoning-0/revise/").text
    answer = revise(mira)
    assert answer.status_code == 303
    version = Challenge.objects.get(slug="reasoning-0-v2")
    assert version.state == "submitted"
    assert "A new wording of" in mira.get(answer.url).text
    assert "Reword it" in mira.get("/staff/challenges/reasoning-0/").text


def test_the_same_words_are_no_version(mira):
    assert revise(mira, prompt="Solve reasoning-0.").status_code == 409
    assert revise(mira, prompt="").status_code == 400
    assert revise(mira, "nowhere").status_code == 404
