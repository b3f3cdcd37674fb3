"""The pages that people have open all day ask the database no more for thirty rows than for two."""

import pytest
from django.utils.timezone import now

from memory import documents
from memory.documents import digest
from reviews.models import Comment, Review
from tenants.scope import tenant_tx
from tests.cast import House
from tests.queries import asked
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import intake
from workflows.models import Attempt, Call, Delivery, Run, Version

FEW, MANY = 2, 30
MOST = {"run": 27, "review": 24, "queue": 20, "today": 34, "library": 16}


def open_piece(house: House, version: Version, name: str) -> Review:
    """A run that waits for a person, with the rounds and the calls before it, and what was said about the piece."""
    home = {"client": house.client}
    run = intake.start(version.workflow, BRIEF | {"topic": name}, by=house.owner)
    row = Attempt.objects.create(
        **home, run=run, key="review", number=1, state="waiting", output={"text": name}
    )
    documents.add_text(house.client, f"# {name}\n\nOur voice.", "voice", name)
    return Review.objects.create(
        **home, run=run, attempt=row, step_key="review", title=name, text=name, digest=digest(name), flagged=True
    )  # fmt: skip


def ended_piece(house: House, version: Version, name: str) -> None:
    home = {"client": house.client}
    run = intake.start(version.workflow, BRIEF | {"topic": name}, by=house.owner)
    row = Attempt.objects.create(
        **home, run=run, key="deliver", number=1, state="passed", output={"text": name}
    )
    Delivery.objects.create(
        **home, run=run, attempt=row, step_key="deliver", title=name, slug="piece", text=name, digest=digest(name),
        approved_by="person",
    )  # fmt: skip
    state = "failed" if name.endswith("3") else "done"
    Run.objects.filter(pk=run.pk).update(state=state, finished_at=now())


def grow(house: House, review: Review, rows: int) -> None:
    """`rows` attempts, calls and comments of the one run and the one piece that are looked at."""
    home = {"client": house.client}
    for number in range(Attempt.objects.filter(run=review.run, key="draft").count() + 1, rows + 1):
        row = Attempt.objects.create(
            **home, run=review.run, key="draft", number=number, state="passed", output={"text": "A text."}
        )
        Call.objects.create(
            **home,
            run=review.run,
            attempt=row,
            provider="offline",
            model="m",
            route="writing",
            purpose="write",
        )
        Comment.objects.create(**home, review=review, by=house.editor, text=f"Word {number}", quote="piece")


@pytest.fixture
def looked_at(cast):
    """The review that is opened, and a way to have so many of everything."""
    house = cast.ours
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        version = publish_newsletter(house.client.pk)
        review = open_piece(house, version, "The piece")

    def have(rows: int) -> Review:
        with tenant_tx(house.client.pk, agency=house.agency.pk):
            for number in range(Review.objects.count(), rows):
                open_piece(house, version, f"Piece {number}")
                ended_piece(house, version, f"Done {number}")
            grow(house, review, rows)
        return review

    return have


@pytest.mark.parametrize("page", MOST)
def test_it_asks_no_more_for_more_rows(cast, browse, looked_at, page):
    staff, client = browse(cast.ours.owner), browse(cast.ours.reviewer)

    def opened(review: Review) -> int:
        browser, address = {
            "run": (staff, f"/admin/workflows/run/{review.run_id}/change/"),
            "review": (client, f"/portal/reviews/{review.pk}/"),
            "queue": (client, "/portal/"),
            "today": (staff, "/admin/"),
            "library": (client, "/portal/library/"),
        }[page]
        return asked(browser, address)

    few, many = opened(looked_at(FEW)), opened(looked_at(MANY))
    assert (many, many <= MOST[page]) == (few, True), (few, many, MOST[page])
