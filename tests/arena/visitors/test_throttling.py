from datetime import timedelta
from uuid import UUID

import pytest

from arena.errors import TooManyRequests
from arena.visitors import throttling
from tests.arrange import NOON

pytestmark = pytest.mark.usefixtures("clear_cache")


@pytest.fixture(autouse=True)
def _asked_again(monkeypatch):
    monkeypatch.setattr(throttling, "_alone_until", 0.0)


def vote(now=NOON):
    throttling.admit_vote(voter_id=None, address="192.0.2.1", now=now)


def test_a_new_minute_admits_again(settings):
    settings.VOTES_PER_MINUTE_PER_ADDRESS = 1
    vote()
    with pytest.raises(TooManyRequests) as refused:
        vote(NOON + timedelta(seconds=20))
    assert refused.value.retry_after_seconds == 40
    vote(NOON + timedelta(seconds=60))


def test_zero_means_no_limit(settings):
    settings.VOTES_PER_MINUTE_PER_ADDRESS = 0
    for _ in range(5):
        vote()


def submit(voter_id, *, now=NOON):
    throttling.admit_submission(voter_id=voter_id, address="192.0.2.1", now=now)


def test_submissions_are_counted_by_the_hour(settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    submit(UUID(int=1))
    submit(UUID(int=2))
    with pytest.raises(TooManyRequests) as refused:
        submit(UUID(int=1), now=NOON + timedelta(minutes=20))
    assert refused.value.retry_after_seconds == 40 * 60
    submit(UUID(int=1), now=NOON + timedelta(minutes=60))


def test_a_visitor_without_cookies_is_counted_by_address(settings):
    settings.SUBMISSIONS_PER_HOUR_PER_ADDRESS = 2
    submit(None)
    submit(UUID(int=1))
    with pytest.raises(TooManyRequests):
        submit(None)


@pytest.fixture
def dead_cache(settings):
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
    }


def test_a_cache_that_is_down_admits_everybody_and_is_not_retried_at_once(
    settings, dead_cache, caplog
):
    settings.VOTES_PER_MINUTE_PER_ADDRESS = 1
    for _ in range(3):
        vote()
    assert caplog.text.count("does not answer") == 1
