"""What runs there are, on a terminal, and stopping some."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command

from tenants.scope import tenant_tx
from tests.cast import Cast, assemble
from tests.workflows.test_pausing import begin, workflow
from workflows import pausing
from workflows.models import Attempt, Lease, Run

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def people() -> Cast:
    return assemble()


@pytest.fixture
def run(people: Cast) -> Run:
    with tenant_tx(people.ours.client.pk, agency=people.ours.agency.pk):
        run = begin(workflow(people.ours.client.pk))
        Attempt.objects.create(client_id=run.client_id, run=run, key="draft", number=1, state="passed")
        return run


def told(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("target", ["fern-client", "fern/fern-client", "fern-client/newsletter",
                                    "fern/fern-client/newsletter"])  # fmt: skip
def test_it_lists_open_runs(run: Run, target: str) -> None:
    first, second = told("runs", target).splitlines()
    assert first.split() == ["Quiet", "season", "newsletter", "Queued", "██░░░░░░", "1/5", "a", "moment"]
    assert second == f"  {run.pk}  A worker takes it up in a moment."


def test_it_says_what_is_paused(run: Run, people: Cast) -> None:
    with tenant_tx(people.ours.client.pk, agency=people.ours.agency.pk):
        pausing.pause(people.ours.client)
    assert "Paused: “Fernhill Hotels” rests since" in told("runs", "fern-client")


def test_it_says_that_there_are_none(run: Run, people: Cast) -> None:
    assert told("runs", "nook").strip() == "No open runs."
    assert told("runs", "nook", "--follow").strip() == "No open runs."


@pytest.mark.parametrize(
    ("target", "sentence"),
    [("nobody", "There is no client “nobody”"), ("fern-client/nothing", "There are: newsletter.")],
)
def test_it_names_what_there_is(run: Run, target: str, sentence: str) -> None:
    errors = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("runs", target, stderr=errors)
    assert ended.value.code == 2
    assert sentence in errors.getvalue()


def test_it_stops_runs(run: Run) -> None:
    assert told("cancel", str(run.pk)) == "Quiet season: stops now.\n"
    assert Lease.objects.get().cancel
    with tenant_tx(run.client_id):
        Run.objects.update(state="done")
    assert told("cancel", str(run.pk)) == "Quiet season: had ended already (done).\n"


def test_it_stops_those_that_there_are(run: Run) -> None:
    errors, missing = StringIO(), uuid4()
    with pytest.raises(SystemExit) as ended:
        call_command("cancel", str(missing), str(run.pk), stdout=StringIO(), stderr=errors)
    assert ended.value.code == 2
    assert str(missing) in errors.getvalue()
    assert Lease.objects.get().cancel
