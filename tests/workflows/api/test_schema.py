import json
import re

import pytest
from django.core.management import call_command
from django.test import Client as Browser

SECRET = re.compile(
    r"prompt|instruction|secret|password|token|cost|budget|email|digest|created_by|owner", re.I
)


@pytest.fixture
def schema(db) -> dict:
    answer = Browser().get("/api/schema/")
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_it_is_valid_and_complete(db, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn")
    assert "openapi: 3.1" in capsys.readouterr().out


def test_it_tells_no_secret(schema):
    names = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            names.update(node.get("properties", {}))
            for inner in node.values():
                walk(inner)
        elif isinstance(node, list):
            for inner in node:
                walk(inner)

    walk(schema)
    assert "markdown" in names
    assert [name for name in names if SECRET.search(name)] == []


def test_it_is_this_and_a_change_is_meant(schema):
    shapes = {name: sorted(shape["properties"]) for name, shape in schema["components"]["schemas"].items()}
    run = [
        "created_at",
        "finished_at",
        "flagged",
        "id",
        "sentence",
        "status",
        "title",
        "url",
        "version",
        "workflow",
    ]
    assert shapes == {
        "Errors": ["detail", "errors"],
        "Field": ["help", "key", "kind", "label", "max_length", "options", "required"],
        "File": ["id", "media_type", "name", "size"],
        "Finding": ["criterion", "must_pass", "quote", "score", "suggestion", "why"],
        "Output": [
            "approved_at", "approved_by", "content_hash", "html", "id", "item", "markdown", "run", "slug", "status",
            "step", "title", "url", "workflow",
        ],
        "Outputs": ["next", "results"],
        "Run": run,
        "RunWithSteps": sorted([*run, "output", "outputs", "steps"]),
        "Runs": ["next", "results"],
        "Start": ["inputs"],
        "Step": ["attempts", "findings", "flagged", "key", "kind", "status", "title"],
        "Upload": ["file"],
        "Workflow": ["name", "purpose", "slug", "url", "version"],
        "WorkflowWithFields": ["fields", "name", "purpose", "slug", "url", "version"],
        "Workflows": ["results"],
    }  # fmt: skip


def test_it_describes_the_errors_of_every_address(schema):
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            codes = set(operation["responses"])
            assert {"401", "422", "429"} <= codes
            assert ("404" in codes) == ("{" in path)


def test_it_says_beside_each_path_what_it_is_for(schema):
    told = [
        operation["summary"] for operations in schema["paths"].values() for operation in operations.values()
    ]
    assert "The client's approved pieces, oldest first" in told
    assert all(0 < len(summary) < 100 and not summary.endswith(".") for summary in told), told


def test_it_says_what_authorize_wants(schema):
    assert "paste a client's key" in schema["components"]["securitySchemes"]["key"]["description"]


def test_its_page_needs_no_inline_script_or_style(db):
    page = Browser().get("/api/docs/")
    assert page.status_code == 200
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]
    assert not re.search(r"<script>|<style|style=|\son\w+=", page.text)
    assert '<a href="/">' in page.text
    script = Browser().get("/api/docs/?script=")
    assert script["Content-Type"] == "application/javascript"
    assert "/api/schema/" in script.text
