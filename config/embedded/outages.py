"""Which bundled servers are down: the supervisor writes it, the desk and `doctor` read it."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "servers-down.json"


@dataclass(frozen=True)
class ServerDown:
    """A server that has crashed again and again.

    Args:
        how: how it ended last, such as "exit code 1".
        crashes: how often in a row.
        log: where its log is.
    """

    how: str
    crashes: int
    log: str


def note_servers_down(data: Path, down: Mapping[str, ServerDown]) -> None:
    """Replace the list; without any the file goes."""
    path = data / NAME
    with suppress(OSError):  # on a full disk the list is old
        if not down:
            path.unlink(missing_ok=True)
            return
        draft = path.with_name(f"{NAME}.{os.getpid()}")
        listed = {name: asdict(each) for name, each in down.items()}
        draft.write_text(json.dumps(listed), encoding="utf-8")
        draft.replace(path)


def servers_down(data: Path) -> dict[str, ServerDown]:
    """By name; none where no supervisor runs, or all is well."""
    try:
        listed = json.loads((data / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: ServerDown(**each) for name, each in listed.items()}
