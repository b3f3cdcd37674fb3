"""The gallery checks itself, on a database that is the same afterwards."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import connections

from workflows.gallery import entries

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def checked(*flags: str) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("gallery", "check", *flags, stdout=out)
    except SystemExit as left:
        return out.getvalue(), int(left.code or 0)
    return out.getvalue(), 0


def test_it_finds_all_ten_in_order():
    said, code = checked("--json")
    told = json.loads(said)
    assert (code, told["ok"], len(told["workflows"])) == (0, True, 10)
    for one in told["workflows"]:
        assert (one["ok"], one["problems"]) == (True, []), one
        assert one["handoff_words"] > 500, one["slug"]
        assert len(one["samples"]) >= 2
        assert all(sample["status"] in ("done", "waiting") for sample in one["samples"]), one
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_agency")
        assert cursor.fetchone() == (0,)


def test_it_tells_what_is_wrong(tmp_path, monkeypatch):
    text = (entries.CONTENT / "press-release.yaml").read_text()
    (tmp_path / "one.yaml").write_text(text.replace("{{ brief.contact }}", "{{ brief.contcat }}"))
    monkeypatch.setattr(entries, "CONTENT", tmp_path)
    entries.entries.cache_clear()
    try:
        said, code = checked()
    finally:
        entries.entries.cache_clear()
    assert code == 1
    assert "FAIL Press release (press-release)" in said
    assert "The intake form has no question “contcat”." in said
