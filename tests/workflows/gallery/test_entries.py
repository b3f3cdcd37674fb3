"""What the gallery promises of each workflow, and how it is found."""

import re

import pytest

from workflows.gallery.entries import Entry, entries, samples, search
from workflows.models import Workflow

ASKED = {
    "newsletter", "blog-post", "linkedin-series", "case-study", "product-descriptions", "seo-brief",
    "press-release", "email-sequence", "review-replies", "meeting-tasks",
}  # fmt: skip


@pytest.fixture(params=sorted(ASKED))
def entry(request) -> Entry:
    return entries()[request.param]


def kinds(entry: Entry) -> list[str]:
    return [step.kind for step in entry.definition.steps]


def test_it_has_the_ten():
    assert entries().keys() >= ASKED


def test_it_has_a_form_steps_gates_and_a_person(entry):
    assert {"generate", "rules", "rubric", "review", "deliver"} <= set(kinds(entry))
    assert all(field.help and field.label for field in entry.definition.fields)
    assert all(step.title and step.purpose for step in entry.definition.steps)


def test_it_judges_by_criteria_that_say_what_a_score_means(entry):
    for step in entry.definition.steps:
        if step.kind == "rubric":
            criteria = step.read.criteria
            assert any(criterion.must_pass for criterion in criteria)
            assert all(len(criterion.description) > 40 for criterion in criteria)


def test_it_is_documented_with_samples_that_say_that_they_are_fictional(entry):
    assert len(entry.leaflet.samples) >= 2
    assert len(entry.leaflet.documentation.split()) > 80
    for heading in ("What it is for", "Who", "How often", "Before the first run", "Watch"):
        assert f"**{heading}.**" in entry.leaflet.documentation
    assert entry.material.cadence
    assert 0 < entry.leaflet.minutes_left < (entry.material.minutes_by_hand or 0)


def test_it_names_nobodys_real_address(entry):
    said = str([sample.inputs for sample in entry.leaflet.samples])
    hosts = re.findall(r"(?:@|://)([\w.-]+\w)", said)
    assert [host for host in hosts if not host.endswith(".example")] == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [("hotel", "review-replies"), ("Search KEYWORD", "seo-brief"), ("journalists", "press-release")],
)
def test_it_finds_by_words(asked, found):
    assert found in [entry.slug for entry in search(asked)]


def test_it_finds_all_for_no_words_and_none_for_others():
    assert len(search("")) == len(entries())
    assert search("zeppelin") == []


def test_it_offers_samples_only_where_they_fit_the_form():
    definition = entries()["newsletter"].definition
    workflow = Workflow(gallery="newsletter")
    assert len(samples(workflow, definition)) == 2
    fewer = definition.model_copy(update={"fields": definition.fields[1:]})
    assert samples(workflow, fewer) == []
    assert samples(Workflow(), definition) == []
    assert samples(Workflow(gallery="gone"), definition) == []
