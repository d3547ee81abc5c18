"""A response under its author's name."""

import re

import pytest
from django.test import Client

from arena.models import Challenge, ChallengeState, Kind, Match, Response, Withdrawal
from arena.rendering import addresses
from leaderboard.runs.tick import recompute_boards
from tests.arena.ingest.files import png
from tests.arena.media.making import plain
from tests.arrange import cast_votes, make_arena, make_challenge, make_competitor, make_response
from tests.leaderboard.views.test_models import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def address(response) -> str:
    return f"/models/{response.competitor.slug}/responses/{response.challenge.slug}/"


@pytest.fixture(scope="module")
def arena(scene):
    make_arena(competitors=3, challenges=3)


@pytest.fixture
def response(arena) -> Response:
    return Response.objects.select_related("competitor", "challenge").first()


def test_it_shows_prompt_response_author_and_others(client, response):
    page = read(client, address(response))
    assert response.challenge.prompt in page
    assert response.content in page
    assert response.competitor.name in page
    for other in Response.objects.filter(challenge=response.challenge).exclude(pk=response.pk):
        assert f'href="{address(other)}"' in page


def test_the_provenance_card_shows_request_and_returned_metadata(client):
    told = make_response(
        make_challenge(),
        make_competitor(),
        sent={"endpoint": "https://api.example.org/v1", "model": "ada-2", "max_tokens": 8192},
        returned={"model": "ada-2-0601", "input_tokens": 53, "seconds": 1.86, "stop": "end"},
    )
    page = read(client, address(told))
    for said in (
        "https://api.example.org/v1",
        "<dd> ada-2 </dd>",
        "ada-2-0601",
        "max_tokens = 8192",
        "53",
        "1.86",
        told.sha256,
    ):
        assert said in page
    assert "not recorded" in page  # the tokens out


@pytest.mark.parametrize("facts", [[], "text", {"model": {"deep": 1}, "seconds": "slow"}])
def test_unexpected_provenance_is_shown_without_an_error(client, facts):
    odd = make_response(make_challenge(), make_competitor(), sent=facts, returned=facts)
    read(client, address(odd))


def test_samples_have_pages_of_their_own(client, response):
    make_response(response.challenge, response.competitor, sample=2, content="Another answer.")
    assert "Another answer." not in read(client, address(response))
    page = read(client, f"{address(response)}?sample=2")
    assert "Another answer." in page
    assert 'aria-current="page">sample 2' in page
    read(client, f"{address(response)}?sample=7", status=404)
    read(client, f"{address(response)}?sample=99999999999", status=404)


def test_a_web_page_is_framed_from_another_origin_by_an_address_of_its_own(client):
    framed = make_response(
        make_challenge(), make_competitor(), content="<h1>Hello</h1>", kind=Kind.WEB_PAGE
    )
    page = client.get(address(framed), headers={"host": "localhost"}).text
    host, path = re.search(r'<iframe[^>]* src="http://([^/"]+)([^"]+)"', page).groups()
    assert host == "127.0.0.1"
    assert 'sandbox="allow-scripts"' in page
    answer = client.get(path, headers={"host": host})
    assert "<h1>Hello</h1>" in answer.text
    assert "sandbox allow-scripts" in answer.headers["Content-Security-Policy"]
    Withdrawal.objects.create(response=framed, reason="Broken.")
    assert client.get(path, headers={"host": host}).status_code == 404


def test_a_picture_is_sent_by_an_address_of_its_own(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    raw = plain("png")[1]
    (tmp_path / "a.png").write_bytes(raw)
    drawn = make_response(
        make_challenge(), make_competitor(), kind=Kind.IMAGE, file="a.png", media_type="image/png"
    )
    path = re.search(r'<img[^>]* src="([^"]+)"', client.get(address(drawn)).text).group(1)
    assert client.get(path).content == raw


def test_a_picture_of_too_many_pixels_is_not_sent(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.png").write_bytes(png(20_000, 20_000))
    drawn = make_response(
        make_challenge(), make_competitor(), kind=Kind.IMAGE, file="a.png", media_type="image/png"
    )
    assert client.get(f"/media/named/{addresses.sign_named(drawn.pk)}/").status_code == 403


@pytest.mark.parametrize("sample", ["9" * 19, "9" * 5_000])
def test_a_sample_that_is_not_there_is_not_found(client, response, sample):
    read(client, f"{address(response)}?sample={sample}", status=404)


@pytest.mark.parametrize("path", ["/frames/named/1/", "/media/named/1:x/"])
def test_addresses_are_signed(client, response, path):
    assert client.get(path).status_code == 404


def test_a_withdrawn_response_is_gone(client, response):
    Withdrawal.objects.create(response=response, reason="It names itself.")
    page = read(client, address(response), status=410)
    assert response.content not in page
    assert "It names itself." not in page


def test_a_response_to_an_unpublished_challenge_has_no_page(client, response):
    unpublished = make_challenge("not-yet", state=ChallengeState.DRAFT)
    read(client, address(make_response(unpublished, response.competitor)), status=404)


def test_a_retired_challenge_s_responses_keep_theirs(client, response):
    Challenge.objects.update(state=ChallengeState.RETIRED)
    read(client, address(response))


def test_a_response_read_by_name_is_not_served(client, response):
    Challenge.objects.exclude(pk=response.challenge_id).update(state=ChallengeState.RETIRED)
    read(client, address(response))
    client.post("/matches/")
    match = Match.objects.get()
    assert response.pk not in {match.left_id, match.right_id}


@pytest.mark.usefixtures("settings_are_read")
def test_a_get_writes_nothing(client, response, django_assert_num_queries):
    with django_assert_num_queries(3) as asked:
        read(client, address(response))
    assert not [query for query in asked if "SELECT" not in query["sql"][:9]]


def test_while_a_match_is_open_no_response_to_its_challenge_is_named(client, response):
    client.post("/matches/")
    match = Match.objects.get()
    on_the_table = Response.objects.filter(challenge=match.challenge_id)
    for each in on_the_table.select_related("competitor", "challenge"):
        page = read(client, address(each))
        assert each.content not in page
        assert each.sha256 not in page
        assert "You have a match open on this challenge." in page
    elsewhere = Response.objects.exclude(challenge=match.challenge_id)[0]
    assert elsewhere.content in read(client, address(elsewhere))
    assert on_the_table[0].content in read(Client(), address(on_the_table[0]))


def test_pages_of_held_back_responses_do_not_depend_on_the_open_match(client, response):
    client.post("/matches/")
    match = Match.objects.get()
    pages = {}
    for each in Response.objects.filter(challenge=match.challenge_id).select_related("competitor"):
        page = read(client, address(each))
        page = re.sub(r'value="[^"]+"', "", page)
        pages[each.pk] = len(
            page.replace(each.competitor.name, "").replace(each.competitor.slug, "")
        )
    shown, other = (
        pages[match.left_id],
        next(size for pk, size in pages.items() if pk not in {match.left_id, match.right_id}),
    )
    assert shown == other


def test_after_the_vote_it_is_shown(client, response):
    client.post("/matches/")
    match = Match.objects.get()
    client.post(f"/matches/{match.id}/vote/", {"outcome": "left"})
    assert match.left.content in read(client, address(match.left))


@pytest.mark.parametrize("competitors", [3, 9])
@pytest.mark.usefixtures("settings_are_read")
def test_a_response_uses_four_queries_and_two_more_for_a_voter(
    client, competitors, django_assert_max_num_queries
):
    make_arena(competitors=competitors)
    cast_votes(20)
    recompute_boards()
    response = Response.objects.select_related("competitor", "challenge").first()
    with django_assert_max_num_queries(4):
        read(client, address(response))
    client.post("/matches/")
    with django_assert_max_num_queries(6):
        read(client, address(response))


def test_pages_of_responses_are_not_cached(client, response):
    assert "no-store" in client.get(address(response)).headers["Cache-Control"]
