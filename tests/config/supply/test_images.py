"""`./run pin-images` writes the digests that a registry names, or nothing at all."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from config.supply import images

ROOT = Path(__file__).resolve().parents[3]
INDEX = "application/vnd.oci.image.index.v1+json"
DOCKERFILE = """\
# FROM nothing
FROM --platform=linux/amd64 python:3.13-slim AS packages
from python:3.13-slim
COPY --chown=1 --from=packages /venv /venv
COPY --from=example/tools:1 /tool /tool
COPY --from=0 /venv /venv
"""
COMPOSE = """\
x-podium:
  image: podium
services:
  database:
    image: "postgres:18"  # the newest
  cache:
    image: redis
"""


def manifest_of(name):
    return json.dumps({"schemaVersion": 2, "mediaType": INDEX, "annotations": {"name": name}})


def digest_of(name):
    return f"sha256:{hashlib.sha256(manifest_of(name).encode()).hexdigest()}"


def manifest(name, **headers):
    def answer(request, _):
        assert INDEX in request.headers["Accept"]
        return 200, {"Content-Type": INDEX, **headers}, manifest_of(name).encode()

    return answer


@pytest.fixture
def registry(stub):
    for name in ("library/python/3.13-slim", "library/postgres/18", "library/redis/latest"):
        repository, _, tag = name.rpartition("/")
        headers = {"Docker-Content-Digest": digest_of(name)}
        stub.answers[f"/v2/{repository}/manifests/{tag}"] = manifest(name, **headers)
    stub.answers["/v2/example/tools/manifests/1"] = manifest("example/tools/1")
    return stub


@pytest.fixture
def files(tmp_path):
    for name, text in (("Dockerfile", DOCKERFILE), ("compose.yml", COMPOSE)):
        (tmp_path / name).write_text(text)
    return [tmp_path / "Dockerfile", tmp_path / "compose.yml"]


def run(registry_url, files):
    return images.main(["--registry", registry_url, *map(str, files)])


def test_every_image_of_a_registry_gets_its_digest_and_keeps_its_tag(registry, files):
    assert run(registry.url, files) == 0
    python = f"python:3.13-slim@{digest_of('library/python/3.13-slim')}"
    assert files[0].read_text() == (
        DOCKERFILE.replace("python:3.13-slim", python).replace(
            "example/tools:1", f"example/tools:1@{digest_of('example/tools/1')}"
        )
    )
    assert files[1].read_text() == (
        COMPOSE.replace("postgres:18", f"postgres:18@{digest_of('library/postgres/18')}").replace(
            "image: redis", f"image: redis:latest@{digest_of('library/redis/latest')}"
        )
    )


def test_pinning_again_takes_the_new_digest(registry, files):
    run(registry.url, files)
    before = files[1].read_text()
    registry.answers["/v2/library/postgres/manifests/18"] = manifest("newer")
    assert run(registry.url, files) == 0
    after = files[1].read_text()
    assert after == before.replace(digest_of("library/postgres/18"), digest_of("newer"))


def test_a_token_is_fetched_where_a_registry_wants_one(registry, files):
    path = "/v2/library/redis/manifests/latest"
    answer = registry.answers[path]
    realm = f'Bearer realm="{registry.url}/token",service="stub",scope="repository:redis:pull"'

    def guarded(request, body):
        if request.headers.get("Authorization") == "Bearer abc":
            return answer(request, body)
        return 401, {"WWW-Authenticate": realm}, b"{}"

    def token(request, _):
        assert request.path == "/token?service=stub&scope=repository%3Aredis%3Apull"
        return 200, {}, b'{"token": "abc"}'

    registry.answers |= {path: guarded, "/token": token}
    assert run(registry.url, files) == 0
    assert digest_of("library/redis/latest") in files[1].read_text()


def refuse(status, headers, body):
    return lambda *_: (status, headers, body)


WRONG = {
    "an unknown image": refuse(404, {}, b"{}"),
    "an outage": refuse(503, {}, b"busy"),
    "a page": refuse(200, {"Content-Type": "text/html"}, b"<html>"),
    "JSON that is no manifest": refuse(200, {"Content-Type": INDEX}, b"[]"),
    "another media type": refuse(200, {"Content-Type": "application/json"}, b"{}"),
    "the digest of another": manifest("redis", **{"Docker-Content-Digest": digest_of("other")}),
    "a sign-in by name": refuse(401, {"WWW-Authenticate": "Basic realm=x"}, b""),
    "a token from plain HTTP": refuse(
        401, {"WWW-Authenticate": 'Bearer realm="http://tokens.example/"'}, b""
    ),
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_what_cannot_be_resolved_changes_no_file(registry, files, answer, capsys):
    registry.answers["/v2/library/redis/manifests/latest"] = answer
    assert run(registry.url, files) == 1
    assert capsys.readouterr().err.endswith("\nNothing was changed.\n")
    assert [path.read_text() for path in files] == [DOCKERFILE, COMPOSE]


def test_a_registry_that_cannot_be_reached_changes_no_file(nobody_there, files, capsys):
    assert run(nobody_there, files) == 1
    assert f"{nobody_there} cannot be reached" in capsys.readouterr().err
    assert [path.read_text() for path in files] == [DOCKERFILE, COMPOSE]


def test_an_image_named_by_a_variable_is_refused(registry, files, capsys):
    files[0].write_text("FROM python:$VERSION\n")
    assert run(registry.url, files) == 1
    assert "'python:$VERSION' is no name of an image" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("python", "https://hub/v2/library/python/manifests/latest"),
        ("python:3", "https://hub/v2/library/python/manifests/3"),
        ("valkey/valkey:9", "https://hub/v2/valkey/valkey/manifests/9"),
        ("ghcr.io/a/b:1", "https://ghcr.io/v2/a/b/manifests/1"),
        ("registry:5000/a:1", "https://registry:5000/v2/a/manifests/1"),
        ("localhost/a", "https://localhost/v2/a/manifests/latest"),
    ],
)
def test_a_reference_says_where_its_manifest_is(reference, url):
    assert images.Image.parse(reference).manifest_url("https://hub") == url


def test_all_images_of_this_project_are_found():
    for name in ("Dockerfile", "docker-compose.yml"):
        text = (ROOT / name).read_text()
        written = set(re.findall(r"^(?:FROM| +image:) +(\S+)", text, re.MULTILINE)) - {"podium"}
        found = {text[start:end] for (start, end), _ in images.images_in(text)}
        assert found >= written
        assert found
