"""The sentences of the program and their translations: `./run messages` gathers them.

Babel reads Python; of templates, Django writes what Babel can read.
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import extract
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
FOLDERS = ("arena", "leaderboard", "templates")
LANGUAGES = ("de", "es", "fr")
KEYWORDS = {
    **extract.DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Calls that Django's reading of a template consists of.
_CALL = re.compile(
    r"\b(?:n|p|np)?gettext\((?:[^()\"']|u?\"(?:[^\"\\]|\\.)*\"|u?'(?:[^'\\]|\\.)*')*\)"
)

type Key = tuple[str, ...]


def gather() -> Catalog:
    """All sentences, with the files they stand in."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and "demo" not in path.parts:
            for words, context in _found(path):
                catalog.add(words, None, [(str(path.relative_to(ROOT)), 0)], context=context)
    return catalog


def _found(path: Path) -> Iterator[tuple[Key | str, str | None]]:
    text = path.read_text()
    if path.suffix != ".py":
        text = "\n".join(_CALL.findall(templatize(text, origin=str(path))))
    found = extract.extract("python", BytesIO(text.encode()), keywords=KEYWORDS)
    for _, words, _, context in found:
        if words:
            yield words, context


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def key_of(message: Message) -> Key:
    words = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    return (message.context or "", *words)


def bring_up_to_date(language: str, gathered: Catalog) -> Catalog:
    """What was translated stays, new sentences come in empty, and those gone go."""
    path = path_of(language)
    known = {key_of(message): message.string for message in load(language)} if path.exists() else {}
    catalog = Catalog(
        locale=language, project="Podium", charset="utf-8", fuzzy=False, header_comment="#"
    )
    for message in gathered:
        if message.id:
            string = known.get(key_of(message))
            catalog.add(message.id, string, message.locations, context=message.context)
    return catalog


def as_po(catalog: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, catalog, width=100, include_lineno=False, sort_output=True)
    return re.sub(rb'"(?:POT-Creation|PO-Revision)-Date: .*\\n"\n', b"", file.getvalue())


def as_mo(catalog: Catalog) -> bytes:
    # When it was written is none of what is said in it.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def main() -> None:
    gathered = gather()
    for language in LANGUAGES:
        catalog = bring_up_to_date(language, gathered)
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalog))
        path.with_suffix(".mo").write_bytes(as_mo(load(language)))
        missing = sum(not all(strings_of(message)) for message in catalog if message.id)
        sys.stdout.write(
            f"{language}: {len(catalog)} sentences, {missing} to translate, in {path}\n"
        )


def strings_of(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


if __name__ == "__main__":
    main()
