"""The list of models, the page of one, the graveyard."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arena.models import Challenge, Competitor, Withdrawal
from arena.moderation import retire_competitor
from leaderboard.kept import kept
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena, make_competitor, make_response

pytestmark = pytest.mark.django_db


def read(client, address, status=200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.text.split())


def make_rated(*, competitors=3, challenges=4, votes=60) -> list[Competitor]:
    made = make_arena(competitors=competitors, challenges=challenges)
    cast_votes(votes)
    recompute_boards()
    return made


@pytest.fixture(scope="module")
def arena(scene) -> None:
    make_rated()


@pytest.fixture
def rated(arena) -> list[Competitor]:
    return list(Competitor.objects.order_by("pk"))


def retire(competitor, *, now=None):
    retire_competitor(competitor=competitor, reason="Gone.", actor=None, now=now or timezone.now())


def test_an_empty_arena_has_no_models(client):
    assert "There are no models yet." in read(client, "/models/")


def test_the_list_names_every_model_in_the_order_of_the_board(client, rated):
    page = read(client, "/models/")
    assert "3 models" in page
    newest = RatingRun.objects.newest(Board.objects.overall())
    names = list(newest.entries.order_by("position").values_list("competitor__name", flat=True))
    places = [page.index(f">{name}</a>") for name in names]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "number"),
    [("text=BE", 2), ("text=lovelace", 3), ("text=nothing", 0), ("provider=Other+Works", 1)],
)
def test_the_list_is_searched_and_filtered(client, query, number):
    for name in ("ada", "bea", "abe"):
        make_competitor(name)
    make_competitor("cyd", provider="Other Works")
    page = read(client, f"/models/?{query}")
    assert page.count('class="ratings__name"') == number


def test_the_total_of_a_filtered_list_counts_matches(client):
    make_competitor("ada")
    make_competitor("bea")
    assert "1 model match" in read(client, "/models/?text=ada")


@pytest.mark.parametrize(("competitors", "challenges"), [(3, 2), (9, 12)])
@pytest.mark.usefixtures("settings_are_read")
def test_the_list_and_the_page_of_a_model_use_four_queries_each(
    client, competitors, challenges, django_assert_max_num_queries
):
    made = make_rated(competitors=competitors, challenges=challenges, votes=20)
    for address in ("/models/", f"/models/{made[0].slug}/"):
        kept.clear()
        with django_assert_max_num_queries(4):
            read(client, address)


def test_a_model_shows_its_rating_on_each_board(client, rated):
    page = read(client, f"/models/{rated[0].slug}/")
    for name in ("Overall", "Reasoning", "Style held constant"):
        assert f">{name}</a>" in page


def test_a_model_shows_its_record_against_every_opponent(client, rated):
    page = read(client, f"/models/{rated[0].slug}/")
    for rival in rated[1:]:
        assert f'href="/compare/{rated[0].slug}/{rival.slug}/"' in page


def test_a_model_shows_all_its_responses_with_their_number(client, rated):
    page = read(client, f"/models/{rated[0].slug}/")
    assert "4 responses" in page
    for challenge in Challenge.objects.all():
        assert f'href="/models/{rated[0].slug}/responses/{challenge.slug}/"' in page


def test_many_responses_are_paged_and_the_total_is_shown(client):
    made = make_arena(competitors=1, challenges=65)
    page = read(client, f"/models/{made[0].slug}/?page=2")
    assert "65 responses" in page
    assert page.count("/responses/") == 5


def test_withdrawn_responses_are_not_listed(client, rated):
    Withdrawal.objects.create(response=rated[0].responses.first(), reason="Broken.")
    assert "3 responses" in read(client, f"/models/{rated[0].slug}/")


def test_a_second_sample_is_a_response_of_its_own(client, rated):
    make_response(Challenge.objects.first(), rated[0], sample=1)
    page = read(client, f"/models/{rated[0].slug}/")
    assert "5 responses" in page
    assert "?sample=1" in page


def test_an_unrated_model_says_so(client):
    make_competitor("ada")
    page = read(client, "/models/ada/")
    assert "Not rated yet" in page
    assert "It has no response that anybody may read." in page


def test_specs_are_shown_whatever_they_are(client):
    make_competitor("ada")
    specs = {
        "context_window": 128_000,
        "benchmarks": {"MMLU": {"score": "83 %", "source": "https://example.org/a"}},
        "prices": {"input": 2, "as_of": "2026-05-01"},
        "url": "javascript:alert(1)",
        "odd": [None, {"deep": ["down"]}],
    }
    Competitor.objects.update(specs=specs)
    page = read(client, "/models/ada/")
    for said in ("128,000 tokens", "MMLU", "83 %", "as of 1 May 2026", "Odd"):
        assert said in page
    assert 'href="https://example.org/a"' in page
    assert 'href="javascript' not in page


def test_flat_prices_show_their_date(client):
    make_competitor("ada")
    prices = {"price_per_million_input_tokens": 0.8, "currency": "EUR"}
    Competitor.objects.update(specs=prices | {"prices_as_of": "2026-05-01"})
    page = read(client, "/models/ada/")
    assert "Prices, as of 1 May 2026" in page
    assert "0.8 EUR" in page
    assert "Currency" not in page


@pytest.mark.parametrize("specs", [[], "text", 3, {"a": {"b": {"c": {"d": 1}}}}])
def test_unexpected_specs_are_shown_without_an_error(client, specs):
    make_competitor("ada")
    Competitor.objects.update(specs=specs)
    read(client, "/models/ada/")


def test_an_unknown_model_is_404(client):
    read(client, "/models/nobody/", status=404)


def test_a_retired_model_keeps_its_page_and_its_last_rank(client, rated):
    retire(rated[0])
    last = Entry.objects.get(competitor=rated[0], run__board__slug="overall")
    cast_votes(40, seed=3)
    recompute_boards()
    page = read(client, f"/models/{rated[0].slug}/")
    assert "no match shows it any more" in page
    assert f"rated {last.rating:.0f} " in page


def test_the_list_of_retired_models_shows_their_last_ranks(client, rated):
    retire(rated[1])
    last = Entry.objects.get(competitor=rated[1], run__board__slug="overall")
    cast_votes(40, seed=3)
    recompute_boards()
    page = read(client, "/graveyard/")
    assert "1 model has retired" in page
    assert f"<strong>{last.rating:.0f}</strong>" in page


def test_an_empty_list_of_retired_models_says_so(client, rated):
    assert "No model has been retired yet." in read(client, "/graveyard/")


def test_a_model_retired_before_the_first_run_has_no_last_rank(client, rated):
    retire(rated[0], now=timezone.now() - timedelta(days=400))
    assert '<td class="ratings__rank">–</td>' in read(client, "/graveyard/")


@pytest.mark.parametrize("number", [1, 6])
def test_the_list_of_retired_models_uses_two_queries(client, number, django_assert_max_num_queries):
    for each in make_rated(competitors=7, votes=20)[:number]:
        retire(each)
    with django_assert_max_num_queries(2):
        read(client, "/graveyard/")
