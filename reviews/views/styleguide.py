"""Every component of the portal on one page, with made-up content. Only where DEBUG is on (config.urls)."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from memory.prose import diffing
from reviews.desk import SINK, Desk
from reviews.views.requests import Question
from tenants.models import Client
from workflows.engine.definition import Field
from workflows.engine.outcomes import Finding

TEXT = """## The quiet season

January is when the valley belongs to the people who live in it. It also means **the lowest prices**
anywhere, and a table by the fire.

- Breakfast until noon
- The library fire, lit from four

> Come back now, if you left too soon.
"""
FINDINGS = (
    Finding("rubric", "Claim without a source", "Nothing in the brief supports “lowest”.",
            "the lowest prices anywhere", "a rate that we set once", 3.0, must_pass=True),
    Finding("rubric", "Tone: plain words", "“Belongs to” is fine; “the people who” is long.",
            "the people who live in it", "those who live there", 6.0),
    Finding("rules", "Length", "The piece has 62 words; the brief allows 60."),
    Finding("rules", "Never said", "These words have gone since.", "unbeatable"),
)  # fmt: skip
COLOURS = ["brand", "brand-tint", "ink", "soft", "line", "page", "card", "sunk", "good", "warn", "bad"]
FIELDS = (
    Field(key="topic", label="What is it about?", help="One sentence; a letter has one idea."),
    Field(key="facts", label="Facts to use", kind="text", required=False),
    Field(key="mood", label="Mood", kind="choice", options=("Quiet", "Warm")),
    Field(key="places", label="Where will it run?", kind="choices", options=("E-mail", "Website")),
    Field(key="urgent", label="It is urgent", kind="yes_no"),
)
STEPS = (("Draft", "done", 2), ("House rules", "done", 2), ("Second opinion", "now", 1), ("Your review", "waiting", 1),
         ("Translation", "skipped", 0), ("Delivery", "failed", 1), ("Memory", "todo", 0))  # fmt: skip


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/styleguide.html", _facts())


def _facts() -> dict[str, Any]:
    review = SimpleNamespace(pk=UUID(int=0), client=Client(language="en"))
    desk = Desk.fresh(TEXT, FINDINGS).after("2:accept").after("3:dismiss")
    person = SimpleNamespace(get_full_name=lambda: "Ines Prado")
    return {
        "review": review,
        "desk": desk,
        "may_decide": True,
        "colours": COLOURS,
        "questions": [Question(FIELDS[0], "", "Needs an answer."), *map(Question, FIELDS[1:])],
        "steps": [
            SimpleNamespace(title=title, sign=sign, word=sign, count=count) for title, sign, count in STEPS
        ],
        "difference": diffing.diff(TEXT.replace("until noon", "till ten"), TEXT, sink=SINK),
        "passed": [("One clear invitation", 9.0), ("Names a real detail", 8.5)],
        "comment": SimpleNamespace(by=person, at=timezone.now(), text="Could we name the walk?"),
    }
