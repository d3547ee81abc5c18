import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from arena.matches import pool_building, refresh_snapshot
from arena.matches.pool import WORKER_SECONDS, PoolCache
from arena.matches.pool_building import VOTES_SECONDS
from arena.models import Challenge, Pair, PoolSnapshot, PoolVersion
from tests.arrange import NOON, make_arena, make_competitor, make_response

pytestmark = pytest.mark.django_db


@pytest.fixture
def cache():
    return PoolCache()


def add_competitor():
    """Let one more competitor have an answer, and say that the responses have changed."""
    newcomer = make_competitor("newcomer")
    make_response(Challenge.objects.first(), newcomer)
    PoolVersion.objects.advance()
    return newcomer


def look_again(cache):
    """As a second later."""
    cache._checked_at = 0
    return cache.current()


def test_a_web_process_builds_the_first_pool_itself(cache):
    made = make_arena(competitors=2, challenges=1)
    assert cache.current().competitors.tolist() == sorted(each.id for each in made)


def test_a_web_process_reads_the_stored_pool(cache, django_assert_num_queries):
    make_arena()
    refresh_snapshot(now=NOON)
    with django_assert_num_queries(3):  # the version, what is stored, and its content
        cache.current()
    with django_assert_num_queries(2):
        look_again(cache)


def test_a_changed_response_is_served_once_the_worker_stored_it(cache):
    make_arena()
    refresh_snapshot(now=NOON)
    cache.current()
    newcomer = add_competitor()
    assert newcomer.id not in look_again(cache).competitors
    refresh_snapshot(now=NOON)
    assert newcomer.id in look_again(cache).competitors


def test_without_a_worker_for_a_while_the_web_process_builds_itself(cache):
    make_arena()
    refresh_snapshot(now=NOON)
    cache.current()
    newcomer = add_competitor()
    look_again(cache)
    cache._behind_since -= WORKER_SECONDS + 1
    assert newcomer.id in look_again(cache).competitors


def test_a_pool_of_another_layout_is_not_read(cache, monkeypatch):
    made = make_arena()
    monkeypatch.setattr(pool_building, "LAYOUT", 2)
    refresh_snapshot(now=NOON)
    monkeypatch.undo()
    assert len(cache.current().competitors) == len(made)


def test_new_votes_are_read_after_a_while_and_only_then():
    make_arena(competitors=3, challenges=2)
    refresh_snapshot(now=NOON)
    first, second, _ = sorted(cache_of_now().competitors.tolist())
    Pair.objects.create(first_id=first, second_id=second, votes=1_000)
    refresh_snapshot(now=NOON + timedelta(seconds=VOTES_SECONDS - 1))
    assert PoolSnapshot.objects.get().serial == 1
    refresh_snapshot(now=NOON + timedelta(seconds=VOTES_SECONDS))
    assert PoolSnapshot.objects.get().serial == 2
    pool = cache_of_now()
    assert pool.probabilities[pool.row_of(first, second)] == pool.probabilities.min()


def cache_of_now():
    return PoolCache().current()


def test_an_unchanged_pool_is_not_stored_again():
    make_arena()
    refresh_snapshot(now=NOON)
    later = NOON + timedelta(seconds=VOTES_SECONDS)
    refresh_snapshot(now=later)
    stored = PoolSnapshot.objects.get()
    assert (stored.serial, stored.checked_at) == (1, later)


def test_looking_whether_anything_changed_takes_two_statements(django_assert_num_queries):
    make_arena()
    now = timezone.now()
    refresh_snapshot(now=now)
    with django_assert_num_queries(2):
        refresh_snapshot(now=now)


def test_a_pool_found_wrong_by_two_threads_is_built_once(cache):
    make_arena()
    wrong = cache.current()
    rebuilt = cache.rebuilt(instead_of=wrong)
    assert cache.rebuilt(instead_of=wrong) is rebuilt
    assert cache.rebuilt() is not rebuilt


class Overtaken(PoolCache):
    """Another thread puts a pool there at once after this one has looked so many times for one."""

    def __init__(self, looks, pool):
        self._looks, self._kept = -1, None
        super().__init__()
        self._looks = looks
        self._other = threading.Thread(target=setattr, args=(self, "_kept", pool))

    @property
    def _pool(self):
        found = self._kept
        self._looks -= 1
        if self._looks == 0:
            self._other.start()
            self._other.join()
        return found

    @_pool.setter
    def _pool(self, pool):
        self._kept = pool


@pytest.mark.parametrize("looks", [1, 2, 3])
def test_a_thread_that_another_overtakes_takes_the_lock_once_and_lets_it_go(looks):
    cache = Overtaken(looks, pool_building.build_pool(version=0))
    assert cache.current() is not None
    assert not cache._lock.locked()
