"""A board as one of its runs had it, under an address to cite."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from leaderboard.models import Board, CitedRun, RatingRun
from leaderboard.runs import forget_old_runs
from tests.leaderboard.views.large import make_large
from tests.leaderboard.views.runs import publish_with_few

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rated(scene) -> Board:
    return make_large(competitors=5, days=3, votes=30, until=timezone.now())


def newest() -> RatingRun:
    return RatingRun.objects.newest(Board.objects.overall())


def oldest() -> RatingRun:
    return RatingRun.objects.order_by("pk").first()


def address(run, rest="") -> str:
    return f"/runs/{run.pk}/{rest}"


def test_a_run_shows_the_board_as_it_was(client, rated):
    old, now = oldest(), newest()
    page = client.get(address(old)).text
    for entry in old.entries.all():
        assert f"<strong>{entry.rating:.0f}</strong>" in page
    assert f"{old.votes:,}" in page
    assert f"{now.votes:,}" not in page
    assert f"run {old.pk}" in page


def test_it_costs_four_queries(client, rated, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get(address(oldest()))


def test_the_last_run_of_a_day_that_is_over_shows_its_citation_at_once(client, rated, settings):
    settings.DATA_LICENCE = "CC-BY-4.0"
    old = oldest()
    page = client.get(address(old)).text
    assert f"@misc{{podium-run-{old.pk}," in page
    assert f"ledger head {old.head}" in page
    assert f"CC-BY-4.0. http://testserver/runs/{old.pk}/" in page
    assert "Keep this run" not in page


def test_citing_keeps_the_newest_run_and_shows_its_citation(client, rated):
    run = newest()
    assert "@misc" not in client.get(address(run)).text
    answer = client.post(address(run, "cite/"))
    assert (answer.status_code, answer.headers["Location"]) == (302, address(run, "#cite"))
    assert CitedRun.objects.get().run == run
    assert f"@misc{{podium-run-{run.pk}," in client.get(address(run)).text


def test_reading_keeps_nothing(client, rated):
    client.get(address(newest()))
    assert client.get(address(newest(), "cite/")).status_code == 405
    assert not CitedRun.objects.exists()


def test_a_run_that_is_gone_is_410_and_names_the_nearest_one_kept(client, rated):
    noon = timezone.now().replace(hour=12) - timedelta(days=9)
    _, gone = (publish_with_few(0, started_at=noon, finished_at=noon) for _ in range(2))
    last = publish_with_few(0, started_at=noon, finished_at=noon)
    forget_old_runs(now=timezone.now())
    answer = client.get(address(gone))
    assert answer.status_code == 410
    assert f'href="/runs/{last.pk}/"' in answer.text
    assert client.get(address(gone, "ratings.csv")).status_code == 410


def test_a_run_there_never_was_is_404(client, rated):
    for number in (0, newest().pk + 1, 10**30):
        assert client.get(f"/runs/{number}/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/leaderboard/overall/ratings", "/leaderboard/overall/pairs", "", None]
)
def test_every_file_names_its_run_date_licence_and_address(client, rated, settings, path):
    settings.DATA_LICENCE = "CC-BY-4.0"
    run = oldest() if path == "" else newest()
    path = address(run, "ratings") if path == "" else path or "/leaderboard/overall/history"
    lines = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv").text)))
    assert lines
    for line in lines:
        assert line["run"] == str(run.pk)
        assert line["run_finished_at"] == run.finished_at.isoformat()
        assert line["licence"] == "CC-BY-4.0"
        assert line["address"] == f"http://testserver/runs/{run.pk}/"
    whole = client.get(f"{path}.json").json()
    assert (whole["run"]["id"], whole["licence"]) == (run.pk, "CC-BY-4.0")
    assert whole["address"] == f"http://testserver/runs/{run.pk}/"
