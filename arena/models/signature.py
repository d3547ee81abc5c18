from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from arena.text import trigrams

if TYPE_CHECKING:
    _BinaryField = models.BinaryField[bytes | None, bytes | None]
else:
    _BinaryField = models.BinaryField  # takes no parameter at run time


class SignatureField(_BinaryField):
    """The trigram signature of a text of the same row, computed when the row is written.

    This happens in `pre_save`, which `save` and `bulk_create` call, but not `update` and
    `bulk_update`.
    """

    def __init__(self, *, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:  # noqa: FBT001 - Django's
        del add
        made = trigrams.signature(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, made)
        return made
