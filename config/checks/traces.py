"""Traces that nobody gets."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

from workflows.telemetry.tracing import MISSING, missing


@register(Tags.compatibility)
def traces(**_: Any) -> list[CheckMessage]:
    lacking = missing() if settings.TRACES_ENDPOINT else []
    return [
        Warning(
            MISSING.format(" and ".join(lacking)),
            hint=f"Run .venv/bin/python -m pip install {' '.join(lacking)}, or leave the variable out.",
            id="baton.W020",
        )
        for _ in lacking[:1]
    ]
