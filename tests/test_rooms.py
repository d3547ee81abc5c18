"""A room is used through what its `__init__` exports; what it does not export is its own."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Packages that are no rooms: doors translate and are used by nobody but the framework's tables.
DOORS = {"admin", "api", "desk", "management", "mcp", "migrations", "templatetags", "views"}
# An app's root holds what all its rooms share, so a new file there is a decision.
MOST_AT_A_ROOT = 14


def rooms() -> list[str]:
    packages = [path.parent for app in APPS for path in (ROOT / app).glob("*/__init__.py")]
    return [name_of(package) for package in packages if package.name not in DOORS]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


APPS = ("arena", "leaderboard")
ROOMS = rooms()


def modules() -> Iterator[Path]:
    for folder in (*APPS, "config"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"migrations", "content"} & set(path.relative_to(ROOT).parts[1:-1]):
                yield path
    yield from (ROOT / "arena" / "content").glob("*.py")


@cache
def imports_of(path: Path) -> list[ast.Import | ast.ImportFrom]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def uses_of(room: str, path: Path) -> Iterator[tuple[str, str]]:
    """What a module outside the room imports of it: from where, and which name."""
    for node in imports_of(path):
        if isinstance(node, ast.Import):
            yield from ((each.name, "") for each in node.names if is_in(room, each.name))
        elif is_in(room, node.module or ""):
            yield from ((node.module or "", each.name) for each in node.names)


def is_in(room: str, name: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def exports_of(room: str) -> tuple[ModuleType, set[str]]:
    module = import_module(room)
    return module, set(getattr(module, "__all__", ()))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_used_through_what_it_exports(room):
    _, exported = exports_of(room)
    outside = [path for path in modules() if not is_in(room, name_of(path))]
    astray = [
        f"{path.relative_to(ROOT)}: from {module} import {name}"
        for path in outside
        for module, name in uses_of(room, path)
        if module != room or name not in exported
    ]
    assert astray == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for_and_exports_what_there_is(room):
    module, exported = exports_of(room)
    assert module.__doc__
    assert [name for name in exported if not hasattr(module, name)] == []


@pytest.mark.parametrize("app", APPS)
def test_the_root_of_an_app_holds_only_what_its_rooms_share(app):
    assert len(list((ROOT / app).glob("*.py"))) <= MOST_AT_A_ROOT


def test_the_arena_does_not_know_the_leaderboard():
    """Not by the name of an address in a template either."""
    places = [*(ROOT / "arena").rglob("*.py"), *(ROOT / "templates" / "arena").rglob("*.html")]
    knowing = [
        str(path.relative_to(ROOT))
        for path in places
        if "leaderboard:" in path.read_text(encoding="utf-8")
    ]
    assert knowing == []
