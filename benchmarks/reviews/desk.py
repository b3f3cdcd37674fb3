"""A long piece that waits, and its reviewer at the page."""

import random
from dataclasses import asdict, dataclass

from django.test import Client as Browser
from django.urls import reverse

from benchmarks import house
from memory.documents import digest
from reviews.models import Comment, Review
from tenants.access import Role
from tenants.models import Member
from tenants.scope import tenant_tx
from workflows import decisions
from workflows.engine.definition import Definition, Field, Step
from workflows.engine.outcomes import Finding
from workflows.models import Attempt, Run, Workflow

WORDS, FINDINGS, COMMENTS, PASSAGES = 5_000, 60, 12, 8
VOCABULARY = """
the house valley winter guests table fire kitchen quiet garden river morning walk bread letter season room
window snow stone old warm slow long first early always never still little good plain honest bright late
"""
SOME = VOCABULARY.split()


@dataclass
class Page:
    browser: Browser
    review: Review

    def open(self) -> None:
        self._got(self.browser.get(self._at("review")))

    def answer(self) -> None:
        form = {"text": self.review.text, "set": "2:accept", "finding-1": "accept"}
        self._got(self.browser.post(self._at("desk"), form, headers={"HX-Request": "true"}))

    def keep(self) -> None:
        form = {"text": self.review.text.replace("river", "stream"), "revision": "0", "force": "yes"}
        self._got(self.browser.post(self._at("sitting"), form, headers={"HX-Request": "true"}))

    def compare(self) -> None:
        asked = {"from": "1", "to": "2", "view": "sides"}
        self._got(self.browser.get(self._at("changes"), asked, headers={"HX-Request": "true"}))

    def _at(self, name: str) -> str:
        return reverse(f"portal:{name}", args=[self.review.pk])

    def _got(self, answer: object) -> None:
        assert getattr(answer, "status_code", 0) == 200, getattr(answer, "status_code", answer)


def laid() -> Page:
    agency, client, person, browser = house.founded()
    with tenant_tx(client.pk, agency=agency.pk):
        Member.objects.create(agency=agency, client=client, user=person, role=Role.REVIEWER)
        review = _review(_run(client.pk))
        for number in range(COMMENTS):
            quote = review.found[number * 3].quote
            Comment.objects.create(client=client, review=review, by=person, text="Say more.", quote=quote)
    return Page(browser, review)


def _run(client_id: int) -> Run:
    workflow = Workflow.objects.create(client_id=client_id, name="Guide", slug="guide")
    draft = workflow.open_draft()
    draft.fill(
        Definition(
            fields=(Field(key="topic", label="Topic"),),
            steps=(
                Step(key="draft", kind="generate", settings={"prompt": "Write."}),
                Step(key="rubric", kind="rubric", needs=("draft",), settings={
                    "criteria": [{"key": "tone", "name": "Tone", "description": "Plain."}],
                }),
                Step(key="check", kind="review", needs=("rubric",), settings={"mode": "always"}),
            ),
        )
    )  # fmt: skip
    return decisions.start(
        draft.publish(), {"topic": "The valley"}, title="A guide to the valley", origin="portal"
    )


def _review(run: Run) -> Review:
    dice = random.Random(7)
    text = _text(dice)
    old = " ".join(word if dice.random() > 0.06 else "other" for word in text.split(" "))
    context = [{"title": f"Issue {n}", "kind": "sample", "text": text[:1200]} for n in range(PASSAGES)]
    rows = {"client_id": run.client_id, "run": run}
    Attempt.objects.create(
        **rows, key="draft", number=1, state="passed", output={"text": old}, context=context
    )
    Attempt.objects.create(**rows, key="rubric", number=1, state="rejected", findings=_findings(text, dice))
    Attempt.objects.create(
        **rows, key="draft", number=2, state="passed", output={"text": text}, context=context
    )
    Attempt.objects.create(**rows, key="rubric", number=2, state="rejected", findings=_findings(text, dice))
    waiting = Attempt.objects.create(**rows, key="check", number=1, state="waiting")
    return Review.objects.create(
        client_id=run.client_id, run=run, attempt=waiting, step_key="check", round=2, title=run.title, text=text,
        digest=digest(text), previous=old, writers=[["draft", 2]], findings=_findings(text, dice), flagged=True,
        scores={f"Criterion {n}": 6.0 for n in range(12)},
    )  # fmt: skip


def _text(dice: random.Random) -> str:
    """Headings, paragraphs with emphasis and links, lists, a table now and then."""
    blocks, words = ["# A guide to the valley"], 0
    while words < WORDS:
        sentence = [dice.choice(SOME) for _ in range(dice.randint(40, 90))]
        sentence[5] = f"**{sentence[5]} n{len(blocks)}**"
        sentence[11] = f"[{sentence[11]}](https://example.com/{len(blocks)})"
        blocks.append(" ".join(sentence).capitalize() + f" — “{sentence[3]}” p{len(blocks)}.")
        if len(blocks) % 6 == 0:
            blocks.append(f"## {sentence[0]} {sentence[1]}")
            blocks.append("\n".join(f"- {dice.choice(SOME)} {dice.choice(SOME)}" for _ in range(4)))
        words += len(sentence)
    return "\n\n".join(blocks) + "\n"


def _findings(text: str, dice: random.Random) -> list[dict]:
    """Most quote what stands there, some in other typography, through emphasis, or what is nowhere."""
    words = text.split(" ")
    found = []
    for number in range(FINDINGS):
        at = dice.randrange(20, len(words) - 20)
        quote = " ".join(words[at : at + dice.randint(3, 9)]).replace("\n", " ")
        quote = {0: quote.replace("*", ""), 1: "nowhere at all in it", 2: quote.upper()}.get(
            number % 6, quote
        )
        edit = "something else" if number % 3 else None
        found.append(asdict(Finding("rubric", f"Criterion {number}", "Say it plainly.", quote, edit, 4.0)))
    return found
