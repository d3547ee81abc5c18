import json

import pytest
import yaml
from django.core.management import call_command

from config import schema


@pytest.fixture
def made(monkeypatch):
    """The languages in which the schema is made while the test runs."""
    schema._made.clear()
    languages = []
    make = schema.SchemaGenerator.get_schema

    def get_schema(self, **asked):
        languages.append(schema.translation.get_language())
        return make(self, **asked)

    monkeypatch.setattr(schema.SchemaGenerator, "get_schema", get_schema)
    yield languages
    schema._made.clear()


@pytest.mark.parametrize("query", ["", "?version=2", "?lang=xx", "?other=1"])
def test_whoever_asks_again_gets_what_is_made(client, made, query):
    for _ in range(3):
        assert client.get(f"/api/schema/{query}").status_code == 200
    assert made == ["en"]


def test_each_language_has_its_own(client, made):
    for language in ("en", "de", "de"):
        client.get(f"/api/schema/?lang={language}")
    assert made == ["en", "de"]


def test_the_formats_say_the_same(client):
    as_json = client.get("/api/schema/?format=json")
    as_yaml = client.get("/api/schema/")
    assert json.loads(as_json.content) == yaml.safe_load(as_yaml.content)
    assert as_json.headers["Content-Type"] == "application/vnd.oai.openapi+json"
    assert as_yaml.headers["Content-Type"] == "application/vnd.oai.openapi"


def test_the_schema_is_made_without_warnings(tmp_path):
    made = tmp_path / "schema.json"
    options = {"validate": True, "fail_on_warn": True, "format": "openapi-json"}
    call_command("spectacular", file=str(made), **options)
    operations = [
        operation
        for path in json.loads(made.read_text())["paths"].values()
        for operation in path.values()
        if "operationId" in operation
    ]
    assert len({each["operationId"] for each in operations}) == len(operations)
    with_key = [each for each in operations if each.get("security") == [{"key": []}]]
    assert len(with_key) > 30
