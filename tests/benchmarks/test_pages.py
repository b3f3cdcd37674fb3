"""The pages that benchmarks open are there: what they measure, they can still reach."""

import pytest

from benchmarks.authoring import studio
from benchmarks.reviews import desk


@pytest.fixture(autouse=True)
def hosts(settings):
    """Put back afterwards: the benchmarks set them for a process of their own."""
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["*"], False


@pytest.mark.django_db
def test_a_reviewer_can_do_at_the_page_what_is_measured():
    page = desk.laid()
    for act in (page.open, page.answer, page.keep, page.compare):
        act()


@pytest.mark.django_db
def test_an_editor_can_open_what_is_measured():
    workplace = studio.laid()
    assert all(queries > 5 for queries in (workplace.open(), workplace.step(), workplace.compare()))
