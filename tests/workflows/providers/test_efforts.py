"""How long to think is told only where the model takes that: an older one refuses the whole request."""

import pytest

from tests.stand_in import fails
from tests.workflows.providers.asking import SCHEMA, ask
from workflows.engine.tools import Trouble
from workflows.providers.anthropic import Anthropic
from workflows.providers.gemini import Gemini
from workflows.providers.openai import OpenAI

MAKES = {
    "anthropic": (lambda vendor: Anthropic("k", vendor.url), "claude-haiku-4-5"),
    "openai": (lambda vendor: OpenAI("k", vendor.openai_url), "gpt-4.1"),
    "gemini": (lambda vendor: Gemini("k", vendor.url), "gemini-2.5-flash"),
}
VENDORS = pytest.mark.parametrize("vendor", MAKES)


@VENDORS
@pytest.mark.parametrize("more", [{}, {"schema": SCHEMA}], ids=["text", "json"])
def test_it_is_not_told_where_it_is_not_taken(stand_in, vendor, more):
    make, model = MAKES[vendor]
    ask(make(stand_in), model, **more)
    ask(make(stand_in), model, efforts=False, **more)
    told, untold = (str(entry["body"]) for entry in stand_in.journal)
    for word in ("effort", "thinking"):
        assert word not in untold
    assert "effort" in told or "thinking_level" in told
    assert ("json" in untold.lower()) is bool(more)


@VENDORS
def test_a_model_of_ones_own_that_refuses_a_request_is_no_bug_of_ours(stand_in, vendor):
    make, model = MAKES[vendor]
    stand_in.will(fails(400, message="Unsupported parameter: reasoning.effort"))
    trouble = ask(make(stand_in), model)
    assert isinstance(trouble, Trouble)
    assert (trouble.permanent, trouble.owner, trouble.model) == (True, "agency", model)
    assert "correct what it can do under Models" in trouble.sentence
