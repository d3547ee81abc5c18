"""Each number that two places show is the same in both: pages, files and the API."""

import csv
import io
import re

import pytest
from django.test import Client
from django.utils import timezone

from arena.models import Competitor, Vote
from leaderboard.models import Entry, RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.leaderboard.views.runs import publish_with_few

pytestmark = pytest.mark.django_db
COUNTS = ("votes", "wins", "losses", "ties", "both_bad")


@pytest.fixture(scope="module")
def rated(scene) -> RatingRun:
    """Four models whose votes have every outcome, established but for one of few votes."""
    make_arena(competitors=4, challenges=8)
    cast_votes(120, seed=3, now=timezone.now())
    recompute_boards()
    return publish_with_few(1)


@pytest.fixture(scope="module")
def read(rated):
    """By address, each asked for once."""
    client, known = Client(), {}

    def read(address):
        if address not in known:
            known[address] = client.get(address)
        return known[address]

    return read


def rows_of(read, name) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read(f"/leaderboard/overall/{name}.csv").text)))


def cells_of(page: str, of: str) -> list[str]:
    """The words in the cells of the first row of a table that leads to `of`."""
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if of in row)
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def entries(rated) -> dict[str, Entry]:
    rows = rated.entries.select_related("competitor")
    return {entry.competitor.slug: entry for entry in rows}


def test_files_and_the_api_have_the_same_rows(rated, read):
    api = read("/api/v1/boards/overall/").json()["entries"]
    listed = read("/leaderboard/overall/ratings.json").json()["rows"]
    for one, other, line in zip(api, listed, rows_of(read, "ratings"), strict=True):
        assert one["competitor"]["slug"] == other["slug"] == line["slug"]
        for name in (*COUNTS, "position", "rank", "rank_low", "rank_high", "status"):
            assert one[name] == other[name]
            assert str(other[name]) == line[name] or other[name] is None
        for name in ("rating", "lower", "upper", "expected_wins", "elo"):
            if one[name] is not None:
                assert round(one[name], 2) == other[name] == float(line[name])


def test_the_board_shows_what_its_files_say(rated, read):
    page = read("/leaderboard/?folded=shown").text
    for line in rows_of(read, "ratings"):
        cells = cells_of(page, f'"/models/{line["slug"]}/"')
        votes, ties, bad = (int(line[name]) for name in ("votes", "ties", "both_bad"))
        assert f"{float(line['rating']):.0f}" in cells[2].split()
        assert str(votes) in cells
        assert f"{100 * ties / votes:.0f} %" in cells
        assert f"{100 * bad / votes:.0f} %" in cells


def test_ties_of_pairs_add_up_to_those_of_the_models(rated, read):
    lines = rows_of(read, "pairs")
    for slug, entry in entries(rated).items():
        if slug.startswith("few"):
            continue
        own = [line for line in lines if slug in {line["first"], line["second"]}]
        for name in ("ties", "both_bad", "votes"):
            assert sum(int(line[name]) for line in own) == getattr(entry, name)
    votes = Vote.objects.filter(outcome="tie").count()
    assert sum(int(line["ties"]) for line in lines) == votes
    assert read("/leaderboard/overall/pairs.json").json()["rows"][0]["ties"] == int(
        lines[0]["ties"]
    )


def test_a_models_page_and_a_comparison_show_the_same_votes_as_the_pairs(rated, read):
    names = ("first_wins", "ties", "both_bad", "second_wins", "votes")
    for line in rows_of(read, "pairs"):
        if "few" in line["first"] + line["second"]:
            continue
        counts = [line[name] for name in names]
        address = f"/compare/{line['first']}/{line['second']}/"
        assert cells_of(read(f"/models/{line['first']}/").text, f'"{address}"')[-5:] == counts
        shown = re.findall(r"<span><strong>(\d+)</strong>", read(address).text)
        assert shown == counts[:-1]


def test_a_model_has_the_rating_and_votes_of_the_board_on_its_page_and_in_the_list(rated, read):
    listed = read("/models/").text
    for slug, entry in entries(rated).items():
        page = re.sub(r"<[^>]+>", " ", read(f"/models/{slug}/").text)
        cells = cells_of(listed, f'"/models/{slug}/"')
        assert re.search(rf"Votes\s+{entry.votes}\s", page)
        assert re.search(rf"Rating\s+{entry.rating:.0f}\s", page)
        assert f"{entry.rating:.0f}" in cells[2].split()
        assert cells[4] == str(entry.votes)


def test_a_forecast_is_shown_of_models_with_enough_votes_alone(rated, read):
    board = read("/leaderboard/?folded=shown").text
    for slug, entry in entries(rated).items():
        wins = "–" if entry.status != "established" else f"{entry.expected_wins:.0f}"
        assert cells_of(board, f'"/models/{slug}/"')[5] == wins
        page = re.sub(r"<[^>]+>", " ", read(f"/models/{slug}/").text)
        found = re.search(r"Forecast: wins of 100\s+(\d+)", page)
        assert (found.group(1) if found else "–") == wins


def test_methodology_and_the_run_count_the_same_votes(rated, read):
    page = read("/methodology/").text
    for outcome in ("tie", "both_bad"):
        assert f"{Vote.objects.filter(outcome=outcome).count()} of 120 votes" in page
    assert read("/leaderboard/overall/ratings.json").json()["run"]["votes"] == 120
    assert read("/api/v1/boards/overall/").json()["run"]["votes"] == 120


def test_the_board_is_one_sentence_on_its_page_and_in_the_api(rated, read):
    summary = read("/api/v1/boards/overall/").json()["summary"]
    page = read("/leaderboard/").text
    assert f'<p class="board-head__sentence">{summary["sentence"]["en"]}</p>' in page
    assert set(summary["sentence"]) == {"en", "de", "fr", "es"}
    board = [entry for entry in entries(rated).values() if entry.status == "established"]
    assert (summary["models"], summary["few"]) == (len(board), 1)
    assert summary["leaders"] == [
        {"slug": entry.competitor.slug, "name": entry.competitor.name}
        for entry in sorted(board, key=lambda entry: entry.position)
        if entry.rank_low == 1
    ]


def test_the_api_has_the_ties_of_pairs_that_the_file_has(rated, read):
    listed = read("/api/v1/boards/overall/pairs/?limit=100").json()["results"]
    lines = {(line["first"], line["second"]): line for line in rows_of(read, "pairs")}
    assert listed
    for each in listed:
        line = lines[each["first"]["slug"], each["second"]["slug"]]
        for name in ("votes", "ties", "both_bad"):
            assert str(each[name]) == line[name]


def test_a_merged_model_says_where_its_votes_count(client, rated):
    merged, into = Competitor.objects.order_by("pk")[:2]
    merged.merged_into, merged.retired_at = into, timezone.now()
    merged.save()
    assert f"its votes count as those of {into.name}" in client.get("/models/").text
    assert "Its votes count there" in client.get(f"/models/{merged.slug}/").text
    others = client.get(f"/compare/{merged.slug}/competitor-3/").text
    assert f"{merged.name} turned out to be {into.name}" in others
