"""Lists of challenges, responses and models on the desk, and acting on many of their rows."""

import pytest
from django.contrib.messages import get_messages

from arena.models import (
    AuditEntry,
    Challenge,
    ChallengeState,
    Competitor,
    Response,
    Withdrawal,
)
from arena.moderation import submit_challenge, withdraw_response
from arena.roles import Role
from leaderboard.desk import many
from tests.arrange import NOON, make_arena, make_challenge, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

PAGES = ("/staff/challenges/", "/staff/responses/", "/staff/models/")


@pytest.fixture
def mira(client):
    client.force_login(make_staff())
    return client


@pytest.fixture(scope="module")
def arena(scene):
    make_arena()


def act(client, table, action, rows=(), *, search="", **more):
    sent = {"do": action, "chosen": [row.pk for row in rows], **more}
    return client.post(f"/staff/many/{table}/?{search}", sent)


def confirm(client, table, action, rows=(), *, reason="Old.", **more):
    count = more.pop("count", len(rows))
    return act(client, table, action, rows, confirmed="on", reason=reason, count=count, **more)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def states():
    return set(Challenge.objects.values_list("state", flat=True))


@pytest.mark.parametrize("page", PAGES)
def test_a_list_opens_empty_and_full(mira, page):
    assert 'class="empty"' in mira.get(page).text
    make_arena()
    assert 'class="empty"' not in mira.get(page).text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", Role)
def test_every_role_may_read_a_list(client, arena, page, role):
    client.force_login(make_staff(role=role))
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_search_that_cannot_be_is_refused(mira, arena, page):
    assert mira.get(page, {"state": "asleep"}).status_code == 400


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"text": "ING-1"}, 1),
        ({"text": "solve reasoning"}, 4),
        ({"state": "draft"}, 1),
        ({"category": "reasoning"}, 5),
        ({"kind": "code"}, 0),
        ({"difficulty": "medium", "language": "", "source": ""}, 5),
    ],
)
def test_challenges_are_found(mira, arena, asked, number):
    make_challenge(state=ChallengeState.DRAFT)
    assert mira.get("/staff/challenges/", asked).text.count('name="chosen"') == number


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"model": "competitor-1"}, 4),
        ({"challenge": "reasoning-2"}, 3),
        ({"state": "withdrawn"}, 1),
        ({"state": "visible"}, 11),
        ({"text": "competitor-2"}, 4),
    ],
)
def test_responses_are_found(mira, arena, asked, number):
    withdraw_response(response=Response.objects.first(), reason="Broken.", actor=None, now=NOON)
    assert mira.get("/staff/responses/", asked).text.count('name="chosen"') == number


def test_models_are_found_by_their_state(mira, arena):
    first, second, _ = Competitor.objects.all()
    Competitor.objects.filter(pk=first.pk).update(retired_at=NOON)
    Competitor.objects.filter(pk=second.pk).update(retired_at=NOON, merged_into=first)
    for state in ("active", "retired", "merged"):
        page = mira.get("/staff/models/", {"state": state}).text
        assert page.count('name="chosen"') == 1


def test_many_challenges_are_shown_before_they_retire(mira, arena):
    page = act(mira, "challenges", "retire", Challenge.objects.all())
    assert page.status_code == 200
    assert "4 rows would change" in page.text
    assert "Its votes still count" in page.text
    assert states() == {"published"}


def test_many_challenges_retire_with_one_reason(mira, arena):
    answer = confirm(mira, "challenges", "retire", Challenge.objects.all())
    assert said(answer) == ["Retire: 4 rows changed."]
    assert states() == {"retired"}
    assert set(AuditEntry.objects.values_list("action", "reason")) == {("retire", "Old.")}


def test_all_that_a_search_finds_is_acted_on_across_pages(mira, arena):
    found = {"search": "text=reasoning-1", "everything": "on"}
    assert "1 row would change" in act(mira, "challenges", "retire", **found).text
    answer = confirm(mira, "challenges", "retire", count=1, **found)
    assert answer.url == "/staff/challenges/?text=reasoning-1"
    assert Challenge.objects.get(state="retired").slug == "reasoning-1"


def test_so_many_at_once_and_the_rest_afterwards(mira, arena, monkeypatch):
    monkeypatch.setattr(many, "MOST_AT_ONCE", 3)
    everything = Challenge.objects.all()
    page = act(mira, "challenges", "retire", everything).text
    assert "3 rows would change" in page
    assert "finds the 1 that is left" in page
    confirm(mira, "challenges", "retire", everything)
    assert Challenge.objects.filter(state="retired").count() == 3


def test_only_the_first_of_many_are_named(mira, arena, monkeypatch):
    monkeypatch.setattr(many, "MOST_LISTED", 2)
    assert "and 2 more" in act(mira, "challenges", "retire", Challenge.objects.all()).text


def test_rows_in_another_state_stay_as_they_are(mira, arena):
    make_challenge(state=ChallengeState.DRAFT)
    page = act(mira, "challenges", "retire", Challenge.objects.all()).text
    assert "1 other is in no state for that" in page
    confirm(mira, "challenges", "retire", Challenge.objects.all(), count=4)
    assert states() == {"retired", "draft"}


def test_where_nothing_would_change_nothing_can_be_confirmed(mira, arena):
    page = act(mira, "challenges", "publish", Challenge.objects.all()).text
    assert "Nothing that was chosen is in a state for that" in page
    assert 'name="confirmed"' not in page


@pytest.mark.parametrize("wrong", [{"count": 3}, {"count": ""}, {"reason": " "}])
def test_what_changed_meanwhile_or_has_no_reason_is_asked_for_again(mira, arena, wrong):
    answer = confirm(mira, "challenges", "retire", Challenge.objects.all(), **wrong)
    assert answer.status_code == 400
    assert states() == {"published"}


def test_publishing_needs_no_reason(mira):
    make_challenge(state=ChallengeState.SUBMITTED)
    assert "<textarea" not in act(mira, "challenges", "publish", Challenge.objects.all()).text
    confirm(mira, "challenges", "publish", Challenge.objects.all(), reason="")
    assert states() == {"published"}


def test_refusals_of_one_kind_are_one_message(mira):
    person = make_staff()
    for number in range(5):
        draft = make_challenge(f"draft-{number}", state=ChallengeState.DRAFT)
        submit_challenge(challenge=draft, actor=person, now=NOON)
    (message,) = said(confirm(mira, "challenges", "publish", Challenge.objects.all()))
    assert message.startswith("Draft 0, Draft 1, Draft 2 and 2 more: Whoever submitted")


def test_many_responses_are_withdrawn_and_restored(mira, arena):
    some = list(Response.objects.all()[:2])
    confirm(mira, "responses", "withdraw", some, reason="Broken.")
    assert set(Withdrawal.objects.values_list("reason", flat=True)) == {"Broken."}
    confirm(mira, "responses", "restore", some, reason="It is not.")
    assert not Withdrawal.objects.exists()


def test_many_models_retire_and_come_back(mira, arena):
    confirm(mira, "models", "retire", Competitor.objects.all())
    assert Competitor.objects.retired().count() == 3
    confirm(mira, "models", "bring_back", Competitor.objects.all())
    assert not Competitor.objects.retired().exists()


@pytest.mark.parametrize(
    "sent", [{"do": "retire"}, {"do": "sell", "chosen": 1}, {"do": "retire", "chosen": "x"}]
)
def test_nothing_chosen_is_said(mira, arena, sent):
    answer = mira.post("/staff/many/challenges/", sent)
    assert answer.status_code == 303
    assert said(answer) == ["Choose rows of the list, and what to do with them."]


def test_there_is_no_other_list(mira):
    assert mira.post("/staff/many/people/", {"do": "retire", "chosen": 1}).status_code == 404


@pytest.mark.parametrize(
    ("table", "action"),
    [
        ("challenges", "submit"),
        ("challenges", "retire"),
        ("responses", "withdraw"),
        ("models", "retire"),
    ],
)
def test_who_may_only_read_is_refused(client, arena, table, action):
    client.force_login(make_staff("ann", role=Role.ANALYST))
    rows = {"challenges": Challenge, "responses": Response, "models": Competitor}[table]
    assert "disabled" in client.get(f"/staff/{table}/").text
    assert confirm(client, table, action, rows.objects.all()).status_code == 403
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_a_list_uses_as_few_queries_for_many_rows(mira, page, django_assert_max_num_queries):
    make_arena(competitors=5, challenges=6)
    with django_assert_max_num_queries(9):
        mira.get(page)


def one(client, slug, action, reason=""):
    return client.post(f"/staff/challenges/{slug}/action/", {"do": action, "reason": reason})


def test_a_challenge_goes_its_way_on_its_page(mira):
    make_challenge("doors", state=ChallengeState.DRAFT)
    noor = make_staff("noor")
    for action, state in (
        ("submit", "submitted"),
        ("reject", "rejected"),
        ("send_back", "draft"),
    ):
        assert one(mira, "doors", action, "Because.").status_code == 303
        assert states() == {state}
    submit_challenge(challenge=Challenge.objects.get(), actor=noor, now=NOON)
    for action, state in (("publish", "published"), ("retire", "retired")):
        one(mira, "doors", action, "Because.")
        assert states() == {state}


def test_a_page_offers_what_its_state_allows(mira, arena):
    page = mira.get("/staff/challenges/reasoning-0/").text
    assert 'value="retire"' in page
    assert 'value="publish"' not in page


def test_a_refusal_keeps_what_was_written(mira, arena):
    answer = one(mira, "reasoning-0", "publish", "Once <b>more</b>.")
    assert answer.status_code == 409
    assert "cannot become published" in answer.text
    assert "Once &lt;b&gt;more" in answer.text


def test_a_reason_is_needed(mira, arena):
    answer = one(mira, "reasoning-0", "retire")
    assert answer.status_code == 400
    assert states() == {"published"}


def test_an_unknown_action_or_challenge_is_not_found(mira, arena):
    assert one(mira, "reasoning-0", "sell").status_code == 404
    assert one(mira, "nowhere", "retire").status_code == 404


def test_submitting_on_the_desk_is_for_editors(client):
    make_challenge("doors", state=ChallengeState.DRAFT)
    client.force_login(make_staff("ann", role=Role.MODERATOR))
    assert one(client, "doors", "submit").status_code == 403
    assert states() == {"draft"}


def test_a_page_tells_what_was_done(mira, arena):
    one(mira, "reasoning-0", "retire", "It is <i>old</i>.")
    page = mira.get("/staff/challenges/reasoning-0/").text
    assert "It is &lt;i&gt;old" in page
    assert "3 responses" in page


def test_a_response_is_withdrawn_and_restored_on_its_page(mira, arena):
    address = f"/staff/responses/{Response.objects.first().pk}/"
    assert "An answer to" in mira.get(address).text
    mira.post(f"{address}action/", {"do": "withdraw", "reason": "Broken."})
    assert "Broken." in mira.get(address).text
    assert mira.post(f"{address}action/", {"do": "withdraw", "reason": "Twice."}).status_code == 409
    mira.post(f"{address}action/", {"do": "restore", "reason": "It is not."})
    assert not Withdrawal.objects.exists()
    assert mira.get("/staff/responses/999999/").status_code == 404
