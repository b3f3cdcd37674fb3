"""What a page asks of the database, counted; with it what must be there for each request: its session, its scope."""

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext


def asked(browser: Browser, address: str) -> int:
    """Of the page as it is opened again: the first time says what is asked once for each process."""
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return len(queries)
