"""What a visitor got wrong doesn't fill the log of whoever runs the site."""

import logging


def test_it_logs_what_broke_but_not_what_a_visitor_got_wrong() -> None:
    log = logging.getLogger("django.request")
    assert not log.isEnabledFor(logging.WARNING), "a 403 or 404"
    assert log.isEnabledFor(logging.ERROR), "a 500"
