"""Raw SQL stands where the tour says, with its reason, and nowhere else."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
RAW = re.compile(
    r"\.cursor\(|\.raw\(|\.extra\(|\bRawSQL\b|\bRunSQL\b|\b(?:editor|cursor)\.execute\("
)
# Where what a file does is tested, if not in the folder or file that mirrors it.
TESTED_ELSEWHERE = {"config/health.py": "tests/config/test_outages.py"}
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


def on_sqlite():
    """The tests that the gate runs on SQLite, too."""
    return re.search(r"ON_SQLITE='([^']*)'", (ROOT / "run").read_text())[1].split()


def mirror_of(file):
    mirrored = ROOT / "tests" / file
    own = mirrored.with_name(f"test_{mirrored.name}")
    return str((own if own.exists() else mirrored.parent).relative_to(ROOT))


def test_the_gate_s_tests_on_sqlite_exist():
    assert [path for path in on_sqlite() if not (ROOT / path).exists()] == []


def test_whatever_has_raw_sql_is_tested_on_sqlite_in_the_gate():
    tested = {TESTED_ELSEWHERE.get(file, mirror_of(file)) for file in files_of_the_tour()}
    named = tuple(on_sqlite())
    assert [
        path for path in tested if not f"{path}/".startswith(tuple(f"{n}/" for n in named))
    ] == []
