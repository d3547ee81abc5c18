from datetime import UTC, date, datetime

import pytest

from arena.models import Category, Challenge, ChallengeState, Competitor, PoolVersion, Response
from tests.arena.ingest.files import (
    CHALLENGE,
    COMPETITOR,
    PNG,
    RESPONSE,
    bring,
    bring_lines,
    said,
    write,
    write_lines,
)
from tests.arrange import NOON

pytestmark = pytest.mark.django_db


def test_a_challenge_a_competitor_and_a_response_come_in(tmp_path):
    report = bring_lines(tmp_path, COMPETITOR, CHALLENGE, RESPONSE)
    assert report.added == {"category": 1, "competitor": 1, "challenge": 1, "response": 1}
    response = Response.objects.get()
    assert response.content == "Left."
    assert response.kind == "text"
    assert response.source == "test"
    assert response.challenge.category.name == "Reasoning"


def test_every_field_arrives_in_its_column(tmp_path):
    category = {"type": "category", "slug": "reasoning", "name": "Puzzles", "description": "Think."}
    more = {"provider": "Lovelace", "released_on": "2026-03-17", "specs": {"context_window": 8192}}
    hard = {"difficulty": "hard", "tags": ["doors", "logic"], "description": "Old.", "kind": "code"}
    hard |= {"language": "pt-BR"}
    given = {"language": "sql", "sample": 2, "generated_at": "2026-03-18T09:00:00+02:00"}
    made = {"sent": {"temperature": 0}, "returned": {"tokens": 7}}
    bring_lines(tmp_path, category, COMPETITOR | more, CHALLENGE | hard, RESPONSE | given | made)
    assert Category.objects.get().name == "Puzzles"
    assert Competitor.objects.get().released_on == date(2026, 3, 17)
    assert Competitor.objects.get().specs == {"context_window": 8192}
    assert list(Challenge.objects.values_list("tags__slug", flat=True)) == ["doors", "logic"]
    assert Challenge.objects.get().language == "pt-BR"
    response = Response.objects.get()
    assert (response.kind, response.language, response.sample) == ("code", "sql", 2)
    assert response.generated_at == datetime(2026, 3, 18, 7, tzinfo=UTC)
    assert (response.sent, response.returned) == ({"temperature": 0}, {"tokens": 7})


def test_lines_may_come_in_any_order_and_from_several_files(tmp_path):
    write_lines(tmp_path / "a.jsonl", RESPONSE)
    write_lines(tmp_path / "deeper" / "b.jsonl.gz", CHALLENGE, COMPETITOR)
    assert bring(tmp_path).added["response"] == 1


def test_what_is_in_the_database_already_can_be_referred_to(tmp_path):
    bring_lines(tmp_path, COMPETITOR, CHALLENGE)
    report = bring_lines(tmp_path, RESPONSE)
    assert report.added == {"category": 0, "competitor": 0, "challenge": 0, "response": 1}


def test_challenges_come_in_published(tmp_path):
    bring_lines(tmp_path, CHALLENGE)
    challenge = Challenge.objects.get()
    assert (challenge.state, challenge.published_at) == (ChallengeState.PUBLISHED, NOON)


def test_challenges_come_in_as_drafts_when_asked(tmp_path):
    bring_lines(tmp_path, CHALLENGE, state=ChallengeState.DRAFT)
    challenge = Challenge.objects.get()
    assert (challenge.state, challenge.published_at) == (ChallengeState.DRAFT, None)


def test_an_import_tells_the_web_processes_that_the_responses_changed(tmp_path):
    before = PoolVersion.objects.current()
    bring_lines(tmp_path, COMPETITOR, CHALLENGE, RESPONSE)
    assert PoolVersion.objects.current() == before + 1


def test_text_can_be_a_file_beside_the_data(tmp_path):
    write(tmp_path / "answers" / "ada.svg", "<svg/>\n")
    line = {**RESPONSE, "kind": "svg", "path": "answers/ada.svg"}
    del line["content"]
    bring_lines(tmp_path, COMPETITOR, CHALLENGE, line)
    assert Response.objects.get().content == "<svg/>\n"
    assert Response.objects.get().file == ""


def test_a_picture_is_kept_under_its_digest(tmp_path, media):
    write(tmp_path / "ada.picture", PNG)
    line = {**RESPONSE, "content": None, "kind": "image", "path": "ada.picture"}
    bring_lines(tmp_path, COMPETITOR, CHALLENGE, line)
    response = Response.objects.get()
    assert response.file == f"{response.sha256[:2]}/{response.sha256}.png"
    assert response.media_type == "image/png"
    assert (media / response.file).read_bytes() == PNG


REFUSED_LINES = {
    "not JSON": ('{"type": "comp', "is not JSON: Unterminated string starting at (column 10)"),
    "an array": ("[1]", "must be an object, not an array"),
    "two values": ("{} {}", "is not JSON: something follows its end"),
    "no type": ("{}", "type: is missing"),
    "an unknown type": ('{"type": "model"}', "type: 'model' is none of category, competitor"),
    "a constant": ('{"type": NaN}', "is not JSON: NaN is not JSON"),
    "a huge number": ('{"type": "x", "n": 1e999}', "'n': has a number too large to store"),
    "NUL": ('{"type": "a\\u0000b"}', "'type': has a NUL character, which PostgreSQL refuses"),
    "half a character": ('{"type": "\\ud800"}', "'type': has half of a surrogate pair"),
    "a deep nest": ('{"a": ' + "[" * 90 + "]" * 90 + "}", "'a': is nested too deeply"),
    "a bottomless nest": ('{"a": ' + "[" * 90_000, "is nested too deeply"),
    "a long number": ('{"a": ' + "9" * 5_000 + "}", "is not JSON: Exceeds the limit"),
}


@pytest.mark.parametrize("case", REFUSED_LINES)
def test_a_bad_line_is_refused_with_its_number(tmp_path, case):
    line, reason = REFUSED_LINES[case]
    report = bring(write(tmp_path / "set.jsonl", f"\n{line}\n"))
    [refusal] = said(report)
    assert refusal.startswith(f"set.jsonl:2: {reason}")


REFUSED_FIELDS = {
    "missing": (COMPETITOR | {"name": None}, "name: is missing"),
    "blank": (COMPETITOR | {"name": " "}, "name: is empty"),
    "not a text": (COMPETITOR | {"name": 7}, "name: must be a text, not a number"),
    "true": (RESPONSE | {"sample": True}, "sample: must be a whole number, not true or false"),
    "a number as text": (RESPONSE | {"sample": "1"}, "sample: must be a whole number, not a text"),
    "negative": (RESPONSE | {"sample": -1}, "sample: must be from 0 to 32,767"),
    "too long": (COMPETITOR | {"name": "a" * 161}, "name: has 161 characters; at most 160 fit"),
    "no slug": (COMPETITOR | {"slug": "a b"}, "slug: 'a b' is not a slug: letters, digits, - and"),
    "unknown": (COMPETITOR | {"elo": 1, "age": 2}, "'age', 'elo': is not a field of this type"),
    "no kind": (CHALLENGE | {"kind": "poem"}, "kind: 'poem' is none of text, code, webpage"),
    "no day": (COMPETITOR | {"released_on": "May"}, "released_on: 'May' is not a date such as"),
    "no such day": (COMPETITOR | {"released_on": "2026-02-30"}, "released_on: '2026-02-30' is not"),
    "no time": (RESPONSE | {"generated_at": "noon"}, "generated_at: 'noon' is not a time such as"),
    "out of time": (
        RESPONSE | {"generated_at": "0001-01-01T00:00:00+14:00"},
        "generated_at: '0001-01-01T00:00:00+14:00' is not a time",
    ),
    "no object": (COMPETITOR | {"specs": []}, "specs: must be an object, not an array"),
    "bad tags": (CHALLENGE | {"tags": ["a", 1]}, "tags: must hold texts of 1 to 80 characters"),
    "neither": (RESPONSE | {"content": ""}, "content: is missing or empty, and so is path"),
    "both": (RESPONSE | {"path": "a.txt"}, "path: stands beside content; a response has one"),
    "large": (RESPONSE | {"content": "a" * 50_000_000}, "content: has 50,000,000 bytes; at most"),
    "large specs": (COMPETITOR | {"specs": {"a": "b" * 2_000_000}}, "specs: has 2,000,009 bytes"),
}


@pytest.mark.parametrize("case", REFUSED_FIELDS)
def test_a_bad_field_is_refused_by_its_name(tmp_path, case):
    line, reason = REFUSED_FIELDS[case]
    report = bring_lines(tmp_path, CHALLENGE | {"slug": "other"}, line)
    [refusal] = said(report)
    assert refusal.startswith(f"set.jsonl:2: {reason}")
    assert not Challenge.objects.exists()


REFUSED_ROWS = {
    "no challenge": (RESPONSE | {"challenge": "three"}, "challenge: there is no challenge 'three'"),
    "no competitor": (RESPONSE | {"competitor": "bob"}, "competitor: there is no competitor 'bob'"),
    "a blank": (RESPONSE | {"content": " \n"}, "content: is empty"),
    "text as picture": (RESPONSE | {"kind": "image"}, "content: is text, but the kind is image"),
}


@pytest.mark.parametrize("case", REFUSED_ROWS)
def test_a_response_that_belongs_nowhere_or_says_nothing_is_refused(tmp_path, case):
    line, reason = REFUSED_ROWS[case]
    [refusal] = said(bring_lines(tmp_path, COMPETITOR, CHALLENGE, line))
    assert refusal.startswith(f"set.jsonl:3: {reason}")
    assert not Competitor.objects.exists()


def test_a_prompt_is_text_unless_its_row_says_markdown(tmp_path):
    formatted = CHALLENGE | {"slug": "formatted", "prompt_format": "markdown"}
    bring_lines(tmp_path, COMPETITOR, CHALLENGE, formatted)
    formats = Challenge.objects.values_list("slug", "prompt_format")
    assert dict(formats) == {"two-doors": "text", "formatted": "markdown"}


def test_a_format_of_prompts_that_is_not_known_is_refused(tmp_path):
    report = bring_lines(tmp_path, CHALLENGE | {"prompt_format": "html"})
    (refusal,) = said(report)
    assert refusal == "set.jsonl:1: prompt_format: 'html' is none of text, markdown"
    assert not Challenge.objects.exists()
