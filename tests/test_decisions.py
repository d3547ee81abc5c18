"""Decisions are numbered without holes, in one form, and each is in the index."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "docs" / "decisions"
RECORDS = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
INDEX = (FOLDER / "README.md").read_text()
HEADINGS = ["Question", "Decision", "Consequences", "Date"]
LINE = re.compile(
    r"^\| \[(\d{4})\]\(([^)]+)\) \| [^|]+ \| [^|]+ \| (\d{4}-\d\d-\d\d) \|$", re.MULTILINE
)


def name_of(path):
    return path.stem


def test_numbers_have_no_holes_and_none_is_there_twice():
    numbers = [path.name[:5] for path in RECORDS]
    assert numbers == [f"{number:04d}-" for number in range(1, len(RECORDS) + 1)]


@pytest.mark.parametrize("path", RECORDS, ids=name_of)
def test_a_record_has_its_number_and_the_same_headings(path):
    text = path.read_text()
    assert text.startswith(f"# {path.name[:4]}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert re.search(r"## Date\n\n\d{4}-\d\d-\d\d\n$", text)


def test_the_index_has_a_line_for_each_record_in_order():
    dates = [path.read_text().split()[-1] for path in RECORDS]
    wanted = [(path.name[:4], path.name, date) for path, date in zip(RECORDS, dates, strict=True)]
    assert LINE.findall(INDEX) == wanted


@pytest.mark.parametrize("path", [*RECORDS, FOLDER / "README.md"], ids=name_of)
def test_what_a_record_refers_to_is_there(path):
    for target in re.findall(r"\]\(([\w-]+\.md)\)", path.read_text()):
        assert (FOLDER / target).is_file(), target
