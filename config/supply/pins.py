"""Packages pinned in requirements/*.txt, all of them: those of other systems and Pythons, too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.supply.errors import SupplyError

_PIN = re.compile(
    r"([A-Za-z0-9][\w.-]*)(?:\[[\w,.-]*\])?==([^\s;]+)"  # name, extras, version
    r"(?:\s*;[^#]*?)?"  # on which systems
    r"((?:\s+--hash=sha256:[0-9a-f]{64})+)"
)


@dataclass(frozen=True, slots=True)
class Pin:
    """A package at a version.

    Args:
        name: in normal form, such as `django-axes`.
        hashes: SHA-256 of each file that may be installed, as hexadecimal digits.
    """

    name: str
    version: str
    hashes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def read_pins(path: Path) -> list[Pin]:
    """The pins of a file.

    Raises:
        SupplyError: the file cannot be read, has no pins, or a line that is none, which an audit
            would miss.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SupplyError(f"{path} cannot be read: {error}") from error
    pins = [_parse(line, path) for line in _logical_lines(text)]
    if not pins:
        raise SupplyError(f"{path} pins nothing.")
    return pins


def _logical_lines(text: str) -> Iterator[str]:
    """Lines with their continuations, without comments."""
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def _parse(line: str, path: Path) -> Pin:
    found = _PIN.fullmatch(line)
    if found is None:
        raise SupplyError(f"{path}: {line[:80]!r} is no pinned package with hashes.")
    name = re.sub(r"[-_.]+", "-", found[1]).lower()
    hashes = tuple(re.findall(r"sha256:([0-9a-f]{64})", found[3]))
    return Pin(name, found[2], hashes)
