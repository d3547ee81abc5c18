"""Possible leaks on the desk: many at once, masks, and the names that are looked for."""

import pytest

from arena.models import AuditEntry, KnownName, Leak, Mask, ReviewState, Withdrawal
from tests.arrange import NOON, make_challenge, make_competitor, make_response, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

SAID = "I am Bob, and glad."


@pytest.fixture
def mira(client):
    client.force_login(make_staff())
    return client


@pytest.fixture
def leaks():
    challenge = make_challenge()
    found = [{"text": SAID, "start": 5, "end": 8, "why": "says of itself Bob"}]
    return [
        Leak.objects.create(
            response=make_response(challenge, make_competitor(slug), content=SAID),
            found=found,
            found_at=NOON,
        )
        for slug in ("ada-2", "bob-7", "cyd-1")
    ]


def act(client, action, rows, **more):
    sent = {"do": action, "chosen": [row.pk for row in rows], **more}
    return client.post("/staff/many/leaks/?state=open", sent)


def test_many_leaks_are_shown_before_they_are_decided(mira, leaks):
    page = act(mira, "reject", leaks[:2]).content.decode()
    assert SAID in page
    assert Leak.objects.open().count() == 3


@pytest.mark.parametrize("action", ["accept", "reject", "mask"])
def test_many_leaks_are_decided_at_once(mira, leaks, action):
    act(mira, action, leaks[:2], confirmed="on", count=2, reason="Looked at.")
    assert list(Leak.objects.open()) == leaks[2:]
    assert AuditEntry.objects.filter(reason="Looked at.").count() >= 2
    assert Withdrawal.objects.count() == (2 if action == "accept" else 0)
    masks = [mask.words for mask in Mask.objects.all()]
    assert masks == ([["Bob"], ["Bob"]] if action == "mask" else [])


def test_leaks_are_found_by_what_they_say(mira, leaks):
    assert mira.get("/staff/leaks/?text=Bob").content.decode().count(SAID) == 3
    assert SAID not in mira.get("/staff/leaks/?text=Eve").content.decode()


def test_a_mask_is_previewed_made_and_undone(mira, leaks):
    response = leaks[0].response
    address = f"/staff/responses/{response.pk}/"
    page = mira.post(f"{address}mask/", {"do": "preview", "words": "Bob"}).content.decode()
    assert "I am ▮▮▮, and glad." in page
    assert not Mask.objects.exists()
    mira.post(f"{address}mask/", {"do": "mask", "words": "Bob", "reason": "Names itself."})
    assert Mask.objects.get().words == ["Bob"]
    assert "I am ▮▮▮, and glad." in mira.get(address).content.decode()
    mira.post(f"{address}mask/", {"do": "unmask", "words": "Bob", "reason": "Not needed."})
    assert not Mask.objects.exists()
    assert Leak.objects.get(pk=leaks[0].pk).state == ReviewState.OPEN


def test_words_that_do_not_occur_are_refused_on_the_page(mira, leaks):
    address = f"/staff/responses/{leaks[0].response_id}/mask/"
    answer = mira.post(address, {"do": "mask", "words": "Eve", "reason": "Names itself."})
    assert answer.status_code == 409
    assert "Eve" in answer.content.decode()


def test_names_are_added_and_removed_with_a_reason(mira, leaks):
    sent = {"do": "add", "name": "Zorblax", "kind": "family", "reason": "New."}
    mira.post("/staff/names/", sent)
    row = KnownName.objects.get()
    assert "Zorblax" in mira.get("/staff/names/").content.decode()
    answer = mira.post("/staff/names/", {"do": "remove", "row": row.pk, "reason": ""})
    assert answer.status_code == 400
    mira.post("/staff/names/", {"do": "remove", "row": row.pk, "reason": "Wrong."})
    assert not KnownName.objects.exists()
    actions = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["add name", "remove name"]
