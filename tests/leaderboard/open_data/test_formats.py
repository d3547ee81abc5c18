"""Votes in the formats of others, and which votes."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from arena.models import (
    Challenge,
    Competitor,
    EventKind,
    ExclusionRule,
    Origin,
    Outcome,
    Response,
    Vote,
    VoteEvent,
)
from arena.moderation import withdraw_response
from leaderboard.runs import recompute_boards
from tests.arrange import (
    make_challenge,
    make_competitor,
    make_response,
    make_staff,
    make_voter,
    serve,
    vote_on,
)
from tests.leaderboard.open_data.making import exclude

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EARLIER = datetime(2026, 11, 10, 12, tzinfo=UTC)
TURNS = [
    {"role": "system", "hidden": True, "parts": [{"type": "text", "text": "Be terse."}]},
    {"role": "user", "parts": [{"type": "text", "text": "Hello?"}]},
    {"role": "assistant", "parts": [{"type": "text", "text": "Yes?"}]},
    {"role": "user", "parts": [{"type": "text", "text": "Who are you?"}]},
]


@pytest.fixture(scope="module")
def votes(scene):
    """One vote of each outcome on one pair, an excluded one, and one on a conversation."""
    make_challenge("poem", category="writing")
    for slug in ("ada", "bob"):
        make_response(Challenge.objects.get(), make_competitor(slug, provider=""))
    made = [
        vote_on(serve(now=EARLIER, seed=n), each, now=EARLIER) for n, each in enumerate(Outcome)
    ]
    made.append(vote_on(serve(now=NOW), Outcome.LEFT, now=NOW))
    exclude(made[-1], ExclusionRule.MANUAL, now=NOW)
    chat = make_challenge("chat", category="talk")
    for competitor in Competitor.objects.all():
        make_response(chat, competitor)
    Challenge.objects.filter(slug="poem").update(state="retired")
    Challenge.objects.filter(slug="chat").update(
        turns=TURNS, prompt="Hello?\n\nYes?\n\nWho are you?"
    )
    made.append(vote_on(serve(now=NOW), Outcome.LEFT, now=NOW))
    recompute_boards()
    return made


def export(form, **options):
    out = io.StringIO()
    call_command("export_votes", form=form, stdout=out, **options)
    return out.getvalue()


def rows(form, **options):
    return [json.loads(line) for line in export(form, **options).splitlines()]


def test_battles_have_the_columns_of_lmarena(votes):
    found = rows("lmarena")
    assert [row["winner"] for row in found] == [
        "model_a",
        "model_b",
        "tie",
        "tie (bothbad)",
        "model_a",
    ]
    first = found[0]
    assert (first["model_a"], first["model_b"]) == (
        votes[0].left_competitor.slug,
        votes[0].right_competitor.slug,
    )
    assert {"question_id", "judge", "turn", "anony", "language", "tstamp"} <= first.keys()
    assert first["tstamp"] == EARLIER.timestamp()


def test_an_excluded_vote_is_in_no_format(votes):
    assert str(votes[4].pk) not in {row["question_id"] for row in rows("lmarena")}


def test_merged_competitors_are_one(votes):
    other = make_competitor("bob-2")
    Competitor.objects.filter(slug="bob").update(merged_into=other, retired_at=NOW)
    names = {row[side] for row in rows("lmarena") for side in ("model_a", "model_b")}
    assert names == {"ada", "bob-2"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"board": "overall"}, 5),
        ({"board": "category-talk"}, 1),
        ({"category": "writing"}, 4),
        ({"origin": "imported"}, 0),
        ({"origin": "voted"}, 5),
        ({"since": "2026-11-11"}, 1),
        ({"until": "2026-11-10"}, 4),
        ({"since": "2026-11-10", "until": "2026-11-10"}, 4),
    ],
)
def test_votes_are_filtered(votes, options, expected):
    arguments = [f"--{name}={value}" for name, value in options.items()]
    out = io.StringIO()
    call_command("export_votes", "--format=lmarena", *arguments, stdout=out)
    assert len(out.getvalue().splitlines()) == expected


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("--board=nowhere", "There is no board 'nowhere'. There are: .*overall"),
        ("--category=opera", "There is no category 'opera'. There are: talk, writing"),
        ("--since=soon", "'soon' is no day"),
        ("--origin=dreamt", "invalid choice"),
        ("--majority", "are for the formats of TRL"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(votes, argument, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("export_votes", "--format=csv", argument, stdout=io.StringIO())


def test_preferences_are_of_the_votes_that_prefer_one(votes):
    found = rows("trl", category="writing")
    by_side = [(votes[0].left, votes[0].right), (votes[1].right, votes[1].left)]
    assert found == [
        {"prompt": "Solve poem.", "chosen": chosen.content, "rejected": rejected.content}
        for chosen, rejected in by_side
    ]


def test_ties_can_be_preferred_both_ways(votes):
    found = rows("trl", category="writing", ties="both")
    assert len(found) == 4
    assert found[2]["chosen"] == found[3]["rejected"]
    assert found[2]["rejected"] == found[3]["chosen"]


def test_unpaired_rows_have_labels_and_both_bad_are_false(votes):
    found = rows("trl", category="writing", unpaired=True)
    assert [row["label"] for row in found] == [True, False, False, True, False, False]
    assert found[0] == {
        "prompt": "Solve poem.",
        "completion": votes[0].left.content,
        "label": True,
    }


def test_unpaired_ties_are_both_good(votes):
    found = rows("trl", category="writing", unpaired=True, ties="both")
    assert [row["label"] for row in found][4:6] == [True, True]


def test_a_conversation_is_messages_without_what_is_hidden(votes):
    (found,) = rows("trl-conversational", category="talk")
    assert found["prompt"] == [
        {"role": "user", "content": "Hello?"},
        {"role": "assistant", "content": "Yes?"},
        {"role": "user", "content": "Who are you?"},
    ]
    assert found["chosen"] == [{"role": "assistant", "content": votes[-1].left.content}]


def test_a_text_is_one_message(votes):
    found = rows("trl-conversational", category="writing")[0]
    assert found["prompt"] == [{"role": "user", "content": "Solve poem."}]


def test_a_majority_is_one_row_with_its_margin(votes):
    challenge = Challenge.objects.get(slug="poem")
    ada, bob = Response.objects.filter(challenge=challenge).order_by("competitor__slug")
    for _ in range(4):
        make_vote(ada, bob)
    (found,) = rows("trl", category="writing", majority=True)
    assert found["chosen"] == ada.content
    wins = sum(vote_for(vote) == ada.pk for vote in told(challenge))
    losses = sum(vote_for(vote) == bob.pk for vote in told(challenge))
    assert (found["votes"], found["margin"]) == (8, (wins - losses) / 8)


def make_vote(preferred, other):
    """An imported vote for the first of two responses, in the ledger."""
    vote = Vote.objects.create(
        voter=make_voter(),
        challenge=preferred.challenge,
        left=other,
        right=preferred,
        left_competitor=other.competitor,
        right_competitor=preferred.competitor,
        outcome=Outcome.RIGHT,
        origin=Origin.IMPORTED,
        source="elsewhere",
        cast_at=NOW,
    )
    VoteEvent.objects.create(vote=vote, kind=EventKind.CAST, happened_at=NOW, pending=False)


def told(challenge):
    return Vote.objects.filter(challenge=challenge, exclusions__isnull=True)


def vote_for(vote):
    return {"left": vote.left_id, "right": vote.right_id}.get(vote.outcome)


def test_a_withdrawn_response_is_in_no_preference(votes):
    withdraw_response(
        response=votes[-1].left, reason="Broken.", actor=make_staff(), now=timezone.now()
    )
    assert rows("trl", category="talk") == []
    assert len(rows("lmarena", category="talk")) == 1


def test_no_cell_of_a_csv_begins_a_formula(votes):
    for number, text in enumerate(("=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1")):  # noqa: RUF001
        vote = Vote.objects.create(
            left_competitor=votes[0].left_competitor,
            right_competitor=votes[0].right_competitor,
            outcome="left",
            origin=Origin.IMPORTED,
            source=text,
            key=str(number),
            cast_at=NOW,
        )
        VoteEvent.objects.create(vote=vote, kind=EventKind.CAST, happened_at=NOW, pending=False)
    table = list(csv.DictReader(io.StringIO(export("csv", origin="imported"), newline="")))
    assert [row["source"][:1] for row in table] == ["'"] * 8
    assert [row["source"][1:4] for row in table][:2] == ["=1+", "+1"]


def test_a_csv_has_a_row_per_vote(votes):
    table = list(csv.DictReader(io.StringIO(export("csv"), newline="")))
    assert [row["outcome"] for row in table] == ["left", "right", "tie", "both_bad", "left"]
    assert table[0]["challenge"] == "poem"
    assert table[0]["cast_at"] == "2026-11-10T12:00:00.000000+00:00"


def test_samples_of_inspect_have_choices_and_a_target(votes):
    found = json.loads(export("inspect"))
    assert [sample["target"] for sample in found] == ["A", "B", "C", "D", "A"]
    assert found[0]["input"] == [{"role": "user", "content": "Solve poem."}]
    assert found[0]["choices"][:2] == [votes[0].left.content, votes[0].right.content]
    assert len(found[0]["choices"]) == 4
    assert found[0]["metadata"]["left"] == votes[0].left_competitor.slug


def test_without_votes_the_array_is_empty(votes):
    assert json.loads(export("inspect", origin="imported")) == []


def test_a_vote_that_may_not_be_told_is_in_no_format(votes):
    Challenge.objects.filter(slug="chat").update(responses_public="when_retired")
    assert len(rows("lmarena")) == 4
    assert rows("trl", category="talk") == []


def test_a_file_appears_once_it_is_whole(votes, tmp_path):
    call_command("export_votes", "--format=csv", f"--output={tmp_path / 'votes.csv'}")
    assert len((tmp_path / "votes.csv").read_bytes().split(b"\r\n")) == 7
    assert [path.name for path in tmp_path.iterdir()] == ["votes.csv"]


def test_a_file_that_cannot_be_written_is_a_sentence(votes, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_votes", "--format=csv", f"--output={tmp_path / 'no' / 'votes.csv'}")
