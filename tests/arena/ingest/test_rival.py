import json
from datetime import UTC, date, datetime

import pytest

from arena.models import Challenge, Competitor, Kind, Response
from tests.arena.ingest.files import PNG, bring, said, write, write_json

pytestmark = pytest.mark.django_db

MODEL = {
    "id": "brush-6.1",
    "name": "Brush 6.1",
    "provider": "atelier",
    "releaseDate": "February 18, 2025",
    "description": "Paints.",
    "contextWindow": 128000,
    "parametersCount": None,
    "benchmarks": {"MMLU": {"score": "83.1%"}},
    "color": "#eb4646",
}
CHALLENGE = {
    "id": "harbour",
    "title": "Harbour",
    "description": "Tests water.",
    "prompt": "Build a harbour.",
    "category": "web-design",
    "difficulty": "hard",
    "expectedOutputType": "website",
}
RESPONSE = {
    "id": "brush-6.1-harbour",
    "modelId": "brush-6.1",
    "prompt": "Build a harbour, please.",
    "responseDate": "2025-03-30",
    "type": "website",
    "title": "Harbour",
    "description": "A harbour.",
    "content": "<p>Harbour</p>",
    "metadata": {"params": "Quality: HD"},
}
PICTURE = RESPONSE | {"type": "image", "content": "images/harbour.png"}


def bring_rival(tmp_path, *responses, models=(MODEL,), challenges=(CHALLENGE,), **terms):
    data = {"models": models, "challenges": challenges, "responses": responses}
    return bring(write_json(tmp_path / "rival.json", data), name="rival", **terms)


def test_a_model_becomes_a_competitor_with_its_specs(tmp_path):
    bring_rival(tmp_path)
    competitor = Competitor.objects.get()
    assert (competitor.slug, competitor.name) == ("brush-6-1", "Brush 6.1")
    assert (competitor.provider, competitor.description) == ("atelier", "Paints.")
    assert competitor.released_on == date(2025, 2, 18)
    assert competitor.specs == {
        "id": "brush-6.1",
        "context_window": 128000,
        "benchmarks": {"MMLU": {"score": "83.1%"}},
    }


@pytest.mark.parametrize("text", ["February 2022", "Coming Soon (In Training)"])
def test_a_release_without_a_day_is_kept_as_it_is_said(tmp_path, text):
    bring_rival(tmp_path, models=[MODEL | {"releaseDate": text}])
    competitor = Competitor.objects.get()
    assert competitor.released_on is None
    assert competitor.specs["release_date"] == text


def test_a_challenge_for_a_website_is_one_for_a_web_page(tmp_path):
    bring_rival(tmp_path)
    challenge = Challenge.objects.get()
    assert (challenge.slug, challenge.kind) == ("harbour", Kind.WEB_PAGE)
    assert (challenge.category.slug, challenge.category.name) == ("web-design", "Web design")
    assert challenge.difficulty == "hard"


def test_a_prompt_is_text(tmp_path):
    bring_rival(tmp_path)
    assert Challenge.objects.get().prompt_format == "text"


def test_a_response_keeps_its_request_and_returned_metadata(tmp_path):
    bring_rival(tmp_path, RESPONSE)
    response = Response.objects.get()
    assert (response.content, response.kind) == ("<p>Harbour</p>", Kind.WEB_PAGE)
    assert response.sent == {"prompt": "Build a harbour, please."}
    assert response.returned["metadata"] == {"params": "Quality: HD"}
    assert response.generated_at == datetime(2025, 3, 30, tzinfo=UTC)


def test_a_response_may_name_its_challenge_in_a_field(tmp_path):
    report = bring_rival(tmp_path, RESPONSE | {"id": "b61", "challengeId": "harbour"})
    assert report.added["response"] == 1


def test_a_response_without_a_challenge_is_reported_by_line(tmp_path):
    lost = RESPONSE | {"id": "brush-6.1-lighthouse"}
    report = bring_rival(tmp_path, RESPONSE, lost, keep_going=True)
    lines = (tmp_path / "rival.json").read_text().splitlines()
    [refusal] = report.refusals
    assert str(refusal).endswith(": challenge: there is no challenge 'lighthouse'")
    assert lines[refusal.place.line] == '   "id": "brush-6.1-lighthouse",'
    assert Response.objects.count() == 1


def test_a_picture_is_found_beside_the_file(tmp_path, media):
    write(tmp_path / "images" / "harbour.png", PNG)
    bring_rival(tmp_path, PICTURE)
    assert (media / Response.objects.get().file).read_bytes() == PNG


def test_a_missing_picture_is_refused(tmp_path):
    [refusal] = said(bring_rival(tmp_path, PICTURE))
    assert refusal.endswith(": content: there is no file 'harbour.png' at that place")


def test_a_picture_outside_of_the_folder_is_refused(tmp_path):
    [refusal] = [
        str(one) for one in bring_rival(tmp_path, PICTURE | {"content": "../a.png"}).refusals
    ]
    assert refusal.endswith("content: '../a.png' leads out of the folder of the data file")


BAD_RESPONSES = {
    "id": ({"id": "harbour"}, "id: 'harbour' does not begin with its modelId"),
    "type": ({"type": "poem"}, "type: 'poem' is none of website, text, code"),
    "content": ({"content": ""}, "content: is empty"),
    "responseDate": ({"responseDate": 2025}, "responseDate: must be a text, not a number"),
    "modelId": ({"modelId": None}, "modelId: is missing"),
}


@pytest.mark.parametrize("field", BAD_RESPONSES)
def test_a_bad_field_is_refused(tmp_path, field):
    change, reason = BAD_RESPONSES[field]
    [refusal] = said(bring_rival(tmp_path, RESPONSE | change))
    assert reason in refusal


BAD_FILES = {
    "[]x": "rival.json:1: is not JSON: something follows its end",
    '{"models": [{}\n}': "rival.json:2: is not JSON: , expected",
    '{"models": [\n{"a" 1}]}': "rival.json:2: is not JSON: Expecting ':' delimiter (column 6)",
    '{"models"\n []}': "rival.json:2: is not JSON: : expected",
    "{1: 2}": "rival.json:1: a name in an object must be a text",
    '{"models": []': "rival.json:1: is not JSON: , expected",
    "7": "rival.json:1: must be a JSON array or object",
    '{"models": 7}': "rival.json:1: models: must be an object with arrays named models, challenges",
    '{"votes": [7]}': "rival.json:1: votes: must be an object with arrays named models, challenges",
    "[7]": "rival.json:1: must be an object with arrays named models, challenges",
    '{"models": [7]}': "rival.json:1: models: must be an object, not a number",
}


@pytest.mark.parametrize("text", BAD_FILES)
def test_a_file_of_another_shape_is_refused(tmp_path, text):
    path = write(tmp_path / "rival.json", text)
    refusal = said(bring(path, name="rival"))[-1]
    assert refusal.startswith(BAD_FILES[text])


@pytest.mark.parametrize("text", ["{}", '{"models": []}', "[]"])
def test_a_file_without_rows_adds_nothing(tmp_path, text):
    report = bring(write(tmp_path / "rival.json", text), name="rival")
    assert (report.added.total(), report.refusals) == (0, [])


def test_two_models_whose_ids_give_one_slug_are_refused(tmp_path):
    other = MODEL | {"id": "brush-6-1", "name": "Brush six"}
    [refusal] = said(bring_rival(tmp_path, models=[MODEL, other]))
    assert refusal.endswith("slug: the slug 'brush-6-1' belongs to 'Brush 6.1', not to 'Brush six'")


def test_a_model_renamed_since_is_still_known_by_its_id(tmp_path):
    bring_rival(tmp_path)
    Competitor.objects.update(name="Brush")
    assert bring_rival(tmp_path, RESPONSE).added["response"] == 1


def test_the_data_may_be_packed(tmp_path):
    data = {"models": [MODEL], "challenges": [CHALLENGE], "responses": [RESPONSE]}
    write(tmp_path / "rival.json.gz", json.dumps(data))
    assert bring(tmp_path, name="rival").added["response"] == 1
