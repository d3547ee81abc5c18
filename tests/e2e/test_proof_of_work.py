"""The proof of work in a real browser: nobody sees it, and the vote counts."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from arena.models import Exclusion, ExclusionRule, Match, Vote
from arena.visitors import hash_address
from tests.arrange import serve
from tests.e2e.voting import match_at, open_match


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def browser_context_args(browser_context_args, request):
    return {**browser_context_args, "java_script_enabled": getattr(request, "param", True)}


@pytest.fixture
def busy(site, settings):
    """Somebody else of this address has opened a match, and that is the threshold."""
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 1
    now = timezone.now()
    other = serve(now=now)
    Match.objects.filter(pk=other.pk).update(address_hash=hash_address("127.0.0.1", now=now))
    return site


def vote(page, site):
    """Vote on the second match of the address, and return it."""
    open_match(page, site)
    match = match_at(page.url)
    assert page.locator("form[data-work]").count() == 1
    page.get_by_role("button", name="A is better").click()
    expect(page.get_by_role("heading", name="Your vote")).to_be_visible()
    return match


@pytest.mark.parametrize("browser_context_args", [True], indirect=True, ids=["script"])
def test_a_vote_brings_its_work_unnoticed_and_counts(busy, page):
    match = vote(page, busy)
    assert Vote.objects.counted().filter(match=match, outcome="left").exists()


@pytest.mark.parametrize("browser_context_args", [False], indirect=True, ids=["no script"])
def test_a_vote_without_script_is_accepted_and_waits(busy, page):
    match = vote(page, busy)
    assert Exclusion.objects.get(vote__match=match).rule == ExclusionRule.UNPROVEN
