"""People who send forms at the same moment, each in a thread and on a connection of their own."""

import threading
from collections.abc import Mapping, Sequence

from django.db import connection
from django.test import Client as Browser

from tenants.models import User


def at_once(*forms: tuple[User, str, Mapping[str, object]]) -> Sequence[int]:
    """(who, address, form) of each -> the answers' statuses. The test has to be one with real transactions."""
    browsers = [Browser(raise_request_exception=False) for _ in forms]
    for browser, (user, _, _) in zip(browsers, forms, strict=True):
        browser.force_login(user)
    start, found = threading.Barrier(len(forms)), [0] * len(forms)

    def send(at: int) -> None:
        start.wait()
        found[at] = browsers[at].post(forms[at][1], forms[at][2]).status_code
        connection.close()

    threads = [threading.Thread(target=send, args=[at]) for at in range(len(forms))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
