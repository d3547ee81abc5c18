"""The receipt of a vote, for programs and for the script that verifies dumps."""

from dataclasses import fields
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from arena.api.problems import ProblemSerializer
from arena.models import ExclusionRule, Outcome
from leaderboard.receipts import Receipt, ReceiptState, find_receipt

# What only the browser that voted may know.
_KEPT_BACK = {"match_id", "voter_id"}


class ReceiptSerializer(serializers.Serializer[Any]):
    """A vote's place in the ledger. It names no response and no author."""

    code = serializers.CharField()
    state = serializers.ChoiceField(choices=ReceiptState.choices)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    cast_at = serializers.DateTimeField(help_text="The minute in which it was cast.")
    sequence = serializers.IntegerField(
        allow_null=True, help_text="Of its entry in the ledger; null while it waits for one."
    )
    version = serializers.IntegerField(
        allow_null=True, help_text="Of the canonical form of the entry."
    )
    digest = serializers.CharField(
        allow_null=True, help_text="Of the ledger up to this entry, as dumps have it."
    )
    event_digest = serializers.CharField(
        allow_null=True,
        help_text="SHA-256 of the entry's salt and event, which is chained to the digest before.",
    )
    rule = serializers.ChoiceField(
        choices=ExclusionRule.choices,
        allow_null=True,
        help_text="Under which rule it is excluded, if it is and this may be told.",
    )
    excluded_at = serializers.DateTimeField(allow_null=True)


class ReadReceipt(APIView):
    @extend_schema(
        operation_id="read_receipt",
        responses={
            200: ReceiptSerializer,
            404: OpenApiResponse(
                ProblemSerializer, description="There is no receipt with this code."
            ),
        },
    )
    def get(self, request: Request, code: str) -> Response:
        """Where a vote is in the ledger, by the code that its verdict offered."""
        del request
        found = find_receipt(code, now=timezone.now())
        return Response(ReceiptSerializer(_told(found)).data)


def _told(receipt: Receipt) -> dict[str, Any]:
    names = (each.name for each in fields(receipt) if each.name not in _KEPT_BACK)
    return {name: getattr(receipt, name) for name in names}
