"""How Baton logs: every line, whoever wrote it, says when, what, and what it is about (tenants.logs).

All code logs by `logging.getLogger(__name__)`; so do Django, django-q2 and the web server, whose lines come out the
same. lines.py makes the lines, discreet.py takes out what must not be in them.
"""

import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured

FORMS = ("line", "json")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def configured(level: str, form: str) -> dict[str, Any]:
    """Django's LOGGING. Everything goes to standard error, in one handler."""
    if level.upper() not in LEVELS:
        raise ImproperlyConfigured(f"LOG_LEVEL is “{level}”. Set it to one of {', '.join(LEVELS)}.")
    quiet = {"handlers": [], "level": "NOTSET", "propagate": True}  # what Django had set up for itself
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"discreet": {"()": "config.logs.discreet.Discreet"}},
        "formatters": {"lines": {"()": "config.logs.lines.formatter", "form": form_of(form)}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["discreet"]}
        },
        "root": {"handlers": ["console"], "level": level.upper()},
        "loggers": {
            "django": quiet,
            "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},  # runserver
            "django.request": {
                "level": "ERROR"
            },  # what a visitor got wrong is no news for whoever runs the site
        },
    }


def form_of(asked: str) -> str:
    """Lines for a person at a terminal, JSON for a program that collects them; or what LOG_FORMAT says."""
    if asked not in ("", *FORMS):
        raise ImproperlyConfigured(f"LOG_FORMAT is “{asked}”. Set it to line or json, or leave it out.")
    return asked or ("line" if sys.stderr.isatty() else "json")
