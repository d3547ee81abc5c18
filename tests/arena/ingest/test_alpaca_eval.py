import re

import pytest

from arena.ingest.slugs import name_from, prompt_slug, slug_from
from arena.models import Challenge, Competitor, Response
from tests.arena.ingest.files import bring, said, write_json

pytestmark = pytest.mark.django_db

LONG = (
    "Tell me, in as many words as you like and with examples,\nhow to peel an orange in one piece."
)


def output(instruction=LONG, text="Slowly.", **more):
    given = {"dataset": "helpful_base", "instruction": instruction, "output": text}
    return given | {"generator": "claude-2.1"} | more


def bring_outputs(tmp_path, *outputs, **terms):
    return bring(write_json(tmp_path / "a.json", outputs), name="alpaca_eval", **terms)


def test_an_output_brings_its_challenge_and_its_competitor(tmp_path):
    bring_outputs(tmp_path, output())
    response = Response.objects.get()
    assert (response.content, response.kind) == ("Slowly.", "text")
    assert (response.competitor.slug, response.competitor.name) == ("claude-2-1", "claude-2.1")
    assert response.challenge.category.slug == "helpful_base"
    assert response.challenge.category.name == "Helpful base"
    assert response.challenge.prompt == LONG


def test_an_instruction_is_text(tmp_path):
    bring_outputs(tmp_path, output("What does __init__ do?"))
    assert Challenge.objects.get().prompt_format == "text"


def test_a_challenge_is_named_by_its_first_words(tmp_path):
    bring_outputs(tmp_path, output())
    challenge = Challenge.objects.get()
    assert re.fullmatch(
        r"helpful_base-[0-9a-f]{10}-tell-me-in-as-many-words-[a-z-]+", challenge.slug
    )
    assert challenge.title.startswith(
        "Tell me, in as many words as you like and with examples, how"
    )
    assert len(challenge.title) == 80


def test_two_models_share_a_challenge(tmp_path):
    bring_outputs(tmp_path, output(), output(generator="gpt-4"))
    assert (Challenge.objects.count(), Response.objects.count()) == (1, 2)


def test_prompts_with_the_same_beginning_are_different_challenges(tmp_path):
    bring_outputs(tmp_path, output(LONG), output(LONG + " Or two."))
    assert Challenge.objects.count() == 2


def test_what_else_a_line_says_is_kept(tmp_path):
    bring_outputs(tmp_path, output(datasplit="eval"))
    assert Response.objects.get().returned == {"datasplit": "eval"}


def test_an_empty_output_is_an_answer_too(tmp_path):
    report = bring_outputs(tmp_path, output("Why?", ""))
    assert said(report) == []
    assert Response.objects.get().content == ""


def test_a_second_output_to_one_instruction_is_refused_unless_it_is_the_same(tmp_path):
    report = bring_outputs(tmp_path, output(), output(), output(text="Fast."), keep_going=True)
    assert (report.added["response"], report.already_there["response"]) == (1, 1)
    assert "other content" in report.refusals[0].reason


def test_generators_that_give_one_slug_are_told_apart(tmp_path):
    report = bring_outputs(tmp_path, output(), output("Why?", generator="claude-2-1"))
    assert said(report) == [
        "a.json:2: competitor: the competitor 'claude-2-1' was refused",
        "a.json:8: slug: the slug 'claude-2-1' belongs to 'claude-2.1', not to 'claude-2-1'",
        "a.json:8: competitor: the competitor 'claude-2-1' was refused",
    ]
    assert not Competitor.objects.exists()


def test_generators_that_give_one_slug_are_told_apart_in_the_database_too(tmp_path):
    bring_outputs(tmp_path, output(generator="claude/2.1"))
    report = bring_outputs(tmp_path, output())
    assert "belongs to 'claude/2.1', not to 'claude-2.1'" in report.refusals[0].reason


@pytest.mark.parametrize("data", [{"outputs": [output()]}, {"a": 1}, [7], [[output()]]])
def test_a_file_of_another_shape_is_refused(tmp_path, data):
    [refusal] = said(bring(write_json(tmp_path / "a.json", data), name="alpaca_eval"))
    assert re.search(r"must be an (array of objects at the top|object, not)", refusal)


def test_slugs_are_stable_and_never_empty():
    assert slug_from("gpt4_1106_preview") == "gpt4_1106_preview"
    assert slug_from("Meta/Llama 3.1") == "meta-llama-3-1"
    assert slug_from("通义千问") == slug_from("通义千问") != slug_from("文心一言")
    assert re.fullmatch(r"id-[0-9a-f]{10}", slug_from("通义千问"))
    assert len(slug_from("long.name" * 100)) <= 120
    assert re.fullmatch(r"oasst-[0-9a-f]{10}", prompt_slug(dataset="oasst", prompt="???"))
    assert len(prompt_slug(dataset="d" * 300, prompt="p" * 300)) <= 120
    assert name_from("___") == "___"
