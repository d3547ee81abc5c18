"""What `import_votes` makes of files of any form, as `./run rate` does."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from arena.models import Competitor, Vote
from tests.arena.ingest.files import bring_votes, said, write
from tests.arrange import make_challenge, make_competitor

pytestmark = pytest.mark.django_db

HEADER = "left,right,outcome\n"


def run(path, *options):
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "import_votes", str(path), "--create-competitors", *options, stdout=out, stderr=err
    )
    return out.getvalue()


def outcomes():
    return list(Vote.objects.order_by("id").values_list("outcome", flat=True))


def test_usual_names_of_columns_and_words_are_known(tmp_path):
    text = "Model_A;model b;Winner;judge;tstamp\nada;bob;A;j1;1718000000123\nada;bob;bob;j2;\n"
    assert run(write(tmp_path / "votes.csv", text)).startswith("Added 2 votes, 2 competitors.")
    assert outcomes() == ["left", "right"]
    assert Vote.objects.filter(voter__isnull=False).count() == 2
    assert Vote.objects.order_by("cast_at").first().cast_at.microsecond == 123_000


def test_a_column_of_challenges_that_nobody_named_links_what_it_can(tmp_path):
    make_challenge("two-doors")
    text = "model_a,model_b,winner,question_id\nada,bob,a,two-doors\nada,bob,b,81\n"
    run(write(tmp_path / "votes.csv", text))
    found = list(Vote.objects.order_by("id").values_list("challenge__slug", flat=True))
    assert found == ["two-doors", None]


def test_files_that_were_imported_before_have_the_same_keys(tmp_path):
    """The digest of a vote whose columns have the old names, as it always was."""
    text = "left,right,outcome,judge,prompt\nada,bob,left,j1,Why?\n"
    run(write(tmp_path / "votes.csv", text))
    vote = Vote.objects.get()
    assert vote.key == "49772b8ac7472c891674ec3b18ff4d950e1aa36cabd3f0ada8e0ff6c56c77ae7"
    assert (vote.voter, vote.challenge) == (None, None)


def test_unusable_rows_are_counted_by_reason(tmp_path):
    text = HEADER + "ada,bob,left\nada,bob,error\nada,ada,tie\nada,bob,\n"
    path = write(tmp_path / "votes.csv", text)
    with pytest.raises(CommandError):
        run(path)
    out = run(path, "--skip-unusable")
    assert "(the outcome 'error': 1, a model against itself: 1, no outcome: 1)" in out
    assert Vote.objects.count() == 1


def test_labels_scales_and_weights_are_options_here_too(tmp_path):
    text = "left,right,outcome,weight\nada,bob,1,2\nada,bob,5,1\n"
    run(write(tmp_path / "votes.csv", text), "--scale", "1:5", "--weight", "weight")
    assert outcomes() == ["left", "left", "right"]


def test_a_known_format_is_recognised_or_named(tmp_path):
    row = {"model_1": "ada", "model_2": "bob", "g1_winner": "model_1", "g2_winner": "model_1"}
    path = write(tmp_path / "judged.jsonl", json.dumps(row))
    assert "Note: Read as FastChat's pairwise judgements (MT-bench)." in run(path)
    assert run(path, "--format", "mt-bench", "--source", "again").startswith("Added 1 vote")


def test_an_option_that_cannot_be_read_stops_the_command(tmp_path):
    with pytest.raises(CommandError, match="--strength two: wants STRENGTH=VOTES"):
        run(write(tmp_path / "votes.csv", HEADER), "--strength", "two")


def test_a_time_in_the_future_is_refused(tmp_path):
    path = write(tmp_path / "votes.csv", "left,right,outcome,time\nada,bob,left,2099-01-01\n")
    [reason] = said(bring_votes(path, create_competitors=True))
    assert reason.startswith("votes.csv:2: time: '2099-01-01' is in the future")


SAME_SLUG = ["cedar-3.5,elm,left\n", "cedar-3-5,elm,right\n", "cedar:3.5,elm,tie\n"]


@pytest.mark.parametrize("order", [1, -1])
def test_names_with_one_slug_become_competitors_with_slugs_of_their_own(tmp_path, order):
    rows = "".join(SAME_SLUG[::order])
    report = bring_votes(write(tmp_path / "votes.csv", HEADER + rows), create_competitors=True)
    assert report.added == {"vote": 3, "competitor": 4}
    slugs = dict(Competitor.objects.values_list("name", "slug"))
    assert slugs["cedar-3-5"] == "cedar-3-5"
    assert slugs["cedar-3.5"] == "cedar-3-5-faa7e5"
    assert len(set(slugs.values())) == 4


def test_a_name_whose_slug_is_taken_gets_another(tmp_path):
    make_competitor("cedar-3-5")
    path = write(tmp_path / "votes.csv", HEADER + "cedar-3.5,elm,left\n")
    assert bring_votes(path, create_competitors=True).added == {"vote": 1, "competitor": 2}


def test_a_name_that_is_the_slug_of_another_in_the_file_is_refused_with_both(tmp_path):
    bring_votes(write(tmp_path / "a.csv", HEADER + SAME_SLUG[0]), create_competitors=True)
    path = write(tmp_path / "b.csv", HEADER + SAME_SLUG[0] + SAME_SLUG[1])
    [reason] = said(bring_votes(path, create_competitors=True))
    assert "'cedar-3-5' is the slug of 'cedar-3.5', which the file names, too" in reason


def test_similar_names_are_one_finding_and_can_be_joined(tmp_path):
    path = write(tmp_path / "votes.csv", HEADER + "Eve,bob,left\neve,bob,left\nbob,cid,tie\n")
    report = bring_votes(path, create_competitors=True, keep_going=True)
    assert len(report.refusals) == 1
    assert report.added["vote"] == 1
    run(path, "--join-similar", "--source", "joined")
    assert set(Competitor.objects.values_list("name", flat=True)) == {"Eve", "bob", "cid"}


def test_joined_names_are_those_that_the_arena_knows(tmp_path):
    make_competitor("eve")
    path = write(tmp_path / "votes.csv", HEADER + "EVE,bob,left\nEVE,bob,left\nEve,bob,tie\n")
    run(path, "--join-similar")
    assert Competitor.objects.filter(name__iexact="eve").count() == 1
