"""The same on the demo's content."""

import pytest
from django.core.management import call_command

from tests.arena.judging import PageJudge, ProgramJudge, most_matches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache", "demo")]


@pytest.fixture(scope="module")
def demo(scene, tmp_path_factory):
    call_command("seed_demo", verbosity=0)


@pytest.mark.parametrize(
    ("kind", "seed"),
    [
        (PageJudge, 0),
        (ProgramJudge, 1),
        *(pytest.param(PageJudge, seed, marks=pytest.mark.every) for seed in range(2, 5)),
        *(pytest.param(ProgramJudge, seed, marks=pytest.mark.every) for seed in range(5, 8)),
    ],
)
def test_each_voter_of_the_demo_gets_every_match_there_is(settings, kind, seed):
    settings.VOTES_PER_MINUTE = settings.VOTES_PER_MINUTE_PER_ADDRESS = 100_000
    settings.VOTES_PER_MINUTE_PER_NETWORK = 100_000
    assert kind(seed=seed).judge_to_the_end() == most_matches() == 39
