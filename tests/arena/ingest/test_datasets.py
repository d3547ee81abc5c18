import pytest
from django.db import IntegrityError

from arena.ingest.contents import file_content, keep_file
from arena.ingest.report import Refused
from arena.models import AuditEntry, Category, Challenge, Competitor, Kind, PoolVersion, Response
from tests.arena.ingest.files import (
    CHALLENGE,
    COMPETITOR,
    PNG,
    RESPONSE,
    bring_lines,
    said,
    write,
)

pytestmark = pytest.mark.django_db

PICTURE = {**RESPONSE, "content": None, "kind": "image", "path": "a.png"}


def test_importing_the_same_data_set_twice_adds_nothing(tmp_path):
    bring_lines(tmp_path, COMPETITOR, CHALLENGE, RESPONSE)
    version = PoolVersion.objects.current()
    report = bring_lines(tmp_path, COMPETITOR, CHALLENGE, RESPONSE)
    assert report.added.total() == 0
    assert report.already_there == {"competitor": 1, "challenge": 1, "response": 1}
    assert PoolVersion.objects.current() == version


def test_an_import_is_audited_once(tmp_path):
    for _ in range(2):
        bring_lines(tmp_path, COMPETITOR, CHALLENGE, RESPONSE)
    entries = AuditEntry.objects.order_by("id").values_list("action", "subject", "after", "reason")
    assert list(entries) == [
        ("import", "1 competitor", "", "From test."),
        ("import", "1 challenge", "published", "From test."),
        ("import", "1 response", "", "From test."),
    ]


def test_a_duplicate_line_counts_once(tmp_path):
    report = bring_lines(tmp_path, *[COMPETITOR, CHALLENGE, RESPONSE] * 2)
    assert report.added == {"category": 1, "competitor": 1, "challenge": 1, "response": 1}
    assert report.refusals == []


def test_a_refusal_stops_the_whole_import(tmp_path):
    report = bring_lines(
        tmp_path, COMPETITOR, CHALLENGE, RESPONSE, RESPONSE | {"competitor": "bob"}
    )
    assert not report.is_written
    assert not Competitor.objects.exists()
    assert not Category.objects.exists()


def test_keep_going_imports_the_rows_that_were_not_refused(tmp_path):
    wrong = RESPONSE | {"competitor": "bob"}
    report = bring_lines(tmp_path, COMPETITOR, wrong, CHALLENGE, RESPONSE, keep_going=True)
    assert said(report) == ["set.jsonl:2: competitor: there is no competitor 'bob'"]
    assert Response.objects.count() == 1


def test_a_dry_run_counts_and_writes_nothing(tmp_path, media):
    write(tmp_path / "a.png", PNG)
    report = bring_lines(tmp_path, COMPETITOR, CHALLENGE, PICTURE, dry_run=True)
    assert report.added["response"] == 1
    assert not Competitor.objects.exists()
    assert list(media.iterdir()) == []


def test_refusals_are_sorted_by_line(tmp_path):
    orphan = RESPONSE | {"competitor": "bob"}
    report = bring_lines(tmp_path, orphan, COMPETITOR | {"name": ""}, orphan)
    assert [refusal.place.line for refusal in report.refusals] == [1, 2, 3]


def test_another_response_in_the_same_place_is_refused(tmp_path):
    bring_lines(tmp_path, COMPETITOR, CHALLENGE, RESPONSE)
    report = bring_lines(tmp_path, RESPONSE | {"content": "Right."})
    reason = "sample 0 of 'ada' on 'two-doors' is there already, with other content"
    assert said(report) == [f"set.jsonl:1: content: {reason}"]


def test_another_sample_is_another_response(tmp_path):
    bring_lines(tmp_path, COMPETITOR, CHALLENGE, RESPONSE)
    report = bring_lines(tmp_path, RESPONSE | {"content": "Right.", "sample": 1})
    assert report.added["response"] == 1


def test_a_challenge_with_another_prompt_is_refused_and_so_are_its_responses(tmp_path):
    bring_lines(tmp_path, COMPETITOR, CHALLENGE)
    report = bring_lines(tmp_path, CHALLENGE | {"prompt": "Which one?"}, RESPONSE, keep_going=True)
    assert said(report) == [
        "set.jsonl:1: prompt: 'two-doors' is a challenge with another prompt",
        "set.jsonl:2: challenge: the challenge 'two-doors' was refused",
    ]
    assert not Response.objects.exists()


def test_an_import_does_not_overwrite_changes_of_staff(tmp_path):
    bring_lines(tmp_path, COMPETITOR, CHALLENGE)
    Competitor.objects.update(name="Ada II")
    Challenge.objects.update(title="Doors", state="retired")
    report = bring_lines(tmp_path, COMPETITOR, CHALLENGE, RESPONSE)
    assert (report.added.total(), report.refusals) == (1, [])
    assert Competitor.objects.get().name == "Ada II"
    assert Challenge.objects.get().state == "retired"


TAKEN = {
    "name": ({"slug": "bob"}, "name: 'Ada' is the name of the competitor 'ada'"),
    "case of the name": (
        {"slug": "bob", "name": "ADA"},
        "name: 'ADA' differs only by case from the name of the competitor 'ada'",
    ),
    "case of the slug": (
        {"slug": "ADA", "name": "Bob"},
        "slug: 'ADA' differs only by case from 'ada'",
    ),
    "slug": ({"name": "Bob"}, "slug: the slug 'ada' belongs to 'Ada', not to 'Bob'"),
}


@pytest.mark.parametrize("case", TAKEN)
def test_competitors_with_confusable_names_are_refused(tmp_path, case):
    change, reason = TAKEN[case]
    report = bring_lines(tmp_path, COMPETITOR, COMPETITOR | change, keep_going=True)
    assert said(report) == [f"set.jsonl:2: {reason}"]
    assert Competitor.objects.get().name == "Ada"


def test_responses_of_a_refused_competitor_are_refused(tmp_path):
    other = COMPETITOR | {"slug": "bob"}
    line = RESPONSE | {"competitor": "bob"}
    report = bring_lines(tmp_path, COMPETITOR, other, CHALLENGE, line)
    assert said(report)[1] == "set.jsonl:4: competitor: the competitor 'bob' was refused"


def test_a_category_with_two_names_is_refused(tmp_path):
    lines = [{"type": "category", "slug": "art", "name": name} for name in ("Art", "Arts", "Art")]
    assert said(bring_lines(tmp_path, *lines)) == [
        "set.jsonl:2: name: 'art' was named 'Art' before"
    ]


class Meddler:
    """Does something of its own when the import comes to a step."""

    def __init__(self, step, act):
        self.step, self.act = step, act

    def __call__(self, rows, step):
        if step == self.step:
            self.act()
        return rows


def take_the_name():
    Competitor.objects.create(slug="rival", name="Ada")


def test_a_concurrent_addition_rolls_the_import_back(tmp_path, media):
    write(tmp_path / "a.png", PNG)
    meddler = Meddler("Checking responses", take_the_name)
    with pytest.raises(IntegrityError):
        bring_lines(tmp_path, COMPETITOR, CHALLENGE, PICTURE, track=meddler)
    assert not Category.objects.exists()
    assert list(media.iterdir()) == []


def test_a_failing_import_leaves_the_files_of_others_alone(tmp_path, media):
    write(tmp_path / "a.png", PNG)
    bring_lines(tmp_path, COMPETITOR, CHALLENGE, PICTURE)
    Competitor.objects.create(slug="bob", name="Bob")
    meddler = Meddler("Writing responses", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring_lines(tmp_path, PICTURE | {"competitor": "bob"}, track=meddler)
    assert Response.objects.count() == 1
    assert (media / Response.objects.get().file).read_bytes() == PNG


def test_a_picture_that_changes_after_it_was_checked_is_refused(tmp_path, media):
    path = write(tmp_path / "a.png", PNG)
    content = file_content(path, kind=Kind.IMAGE)
    path.write_bytes(PNG + b"more")
    with pytest.raises(Refused, match="changed while it was imported"):
        keep_file(content)
    assert list(media.rglob("*.png")) == []
