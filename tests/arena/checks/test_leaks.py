import pytest

from arena.checks.families import family_of
from arena.checks.leaks import find_leaks, known_names, names_in
from arena.errors import NoPairAvailable, NothingToDo
from arena.ingest.datasets import import_dataset
from arena.ingest.plan import Terms
from arena.ingest.rows import ChallengeRow, CompetitorRow, Place, ResponseRow
from arena.matches.pool import pools
from arena.models import Competitor, Kind, Leak, ReviewState, Withdrawal
from arena.moderation import clear_leak, confirm_leak, restore_response
from tests.arrange import NOON, make_challenge, make_competitor, make_response, serve

pytestmark = pytest.mark.django_db

WHY = {"reason": "Looked at.", "actor": None, "now": NOON}


@pytest.fixture
def names():
    return known_names(
        [
            Competitor(slug="qwop-4-turbo", name="Qwop-4 Turbo", provider="OpenMind"),
            Competitor(slug="clod-3-opal", name="Clod 3 Opal", provider="Anthropos"),
            Competitor(slug="gem", name="Gem", provider="Goggle", aliases=["Bardling-2"]),
        ]
    )


def test_a_name_is_compiled_once(names):
    again = known_names([])
    patterns = {name: pattern for name, _, pattern in names.searched}
    assert len(again.searched) > 100
    assert all(patterns[name] is pattern for name, _, pattern in again.searched)


@pytest.mark.parametrize(
    "text",
    [
        "As an AI language model developed by OpenMind, I cannot.",
        "I'm Clod, an assistant.",
        "I am Gem and I was built to help.",
        "My name is Clod.",
        "I was trained by Goggle.",
        "The answer, from Qwop-4 Turbo, is 4.",
        "the answer, from qwop 4 turbo, is 4.",
        "<!-- made with qwop-4-turbo --><svg></svg>",
        "Bardling-2 says: hello.",
        "As a large language model trained by Someone Else, I have no body.",
    ],
)
def test_leaks_of_the_author_are_found(names, text):
    found = find_leaks(text, names)
    assert found
    for each in found:
        assert each.text[each.start : each.end] in text


@pytest.mark.parametrize(
    "text",
    [
        "A gem is a stone. Goggle your eyes. OpenMind is a company.",
        "As an AI language model, I cannot.",
        "Clod of earth.",
        "Qwop-4 Turbocharged engines",
        "",
    ],
)
def test_ordinary_words_are_no_leaks(names, text):
    assert not find_leaks(text, names)


def test_names_in_the_prompt_are_no_leaks(names):
    text = "Qwop-4 Turbo is fast."
    assert find_leaks(text, names)
    assert not find_leaks(text, names, prompt="How fast is Qwop-4 Turbo?")
    assert names_in("How fast is qwop-4 turbo?", names) == ["qwop-4 turbo"]


def bring(*contents):
    rows = [
        ChallengeRow(Place("a", 1), "doors", "Doors", "Which door?", "logic", Kind.TEXT),
        CompetitorRow(Place("a", 2), "ada-2", "Ada 2", "Lovelace Works"),
        CompetitorRow(Place("a", 3), "bob-7", "Bob 7", "Bobbery"),
    ]
    for line, (who, content) in enumerate(zip(("ada-2", "bob-7"), contents, strict=False), 4):
        rows.append(ResponseRow(Place("a", line), "doors", who, None, content))
    return import_dataset(rows, terms=Terms(source="here", now=NOON))


def test_an_import_holds_back_possible_leaks_until_a_person_decides():
    assert bring("The left one.", "I am Bob, made by Bobbery.").held == 1
    with pytest.raises(NoPairAvailable):
        serve()
    leak = Leak.objects.get()
    assert leak.response.competitor.slug == "bob-7"
    clear_leak(leak=leak, **WHY)
    pools.forget()  # which it would by itself within a second
    assert leak.response in {(match := serve()).left, match.right}
    with pytest.raises(NothingToDo):
        confirm_leak(leak=leak, **WHY)


def test_confirming_withdraws_and_restoring_is_possible():
    bring("The left one.", "I am Bob, made by Bobbery.")
    leak = Leak.objects.get()
    confirm_leak(leak=leak, **WHY)
    assert Leak.objects.get().state == ReviewState.UPHELD
    assert Withdrawal.objects.get().response == leak.response
    restore_response(response=leak.response, **WHY)
    assert serve()


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("claude-2.1", "claude"),
        ("gpt4_1106_preview", "gpt"),
        ("gpt35_turbo_instruct", "gpt"),
        ("Meta-Llama-3-70B", "llama"),
        ("chatglm2-6b", "glm"),
        ("florin-2.1", "florin"),
        ("text_davinci_003", "davinci"),
        ("model-a", ""),
    ],
)
def test_names_are_split_into_families(name, family):
    assert family_of(name) == family


@pytest.mark.parametrize(
    "text",
    [
        "Hi! I'm Florin, an AI assistant created by Quillworks.",
        "My name is Florin.",
        "I am DucatChat, a large language model trained by MintLab.",
        "I'm Ducat, made by MintLab.",
        "I'm **Fl\u200borin**, ready when you are.",
        "I am \uff24\uff35\uff23\uff21\uff34.",  # full-width
        "I am Duc\u0430t.",  # with a Cyrillic letter
    ],
)
def test_a_family_without_a_provider_is_found_where_a_text_says_it_is_one(text):
    names = known_names(
        [Competitor(slug=slug, name=slug) for slug in ("florin-2-1", "ducat-4-0613")]
    )
    assert find_leaks(text, names)
    assert not find_leaks("A florin is worth more than a ducat.", names)


def test_a_text_of_a_megabyte_is_searched_without_repeating_itself(names):
    for piece in ("i am made and made by ", "<!-- ", "<a b='", "claude ", "私はのAIの", "# "):
        find_leaks((piece * 1_000_000)[:200_000], names, kind=Kind.WEB_PAGE)


def test_names_of_new_competitors_are_searched_for_leaks():
    make_response(make_challenge(), make_competitor())
    assert bring("The left one.", "I think like Bob 7.").held == 1
    assert Leak.objects.get().found[0]["why"] == "names Bob 7"


def test_a_full_name_of_another_model_is_no_leak_at_import():
    assert bring("I think like Bob 7.", "The left one.").held == 0


@pytest.mark.parametrize(
    "text",
    [
        "Anthropic has asked me to be careful with such documents.",
        "Hinter dieser Antwort steckt Claude.",
        "Je ne suis pas Copilot mais Gemini.",
        "El modelo que te habla se llama Llama.",
        "É à OpenAI que devo a minha existência.",
        "跟你说话的模型叫Llama。",
        "MetaのAIアシスタントとして、文字だけを扱えます。",
        "저를 세상에 내놓은 곳은 마이크로소프트입니다.",
    ],
)
def test_a_name_is_a_leak_where_the_sentence_speaks_of_its_author(text):
    assert find_leaks(text, known_names([]))


@pytest.mark.parametrize(
    "text",
    [
        "ChatGPT helped me write my letter.",
        'The support bot says: "I\'m ChatGPT, made by OpenAI." That proves nothing.',
        "Wenn ich ChatGPT frage, bekomme ich immer dieselbe Antwort.",
        "Je suis abonné à ChatGPT depuis un an.",
        "Fui contratado por Meta en 2019.",
        "Se eu fosse a Siri, também fingiria que não ouço.",
        "我订阅ChatGPT已经一年了。",
        "私は三年前からGoogleに勤めています。",
        "저는 3년 전부터 구글에 다니고 있어요.",
        "| Model | Vendor |\n|---|---|\n| Claude 3 | Anthropic |\n| GPT-4 | OpenAI |",
    ],
)
def test_a_name_of_a_tool_an_employer_or_a_quotation_is_no_leak(text):
    assert find_leaks(text, known_names([])) == []


def test_a_full_name_in_a_call_or_a_table_is_no_leak():
    names = known_names([Competitor(slug="qwop-4-turbo", name="Qwop-4 Turbo")])
    for text in (
        'client.create(model="qwop-4-turbo")',
        "| Model | Price |\n|---|---|\n| Qwop-4 Turbo | 3 |",
    ):
        assert find_leaks(text, names, kind=Kind.CODE) == []
    assert find_leaks("# written by qwop-4-turbo", names, kind=Kind.CODE)
