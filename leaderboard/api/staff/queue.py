"""The queue: what waits, an item with what belongs to it, and deciding."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from arena.access import Scope
from arena.api.authentication import key_of
from arena.api.bodies import Body, Reason, Text, read_body
from arena.api.content.challenges import challenge_as_json
from arena.api.content.responses import response_as_json
from arena.api.idempotency import done_once
from arena.api.key_views import REFUSED_WRITES, KeyListRead, KeyRead, signed
from arena.api.reads import Answer, Listing, Sort, etag_of, flag, one_of, only
from arena.models import Challenge, ContentImport, Item, Leak, Vote, Voter
from arena.tasks import carry_on_bulk, wake
from leaderboard.models import Suspicion
from leaderboard.queue import Opened, Reported, Waiting, decide, open_item, read_queue

type Json = dict[str, Any]


class WaitingItemSerializer(serializers.Serializer[Json]):
    item = serializers.ChoiceField(choices=Item.choices)
    key = serializers.CharField(help_text="Finds it again among those of its kind.")
    title = serializers.CharField()
    about = serializers.CharField(allow_blank=True)
    since = serializers.DateTimeField()
    claimed_by = serializers.CharField(allow_null=True, help_text="Who of the staff is on it.")


class ItemActionSerializer(serializers.Serializer[Json]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field
    reason = serializers.CharField(help_text="What is recorded unless more is said.")
    needs_reason = serializers.BooleanField(help_text="Whether an empty reason is refused.")
    may = serializers.BooleanField(help_text="Whether whoever made the key may do it.")


@extend_schema_field(OpenApiTypes.OBJECT)
class SubjectField(serializers.JSONField):
    """By kind of item."""


class OpenedItemSerializer(serializers.Serializer[Json]):
    item = serializers.ChoiceField(choices=Item.choices)
    key = serializers.CharField()
    title = serializers.CharField()
    is_open = serializers.BooleanField(help_text="False once it was decided.")
    actions = ItemActionSerializer(many=True)
    subject = SubjectField(
        help_text="`challenge` and `message` of a submission; `challenge`, `response` and "
        "`reports` of a report; `response` and `found` of a leak; `voter` with `suspicions` of a "
        "voter; `import` of a failed import."
    )


class DecisionSerializer(Body[Json]):
    action = Text(max_length=20, help_text="The name of one of the item's actions.")
    reason = Reason(required=False, allow_blank=True)


class StaffQueue(KeyListRead):
    """What waits for a person, the oldest first."""

    reads = Scope.QUEUE_READ
    operation = "staff_list_queue"
    result = WaitingItemSerializer
    sorts = {"since": Sort(key=lambda each: each.since)}
    parameters = (
        one_of("item", Item.values, "Only of this kind."),
        flag("mine", "Only what whoever made the key has claimed."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        kind = Item(asked["item"]) if "item" in asked else None
        mine = key_of(request).made_by if asked.get("mine") else None
        found = read_queue(of=kind, mine=mine, now=timezone.now()).items
        return Listing(found, lambda rows: [_waiting(each) for each in rows])


class StaffItem(KeyRead):
    """An item, decided or not, and what can be done about it."""

    reads, writes = Scope.QUEUE_READ, Scope.QUEUE_WRITE
    operation = "staff_read_item"
    result = OpenedItemSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        opened = _find(place["item"], place["key"])
        found = _opened(opened, request)
        return Answer(etag_of(found, asked), lambda: only(found, asked.get("fields")))

    @extend_schema(
        operation_id="staff_decide_item",
        request=DecisionSerializer,
        responses={200: OpenedItemSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request, item: str, key: str) -> Response:
        """Do one of its actions. What somebody else has claimed is refused."""
        opened = _find(item, key)
        body = read_body(DecisionSerializer, request)
        decide(opened, body["action"], reason=_reason(body, opened), by={**signed(request)})
        transaction.on_commit(lambda: wake(carry_on_bulk))
        return Response(_opened(_find(item, key), request))


def _find(item: str, key: str) -> Opened:
    found = open_item(Item(item), key) if item in Item.values else None
    if found is None:
        raise Http404
    return found


def _reason(body: Json, opened: Opened) -> str:
    given = str(body.get("reason", "")).strip()
    usual = (str(each.reason) for each in opened.actions if each.name == body["action"])
    return given or next(usual, "")


def _waiting(each: Waiting) -> Json:
    return {
        "item": each.item.value,
        "key": each.key,
        "title": each.title,
        "about": each.about,
        "since": each.since,
        "claimed_by": each.claim and each.claim.claimed_by.get_username(),
    }


def _opened(opened: Opened, request: Request) -> Json:
    person = key_of(request).made_by
    return {
        "item": opened.item.value,
        "key": opened.key,
        "title": opened.title,
        "is_open": opened.is_open,
        "actions": [
            {
                "name": action.name,
                "label": str(action.label),
                "reason": str(action.reason),
                "needs_reason": action.needs_reason,
                "may": person.has_perm(action.right.value),
            }
            for action in opened.actions
        ],
        "subject": _SUBJECTS[opened.item](opened.subject),
    }


def _submission(challenge: Challenge) -> Json:
    submission = getattr(challenge, "submission", None)
    message = submission.message if submission else ""
    return {"challenge": challenge_as_json(challenge), "message": message}


def _report(reported: Reported) -> Json:
    response = reported.response
    return {
        "challenge": challenge_as_json(reported.challenge),
        "response": None if response is None else response_as_json(response),
        "reports": [
            {
                "reason": each.reason,
                "words": each.words,
                "reported_at": each.reported_at,
                "state": each.state,
            }
            for each in reported.reports
        ],
    }


def _leak(leak: Leak) -> Json:
    return {
        "response": response_as_json(leak.response),
        "found": leak.found,
        "found_at": leak.found_at,
        "state": leak.state,
    }


def _voter(voter: Voter) -> Json:
    names = ("ground", "opened_at", "votes", "p", "q", "evidence", "state")
    suspicions = Suspicion.objects.filter(voter=voter).order_by("-id")
    return {
        "voter": str(voter.pk),
        "votes": Vote.objects.filter(voter=voter).count(),
        "quarantined_at": voter.quarantined_at,
        "blocked_at": voter.blocked_at,
        "suspicions": [{name: getattr(each, name) for name in names} for each in suspicions],
    }


def _content(content_import: ContentImport) -> Json:
    names = ("source", "format", "state", "report", "begun_at", "ended_at")
    told = {name: getattr(content_import, name) for name in names}
    return {"import": {"id": content_import.pk, **told}}


_SUBJECTS: Mapping[Item, Callable[[Any], Json]] = {
    Item.SUBMISSION: _submission,
    Item.REPORT: _report,
    Item.LEAK: _leak,
    Item.VOTER: _voter,
    Item.CONTENT: _content,
}
