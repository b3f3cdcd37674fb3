"""Whether this process traces. It is decided at the first span and not at import: the exporter has a thread, and no
thread survives the fork by which django-q2 and gunicorn make their processes."""

import logging
import os
from importlib import import_module
from importlib.util import find_spec
from threading import Lock, Thread
from typing import Any

from opentelemetry.trace import Tracer

log = logging.getLogger(__name__)
NEEDED = {
    "opentelemetry.sdk.trace": "opentelemetry-sdk",
    "opentelemetry.exporter.otlp.proto.http": "opentelemetry-exporter-otlp-proto-http",
}
MISSING = "OTEL_EXPORTER_OTLP_ENDPOINT is set, but no traces are sent, for lack of {}."


class Undecided:
    """Nobody has asked for a span in this process yet."""


class Tracing:
    """`tracer` is None where nothing is traced. Whoever makes a span looks at it first, so it has to be cheap."""

    def __init__(self) -> None:
        self.forget()
        self._deciding = Lock()

    def forget(self) -> None:
        """As a new process is: undecided."""
        self.tracer: Tracer | Undecided | None = Undecided()
        self.provider: Any = None

    def use(self, provider: Any) -> None:
        """Trace with this opentelemetry.sdk.trace.TracerProvider; with None, not at all."""
        self.provider = provider
        self.tracer = provider.get_tracer("baton") if provider else None

    def started(self) -> Tracer | None:
        """The tracer, by what the settings say if nobody has asked before."""
        if isinstance(self.tracer, Undecided):
            with self._deciding:
                if isinstance(self.tracer, Undecided):
                    self.use(_configured())
        return self.tracer  # type: ignore[return-value]


def missing() -> list[str]:
    """What has to be installed before traces can be sent: the packages of the extra `otel`."""
    return [package for module, package in NEEDED.items() if not _exists(module)]


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # a package above it is missing
        return False


def _configured() -> Any:
    from django.conf import settings  # only here: whoever just names a provider needs no Django

    if not settings.TRACES_ENDPOINT:
        return None
    if lacking := missing():
        log.warning(MISSING.format(" and ".join(lacking)))
        return None
    try:
        return import_module("workflows.telemetry.exporting").provider()
    except Exception:  # a half-installed package, a variable that can't be read: no reason to stop runs
        log.exception("No traces are sent, because OpenTelemetry doesn't start as the OTEL_* variables say.")
        return None


def flush(seconds: float = 2.0) -> None:
    """Send what was measured, or give up waiting for it: a collector that is down must not hold a worker."""
    if tracing.provider is not None:
        sending = Thread(target=tracing.provider.force_flush, name="traces", daemon=True)
        sending.start()
        sending.join(seconds)


tracing = Tracing()


def _forked() -> None:
    if tracing.provider is not None:  # what is off stays off
        tracing.forget()
    tracing._deciding = Lock()


os.register_at_fork(after_in_child=_forked)
