"""Two people who save the same at once: the database lets one of them, and the other's form says so as it would have a
moment later."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpResponse


def once_more(page: Callable[[], HttpResponse]) -> HttpResponse:
    """What `page` answers. Where the database refused what it saved, it looks again: now its form sees the other's row,
    and has the sentence for it. A second refusal is a bug, and raised.
    """
    try:
        with transaction.atomic():
            return page()
    except IntegrityError:
        return page()
