"""A worker that is killed at each of the named moments: the run ends as if nothing had been, and nothing twice."""

import os
import subprocess
import sys
from collections import Counter
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from config.supervisor import ROOT
from memory.models import Document
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.by_hand import expire
from tests.workflows.invariants import broken
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions, runner
from workflows.failpoints import POINTS
from workflows.models import Attempt, Call, Delivery, Event, Lease, Run

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = "import django; django.setup(); from workflows import runner; runner.drive()"
STEPS = {"draft", "rules", "rubric", "review", "deliver"}


def killed_at(point: str) -> int:
    """A worker in a process of its own, which dies there; returns its exit code."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + str(connection.settings_dict["NAME"]))
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": address.geturl(),
        "DRAIN_SECONDS": "60", "DRAIN_IDLE": "0.2", "ANTHROPIC_API_KEY": "", "OPENAI_API_KEY": "",
        "BATON_FAILPOINT": point,
    }  # fmt: skip
    return subprocess.run([sys.executable, "-c", WORKER], cwd=ROOT, env=environment, timeout=300).returncode


@pytest.mark.parametrize("point", [*POINTS, "settled:3", "storing:4"])
def test_it_is_finished_by_another(cast: Cast, point: str) -> None:
    client = cast.ours.client.pk
    with tenant_tx(client):
        run = decisions.start(publish_newsletter(client), BRIEF, title="Quiet season", origin="command")
    assert killed_at(point) == -9
    if Lease.objects.get(pk=run.pk).state == Lease.State.RUNNING:
        expire(run)
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(client):
        assert Run.objects.get(pk=run.pk).state == "done"
    assert broken(client) == []
    with tenant_tx(client):
        tries = list(Attempt.objects.filter(run=run))
        assert Counter(row.key for row in tries if row.state == "passed") == Counter(STEPS)
        assert all(row.forgiven for row in tries if row.state != "passed")
        assert Delivery.objects.filter(run=run).count() == 1
        assert Document.objects.filter(run=run.pk).count() == 1
        assert Event.objects.filter(run=run.pk, kind__in=("piece.delivered", "run.done")).count() == 2
        assert Call.objects.filter(run=run, state="sent").count() <= 1  # its cost is unknown, and it says so
        assert Counter(
            Call.objects.filter(run=run, state="answered").values_list("purpose", flat=True)
        ) <= Counter(write=2, judge=2)
