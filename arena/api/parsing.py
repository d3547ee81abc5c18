"""JSON of request bodies."""

import io
import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, JSONParser


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "body_too_large"
    default_detail = "The body is too large."


class BodyParser(JSONParser):
    """Refuses what Python cannot read or write: what is nested thousands of levels deep, and half
    of a surrogate pair. Django REST framework refuses numbers of thousands of digits."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise BodyTooLarge
        try:
            found = super().parse(io.BytesIO(raw), media_type, parser_context)
            if b"\\ud" in raw.lower():
                json.dumps(found, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None
        except UnicodeEncodeError:
            raise ParseError("The JSON has half of a surrogate pair.") from None
        return found


class PartParser(BaseParser):
    """Leaves the bytes of a part of a file where they are, to be read a block at a time."""

    media_type = "application/octet-stream"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        del media_type, parser_context
        return stream
