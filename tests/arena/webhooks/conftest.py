from ipaddress import ip_network

import pytest

from tests.arena.webhooks.receiving import receiving


@pytest.fixture
def own_machine(settings):
    """Messages may be sent to servers of the test."""
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.fixture
def receiver(own_machine):
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def other(own_machine):
    with receiving() as receiver:
        yield receiver
