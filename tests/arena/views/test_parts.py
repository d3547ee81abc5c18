"""Files in conversations are served by signed addresses, without their metadata."""

import pytest
from django.urls import reverse

from arena.models import Challenge, Match, Response, Side
from arena.rendering import addresses, show_named, show_prompt, show_side
from tests.arena.ingest.files import CHALLENGE, COMPETITOR, PNG, RESPONSE, bring_lines, write
from tests.arrange import serve

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def arena(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    write(tmp_path / "a.png", PNG + b"after the end, as a name of a program")
    picture = {"type": "picture", "path": "a.png", "alt": "A dot"}
    prompt = {"prompt": [{"role": "user", "content": [{"type": "text", "text": "A"}, picture]}]}
    other = COMPETITOR | {"slug": "bob", "name": "Bob"}
    answers = [RESPONSE | {"content": [picture], "competitor": slug} for slug in ("ada", "bob")]
    report = bring_lines(tmp_path, CHALLENGE | prompt, COMPETITOR, other, *answers)
    assert report.is_written


def address_in(html):
    return html.split('<img src="')[1].split('"')[0]


def test_a_picture_of_a_prompt_is_served(client):
    found = client.get(address_in(show_prompt(Challenge.objects.get()).html))
    assert (found.status_code, found["Content-Type"]) == (200, "image/png")
    assert found.content == PNG


def test_the_same_picture_has_another_address_on_each_side(client):
    match = Match.objects.get(pk=serve().pk)
    found = {address_in(show_side(match, side, frame_origin="").html) for side in Side}
    assert len(found) == 2
    assert all(client.get(address).content == PNG for address in found)


def test_a_picture_of_a_named_response_is_served(client):
    response = Response.objects.first()
    assert client.get(address_in(show_named(response, frame_origin="").html)).content == PNG


def test_no_other_number_or_token_is_served(client):
    response = Response.objects.first()
    address = address_in(show_named(response, frame_origin="").html)
    assert client.get(address.replace("/0/", "/1/")).status_code == 404
    named = addresses.sign_named(response.pk)
    assert client.get(reverse("arena:prompt_part", args=[named, 0])).status_code == 404
    assert client.get(reverse("arena:part", args=[named, 0])).status_code == 404
    prompt = addresses.sign_prompt(response.challenge_id)
    assert client.get(reverse("arena:named_part", args=[prompt, 0])).status_code == 404


def test_the_page_of_a_match_shows_turns_and_names_no_file(client):
    client.post(reverse("arena:open"))
    match = Match.objects.get()
    page = client.get(reverse("arena:match", args=[match.id])).content.decode()
    assert page.count('alt="A dot"') == 3
    assert Response.objects.first().turns[0]["parts"][0]["file"] not in page


def test_a_match_of_the_api_has_the_turns(client):
    found = client.post("/api/v1/matches/", content_type="application/json").json()
    assert [turn["role"] for turn in found["challenge"]["turns"]] == ["user"]
    picture = found["left"]["turns"][0]["parts"][0]
    assert client.get(picture["media_url"]).content == PNG
