"""Programs with a key act on content, on votes and on the queue, as the desk does."""

import pytest
from django.core import signing
from django.utils import timezone

from arena.access import Scope
from arena.models import (
    AuditEntry,
    BulkAction,
    Challenge,
    ChallengeState,
    Competitor,
    Exclusion,
    Item,
    Leak,
    Report,
    Response,
    Vote,
    VoteEvent,
)
from arena.moderation import claim_item
from arena.roles import Role
from leaderboard.runs.tick import recompute_boards
from tests.arena.api.calling import Program, code_of
from tests.arrange import (
    NOON,
    cast_votes,
    make_arena,
    make_challenge,
    make_staff,
    make_submission,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

WHY = {"reason": "Because."}


@pytest.fixture(scope="module")
def arena(scene):
    """What each kind of item is of."""
    make_arena(competitors=3, challenges=2)
    cast_votes(12)
    recompute_boards()
    make_challenge("new", state=ChallengeState.SUBMITTED)
    seen = Response.objects.order_by("pk").first()
    Leak.objects.create(response=seen, found=[], found_at=NOON)
    Report.objects.create(
        challenge=seen.challenge, response=seen, reason="other", words="Look.", reported_at=NOON
    )
    return seen


@pytest.fixture
def editor(arena):
    return Program(Scope.CONTENT_WRITE, Scope.QUEUE_READ, Scope.QUEUE_WRITE, role=Role.EDITOR)


@pytest.fixture
def moderator(arena):
    scopes = (Scope.VOTES_READ, Scope.VOTES_WRITE, Scope.QUEUE_READ, Scope.QUEUE_WRITE)
    return Program(*scopes, role=Role.MODERATOR, name="noor")


def in_audit(program, action):
    entry = AuditEntry.objects.filter(action=action).latest("pk")
    return entry.actor == program.person and entry.key.made_by == program.person


def test_a_challenge_goes_through_its_states(editor):
    path = "staff/challenges/new/actions/"
    assert editor.post(path, {"action": "publish"}).json()["state"] == "published"
    assert code_of(editor.post(path, {"action": "publish"})) == (409, "move_not_allowed")
    assert code_of(editor.post(path, {"action": "retire"})) == (400, "reason_missing")
    assert editor.post(path, {"action": "retire", **WHY}).json()["state"] == "retired"
    assert in_audit(editor, "retire")


def test_nobody_publishes_what_they_submitted_with_a_key_either(editor):
    revised = editor.post(
        "staff/challenges/reasoning-0/revise/", {"title": "New", "prompt": "Other."}
    )
    assert (revised.status_code, revised.json()["supersedes"]) == (201, "reasoning-0")
    path = f"staff/challenges/{revised.json()['slug']}/actions/"
    assert code_of(editor.post(path, {"action": "publish"})) == (403, "own_submission")


def test_when_responses_are_public_is_chosen(editor):
    path = "staff/challenges/reasoning-0/responses-public/"
    assert editor.send("PUT", path, {"rule": "when_retired"}).json()["responses_public"]
    assert editor.send("PUT", path, {"rule": None}).json()["responses_public"] is None
    assert code_of(editor.send("PUT", path, {"rule": "later"})) == (400, "invalid")


def test_a_response_is_withdrawn_and_restored(editor, arena):
    path = f"staff/responses/{arena.pk}/actions/"
    assert editor.post(path, {"action": "withdraw", **WHY}).json()["state"] == "withdrawn"
    assert code_of(editor.post(path, {"action": "withdraw", **WHY})) == (409, "nothing_to_do")
    assert editor.post(path, {"action": "restore", **WHY}).json()["state"] == "visible"
    assert in_audit(editor, "restore")


def test_a_model_is_named_revealed_merged_and_retired(editor):
    path = "staff/models/competitor-0"
    names = editor.send("PUT", f"{path}/names/", {"aliases": ["Owl"]})
    assert names.json()["aliases"] == ["Owl"]
    revealed = editor.post(f"{path}/reveal/", {"name": "Ada 2", **WHY}).json()
    assert (revealed["name"], revealed["provider"]) == ("Ada 2", "Lovelace Works")
    merged = editor.post(f"{path}/merge/", {"into": "competitor-1", **WHY}, Idempotency_Key="m")
    assert merged.json()["merged_into"] == "competitor-1"
    again = editor.post(f"{path}/merge/", {"into": "competitor-1", **WHY}, Idempotency_Key="m")
    assert again.content == merged.content
    assert code_of(editor.post(f"{path}/merge/", {"into": "x", **WHY})) == (400, "invalid")
    assert editor.post(f"{path}/unmerge/", WHY).json()["state"] == "active"
    assert editor.post(f"{path}/actions/", {"action": "retire", **WHY}).json()["state"] == "retired"
    back = editor.post(f"{path}/actions/", {"action": "bring_back", **WHY})
    assert back.json()["state"] == "active"


def test_what_is_not_there_is_not_found(editor, moderator):
    for path in ("challenges/x/actions/", "models/x/merge/", "responses/0/actions/"):
        body = {"action": "retire", "into": "a", **WHY}
        assert code_of(editor.post(f"staff/{path}", body)) == (404, "not_found")
    for path in ("queue/voter/1/", "queue/x/1/", "votes/changes/0/"):
        assert code_of(moderator.get(f"staff/{path}")) == (404, "not_found")


def test_votes_are_found_as_on_the_desk(moderator):
    all_of_them = moderator.get("staff/votes/").json()["results"]
    assert len(all_of_them) == 12
    first = all_of_them[0]
    found = moderator.get(
        "staff/votes/", voter=first["voter"], model=first["left"], counted="yes"
    ).json()["results"]
    assert found == [first]
    assert moderator.get("staff/votes/", vote=f"{first['id']},{10**17}").json()["results"] == [
        first
    ]
    for query in ({"voter": "x"}, {"vote": "1,"}, {"response": "0"}, {"counted": "maybe"}):
        assert code_of(moderator.get("staff/votes/", **query)) == (400, "parameter_invalid")


def previewed(program, kind="exclude", **search):
    answer = program.post("staff/votes/preview/", {"kind": kind, "search": search})
    assert answer.status_code == 200
    return answer.json()


def test_votes_are_excluded_as_previewed_and_reinstated(moderator):
    vote = Vote.objects.first()
    seen = previewed(moderator, vote=[vote.pk])
    assert (seen["votes"], seen["board_votes"], seen["board_total"]) == (1, 1, 12)
    assert {row["competitor"] for row in seen["rows"]} >= {vote.left_competitor.slug}
    assert not Exclusion.objects.exists()
    body = {"token": seen["token"], "rule": "manual", **WHY}
    done = moderator.post("staff/votes/changes/", body, Idempotency_Key="x")
    assert (done.status_code, done.json()["touched"]) == (201, 1)
    assert moderator.post("staff/votes/changes/", body, Idempotency_Key="x").content == done.content
    assert in_audit(moderator, "exclude")
    assert moderator.get(f"staff/votes/changes/{done.json()['id']}/").json() == done.json()
    [row] = moderator.get("staff/votes/", counted="no").json()["results"]
    assert (row["id"], row["exclusion"]["by"]) == (vote.pk, "noor")
    back = previewed(moderator, "reinstate", rule="manual")
    moderator.post("staff/votes/changes/", {"token": back["token"], **WHY})
    assert not Exclusion.objects.standing().exists()


def test_what_has_changed_since_the_preview_is_looked_at_again(moderator):
    seen = previewed(moderator, outcome="left")
    cast_votes(6, seed=5)
    refused = moderator.post(
        "staff/votes/changes/", {"token": seen["token"], "rule": "manual", **WHY}
    )
    assert code_of(refused) == (409, "votes_changed")
    assert not BulkAction.objects.exists()


def test_a_preview_is_of_one_key_and_an_hour(moderator, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    token = previewed(moderator)["token"]
    other = Program(Scope.VOTES_WRITE, role=Role.MODERATOR, name="ola")
    body = {"rule": "manual", **WHY}
    forged = signing.dumps([1, {}], salt="else")
    for program, text in ((other, token), (moderator, f"{token}x"), (moderator, forged)):
        refused = program.post("staff/votes/changes/", {**body, "token": text})
        assert code_of(refused) == (400, "preview_not_valid")
    time_machine.shift(3_601)
    refused = moderator.post("staff/votes/changes/", {**body, "token": token})
    assert code_of(refused) == (400, "preview_not_valid")
    assert not VoteEvent.objects.filter(kind="excluded").exists()


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "delete", "search": {}},
        {"kind": "exclude"},
        {"kind": "exclude", "search": {"colour": "red"}},
        {"kind": "exclude", "search": {"voter": "x"}},
        {"kind": "exclude", "search": {"vote": ["1"]}},
        {"kind": "exclude", "search": []},
        {"kind": "exclude", "search": {}, "board": "nowhere"},
    ],
)
def test_a_preview_of_nonsense_is_refused(moderator, body):
    assert code_of(moderator.post("staff/votes/preview/", body)) == (400, "invalid")


def test_the_queue_is_listed_read_and_decided(moderator, editor, arena):
    listed = moderator.get("staff/queue/").json()["results"]
    assert {each["item"] for each in listed} == {"submission", "report", "leak"}
    path = f"staff/queue/report/r{arena.pk}/"
    opened = moderator.get(path).json()
    assert opened["is_open"]
    assert opened["subject"]["reports"][0]["words"] == "Look."
    assert {each["name"]: each["may"] for each in opened["actions"]} == dict.fromkeys(
        ("accept", "reject"), True
    )
    assert code_of(editor.post(path, {"action": "reject"})) == (403, "not_permitted")
    assert not moderator.post(path, {"action": "reject"}).json()["is_open"]
    assert code_of(moderator.post(path, {"action": "reject"})) == (409, "nothing_to_do")
    assert in_audit(moderator, "decide reports")


def test_every_kind_of_item_is_read(moderator, arena):
    submission = make_submission()
    voter = Vote.objects.first().voter_id
    leak = Leak.objects.get().pk
    keys = {Item.SUBMISSION: submission.challenge_id, Item.LEAK: leak, Item.VOTER: voter}
    for item, key in keys.items():
        opened = moderator.get(f"staff/queue/{item}/{key}/")
        assert opened.status_code == 200
        assert opened.json()["subject"]


def test_what_somebody_else_has_claimed_is_not_decided(moderator, arena):
    leak = str(Leak.objects.get().pk)
    now = timezone.now()
    claim_item(item=Item.LEAK, key=leak, actor=make_staff("ola"), now=now)
    refused = moderator.post(f"staff/queue/leak/{leak}/", {"action": "accept"})
    assert code_of(refused) == (409, "claimed_by_another")


def test_scopes_are_asked_for(arena):
    analyst = Program(Scope.VOTES_READ, Scope.QUEUE_READ, role=Role.ANALYST)
    token = previewed(analyst)["token"]
    changing = analyst.post("staff/votes/changes/", {"token": token, "rule": "manual", **WHY})
    deciding = analyst.post("staff/queue/submission/1/", {"action": "accept"})
    acting = analyst.post("staff/challenges/new/actions/", {"action": "publish"})
    for refused in (changing, deciding, acting):
        assert code_of(refused) == (403, "scope_missing")
    assert Challenge.objects.get(slug="new").state == ChallengeState.SUBMITTED
    assert Competitor.objects.filter(retired_at__isnull=True).count() == 3
