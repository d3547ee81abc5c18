"""An arena whose responses become public when their challenge is retired, read by others."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from arena.arena_settings import change_setting
from arena.models import (
    Challenge,
    ChallengeState,
    Competitor,
    Kind,
    Match,
    Outcome,
    Response,
    Vote,
    Withdrawal,
)
from arena.rendering import addresses
from arena.visitors import voters
from tests.arena.ingest.files import PNG
from tests.arrange import (
    NOON,
    make_challenge,
    make_competitor,
    make_response,
    make_staff,
    make_voter,
    serve,
    vote_on,
)
from tests.routes import fill, routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

# Numbers of their own, so that finding one in an answer is no accident.
FIRST_RESPONSE, MICROSECONDS = 81_726_351, 918_273
# Routes of a match, which show both sides without their authors to whoever has the address.
OF_A_MATCH = {f"arena:{name}" for name in ("frame", "larger", "media", "source")}
# Where responses are shown once they are public, or led to.
SHOWING = {
    *("site:model", "site:challenge", "site:response", "site:compare", "site:sitemap_section"),
    *("arena:named_source", "arena:report_response", "api:response", "docs"),
}
# A download lists the responses that the same browser has just been shown.
OF_THE_READER = {"site:download"}
# Forms of pages that are asked for in another way.
VARIANTS = (
    ("/models/competitor-0/responses/reasoning-0/?sample=0", {}),
    ("/models/competitor-0/responses/reasoning-0/?sample=1", {}),
    ("/compare/competitor-0/competitor-1/?page=2", {}),
    ("/compare/competitor-0/competitor-1/", {"HX-Request": "true"}),
    ("/models/competitor-0/?page=2", {}),
    ("/challenges/?text=solve", {}),
    ("/models/?text=competitor", {}),
)


def make_telling_arena():
    """Three models that answered three challenges, the first of them twice."""
    authors = [make_competitor(f"competitor-{number}") for number in range(3)]
    asked = [make_challenge(f"reasoning-{number}") for number in range(3)]
    numbers = iter(range(FIRST_RESPONSE, FIRST_RESPONSE + 100))
    for challenge, author in product(asked, authors):
        make_response(challenge, author, id=next(numbers))
    make_response(asked[0], authors[0], id=next(numbers), sample=1)


def cast_telling_votes():
    for number in range(20):
        at = NOON + timedelta(microseconds=MICROSECONDS + number)
        vote_on(serve(seed=number, now=at), list(Outcome)[number % 4], now=at)


@pytest.fixture(scope="module")
def arena(scene):
    filled = fill(make_telling_arena, cast_telling_votes)
    filled.arguments["section"] = "responses"
    filled.arguments["number"] = str(FIRST_RESPONSE)
    for name in ("frame", "larger", "source", "media"):
        token = addresses.sign_named(FIRST_RESPONSE)
        filled.arguments[f"arena:named_{name} token"] = token
    return filled


@pytest.fixture
def withheld(arena):
    change_setting(name="responses_public", value="when_retired", actor=None, now=NOON)
    return arena


def voter_client():
    """A browser that has voted once."""
    client, voter = Client(), make_voter()
    client.cookies[voters.COOKIE] = voters.sign_key(voter.key)
    vote_on(serve(voter, seed=7))
    return client


def telling_of_responses():
    """Each text by which an answer tells of a response, or leads to one under its author's name."""
    for response in Response.objects.select_related("competitor", "challenge"):
        yield from (response.content, response.sha256, str(response.pk))
        yield f"/models/{response.competitor.slug}/responses/{response.challenge.slug}/"


def telling_of_votes():
    """Each text by which an answer tells of one of the votes of others."""
    for vote in Vote.objects.filter(cast_at__gt=NOON):
        yield from (str(vote.match_id), vote.match_id.hex, f".{vote.cast_at:%f}")


def answers(client, arena):
    """The whole answer to a GET of every route but Django's admin, by its name, and of variants."""
    for route in routes(arena.arguments):
        if not route.name.startswith("admin:"):
            yield route.name, whole(client.get(route.path()))
    for path, headers in VARIANTS:
        yield f"{path} {headers}", whole(client.get(path, headers=headers))


def whole(answer):
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    body = b"".join(answer) if answer.streaming else answer.content
    asked = re.escape(answer.request["PATH_INFO"])
    return re.sub(rf'{asked}(?=["?#\s])', "", f"{headers}\n{body.decode(errors='replace')}")


def telling(client, arena, words):
    """The routes whose answers hold one of the words."""
    sought = [word for word in words if word]
    found = dict(answers(client, arena))
    return {name for name, text in found.items() if any(word in text for word in sought)}


def by_name(found):
    return {name for name in found if not name.startswith("/")}


@pytest.fixture(params=["an outsider", "a voter"])
def reader(request, arena):
    return Client() if request.param == "an outsider" else voter_client()


def test_no_route_tells_of_a_response_that_is_not_public(withheld, reader):
    assert telling(reader, withheld, telling_of_responses()) <= OF_A_MATCH
    # Of a match, what is shown names nobody.
    links = [word for word in telling_of_responses() if word.startswith("/models/")]
    assert telling(reader, withheld, links) == set()


def test_by_default_the_same_routes_tell_of_all(arena):
    found = telling(Client(), arena, telling_of_responses())
    assert by_name(found) - OF_A_MATCH - OF_THE_READER == SHOWING


def test_once_their_challenges_are_retired_all_responses_are_there(withheld):
    Challenge.objects.published().update(state=ChallengeState.RETIRED)
    found = telling(Client(), withheld, telling_of_responses())
    assert by_name(found) - OF_A_MATCH - OF_THE_READER == SHOWING


def test_one_retired_challenge_shows_its_responses_and_no_other_s(withheld):
    retired = Challenge.objects.get(slug="reasoning-1")
    Challenge.objects.filter(pk=retired.pk).update(state=ChallengeState.RETIRED)
    page = Client().get("/models/competitor-0/").text
    assert "/models/competitor-0/responses/reasoning-1/" in page
    assert "/responses/reasoning-0/" not in page
    assert "3 responses become public when their challenges are retired." in flat(page)


@pytest.mark.parametrize("reader", ["an outsider", "a voter"], indirect=True)
def test_no_route_tells_of_one_vote(withheld, reader):
    assert telling(reader, withheld, telling_of_votes()) == set()


def test_a_challenge_that_waits_by_itself_is_withheld_in_an_arena_that_does_not(arena):
    Challenge.objects.filter(slug="reasoning-0").update(responses_public="when_retired")
    page = Client().get("/models/competitor-0/").text
    assert "/responses/reasoning-1/" in page
    assert "/responses/reasoning-0/" not in page
    assert Client().get("/models/competitor-0/responses/reasoning-0/").status_code == 404


def flat(text):
    return re.sub(r"\s+", " ", text)


def test_the_address_of_a_withheld_response_says_when_it_becomes_public(client, withheld):
    answer = client.get("/models/competitor-0/responses/reasoning-0/")
    assert answer.status_code == 404
    assert "becomes public when the challenge is retired" in flat(answer.text)


@pytest.mark.parametrize(
    "path",
    [
        "/models/nobody/responses/reasoning-0/",
        "/models/competitor-0/responses/reasoning-0/?sample=9",
        "/models/competitor-0/responses/reasoning-0/?sample=1",
        "/models/competitor-1/responses/reasoning-0/",
    ],
)
def test_that_answer_does_not_depend_on_whether_there_is_such_a_response(client, withheld, path):
    there = client.get("/models/competitor-0/responses/reasoning-0/")
    other = client.get(path)
    assert (other.status_code, bare(other)) == (404, bare(there))


def bare(answer):
    """Without the page's own address and the random token of its forms."""
    text = re.sub(r"\?sample=\d", "", answer.text).replace(answer.request["PATH_INFO"], "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_a_withdrawn_response_is_withheld_like_any_other(client, withheld):
    response = Response.objects.get(pk=FIRST_RESPONSE)
    response_path = "/models/competitor-0/responses/reasoning-0/"
    there = bare(client.get(response_path))
    Withdrawal.objects.create(response=response, reason="Broken.")
    assert bare(client.get(response_path)) == there


def test_a_challenge_that_is_not_there_has_no_such_page(client, withheld):
    make_challenge("draft", state=ChallengeState.DRAFT)
    for slug in ("draft", "nothing"):
        answer = client.get(f"/models/competitor-0/responses/{slug}/")
        assert answer.status_code == 404
        assert "becomes public" not in answer.text


def test_a_challenge_counts_its_answers_and_names_none(client, withheld):
    page = flat(client.get("/challenges/reasoning-0/").text)
    assert "3 models have answered." in page
    assert "judged blind" in page


def test_two_models_are_compared_without_their_responses(client, withheld):
    page = flat(client.get("/compare/competitor-0/competitor-1/").text)
    assert "3 challenges that both have answered show their responses when they are retired" in page
    assert "There is no challenge that both have answered." not in page


def test_a_report_on_a_withheld_response_finds_nothing(client, withheld):
    path = "/models/competitor-0/responses/reasoning-0/report/"
    assert client.get(path).status_code == 404
    assert client.post(path, {"reason": "other"}).status_code == 404


@pytest.fixture
def picture(withheld, settings, tmp_path):
    """A picture that answers a challenge whose responses are withheld."""
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.png").write_bytes(PNG)
    about = {"kind": Kind.IMAGE, "file": "a.png", "media_type": "image/png"}
    return make_response(make_challenge("drawing"), Competitor.objects.first(), **about)


@pytest.mark.parametrize("route", ["named_media", "original_media"])
def test_a_file_has_no_named_address_before_it_is_public(client, picture, route):
    path = reverse(f"arena:{route}", args=[addresses.sign_named(picture.pk)])
    assert client.get(path).status_code == 404
    Challenge.objects.filter(slug="drawing").update(state=ChallengeState.RETIRED)
    assert client.get(path).status_code == 200


# --- The voter's own verdict ---------------------------------------------------------------------


@pytest.fixture
def voted(client, withheld):
    """The match on which this browser has just voted."""
    client.post("/matches/")
    match = Match.objects.order_by("-opened_at").first()
    client.post(f"/matches/{match.id}/vote/", {"outcome": "left"})
    return Match.objects.select_related("left_competitor", "right_competitor").get(pk=match.pk)


def test_a_verdict_names_both_and_leads_to_no_withheld_response(client, voted):
    page = client.get(f"/matches/{voted.id}/").text
    assert voted.left_competitor.name in page
    assert voted.right_competitor.name in page
    assert voted.left.content in page
    assert "/responses/" not in page


def test_a_verdict_that_is_swapped_in_leads_to_none_either(client, withheld):
    client.post("/matches/")
    match = Match.objects.order_by("-opened_at").first()
    swapped = {"headers": {"HX-Request": "true"}}
    part = client.post(f"/matches/{match.id}/vote/", {"outcome": "tie"}, **swapped).text
    assert "Your vote: Tie" in part
    assert "/responses/" not in part


def test_a_verdict_leads_to_both_responses_once_they_are_public(client, voted):
    Challenge.objects.published().update(state=ChallengeState.RETIRED)
    page = client.get(f"/matches/{voted.id}/").text
    for side in (voted.left_competitor, voted.right_competitor):
        assert f"/models/{side.slug}/responses/{voted.challenge.slug}/" in page


def test_a_download_of_one_s_own_votes_names_the_models_of_the_verdict(client, voted):
    kept = client.get("/privacy/download/").json()
    assert {kept["votes"][0]["left"], kept["votes"][0]["right"]} == {
        voted.left_competitor.slug,
        voted.right_competitor.slug,
    }


# --- Which rule holds ----------------------------------------------------------------------------


def test_a_match_says_when_its_responses_become_public(client, arena):
    page = client.post("/matches/", follow=True).text
    assert "The responses to this challenge are public" in page
    change_setting(name="responses_public", value="when_retired", actor=None, now=NOON)
    match = Match.objects.order_by("-opened_at").first()
    page = client.get(f"/matches/{match.id}/").text
    assert "The responses to this challenge become public" in page


def test_a_match_of_the_api_says_it_too(client, withheld):
    opened = client.post("/api/v1/matches/", content_type="application/json")
    assert opened.json()["challenge"]["responses_public"] == "when_retired"


def test_the_privacy_page_says_which_rule_the_arena_has(client, arena):
    assert "The responses of models are public" in client.get("/privacy/").text
    change_setting(name="responses_public", value="when_retired", actor=None, now=NOON)
    assert "The responses of models become public" in client.get("/privacy/").text


# --- The staff -----------------------------------------------------------------------------------


def test_staff_read_withheld_responses_on_the_pages_of_the_site(withheld):
    staff = withheld.client()
    found = telling(staff, withheld, telling_of_responses())
    assert {"site:model", "site:challenge", "site:response", "site:compare"} <= found


def test_what_staff_read_is_kept_by_no_cache(withheld):
    staff = withheld.client()
    for path in ("/models/competitor-0/", "/challenges/reasoning-0/"):
        assert staff.get(path).headers["Cache-Control"] == "private, no-store"
        assert Client().get(path).headers["Cache-Control"] == "no-cache"


def test_staff_without_a_role_read_what_everybody_reads(withheld):
    client = Client()
    person = make_staff("nora", role="analyst")
    client.force_login(person)
    path = "/models/competitor-0/responses/reasoning-0/"
    assert client.get(path).status_code == 200
    person.groups.clear()
    assert client.get(path).status_code == 404


def test_staff_who_owe_a_second_step_read_what_everybody_reads(withheld, settings):
    settings.REQUIRE_SECOND_STEP = frozenset({"all"})
    assert withheld.client().get("/models/competitor-0/responses/reasoning-0/").status_code == 404


def test_a_framed_response_is_there_for_the_staff_by_an_address_of_their_own(withheld):
    author, challenge = Competitor.objects.first(), make_challenge("drawing")
    framed = make_response(challenge, author, content="<h1>Hello</h1>", kind=Kind.WEB_PAGE)
    staff = withheld.client()
    page = staff.get(reverse("desk:response", args=[framed.pk]), headers={"host": "localhost"}).text
    host, path = re.search(r'<iframe[^>]* src="http://([^/"]+)([^"]+)"', page).groups()
    assert "<h1>Hello</h1>" in Client().get(path, headers={"host": host}).text
    named = reverse("arena:named_frame", args=[addresses.sign_named(framed.pk)])
    assert Client().get(named).status_code == 404


# --- Caches --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SHOWING - {"arena:report_response"}))
def test_no_cache_gives_a_page_of_responses_without_asking(arena, name):
    route = next(each for each in routes(arena.arguments) if each.name == name)
    headers = Client().get(route.path()).headers
    assert re.search("no-cache|no-store", headers["Cache-Control"])
    # A program that says which version it has is not told it again, and notes it as before.
    assert "ETag" not in headers or name == "api:response"


def test_a_change_holds_for_the_next_request(client, arena):
    path = "/models/competitor-0/responses/reasoning-0/"
    assert client.get(path).status_code == 200
    change_setting(name="responses_public", value="when_retired", actor=None, now=NOON)
    assert client.get(path).status_code == 404
    change_setting(name="responses_public", value="now", actor=None, now=NOON)
    assert client.get(path).status_code == 200
