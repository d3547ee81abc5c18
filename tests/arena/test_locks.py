from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from arena.locks import only_one


def held_elsewhere(name):
    def ask():
        try:
            with only_one(name) as is_ours:
                return not is_ours
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(ask).result()


@pytest.mark.django_db(transaction=True)
def test_an_action_is_done_by_one_at_a_time():
    with only_one("ledger") as is_ours:
        assert is_ours
        assert held_elsewhere("ledger")
    assert not held_elsewhere("ledger")


@pytest.mark.django_db(transaction=True)
def test_a_lock_of_another_name_is_free():
    with only_one("ledger"):
        assert not held_elsewhere("another")


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_free_again_after_an_error():
    with pytest.raises(ZeroDivisionError), only_one("ledger"):
        1 / 0  # noqa: B018 - the error is the point
    assert not held_elsewhere("ledger")
