"""What is read stays small, and a name means one thing."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FUNCTION_LINES = 40
FILE_LINES = 400
TEMPLATE_LINES = 120
TEMPLATE_LINE_CHARACTERS = 200

SOURCES = sorted(
    path
    for folder in ("arena", "bench", "config", "leaderboard", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
PROGRAM = [path for path in SOURCES if path.relative_to(ROOT).parts[0] not in {"bench", "tests"}]
# Names that Django gives: several rooms have one each.
ROLES = {"Meta", "Options", "Command"}
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def name_of(path):
    return str(path.relative_to(ROOT))


def functions_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{name_of(path)}: {name}": lines
        for path in PROGRAM
        for name, lines in functions_of(path)
        if lines > FUNCTION_LINES
    }
    assert long == {}


def test_no_file_is_too_long_to_be_read_in_one_sitting():
    lengths = {name_of(path): path.read_text().count("\n") for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_no_template_is_long():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in TEMPLATES}
    assert {name: lines for name, lines in lengths.items() if lines > TEMPLATE_LINES} == {}


def test_no_template_has_long_lines():
    long = [
        f"{name_of(path)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > TEMPLATE_LINE_CHARACTERS
    ]
    assert long == []


@pytest.mark.parametrize("app", ["arena", "leaderboard"])
def test_no_two_files_of_an_app_define_a_class_of_one_name(app):
    files = defaultdict(set)
    for path in PROGRAM:
        if path.relative_to(ROOT).parts[0] == app:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef) and node.name not in ROLES:
                    files[node.name].add(name_of(path))
    assert {name: found for name, found in files.items() if len(found) > 1} == {}
