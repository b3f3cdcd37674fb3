"""The examples for programs start a run of this workflow when they are pasted as they stand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tenants.models import ApiKey
from tenants.scope import tenant_tx
from tests.workflows import photos
from tests.workflows.exchange.files import FILES
from workflows import intake
from workflows.engine.definition import Definition, Field, Step
from workflows.exchange.reading import read
from workflows.handoff import calls, handoff
from workflows.models import Run, Workflow

EVERY_KIND = Definition(
    fields=(
        Field(key="topic", label="The guest’s \"own\" topic, 'quoted' \\ and ${HOME}"),
        Field(key="short", label="A label that is longer than its answer", max_length=5),
        Field(key="much", label="Much", kind="number"),
        Field(key="day", label="Day", kind="date"),
        Field(key="tone", label="Tone", kind="choice", options=('"""', "b")),
        Field(key="tones", label="Tones", kind="choices", options=("a", "b")),
        Field(key="page", label="Page", kind="url"),
        Field(key="points", label="Points", kind="list", max_length=1),
        Field(key="sure", label="Sure", kind="yes_no"),
        Field(key="scan", label="Scan", kind="files", required=False),
    ),
    steps=(Step(key="say", kind="transform", settings={"template": "{{ brief.topic }}"}),),
)


@pytest.mark.parametrize(
    ("about", "sample"),
    [
        ({"help": "One thing, for example “the mill wheel”."}, "the mill wheel"),
        ({"help": "One thing, such as “the mill wheel” or “the fog”.", "max_length": 8}, "the mill"),
        ({"help": 'With its base, such as "61 per cent of 212", or without.'}, "61 per cent of 212"),
        ({"help": "Facts, such as “12 rooms”.", "kind": "list"}, ["12 rooms"]),
        ({"help": "Not “this one”."}, "Topic"),
        (
            {"help": 'Prices with weights. "11 pounds for 250 grams". Letter by letter.'},
            "11 pounds for 250 grams",
        ),
        ({"help": "The topic. “The mill wheel”, not “News”."}, "The mill wheel"),
        ({"help": 'Grams. "15 grams", "250 grams of water".', "kind": "list"}, ["15 grams"]),
        ({"help": 'Silly is fine. "Autumn newsletter" isn’t.'}, "Topic"),
        ({"help": "“By Friday” is counted from this day."}, "Topic"),
        ({"help": "For example “3”.", "kind": "number"}, 3),
    ],
)
def test_a_sample_is_what_the_help_gives_for_example(about, sample):
    assert calls.sample(Field(key="topic", label="Topic", **about)) == sample


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_field_takes_its_sample(path):
    fields = [field for field in read(path.read_text()).definition.fields if field.kind != "files"]
    assert intake.check(fields, {field.key: calls.sample(field) for field in fields}).problems == ()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("way", ["curl", "python"])
def test_it_works_as_pasted(way, cast, live_server, settings, tmp_path):
    settings.SITE_URL = live_server.url
    house = cast.ours
    fields = EVERY_KIND.fields
    Path(tmp_path, "scan.pdf").write_bytes(photos.PDF)
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        workflow = Workflow.objects.create(client=house.client, name="Every", slug="every")
        draft = workflow.open_draft()
        draft.fill(EVERY_KIND)
        text = getattr(handoff(draft.publish()), way)
        _, key = ApiKey.issue(house.client.pk, "Site")
    pasted = Path(tmp_path, "pasted")
    pasted.write_text(text)
    command = {"curl": ["bash", str(pasted)], "python": [sys.executable, str(pasted)]}[way]
    around = {"env": {**os.environ, "BATON_KEY": key}, "cwd": tmp_path}
    told = subprocess.run(command, **around, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        run = Run.objects.get()
        assert str(run.pk) in told.stdout
        assert run.idempotency_key
        assert run.brief["topic"] == fields[0].label
        assert run.brief["tone"] == '"""'
        assert [scan["name"] for scan in run.brief["scan"]] == ["scan.pdf"]
