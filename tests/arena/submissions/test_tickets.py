from datetime import timedelta

import pytest

from arena.errors import SentTooSoon, TicketNotValid
from arena.submissions import tickets
from tests.arrange import NOON


def redeem(ticket, **after):
    return tickets.redeem(ticket, now=NOON + timedelta(**after))


def test_a_ticket_is_worth_one_long_token_whenever_it_is_shown():
    ticket = tickets.issue(now=NOON)
    token = redeem(ticket, seconds=3)
    assert len(token) >= 32
    assert redeem(ticket, hours=24) == token


def test_no_two_tickets_share_a_token():
    shown = {redeem(tickets.issue(now=NOON), minutes=1) for _ in range(50)}
    assert len(shown) == 50


def test_a_form_sent_at_once_is_refused():
    with pytest.raises(SentTooSoon):
        redeem(tickets.issue(now=NOON), seconds=2)


def test_a_form_of_yesterday_is_too_old():
    with pytest.raises(TicketNotValid):
        redeem(tickets.issue(now=NOON), days=1, seconds=1)


@pytest.mark.parametrize("ticket", ["", "made:up", "WyJ4IiwxXQ:1sOmEt:forged"])
def test_a_ticket_with_an_invalid_signature_is_refused(ticket):
    with pytest.raises(TicketNotValid):
        redeem(ticket, minutes=1)
