import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arena.admin.response import BEGINNING
from arena.models import Response, Withdrawal
from leaderboard.models import ResponseTally
from tests.arena.admin.finding import list_of, page_of
from tests.arrange import make_arena, make_challenge, make_competitor, make_response

pytestmark = pytest.mark.django_db


@pytest.fixture
def responses():
    make_arena(competitors=3, challenges=1)
    return list(Response.objects.all())


def test_a_long_response_shows_its_beginning(admin_client):
    content = "a" * BEGINNING + "the end"
    long = make_response(make_challenge(), make_competitor(), content=content)
    page = admin_client.get(page_of(long)).content.decode()
    assert "… and 7 characters" in page
    assert "the end" not in page


def test_a_response_is_shown_as_text_not_run(admin_client):
    hostile = make_response(
        make_challenge(), make_competitor(), content="<script>alert(1)</script>"
    )
    assert b"<script>alert(1)" not in admin_client.get(page_of(hostile)).content


@pytest.mark.parametrize("model", [Response, Withdrawal, ResponseTally])
def test_no_list_reads_what_responses_contain(admin_client, responses, model):
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(list_of(model))
    read = [query["sql"] for query in queries if "arena_response" in query["sql"]]
    assert read
    assert not [sql for sql in read if '"content"' in sql or '"returned"' in sql]
