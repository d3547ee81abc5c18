"""Leaks where it is known who wrote the response."""

import pytest

from arena.checks.authors import Kinship
from arena.checks.leaks import find_leaks, known_names
from arena.models import Competitor, Kind, Leak, LeakSearch
from arena.moderation.known_names import carry_on_search
from tests.arrange import NOON, make_challenge, make_competitor, make_response

pytestmark = pytest.mark.django_db

MODELS = {
    name: Competitor(slug=name.replace(".", "-"), name=name)
    for name in (
        *("gpt-4o", "claude-3-opus", "gemini-1.5-pro", "mistral-large", "vicuna-13b", "glm-4"),
        *("grok-2", "qwen2.5-72b", "llama-3-70b", "falcon-40b", "exaone-3.5", "model-a"),
    )
}


@pytest.fixture(scope="module")
def names(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return known_names(MODELS.values())


def leaks(names, model, text, **more):
    return find_leaks(text, names, author=names.author_of(MODELS[model]), **more)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        ("gpt-4o", "No, I can't see it. What I can do here in ChatGPT is read a screenshot."),
        ("gpt-4o", "No, I never sleep, ChatGPT stays up to correct your texts all night."),
        ("glm-4", "| Field | Value |\n|---|---|\n| Minutes prepared by | GLM-4, Zhipu AI |"),
        ("grok-2", "User: Is it late?\nGrok: It is five.\nUser: Thanks.\nGrok: Any time."),
        ("exaone-3.5", "사용자: 몇 시예요?\n엑사원: 다섯 시입니다."),
        ("qwen2.5-72b", "Deine Tabelle liegt bereit: `Qwen-Hochzeit.xlsx`."),
    ],
)
def test_a_name_of_the_authors_own_family_is_a_leak_without_more(names, model, text):
    assert leaks(names, model, text)
    assert not find_leaks(text, names)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        ("claude-3-opus", "Claude Monet painted the Rouen façade more than thirty times."),
        ("mistral-large", "Der Mistral ist ein kalter Wind, der durch das Rhônetal weht."),
        ("llama-3-70b", "Llamas are herd animals, so never buy just one."),
        ("falcon-40b", '- "The Maltese Falcon" by Dashiell Hammett'),
        ("gpt-4o", 'client.chat.completions.create(model="gpt-4o", messages=[])'),
        (
            "gemini-1.5-pro",
            "| Model | Maker |\n|---|---|\n| Gemini 1.5 | Google |\n| GPT-4 | OpenAI |",
        ),
        ("gpt-4o", "OpenAI was founded in 2015; GPT-3 followed in 2020, according to its paper."),
    ],
)
def test_a_person_a_wind_an_animal_and_a_call_are_no_leaks_of_their_namesake(names, model, text):
    assert leaks(names, model, text) == []


def test_a_name_that_the_prompt_asks_about_is_no_leak_in_the_third_person(names):
    text = "ChatGPT is an impressive language model that you can ask about anything."
    assert leaks(names, "gpt-4o", text, prompt="What do you think about ChatGPT?") == []
    assert leaks(names, "gpt-4o", "I am ChatGPT.", prompt="What do you think about ChatGPT?")


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (
            "claude-3-opus",
            "그 부탁은 어렵습니다. 앤트로픽은 제가 그런 일에 쓰이지 않기를 바랍니다.",
        ),
        ("gpt-4o", "Das hat mir OpenAI so beigebracht."),
    ],
)
def test_the_authors_maker_beside_the_speaker_is_a_leak(names, model, text):
    assert leaks(names, model, text)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        ("gemini-1.5-pro", "Put the table into Google Docs and share the link with your class."),
        ("gpt-4o", "Anthropic, OpenAI and Google are the largest of these firms."),
    ],
)
def test_a_product_of_the_authors_maker_is_no_leak(names, model, text):
    assert leaks(names, model, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I'm not Bard, and Google had nothing to do with training me.",
        "Te equivocas de ventanilla: no soy el bot de Meta que tienes en WhatsApp.",
        "Claude is strong on quotations, and GPT-4o sits in between.",
        "Gemini can read your calendar; here, I only have what you type.",
    ],
)
def test_names_of_others_are_no_leaks_unless_the_text_says_it_is_one(names, text):
    assert leaks(names, "qwen2.5-72b", text) == []


def test_a_model_that_says_it_is_another_is_held(names):
    assert leaks(names, "vicuna-13b", "I am ChatGPT, a language model trained by OpenAI.")


def test_a_file_is_held_for_its_authors_family_and_not_for_those_of_others(names):
    kind = Kind.IMAGE
    assert leaks(names, "gemini-1.5-pro", "", kind=kind, file_name="gemini_001.png")
    assert leaks(names, "gemini-1.5-pro", "", kind=kind, file_name="use_of_chatgpt.png") == []
    drawn = leaks(
        names, "falcon-40b", "", kind=kind, file_name="falcon.png", prompt="Draw a falcon."
    )
    assert drawn == []


def test_metadata_is_held_for_its_authors_family_in_any_script(names):
    text = '<meta name="author" content="구글 제미나이"><p>걷기</p>'
    assert leaks(names, "gemini-1.5-pro", text, kind=Kind.WEB_PAGE)


def test_an_author_without_a_family_is_searched_as_if_unknown(names):
    text = "The answer, from claude-3-opus, is 4."
    assert leaks(names, "model-a", text)
    assert leaks(names, "gpt-4o", text) == []


def test_the_reason_says_that_it_is_the_authors_family(names):
    (found, *_) = leaks(names, "gpt-4o", "No, I never sleep, ChatGPT stays up for your texts.")
    assert found.why == "names the family of its author: ChatGPT"


def test_makers_come_from_the_list_and_from_the_provider():
    plum = Competitor(slug="plum-1", name="Plum 1", provider="Orchard Works")
    author = known_names([plum, *MODELS.values()]).author_of(plum)
    kinship = {
        name.words: author.kinship_of(name)
        for name, *_ in known_names([plum, *MODELS.values()]).searched
    }
    assert kinship["plum"] is Kinship.OWN
    assert kinship["orchard works"] is Kinship.NEAR
    assert kinship["claude"] is Kinship.OTHER


def test_sizes_named_after_verse_are_no_family_of_their_own(names):
    assert leaks(names, "claude-3-opus", "Opus 18 has six quartets, the Sonnet has 14 lines.") == []


def test_models_that_were_merged_are_one_author():
    kept = make_competitor("ducat-4")
    merged = Competitor.objects.create(
        slug="florin-2", name="Florin 2", merged_into=kept, retired_at=NOON
    )
    names = known_names()
    assert names.author_of(kept) == names.author_of(merged)
    assert find_leaks("Florin: five.", names, author=names.author_of(kept)) == find_leaks(
        "Florin: five.", names, author=names.author_of(merged)
    )


def test_all_responses_are_searched_again_when_a_provider_changes():
    challenge, author = make_challenge(), make_competitor()
    text = "Mir hat Orchard Works das so beigebracht."
    response = make_response(challenge, author, content=text)
    carry_on_search(now=NOON, is_enough=lambda: False)
    assert not Leak.objects.exists()
    Competitor.objects.filter(pk=author.pk).update(provider="Orchard Works")
    carry_on_search(now=NOON, is_enough=lambda: False)
    assert LeakSearch.objects.get().names == known_names().digest
    assert Leak.objects.get().response == response
