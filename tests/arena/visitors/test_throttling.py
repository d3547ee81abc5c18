from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from arena.errors import TooManyRequests
from arena.visitors import limit_counters, limits_are_local, throttling
from arena.visitors.limit_counters import LEAVE_ALONE_SECONDS, Counters, LocalCounters
from tests.arrange import NOON

pytestmark = pytest.mark.usefixtures("clear_cache")


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(limit_counters, "counters", Counters(clock=made))
    return made


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


ADMITS = [
    (throttling.admit_vote, "VOTES_PER_MINUTE_PER_NETWORK", 1),
    (throttling.admit_match, "VOTES_PER_MINUTE_PER_NETWORK", throttling.MATCHES_PER_VOTE),
    (throttling.admit_preview, "VOTES_PER_MINUTE_PER_NETWORK", 1),
    (throttling.admit_submission, "SUBMISSIONS_PER_HOUR_PER_NETWORK", 1),
    (throttling.admit_report, "REPORTS_PER_HOUR_PER_NETWORK", 1),
]


@pytest.mark.parametrize(("admit", "setting", "times"), ADMITS)
@pytest.mark.parametrize(
    ("one", "other", "outside"),
    [
        ("192.0.2.1", "192.0.2.254", "192.0.3.1"),
        ("2001:db8:0:1::", "2001:db8:0:ff::", "2001:db8:0:100::"),
    ],
)
def test_addresses_of_a_network_share_a_limit(settings, admit, setting, times, one, other, outside):
    setattr(settings, setting, 1)
    for _ in range(times):
        admit(voter_id=None, address=one, now=NOON)
    with pytest.raises(TooManyRequests):
        admit(voter_id=UUID(int=1), address=other, now=NOON)
    admit(voter_id=None, address=outside, now=NOON)


def test_a_visitor_without_a_readable_address_is_of_no_network(settings):
    settings.VOTES_PER_MINUTE_PER_NETWORK = 1
    for _ in range(2):
        throttling.admit_vote(voter_id=None, address="", now=NOON)


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
    """Takes the cache away; returns what brings it back."""
    alive = settings.CACHES
    settings.CACHES = {"default": {**alive["default"], "LOCATION": "unix:///nowhere/valkey.sock"}}

    def revive():
        settings.CACHES = alive

    return revive


def admitted(number, **more):
    """How many of so many votes are admitted."""
    refused = 0
    for _ in range(number):
        try:
            vote(**more)
        except TooManyRequests:
            refused += 1
    return number - refused


def test_a_cache_that_is_down_leaves_the_limits_to_the_process(settings, dead_cache, clock):
    settings.VOTES_PER_MINUTE_PER_ADDRESS = 60
    assert admitted(45) == 45
    clock.now += LEAVE_ALONE_SECONDS + 1  # it is tried again, in vain
    assert admitted(45) == 15
    assert admitted(1, now=NOON + timedelta(seconds=60)) == 1


def test_concurrent_votes_are_counted_by_the_process_one_by_one(settings, dead_cache):
    settings.VOTES_PER_MINUTE_PER_ADDRESS = 60
    with ThreadPoolExecutor(9) as threads:
        assert sum(threads.map(admitted, [10] * 9)) == 60


def test_a_cache_that_goes_and_comes_back_is_logged_once_each(dead_cache, clock, caplog):
    for _ in range(3):
        admitted(2)
        clock.now += LEAVE_ALONE_SECONDS + 1
    assert caplog.text.count("does not answer") == 1
    dead_cache()
    admitted(2)
    assert caplog.text.count("answers again") == 1


def test_a_cache_that_answers_again_counts_again(settings, dead_cache, clock):
    settings.VOTES_PER_MINUTE_PER_ADDRESS = 1
    assert admitted(2) == 1
    dead_cache()
    assert admitted(1) == 0  # still left alone
    clock.now += LEAVE_ALONE_SECONDS
    assert admitted(2) == 1


def test_whether_limits_are_local_is_known_without_a_vote(dead_cache, clock):
    assert limits_are_local()
    dead_cache()
    assert limits_are_local()
    clock.now += LEAVE_ALONE_SECONDS
    assert not limits_are_local()


def test_a_process_keeps_a_bounded_number_of_counters(clock):
    local = LocalCounters(clock=clock, most=10)
    for number in range(100):
        counted = local.count(["hot", f"cold {number}"], 60)
    assert counted == [100, 1]
    assert local.count(["cold 0"], 60) == [1]
    assert len(local._counts) <= 10


def test_counters_whose_time_has_passed_make_room_first(clock):
    local = LocalCounters(clock=clock, most=4)
    local.count(["long"], 3600)
    local.count(["a", "b", "c"], 60)
    clock.now += 61
    assert local.count(["d"], 60) == [1]
    assert local.count(["long"], 3600) == [2]
