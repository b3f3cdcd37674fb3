"""The demo's own content is held to what it preaches: samples keep their client's rules, briefs fit their forms."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest

from config.demo.material import Brief, ClientMaterial, Paper, agencies, briefs
from memory.phrases import forbidden
from workflows.engine.definition import Definition
from workflows.intake import check

CLIENTS = {client.slug: client for agency in agencies() for client in agency.clients}
BRIEFS = {brief.slug: brief for brief in briefs()}


def by_kind(client: ClientMaterial, kind: str) -> list[Paper]:
    return [paper for paper in client.papers if paper.kind == kind]


def definition_of(brief: Brief) -> Definition:
    return next(p.definition for p in CLIENTS[brief.client].processes if p.slug == brief.workflow)


def never(client: ClientMaterial) -> list[str]:
    return [phrase for paper in by_kind(client, "constraints") for phrase in forbidden(paper.text)]


def avoided(client: ClientMaterial) -> list[str]:
    voice = by_kind(client, "voice")[0].text
    section = voice.split("## Words we avoid\n")[1].split("\n## ")[0]
    return [line[2:].partition(" → ")[0] for line in section.splitlines() if line.startswith("- ")]


def used(phrases: list[str], text: str) -> list[str]:
    plain = " ".join(text.split())
    return [each for each in phrases if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", plain, re.IGNORECASE)]


def said(brief: Brief) -> str:
    return " ".join(str(value) for value in brief.inputs.values())


def tripping(what: str) -> Iterator[Brief]:
    return (brief for brief in BRIEFS.values() if what in brief.trips)


def test_it_has_two_agencies_and_four_clients():
    assert [len(agency.clients) for agency in agencies()] == [3, 1]


def test_it_gives_each_agency_an_owner_and_each_client_a_reviewer():
    for agency in agencies():
        assert "owner" in [person.role for person in agency.people]
        for client in agency.clients:
            assert client.people[0].role == "reviewer"


def test_it_uses_reserved_mail_domains_only():
    people = [
        p for agency in agencies() for p in (*agency.people, *(q for c in agency.clients for q in c.people))
    ]
    assert all(person.email.endswith(".example") for person in people)


@pytest.mark.parametrize("slug", CLIENTS)
def test_it_gives_each_client_a_voice_constraints_facts_and_samples(slug):
    client = CLIENTS[slug]
    assert [len(by_kind(client, kind)) for kind in ("voice", "constraints", "facts")] == [1, 1, 1]
    assert len(by_kind(client, "sample")) >= (2 if slug == "ottermere" else 3)
    assert len(never(client)) >= 8


@pytest.mark.parametrize("slug", CLIENTS)
def test_it_lets_samples_keep_their_own_clients_rules(slug):
    client = CLIENTS[slug]
    for sample in by_kind(client, "sample"):
        assert used(never(client) + avoided(client), sample.text) == [], sample.title
        assert 300 <= len(sample.text.split()) <= 500, sample.title
        assert "!" not in sample.text, sample.title


@pytest.mark.parametrize("slug", CLIENTS)
def test_it_publishes_explained_workflows_whose_owner_is_on_the_staff(slug):
    staff = next(a.people for a in agencies() if slug in [c.slug for c in a.clients])
    assert "newsletter" in [process.slug for process in CLIENTS[slug].processes]
    for process in CLIENTS[slug].processes:
        assert process.owner in [person.email for person in staff]
        assert all(field.help for field in process.definition.fields)
        assert all(len(field.help) <= 300 for field in process.definition.fields)
        assert all(step.title and step.purpose for step in process.definition.steps)


@pytest.mark.parametrize("slug", BRIEFS)
def test_it_has_briefs_that_fit_their_forms(slug):
    brief = BRIEFS[slug]
    assert check(definition_of(brief).fields, brief.inputs).problems == ()
    assert brief.expect in ("done", "waiting")


@pytest.mark.parametrize("slug", BRIEFS)
def test_it_asks_for_no_forbidden_claim_but_where_that_is_the_point(slug):
    brief = BRIEFS[slug]
    asked = used(never(CLIENTS[brief.client]), said(brief))
    assert bool(asked) == ("banned claim" in brief.trips), asked


def test_it_trips_the_gates_in_four_ways():
    assert {trip for brief in BRIEFS.values() for trip in brief.trips} == {
        "banned claim",
        "missing fact",
        "too long",
        "off tone",
    }
    assert all("[" in said(brief) for brief in tripping("missing fact"))
    assert all(used(avoided(CLIENTS[brief.client]), said(brief)) for brief in tripping("off tone"))


def test_it_has_eight_briefs_of_ours_and_one_of_the_rivals():
    assert [brief.client == "ottermere" for brief in BRIEFS.values()] == [False] * 8 + [True]


@pytest.mark.parametrize("slug", BRIEFS)
def test_it_names_days_that_exist(slug):
    inputs = BRIEFS[slug].inputs
    year = (inputs.get("send_date") or inputs["publish_date"]).year
    for weekday, day, month in re.findall(r"([A-Z]\w+day) (\d+) ([A-Z]\w+)", said(BRIEFS[slug])):
        assert datetime.strptime(f"{day} {month} {year}", "%d %B %Y").strftime("%A") == weekday
