"""Before the vote no byte tells whose a response is: all that a browser gets is looked through."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from arena.models import Competitor, Kind, Match, Response, Side
from tests.arena.crawling import everything_sent, frame_address, media_address, open_page
from tests.arrange import make_challenge, make_response, serve, vote_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

CONTENTS = {
    Kind.TEXT: "A **plain** answer.",
    Kind.CODE: "print('plain')",
    Kind.WEB_PAGE: "<!doctype html><title>Plain</title><p>A page.",
    Kind.SVG: "<svg xmlns='http://www.w3.org/2000/svg'><circle r='1'/></svg>",
}
# Numbers of their own, so that finding one in a page is no accident.
FIRST_COMPETITOR, FIRST_RESPONSE = 91_827_361, 81_726_351


@pytest.fixture(params=[*CONTENTS, Kind.IMAGE])
def challenge(request, settings, tmp_path):
    """One challenge of a kind, answered by three competitors with telling names."""
    settings.MEDIA_ROOT = tmp_path
    challenge = make_challenge("plain")
    for number, name in enumerate(("Quorvex Ultra", "Zanthium 9", "Brimtide Nano")):
        competitor = Competitor.objects.create(
            id=FIRST_COMPETITOR + number,
            slug=name.lower().replace(" ", "-"),
            name=name,
            provider=f"{name.split()[0]} Foundry",
            source="secretsource",
        )
        make_response(challenge, competitor, **response_of(request.param, number, tmp_path))
    return challenge


def response_of(kind, number, folder):
    told = {
        "id": FIRST_RESPONSE + number,
        "kind": kind,
        "sent": {"model": "secretmodel"},
        "returned": {"model": "secretmodel"},
        "source": "secretsource",
    }
    if kind != Kind.IMAGE:
        return told | {"content": f"{CONTENTS[kind]}{' ' * number}"}
    facts = PngInfo()
    facts.add_text("Software", "Quorvex Foundry")
    Image.new("L", (9, 9), number).save(folder / f"secretfile-{number}.png", pnginfo=facts)
    return told | {"file": f"secretfile-{number}.png", "media_type": "image/png"}


def telling():
    """Every text that would identify a competitor or a response."""
    for response in Response.objects.select_related("competitor"):
        competitor = response.competitor
        yield from (competitor.name, competitor.slug, competitor.provider)
        yield from (str(competitor.pk), str(response.pk), response.sha256)
    yield from ("secretmodel", "secretsource", "secretfile")
    yield from ("quorvex", "zanthium", "brimtide")


def assert_tells_nothing(sent):
    for word in telling():
        assert word.lower() not in sent.lower(), word


def test_no_byte_of_the_pages_reveals_the_author_of_a_response(client, challenge):
    assert_tells_nothing(everything_sent(client, open_page(client)))


def test_no_byte_of_the_api_reveals_the_author_of_a_response(client, challenge):
    opened = client.post("/api/v1/matches/", content_type="application/json")
    assert opened.status_code == 201
    assert_tells_nothing(everything_sent(client, opened))


def test_a_skipped_match_stays_unnamed(client, challenge):
    open_page(client)
    match = Match.objects.get()
    skipped = client.post(f"/matches/{match.id}/skip/", follow=True)
    assert_tells_nothing(everything_sent(client, skipped))
    assert_tells_nothing(everything_sent(client, client.get(f"/matches/{match.id}/")))


def test_refusals_do_not_reveal_the_models(client, challenge):
    open_page(client)
    match = Match.objects.get()
    for answer in (
        Client().get(f"/matches/{match.id}/"),
        Client().post(f"/matches/{match.id}/vote/", {"outcome": "left"}),
        client.post(f"/matches/{match.id}/vote/", {"outcome": "both"}),
    ):
        assert answer.status_code in {400, 404}
        assert_tells_nothing(everything_sent(client, answer))


def test_after_the_vote_the_same_page_names_both(client, challenge):
    open_page(client)
    match = Match.objects.get()
    client.post(f"/matches/{match.id}/vote/", {"outcome": "left"})
    page = client.get(f"/matches/{match.id}/").text
    assert match.left_competitor.name in page
    assert match.right_competitor.name in page


@pytest.mark.parametrize("challenge", [Kind.WEB_PAGE, Kind.IMAGE], indirect=True)
def test_a_response_served_twice_has_two_addresses(challenge):
    matches = [serve(seed=seed) for seed in range(12)]
    addresses = [
        (frame_address(match, side), match.response_on(side).pk)
        for match in matches
        for side in Side
    ]
    responses = {pk for _, pk in addresses}
    assert len({address for address, _ in addresses}) == len(addresses) > len(responses)


@pytest.mark.parametrize("challenge", [Kind.IMAGE], indirect=True)
def test_an_image_is_sent_by_no_name_and_not_cached(client, challenge):
    match = serve()
    answer = client.get(media_address(match, Side.LEFT))
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not {"ETag", "Last-Modified", "Content-Disposition"} & set(answer.headers)


@pytest.mark.parametrize("challenge", [Kind.WEB_PAGE], indirect=True)
def test_frames_come_from_another_origin_and_may_only_run(client, challenge):
    page = client.post("/matches/", follow=True, headers={"host": "localhost"}).text
    frames = re.findall(r'<iframe[^>]* src="([^"]+)"', page)
    assert len(frames) == 2
    assert all(urlsplit(frame).hostname == "127.0.0.1" for frame in frames)
    assert page.count('sandbox="allow-scripts"') == 2


@pytest.mark.parametrize("challenge", [Kind.TEXT], indirect=True)
def test_the_crowd_is_hidden_until_the_vote(client, challenge):
    for seed in range(30):
        vote_on(serve(seed=seed))
    assert "votes on these two responses" not in everything_sent(client, open_page(client))
