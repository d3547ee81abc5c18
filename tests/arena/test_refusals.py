from pathlib import Path

from arena.errors import ArenaError, Unavailable
from arena.refusals import STATUSES


def kinds_of(error):
    return [kind for child in error.__subclasses__() for kind in (child, *kinds_of(child))]


def test_every_refusal_has_a_status_and_is_one():
    assert set(kinds_of(ArenaError)) == set(STATUSES)
    assert all(400 <= status < 500 for kind, status in STATUSES.items() if kind != Unavailable)
    assert STATUSES[Unavailable] == 503


def test_codes_of_refusals_are_unique():
    codes = [kind.code for kind in STATUSES]
    assert len(set(codes)) == len(codes)
    assert ArenaError.code not in codes


def test_every_refusal_has_a_sentence_of_its_own():
    assert all(kind.sentence != ArenaError.sentence for kind in STATUSES)


# Of forms on pages, which the API has not.
OF_PAGES = {
    *("ticket_not_valid", "sent_too_soon", "setting_refused", "key_not_valid"),
    "webhook_address_refused",
}


def test_every_code_of_the_api_is_documented():
    documented = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    codes = {kind.code for kind in STATUSES} - OF_PAGES
    assert {code for code in codes if f"`{code}`" not in documented} == set()
