"""Raw SQL stands where the tour says, with its reason, and nowhere else."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
RAW = re.compile(
    r"\.cursor\(|\.raw\(|\.extra\(|\bRawSQL\b|\bRunSQL\b|\b(?:editor|cursor)\.execute\("
)
TOUR = (ROOT / "docs" / "architecture.md").read_text()


def files_with_raw_sql():
    for folder in ("arena", "config", "leaderboard"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and RAW.search(path.read_text()):
                yield str(path.relative_to(ROOT))


def files_of_the_tour():
    """Those of its table; a name without a folder is in the folder of the one before."""
    table = TOUR.partition("why not the ORM |\n|---|---|\n")[2].partition("\n\n")[0]
    folder = ""
    for line in table.splitlines():
        for name in re.findall(r"`([\w/]+\.py)`", line.split("|")[1]):
            folder = name.rpartition("/")[0] or folder
            yield name if "/" in name else f"{folder}/{name}"


def test_raw_sql_is_where_the_tour_says():
    assert set(files_with_raw_sql()) <= set(files_of_the_tour())


def test_the_tour_names_no_file_without_raw_sql():
    named = {name for name in files_of_the_tour() if (ROOT / name).is_file()}
    assert named == set(files_of_the_tour())
    triggers = {"leaderboard/models/rating_run.py"}
    assert named - triggers <= set(files_with_raw_sql())
