"""Tools of the MCP server: what they return, and how they refuse."""

import os
import subprocess
import sys

import pytest

from arena.models import Challenge, Response
from leaderboard.models import Entry, RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena, make_challenge
from tests.leaderboard.mcp.speaking import ADDRESS, CURRENT, FORMER, ask, call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]
BOTH = pytest.mark.parametrize("protocol", [CURRENT, FORMER])


@pytest.fixture(scope="module")
def arena(scene):
    make_arena(competitors=3, challenges=4)
    cast_votes(40)
    recompute_boards()


def newest():
    return RatingRun.objects.filter(board__slug="overall").order_by("-id").first()


def test_the_leaderboard_is_the_newest_run(client, arena):
    found = call(client, "leaderboard")
    rows = Entry.objects.filter(run=newest()).select_related("competitor").order_by("position")
    assert found["run"]["head"] == newest().head
    assert [(each["model"], each["rating"], each["votes"]) for each in found["rows"]] == [
        (each.competitor.slug, each.rating, each.votes) for each in rows
    ]
    assert found["board"]["url"] == "http://testserver/leaderboard/"
    assert "category-reasoning" in found["boards"]


def test_a_board_is_read_in_pages(client, arena):
    pages = [call(client, "leaderboard", page=page, limit=2) for page in (1, 2)]
    assert [len(page["rows"]) for page in pages] == [2, 1]
    assert [page["next_page"] for page in pages] == [2, None]


def test_a_model_has_its_standings_and_rivals(client, arena):
    found = call(client, "model", model="competitor-0")
    assert "overall" in [each["board"] for each in found["standings"]]
    assert {each["model"] for each in found["head_to_head"]} == {"competitor-1", "competitor-2"}


def test_two_models_are_compared_as_on_their_page(client, arena):
    found = call(client, "compare", first="competitor-0", second="competitor-1")
    assert found["chance_lower"] < found["chance"] < found["chance_upper"]
    turned = call(client, "compare", first="competitor-1", second="competitor-0")
    assert turned["chance"] == pytest.approx(100 - found["chance"])
    assert turned["record"]["wins"] == found["record"]["losses"]
    assert found["shared_challenges"] == 4


def test_challenges_are_found_by_text(client, arena):
    assert call(client, "search_challenges", text="no such words")["total"] == 0
    [found] = call(client, "search_challenges", limit=1)["challenges"]
    assert found["responses"] == 3


def test_a_challenge_that_is_not_published_is_not_found(client, arena):
    before = call(client, "search_challenges")["total"]
    make_challenge("waiting", state="submitted")
    assert call(client, "search_challenges")["total"] == before
    assert "no challenge 'waiting'" in call(client, "responses", challenge="waiting")


def test_responses_are_those_an_outsider_may_see(client, arena):
    shown = call(client, "responses", challenge="reasoning-0")
    assert shown["total"] == 3
    assert shown["responses"][0]["content"] == (
        Response.objects.get(challenge__slug="reasoning-0", competitor__slug="competitor-0").content
    )


def test_withheld_responses_are_not_told(client, arena, settings):
    settings.RESPONSES_PUBLIC = "when_retired"
    withheld = call(client, "responses", challenge="reasoning-0")
    assert (withheld["total"], withheld["responses"]) == (0, [])
    assert "once it is retired" in withheld["withheld"]
    assert call(client, "responses", model="competitor-0")["total"] == 0
    Challenge.objects.filter(slug="reasoning-0").update(state="retired")
    assert call(client, "responses", model="competitor-0")["total"] == 1


def test_a_long_response_is_shortened(client, arena):
    found = call(client, "responses", model="competitor-0", limit=1, max_characters=3)
    assert (len(found["responses"][0]["content"]), found["responses"][0]["is_shortened"]) == (
        3,
        True,
    )


def test_methodology_and_dataset_say_what_is_published(client, arena):
    assert call(client, "methodology")["measured"]["votes"] == 40
    found = call(client, "dataset")
    assert (found["head"], found["votes"]) == (newest().head, 40)
    assert found["files"]
    for each in found["files"]:
        assert client.get(each["url"]).headers["Content-Type"].startswith(each["media_type"])


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("leaderboard", {"board": "nothing"}, "There is no board 'nothing'. The boards are: over"),
        ("leaderboard", {"board": "a\0"}, "`board` has a NUL character"),
        ("leaderboard", {"page": 9}, "There is no page 9; the last one is 1."),
        ("leaderboard", {"limit": 1_000_000}, "Expected `int` <= 200"),
        ("leaderboard", {"limit": 0}, "Expected `int` >= 1"),
        ("leaderboard", {"limit": "ten"}, "Expected `int`, got `str`"),
        ("leaderboard", {"bord": "overall"}, "unknown field `bord`"),
        ("model", {"model": "nobody"}, "There is no model 'nobody'. The tool `leaderboard`"),
        ("model", {}, "missing required field `model`"),
        ("model", {"model": "a" * 9_000}, "Expected `str` of length <= 120"),
        ("compare", {"first": "competitor-0", "second": "competitor-0"}, "name two"),
        ("search_challenges", {"kind": "opera"}, "There is no kind 'opera': it is text,"),
        ("search_challenges", {"text": "\0"}, "`text` has a NUL character"),
        ("responses", {}, "Name a `challenge`, a `model` or both."),
    ],
)
def test_what_a_tool_refuses_it_explains(client, arena, tool, arguments, said):
    assert said in call(client, tool, **arguments)


@BOTH
def test_every_tool_has_schemas_and_only_reads(client, arena, protocol):
    tools = ask(client, "tools/list", protocol=protocol).json()["result"]["tools"]
    assert {each["name"] for each in tools} == {
        *("leaderboard", "model", "compare", "search_challenges", "responses"),
        *("methodology", "dataset"),
    }
    for each in tools:
        assert each["inputSchema"]["type"] == each["outputSchema"]["type"] == "object"
        assert each["annotations"]["readOnlyHint"] is True
        assert len(each["description"]) < 160


@BOTH
def test_runs_are_resources(client, arena, protocol):
    listed = ask(client, "resources/list", protocol=protocol).json()["result"]["resources"]
    assert listed[0]["uri"] == f"podium://runs/{RatingRun.objects.latest('id').pk}"
    read = ask(client, "resources/read", {"uri": f"podium://runs/{newest().pk}"}, protocol=protocol)
    [contents] = read.json()["result"]["contents"]
    assert newest().head in contents["text"]


def test_resources_are_listed_in_pages(client, arena, monkeypatch):
    monkeypatch.setattr("leaderboard.mcp.resources.PER_PAGE", 2)
    seen, cursor = [], None
    while True:
        page = ask(client, "resources/list", {"cursor": cursor}).json()["result"]
        seen += [each["uri"] for each in page["resources"]]
        cursor = page.get("nextCursor")
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == RatingRun.objects.count() > 2


@pytest.mark.parametrize("uri", ["podium://runs/0", "podium://runs/x", "file:///etc/passwd", "\0"])
def test_a_resource_that_is_not_there_is_an_error(client, arena, uri):
    said = ask(client, "resources/read", {"uri": uri}, protocol=FORMER).json()["error"]
    assert said["code"] == -32002
    assert ask(client, "resources/read", {"uri": uri}).json()["error"]["code"] in {-32602, -32020}


def test_a_malformed_cursor_is_an_error(client, arena):
    for cursor in ("x", "9" * 99, 7, "\0"):
        answer = ask(client, "resources/list", {"cursor": cursor})
        assert answer.json()["error"]["message"] == "Invalid cursor"


def test_an_old_client_is_told_of_tools_and_resources(client, arena):
    asked = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {}}
    found = ask(client, "initialize", asked, protocol=FORMER).json()["result"]
    assert found["protocolVersion"] == "2025-06-18"
    assert set(found["capabilities"]) == {"tools", "resources"}


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_nothing_but_a_post_is_answered(client, method):
    answer = getattr(client, method)(ADDRESS)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_an_unknown_version_is_told_the_known_ones(client):
    error = ask(client, "tools/list", protocol="2031-01-01").json()["error"]
    assert error["data"]["supported"] == [CURRENT, FORMER, "2025-06-18", "2025-03-26"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[::1"])
def test_a_page_of_another_site_is_refused(client, origin):
    answer = ask(client, "tools/list", origin=origin)
    assert (answer.status_code, answer.json()["error"]["message"]) == (403, "Invalid Origin header")


def test_a_page_of_this_site_is_not(client, arena):
    assert ask(client, "tools/list", origin="http://testserver").status_code == 200


def test_another_host_name_is_refused(client):
    assert ask(client, "tools/list", host="evil.example").status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"\xff", b"[" * 200_000, b"9" * 5_000, b'{"jsonrpc":"2.0"}', b'"\\ud800"']
)
def test_a_body_that_cannot_be_read_is_an_error(client, body):
    answer = client.post(ADDRESS, body, "application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in {-32700, -32600}


def test_a_body_of_any_size_is_not_read(client, settings):
    """The server's gateway, which refuses it with a 413, is not in front of a test client."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    assert client.post(ADDRESS, b"x" * 1_001, "application/json").status_code == 400


def test_it_can_be_switched_off(client, settings):
    settings.MCP = False
    assert client.get(ADDRESS).status_code == 404
    assert ask(client, "tools/list").status_code == 404


def test_a_process_that_is_not_asked_loads_none_of_it():
    """By the addresses of the site, which every process loads."""
    code = (
        "import sys, django; django.setup(); import config.urls;"
        "found = sys.modules.keys() & {'django_mcpz', 'msgspec'}; sys.exit(found or 0)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "x"}
    ran = subprocess.run(
        [sys.executable, "-c", code], check=False, env=environment, capture_output=True
    )
    assert (ran.returncode, ran.stderr.decode()) == (0, "")
