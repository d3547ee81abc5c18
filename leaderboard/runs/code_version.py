"""Which code rated: the release, and a digest of the mathematics itself.

Two runs with the same digest were computed by the same lines, whatever else was released between.
"""

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from leaderboard import ratings

_ROOT = Path(__file__).resolve().parents[2]
# Of the digest, in hexadecimal digits; as many as tell any two apart that people meet.
DIGITS = 12


@cache
def code_version() -> str:
    """Such as `0.1.0+3f2a90b1c4de`."""
    return f"{_release()}+{_digest()[:DIGITS]}"


def _digest() -> str:
    """Over the names and the bytes of the engine's modules."""
    folder = Path(ratings.__file__).parent
    total = hashlib.sha256()
    for module in sorted(folder.rglob("*.py")):
        total.update(f"{module.relative_to(folder).as_posix()}\0".encode())
        total.update(hashlib.sha256(module.read_bytes()).digest())
    return total.hexdigest()


def _release() -> str:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
