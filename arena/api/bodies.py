"""Bodies of writes: what is sent must be of the type that is meant, and nothing else."""

from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers
from rest_framework.request import Request

UNKNOWN = "There is no such field."
# Which the schema tells; what is blank is refused before it is compared.
_ANY, _NOT_BLANK = r"^[^\x00]*$", r"^[^\x00]*\S[^\x00]*$"


class Body[Shape](serializers.Serializer[Shape]):
    """Refuses fields it does not have."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := data.keys() - self.fields.keys()):
            raise serializers.ValidationError({name: [UNKNOWN] for name in sorted(unknown)})
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A text; DRF's own takes numbers for texts, too."""

    def __init__(self, **more: Any) -> None:
        pattern = _ANY if more.get("allow_blank") else _NOT_BLANK
        super().__init__(**more)
        self.validators.append(RegexValidator(pattern, "It has a NUL character."))

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("It is not a text.")
        return str(super().to_internal_value(data))


class Number(serializers.IntegerField):
    """A whole number; DRF's own takes texts and true, too."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            raise serializers.ValidationError("It is not a whole number.")
        return int(super().to_internal_value(data))


class Flag(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("It is neither true nor false.")
        return data


class Reason(Text):
    def __init__(self, **more: Any) -> None:
        super().__init__(**{"max_length": 2_000, "help_text": "Why; the audit keeps it.", **more})


def read_body(shape: type[serializers.Serializer[Any]], request: Request, **options: Any) -> Any:
    """What was sent, as it is meant.

    Raises:
        ValidationError: it is not of this shape.
    """
    body = shape(data=request.data, **options)
    body.is_valid(raise_exception=True)
    return body.validated_data
