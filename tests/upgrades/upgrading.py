"""An upgrade as its owner makes it, in a process of its own that prints what it found as JSON.

    python -m tests.upgrades.upgrading FOLDER

The environment says which database it is and where its data folder; `tests/upgrades/archives.py`
says what is in it.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

from tests.upgrades.archives import FACTS

OUTCOMES = ("left", "right", "tie")


def main(folder: Path) -> None:
    django.setup()
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    manage("migrate", interactive=False)
    found: dict[str, Any] = {"rebuilt": manage("rebuild")}
    visitor = Client(headers={"host": "localhost"})
    found["boards"] = {slug: read(visitor, slug) for slug in facts["boards"]}
    found["answers"] = answers(facts, visitor)
    for outcome in OUTCOMES:
        match = visitor.post("/matches/").url
        visitor.post(f"{match}vote/", {"outcome": outcome})
    manage("recompute")
    found["votes"] = apps.get_model("arena", "Vote").objects.count()
    found["overall"] = read(visitor, "overall")
    found["rebuilt_later"] = manage("rebuild")
    print(json.dumps(found))  # noqa: T201 - read by the test


def manage(*command: str, **options: Any) -> str:
    """What the command says, or why it failed."""
    said = io.StringIO()
    try:
        call_command(*command, stdout=said, stderr=said, **options)
    except CommandError as error:
        return f"{said.getvalue()}{error}"
    return said.getvalue()


def read(visitor: Client, slug: str) -> Any:
    return visitor.get(f"/api/v1/boards/{slug}/").json()


def answers(facts: dict[str, Any], visitor: Client) -> dict[str, int]:
    """The status of old and new pages; the old match is that of an old visitor, who comes back."""
    old = Client(headers={"host": "localhost"})
    old.cookies["voter"] = facts["voter"]
    pages = ("/", "/leaderboard/", "/models/tersel-2/", "/privacy/", facts["submission"])
    status = {path: visitor.get(path).status_code for path in pages}
    status["a stranger's match"] = visitor.get(facts["match"]).status_code
    verdict = old.get(facts["match"])
    status["verdict"] = verdict.status_code if "data-verdict" in verdict.text else 0
    return status


if __name__ == "__main__":
    main(Path(sys.argv[1]))
