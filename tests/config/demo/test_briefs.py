"""Every brief of the demo, run in memory with the offline stand-in: each shows what it is there to show."""

from functools import cache

import pytest

from config.demo.material import ClientMaterial, agencies, briefs
from memory.phrases import forbidden
from tests.config.demo.rehearsal import Rehearsal, rehearse
from workflows.engine.checks.words import count_words
from workflows.engine.validate import validate

CLIENTS: dict[str, ClientMaterial] = {c.slug: c for agency in agencies() for c in agency.clients}
PROCESSES = {(slug, p.slug): p for slug, client in CLIENTS.items() for p in client.processes}
BRIEFS = {brief.slug: brief for brief in briefs()}
FOUND_FOR = {
    "banned claim": "Forbidden phrase",
    "missing fact": "Leftover",
    "too long": "Length",
    "off tone": "Plain, dry and not selling",
}


@cache
def run(slug: str) -> Rehearsal:
    brief = BRIEFS[slug]
    return rehearse(CLIENTS[brief.client], PROCESSES[brief.client, brief.workflow].definition, brief)


def last_draft(slug: str) -> str:
    return str(run(slug).of("draft")[-1].output["text"])


@pytest.mark.parametrize("process", PROCESSES.values(), ids=lambda p: p.name)
def test_it_publishes_without_a_problem(process):
    assert validate(process.definition) == []


@pytest.mark.parametrize("slug", BRIEFS)
def test_it_ends_as_the_brief_expects(slug):
    assert run(slug).status == BRIEFS[slug].expect


@pytest.mark.parametrize("slug", BRIEFS)
def test_it_finds_what_the_brief_is_there_to_trip(slug):
    criteria = {finding.criterion for finding in run(slug).findings()}
    trips = BRIEFS[slug].trips
    assert all(FOUND_FOR[trip] in criteria for trip in trips)
    assert bool([a for a in run(slug).attempts if a.state == "rejected"]) == bool(trips)


@pytest.mark.parametrize("slug", BRIEFS)
def test_it_says_what_the_brief_insists_on(slug):
    text = " ".join(last_draft(slug).split())
    assert [fact for fact in BRIEFS[slug].inputs["must_mention"] if fact not in text] == []
    assert BRIEFS[slug].inputs["call_to_action"].rstrip(".") in text


@pytest.mark.parametrize("slug", [slug for slug, brief in BRIEFS.items() if brief.workflow == "newsletter"])
def test_it_writes_letters_that_read_as_letters(slug):
    text = last_draft(slug)
    assert text.startswith(f"# {BRIEFS[slug].inputs['topic'][:20]}")
    assert "\n## " not in text and "**" not in text
    assert 130 <= count_words(text) <= 440


def test_it_tells_things_in_the_order_of_the_form():
    text = last_draft("06-mauds-belt")
    assert (
        text.index("Maud's drive belt")
        < text.index("How to brew it")
        < text.index("order it from the front page")
    )


def test_it_asks_a_person_about_a_banned_claim_and_offers_the_edit():
    (edit,) = {(f.quote, f.suggestion) for f in run("02-anemones").findings() if f.suggestion is not None}
    text = last_draft("02-anemones")
    assert run("02-anemones").flagged == ["house_rules", "voice_check"]
    asked = run("02-anemones").of("review")[0].note
    assert "“House rules”" in asked and "“Does it sound like the houses?”" in asked
    assert edit == ("These are the lowest rates in the valley.", "")
    assert edit[0] in text
    constraints = next(paper.text for paper in CLIENTS["wrenmoor"].papers if paper.kind == "constraints")
    mended = text.replace(*edit).lower()
    assert [phrase for phrase in forbidden(constraints) if phrase in mended] == []


def test_it_asks_a_person_about_a_missing_price():
    assert run("03-boathouse").flagged == ["house_rules"]
    assert run("03-boathouse").delivered == []


def test_it_mends_tone_and_length_by_itself():
    assert len(run("05-matching-rules").of("draft")) == 2
    assert run("05-matching-rules").flagged == []
    assert len(run("07-november").of("draft")) == 2
    assert len(run("07-november").delivered) == 1


def test_it_writes_titles_and_summary_side_by_side_after_the_gates():
    told = run("08-bitter")
    order = [attempt.key for attempt in told.attempts]
    assert order.index("titles") > order.index("counter_test")
    titles = told.of("titles")[0].output["data"]
    assert titles["recommended"] in titles["options"]
    assert told.delivered[0].title == titles["recommended"]
    assert len(told.of("summary")[0].output["data"]["summary"].split()) <= 35


def test_it_lets_most_pass_without_a_person():
    done = [slug for slug in BRIEFS if run(slug).status == "done"]
    assert len(done) == 6
