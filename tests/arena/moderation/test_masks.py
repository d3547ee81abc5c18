"""Words that voters do not see."""

import pytest

from arena.errors import NothingToDo
from arena.models import AuditEntry, Kind, Leak, Mask, Response, ReviewState, Side
from arena.moderation import clear_leak, mask_response, unmask_response
from arena.rendering import show_named, show_side
from tests.arrange import NOON, make_challenge, make_competitor, make_response, serve

pytestmark = pytest.mark.django_db

WHY = {"reason": "It names its author.", "actor": None, "now": NOON}


def scene(content, kind=Kind.TEXT):
    challenge = make_challenge()
    return [
        make_response(challenge, make_competitor(slug), content=content, kind=kind)
        for slug in ("ada-2", "bob-7")
    ]


def shown_in_match(client, view):
    """What a voter gets of the left side by an address of the match."""
    match = serve()
    url = show_side(match, Side.LEFT, frame_origin="")
    return client.get(getattr(url, view)).content.decode()


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.CODE])
def test_masked_words_of_a_text_are_not_shown_in_a_match(kind):
    for response in scene("I am Bob, BOB of Bobbery.", kind):
        mask_response(response=response, words=["Bob"], **WHY)
    shown = show_side(serve(), Side.LEFT, frame_origin="")
    assert "bob" not in shown.html.lower()
    assert "▮▮▮" in shown.html
    assert shown.is_masked


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Kind.WEB_PAGE, "<title>By Bob</title><a download='bob.svg'>here</a>"),
        (Kind.SVG, "<svg xmlns='http://www.w3.org/2000/svg'><desc>Bob drew it</desc></svg>"),
    ],
)
@pytest.mark.parametrize("view", ["frame_url", "source_url"])
def test_masked_words_of_a_framed_response_are_in_no_answer(client, kind, content, view):
    for response in scene(content, kind):
        mask_response(response=response, words=["bob"], **WHY)
    body = shown_in_match(client, view)
    assert "bob" not in body.lower()
    assert "▮▮▮" in body


def test_words_that_would_still_be_shown_are_refused():
    """Two spellings that only differ in how they are folded are not the same when masking."""
    response, _ = scene("Ich bin die Große Bärin.")
    with pytest.raises(NothingToDo, match="does not occur"):
        mask_response(response=response, words=["GROSSE"], **WHY)


def test_the_response_stays_as_received_and_its_own_page_shows_it():
    response, _ = scene("I am Bob.")
    before = Response.objects.values("content", "sha256").get(pk=response.pk)
    mask_response(response=response, words=["Bob"], **WHY)
    assert Response.objects.values("content", "sha256").get(pk=response.pk) == before
    assert "Bob" in show_named(response, frame_origin="").html


def test_masking_lets_a_held_response_in_and_undoing_holds_it_again():
    response, _ = scene("I am Bob.")
    Leak.objects.create(response=response, found=[], found_at=NOON)
    assert response not in Response.objects.servable()
    mask_response(response=response, words=["Bob"], **WHY)
    assert response in Response.objects.servable()
    unmask_response(response=response, **WHY)
    assert response not in Response.objects.servable()
    assert not Mask.objects.exists()
    actions = AuditEntry.objects.order_by("id").values_list("action", "before", "after")
    assert list(actions) == [("mask words", "", "Bob"), ("unmask words", "Bob", "")]


def test_words_that_do_not_occur_are_refused():
    response, _ = scene("I am Bob.")
    with pytest.raises(NothingToDo, match="Eve"):
        mask_response(response=response, words=["Eve"], **WHY)
    with pytest.raises(NothingToDo):
        mask_response(response=response, words=[" "], **WHY)
    with pytest.raises(NothingToDo):
        unmask_response(response=response, **WHY)


def test_the_api_shows_a_match_masked_and_its_verdict_says_so(client):
    for response in scene("I am Bob."):
        mask_response(response=response, words=["Bob"], **WHY)
    match = client.post("/api/v1/matches/", content_type="application/json").json()
    assert "Bob" not in match["left"]["html"] + match["right"]["html"]
    vote = f"/api/v1/matches/{match['id']}/vote/"
    verdict = client.post(vote, {"outcome": "tie"}, content_type="application/json").json()
    assert verdict["left"]["masked"]
    assert verdict["right"]["masked"]


def test_a_leak_cleared_by_hand_is_reopened_only_by_undoing_a_mask():
    response, _ = scene("I am Bob.")
    leak = Leak.objects.create(response=response, found=[], found_at=NOON)
    clear_leak(leak=leak, **WHY)
    with pytest.raises(NothingToDo):
        unmask_response(response=response, **WHY)
    assert Leak.objects.get().state == ReviewState.DISMISSED
