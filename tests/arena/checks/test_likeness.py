from importlib import import_module

import pytest
from django.apps import apps

from arena.checks.likeness import MOST_FOUND, find_near_duplicates, find_similar
from arena.models import Challenge
from arena.text.trigrams import signature
from tests.arrange import make_category, make_challenge

pytestmark = pytest.mark.django_db

PROMPT = "Explain to a child of five why the sky is blue, in three short sentences."
SIGN = import_module("arena.migrations.0007_prompts_are_signed").sign


def make(slug, prompt, **more):
    challenge = make_challenge(slug, **more)
    challenge.prompt = prompt
    challenge.save()
    return challenge


def find(prompt=PROMPT):
    return [
        (found.challenge.slug, found.is_same) for found in find_similar(prompt, among=everything())
    ]


def everything():
    return Challenge.objects.all()


def test_the_same_prompt_is_found_whatever_its_case_and_spacing():
    make("sky", PROMPT)
    assert find(f"  {PROMPT.upper()}\n") == [("sky", True)]


def test_a_similar_prompt_is_found_with_its_likeness():
    make("sky", PROMPT.replace("five", "six"))
    (found,) = find_similar(PROMPT, among=everything())
    assert not found.is_same
    assert 0.8 < found.likeness < 0.95


def test_another_prompt_is_not_found():
    make("sea", "Explain to a grown-up how tides come about, with a drawing in ASCII.")
    assert find() == []


def test_the_most_similar_prompts_come_first_up_to_a_limit():
    for number in range(MOST_FOUND + 3):
        make(f"sky-{number}", f"{PROMPT} {'Rhyme. ' * number}")
    found = find_similar(PROMPT, among=everything())
    assert len(found) == MOST_FOUND
    assert found[0].challenge.slug == "sky-0"
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)


def test_only_prompts_of_the_given_challenges_are_found():
    make("sky", PROMPT)
    assert find_similar(PROMPT, among=Challenge.objects.exclude(slug="sky")) == []


def test_in_an_empty_arena_nothing_is_found():
    assert find() == []


@pytest.mark.parametrize("number", [1, 60])
def test_finding_similar_prompts_uses_two_queries(number, django_assert_num_queries):
    for index in range(number):
        make(f"sky-{index}", f"{PROMPT} Again, for the {index}th time: why is it blue at all?")
    with django_assert_num_queries(2):
        find()


def test_challenges_added_in_bulk_are_found_too():
    category = make_category()
    Challenge.objects.bulk_create(
        [Challenge(slug="sky", title="Sky", prompt=PROMPT, category=category)]
    )
    assert find() == [("sky", True)]


def test_a_changed_prompt_is_found_by_its_new_words():
    challenge = make("sky", "Something else altogether.")
    challenge.prompt = PROMPT
    challenge.save()
    assert find() == [("sky", True)]


def test_prompts_older_than_signatures_get_theirs_when_the_database_migrates():
    make("sky", PROMPT)
    Challenge.objects.update(prompt_signature=None)
    assert find() == []
    SIGN(apps, None)
    assert bytes(Challenge.objects.get().prompt_signature) == signature(PROMPT)
    assert find() == [("sky", True)]


def new(slug, prompt):
    return Challenge(slug=slug, title=slug, prompt=prompt)


def test_near_duplicates_are_found_among_existing_and_new_challenges():
    there = make_challenge("there")
    there.prompt = "Write a limerick about a lighthouse keeper who is afraid of ships."
    there.save()
    found = find_near_duplicates(
        [
            new("again", "write a limerick  about a lighthouse keeper who is afraid of ships."),
            new("other", "Explain the law of large numbers to a child."),
            new("third", "Explain the law of large numbers to a small child."),
        ]
    )
    told = [(each.new.slug, each.other.slug, each.is_same) for each in found]
    assert told == [("again", "there", True), ("third", "other", False)]
    assert find_near_duplicates([]) == []
