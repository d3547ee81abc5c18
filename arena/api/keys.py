"""The key that a request has."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from arena.access import Scope
from arena.api.authentication import key_of
from arena.api.key_views import REFUSED_KEYS, KeyView
from arena.models import ApiKey


class KeySerializer(serializers.Serializer[ApiKey]):
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="How the key begins.")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=[*Scope]))
    made_by = serializers.CharField(source="made_by.username")
    made_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class ShowKey(KeyView):
    @extend_schema(operation_id="read_key", responses={200: KeySerializer, **REFUSED_KEYS})
    def get(self, request: Request) -> Response:
        """What the key you send may do, and until when."""
        return Response(KeySerializer(key_of(request)).data)
