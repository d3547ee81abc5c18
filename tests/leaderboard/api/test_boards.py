import pytest

from leaderboard.models import Board
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena

pytestmark = pytest.mark.django_db

OVERALL = "/api/v1/boards/overall/"


@pytest.fixture(scope="module")
def rated(scene):
    make_arena()
    cast_votes(12)
    recompute_boards()


def test_boards_are_listed(client, rated):
    boards = client.get("/api/v1/boards/").json()
    assert [board["slug"] for board in boards] == [
        "overall",
        *(f"last-{days}-days" for days in (7, 30, 90)),
        "style-controlled",
        "category-reasoning",
    ]
    assert [board["window_days"] for board in boards] == [None, 7, 30, 90, None, None]
    assert [board["category"] for board in boards] == [None] * 5 + ["reasoning"]


def test_a_board_is_its_newest_run(client, rated):
    board = client.get(OVERALL).json()
    assert board["run"]["votes"] == 12
    assert [entry["position"] for entry in board["entries"]] == [1, 2, 3]
    assert sum(entry["votes"] for entry in board["entries"]) == 24


def test_a_board_without_votes_has_no_run(client):
    recompute_boards(everything=True)
    assert client.get(OVERALL).json()["run"]["votes"] == 0


def test_an_unknown_board_is_a_problem(client):
    response = client.get("/api/v1/boards/nonsense/")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_board_that_did_not_change_is_304_for_one_query(client, rated, django_assert_num_queries):
    tag = client.get(OVERALL).headers["ETag"]
    with django_assert_num_queries(1):
        again = client.get(OVERALL, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_run_is_a_new_etag(client, rated):
    tag = client.get(OVERALL).headers["ETag"]
    cast_votes(1, seed=5)
    recompute_boards()
    assert client.get(OVERALL, headers={"If-None-Match": tag}).status_code == 200


def test_a_board_costs_the_same_queries_whatever_there_is(client, rated, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get(OVERALL)


def test_a_board_is_written_once_per_run(client, rated, django_assert_num_queries):
    first = client.get(OVERALL)
    with django_assert_num_queries(1):
        assert client.get(OVERALL).content == first.content
    cast_votes(1, seed=5)
    recompute_boards()
    assert client.get(OVERALL).json()["run"]["votes"] == 13


def test_the_list_of_boards_costs_one_query(client, rated, django_assert_num_queries):
    first = client.get("/api/v1/boards/")
    with django_assert_num_queries(1):
        assert client.get("/api/v1/boards/").content == first.content


def test_the_list_of_boards_shows_a_new_name_at_once(client, rated):
    client.get("/api/v1/boards/")
    Board.objects.filter(slug="overall").update(name="All of it")
    assert client.get("/api/v1/boards/").json()[0]["name"] == "All of it"


@pytest.mark.parametrize(
    ("accept", "status"),
    [("*/*", 200), ("application/json", 200), ("text/html, */*;q=0.1", 200), ("text/html", 406)],
)
def test_the_api_answers_with_json_or_not_at_all(client, rated, accept, status):
    response = client.get(OVERALL, headers={"Accept": accept})
    assert response.status_code == status
    assert response.headers["Content-Type"].endswith("json")


def test_models_are_listed_page_by_page(client, rated):
    models = client.get("/api/v1/models/").json()
    assert models["results"][0]["slug"] == "competitor-0"
    assert models["next"] is None


def test_a_model_has_its_specs(client, rated):
    model = client.get("/api/v1/models/competitor-1/").json()
    assert (model["name"], model["specs"]) == ("Competitor-1", {})


def test_an_unknown_model_is_a_problem(client):
    assert client.get("/api/v1/models/nobody/").json()["code"] == "not_found"


def test_the_schema_is_openapi_3_1(client):
    response = client.get("/api/schema/?format=json")
    schema = response.json()
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/matches/{match_id}/vote/" in schema["paths"]


def test_the_docs_page_keeps_the_policy(client):
    response = client.get("/api/docs/")
    assert response.status_code == 200
    assert "unsafe" not in response.headers["Content-Security-Policy"]
