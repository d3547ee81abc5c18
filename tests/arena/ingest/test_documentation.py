"""What docs/importing.md shows is tried."""

import re
from pathlib import Path

import pytest

from arena.ingest.contents import FORMATS
from arena.models import Vote
from tests.arena.ingest.files import bring, bring_votes, write

pytestmark = pytest.mark.django_db

PAGE = (Path(__file__).parents[3] / "docs" / "importing.md").read_text(encoding="utf-8")
PREFERENCES = """instruction,generator_1,generator_2,preference
"Say ""hi"",\r\nplease",one,two,1.000063
Why?,one,two,1.5
Why?,one,three,1.972415
"""


def block(language, containing=""):
    blocks = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return next(text for text in blocks if containing in text)


def test_the_example_of_the_format_and_of_the_votes_comes_in(tmp_path):
    report = bring(write(tmp_path / "example.jsonl", block("jsonl")))
    assert report.refusals == []
    assert report.added == {"category": 1, "competitor": 2, "challenge": 1, "response": 2}
    votes = bring_votes(write(tmp_path / "votes.csv", block("csv")))
    assert (votes.added["vote"], votes.refusals) == (2, [])


def test_preferences_of_alpaca_eval_are_votes(tmp_path):
    path = write(tmp_path / "preferences.csv.gz", PREFERENCES)
    report = bring_votes(path, create_competitors=True)
    assert (report.added, report.refusals) == ({"vote": 3, "competitor": 3}, [])
    outcomes = Vote.objects.order_by("id").values_list("outcome", flat=True)
    assert list(outcomes) == ["left", "tie", "right"]


def test_every_file_format_is_on_the_page():
    names = {"jpg": "JPEG", "ogg": "Ogg", "webp": "WebP", "webm": "WebM"}
    assert all(names.get(one.ending, one.ending.upper()) in PAGE for one in FORMATS)
