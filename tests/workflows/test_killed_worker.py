"""A worker process that is killed in the middle of a run: another one finishes it, and nothing happens twice."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection

from config.supervisor import ROOT
from memory.models import Document
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows import newsletter
from tests.workflows.slow import Slow, publish_walks, slow_source
from workflows import decisions
from workflows.models import Attempt, Call, Delivery, Event, Run

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = "import django; django.setup(); from workflows import runner; runner.drive()"


@pytest.fixture
def source() -> Iterator[Slow]:
    with slow_source() as server:
        yield server


@pytest.fixture
def worker(source: Slow) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """`worker()`: a process of its own that carries what is due, with leases of four seconds."""
    begun: list[subprocess.Popen[bytes]] = []
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + str(connection.settings_dict["NAME"]))
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": address.geturl(),
        "FETCH_PRIVATE_HOSTS": source.place, "LEASE_SECONDS": "4", "DRAIN_SECONDS": "8",
        "ANTHROPIC_API_KEY": "", "OPENAI_API_KEY": "",
    }  # fmt: skip

    def begin() -> subprocess.Popen[bytes]:
        begun.append(subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environment))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.wait()


def started(client_id: int, source: Slow) -> Run:
    with tenant_tx(client_id):
        return decisions.start(
            publish_walks(client_id, source), newsletter.BRIEF, title="Walks", origin="command"
        )


def ended(run: Run) -> Run:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with tenant_tx(run.client_id):
            now = Run.objects.get(pk=run.pk)
        if not now.is_open:
            return now
        time.sleep(0.1)
    raise AssertionError(f"The run is still {now.state} after two minutes.")


def test_it_is_finished_by_another(
    cast: Cast, source: Slow, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    run = started(cast.ours.client.pk, source)
    first = worker()
    assert source.asked.wait(120), "the first worker never came to the source"
    first.kill()
    assert first.wait() == -9
    time.sleep(4.1)  # until its lease has run out
    worker()
    assert ended(run).state == "done"
    with tenant_tx(run.client_id):
        tries = Attempt.objects.order_by("id").values_list("key", "state", "forgiven")
        assert list(tries) == [
            ("draft", "passed", False), ("source", "failed", True), ("source", "passed", False),
            ("piece", "passed", False), ("shelf", "passed", False),
        ]  # fmt: skip
        assert Call.objects.filter(purpose="write").count() == 1
        assert "walks leave at eleven" in Delivery.objects.get().text
        assert Document.objects.filter(run=run.pk).count() == 1
        assert Event.objects.filter(kind__in=("piece.delivered", "run.done")).count() == 2
