"""Ways into the portal that several tests share."""

from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from memory.documents import digest
from reviews.models import Review
from workflows.models import Delivery

Browse = Callable[..., Browser]
HTMX = {"HX-Request": "true"}


def at(name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=args)


def decide(browser: Browser, review: Review, **form: object) -> HttpResponse:
    """Press a button of the decision bar; an approval of the text as it was, unless said otherwise."""
    return browser.post(at("decision", review.pk), {"decision": "approve", "seen": review.digest, **form})


def shelve(review: Review) -> Delivery:
    return Delivery.objects.create(
        client_id=review.client_id, run=review.run, attempt=review.attempt, step_key="shelf", title=review.title,
        slug="the-quiet-season", text=review.text, digest=digest(review.text), approved_by="person",
    )  # fmt: skip
