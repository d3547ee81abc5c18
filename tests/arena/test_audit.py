import pytest
from django.contrib.auth.models import User

from arena import audit
from arena.models import AuditEntry, Vote
from tests.arrange import NOON, make_challenge

pytestmark = pytest.mark.django_db


def test_an_action_is_written_down_with_who_when_what_and_why():
    challenge, actor = make_challenge(), User.objects.create_user("mira")
    audit.record(
        actor=actor,
        action="retire",
        subject=challenge,
        before="a",
        after="b",
        reason="Old",
        now=NOON,
    )
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.at) == (actor, "retire", NOON)
    assert (entry.before, entry.after, entry.reason) == ("a", "b", "Old")


def test_the_subject_is_found_by_its_table_and_key():
    challenge = make_challenge()
    entry = audit.record(actor=None, action="retire", subject=challenge, now=NOON)
    assert (entry.subject_type, entry.subject_id) == ("challenge", str(challenge.pk))


def test_the_subject_keeps_the_name_it_had():
    challenge = make_challenge("two-doors")
    entry = audit.record(actor=None, action="retire", subject=challenge, now=NOON)
    challenge.title = "Three Doors"
    challenge.save()
    entry.refresh_from_db()
    assert entry.subject == "Two Doors"


@pytest.mark.parametrize(("count", "name"), [(1, "1 vote"), (1200, "1,200 votes")])
def test_an_action_on_several_rows_says_how_many(count, name):
    entry = audit.record(actor=None, action="exclude", subject=audit.Several(Vote, count), now=NOON)
    assert (entry.subject_type, entry.subject_id, entry.subject) == ("vote", "", name)
