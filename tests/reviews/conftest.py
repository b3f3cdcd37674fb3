from collections.abc import Iterator

import pytest
from django.test import Client as Browser

from reviews.models import Review
from tenants.scope import scope
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import Browse


@pytest.fixture
def ours(cast: Cast) -> Iterator[Cast]:
    """The cast, from inside our client's scope."""
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        yield cast


@pytest.fixture
def review(ours: Cast) -> Review:
    """A flagged piece of ours that waits."""
    return stage.waiting(ours.ours)


@pytest.fixture
def reviewer(ours: Cast, browse: Browse) -> Browser:
    """Our client's reviewer at their browser."""
    return browse(ours.ours.reviewer)
