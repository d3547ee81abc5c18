"""The OpenAPI document of the API as a file: `./run openapi` writes it, and a test compares it."""

import json
from pathlib import Path
from typing import Any

import django

FILE = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def as_text(document: Any) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    django.setup()
    from config.schema import document  # noqa: PLC0415 - once Django is up

    FILE.write_text(as_text(document()), encoding="utf-8")


if __name__ == "__main__":
    main()
