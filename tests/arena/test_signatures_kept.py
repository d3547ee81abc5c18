"""What a browser holds, and addresses that were given out, stay valid from version to version."""

import pytest

from arena.matches import proof_of_work
from arena.rendering import addresses
from arena.submissions import tickets
from arena.visitors import sightings, voters


@pytest.mark.parametrize(
    ("signed_by", "salt"),
    [
        (proof_of_work.SALT, "arena.proof_of_work"),
        (voters.SALT, "arena.voters"),
        (sightings.SALT, "arena.sightings"),
        (tickets.SALT, "arena.tickets"),
        (addresses.SALT, "arena.addresses"),
        (addresses.NAMED_SALT, "arena.addresses.named"),
    ],
)
def test_a_salt_stays_as_it_is_wherever_its_module_moves(signed_by, salt):
    assert signed_by == salt
