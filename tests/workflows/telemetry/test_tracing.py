"""Off is off and costs nearly nothing; on, each process has its own exporter, and a flush is bounded."""

import logging
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SimpleSpanProcessor,
    SpanExporter,
    SpanExportResult,
)
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tenants.ids import uuid7
from tests.workflows.telemetry.collected import Collected
from workflows import telemetry
from workflows.engine.tools import Request
from workflows.telemetry import tracing as module
from workflows.telemetry.providing import resource, traced_into
from workflows.telemetry.span import NOTHING
from workflows.telemetry.tracing import missing, tracing

REQUEST = Request(route="writing", purpose="write", context="", prompt="")


@pytest.fixture(autouse=True)
def undecided() -> Iterator[None]:
    tracing.forget()
    yield
    tracing.forget()


def all_kinds() -> list[object]:
    return [
        telemetry.span_of_run(uuid4(), 1),
        telemetry.span_of_step("generate", "draft"),
        telemetry.span_of_call(REQUEST, "offline", "model"),
        telemetry.span_of_delivery(""),
        telemetry.span_of_request("GET"),
    ]


def test_it_is_off_unless_somebody_collects(settings) -> None:
    assert settings.TRACES_ENDPOINT == ""
    assert all_kinds() == [NOTHING] * 5
    assert tracing.tracer is None
    with telemetry.span_of_step("generate", "draft") as span:
        telemetry.at("https://example.com")
        telemetry.went_wrong("timeout")
        span.ended("anything", "at all")
        span.answered(200)
    telemetry.flush()


def test_it_lets_an_error_through_when_off() -> None:
    with pytest.raises(ZeroDivisionError), telemetry.span_of_run(uuid4(), 1):
        _ = 1 / 0


def test_it_says_what_is_missing_once_and_stays_off(settings, monkeypatch, caplog) -> None:
    settings.TRACES_ENDPOINT = "http://localhost:4318"
    monkeypatch.setitem(module.NEEDED, "opentelemetry.exporter.nowhere.at_all", "some-exporter")
    with caplog.at_level(logging.WARNING):
        assert all_kinds() == [NOTHING] * 5
    (record,) = caplog.records
    assert "some-exporter" in record.getMessage()


def test_it_stays_off_where_opentelemetry_does_not_start(settings, monkeypatch, caplog) -> None:
    settings.TRACES_ENDPOINT = "http://localhost:4318"
    monkeypatch.setattr(module, "NEEDED", {})
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    monkeypatch.delitem(sys.modules, "workflows.telemetry.exporting", raising=False)
    with caplog.at_level(logging.WARNING):
        assert all_kinds() == [NOTHING] * 5
    (record,) = caplog.records
    assert record.exc_info


def test_it_knows_what_is_installed() -> None:
    assert "opentelemetry-sdk" not in missing()


class Fresh(SpanExporter):
    """Writes to a pipe which process sends how many spans."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        os.write(self.pipe, f"{os.getpid()} {len(spans)}\n".encode())
        return SpanExportResult.SUCCESS


def test_it_starts_anew_in_a_forked_worker() -> None:
    read, write = os.pipe()
    tracing.use(traced_into(BatchSpanProcessor(Fresh(write))))
    with telemetry.span_of_delivery("parent"):
        pass
    pid = os.fork()
    if pid == 0:
        forgotten = tracing.provider is None
        tracing.use(traced_into(BatchSpanProcessor(Fresh(write))))
        with telemetry.span_of_delivery("child"):
            pass
        telemetry.flush()
        os._exit(0 if forgotten else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert os.read(read, 1000).decode() == f"{pid} 1\n"
    telemetry.flush()
    assert os.read(read, 1000).decode() == f"{os.getpid()} 1\n"
    tracing.provider.shutdown()


def test_it_stays_off_in_a_forked_worker() -> None:
    tracing.use(None)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if tracing.tracer is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_it_does_not_wait_long_for_a_collector_that_hangs() -> None:
    let_go = threading.Event()

    class Hanging(InMemorySpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            let_go.wait(30)
            return SpanExportResult.SUCCESS

    tracing.use(traced_into(BatchSpanProcessor(Hanging())))
    with telemetry.span_of_delivery(""):
        pass
    began = time.monotonic()
    telemetry.flush(seconds=0.2)
    took = time.monotonic() - began
    let_go.set()
    tracing.provider.shutdown()
    assert 0.2 <= took < 10


@pytest.mark.parametrize("ratio", ["0.1", "0.5"])
def test_it_samples_runs_evenly_though_their_ids_look_alike(monkeypatch, ratio: str) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", ratio)
    collected = Collected()
    tracing.use(traced_into(SimpleSpanProcessor(collected.exporter)))
    for _ in range(1000):
        with telemetry.span_of_run(uuid7(), 1), telemetry.span_of_step("rules", "rules"):
            pass
    kept = len(collected.named("run"))
    assert 0.6 * float(ratio) < kept / 1000 < 1.4 * float(ratio)
    assert len(collected.named("step rules")) == kept, "all of a run, or nothing"


def test_it_takes_its_name_from_the_standard_variables(monkeypatch) -> None:
    assert resource().attributes["service.name"] == "baton"
    monkeypatch.setenv("OTEL_SERVICE_NAME", "baton-eu")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=live")
    found = resource().attributes
    assert (found["service.name"], found["deployment.environment"]) == ("baton-eu", "live")


def test_it_sends_to_a_collector(settings, monkeypatch) -> None:
    """With the exporter of the extra `otel`, where it is installed."""
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    got: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TRACES_ENDPOINT = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", settings.TRACES_ENDPOINT)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    run = uuid4()
    with telemetry.span_of_run(run, 3) as span:
        span.ended("done", "newsletter")
    telemetry.flush(20)
    server.shutdown()
    server.server_close()
    tracing.provider.shutdown()
    ((path, body),) = got
    assert path == "/v1/traces"
    assert run.bytes in body
    assert b"newsletter" in body
