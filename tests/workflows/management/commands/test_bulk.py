"""The command starts a run for each row of a sheet, or says by row and column why it doesn't."""

import io
import threading

import pytest
from django.core.management import call_command
from django.db import connection

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast, assemble
from tests.workflows import leaflet
from workflows import runner
from workflows.models import Bulk, Run

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def people() -> Cast:
    cast = assemble()
    with tenant_tx(cast.ours.client.pk):
        leaflet.published(cast.ours.client)
        leaflet.published(cast.ours.client, slug="alone", definition=leaflet.BY_ITSELF)
    return cast


@pytest.fixture
def manage(tmp_path, people):
    """`manage(target, sheet)`: what the command printed, what it told on the way, and its exit code."""

    def run(target: str, sheet: str, *flags: str) -> tuple[str, str, int]:
        path = tmp_path / "topics.csv"
        path.write_text(sheet)
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("bulk", target, "--sheet", str(path), *flags, stdout=out, stderr=err)
        except SystemExit as left:
            return out.getvalue(), err.getvalue(), int(left.code or 0)
        return out.getvalue(), err.getvalue(), 0

    return run


@pytest.fixture
def at_work():
    """A worker of its own thread, as long as the test lasts."""
    over = threading.Event()

    def work():
        while not over.is_set():
            runner.drive()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def kept(cast: Cast) -> tuple[int, int]:
    with tenant_tx(cast.ours.client.pk):
        return Bulk.objects.count(), Run.objects.count()


def test_it_puts_every_row_in_the_queue(manage, people):
    out, err, code = manage("fern-client/newsletter", "Topic\nSpring\nSummer\n", "--priority", "high")
    assert code == 0
    assert out.startswith("2 rows: 2 not begun.\nhttp://localhost")
    assert err.splitlines() == [
        "No column for “Words”, “Tone”: left unanswered in every brief.",
        "2 of 2 rows are in the queue",
    ]
    with tenant_tx(people.ours.client.pk):
        assert list(Run.objects.order_by().values_list("priority", "origin").distinct()) == [(1, "bulk")]
        assert Bulk.objects.get().state == Bulk.State.STARTED


def test_it_follows_the_runs_to_their_end(manage, at_work):
    out, err, code = manage("fern-client/alone", "Topic\nSpring\nSummer\n", "--follow")
    assert code == 0
    assert out.startswith("2 rows: 2 done.")
    assert "%  2 rows:" in err


def test_it_names_every_problem_by_row_and_column(manage, people):
    out, err, code = manage("fern-client/newsletter", "Topic;Words;Colour\nSpring;many;red\n;12;\n")
    assert (out, code) == ("", 2)
    assert err.splitlines() == [
        "C1: “Colour” is no question of this workflow. It asks: “Topic”, “Words”, “Tone”.",
        "B2: “Words” must be a number like 750 or 12.5, not “many”.",
        "A3: “Topic” needs an answer.",
    ]
    assert kept(people) == (0, 0)


@pytest.mark.parametrize(
    ("target", "sheet", "says"),
    [
        ("fern-client/newsletter", "", "“topics.csv” is empty."),
        ("fern-client/newsletter", "Topic\n", "“topics.csv” has no briefs"),
        (
            "fern-client/blog",
            "Topic\nSpring\n",
            "There is no published workflow “blog” here. There are: alone, newsletter.",
        ),
        ("newsletter", "Topic\nSpring\n", "Write the client too: CLIENT/newsletter."),
        ("nobody/newsletter", "Topic\nSpring\n", "There is no client “nobody”."),
        ("rival/fern-client/newsletter", "Topic\nSpring\n", "There is no client “rival/fern-client”."),
    ],
)
def test_it_says_what_is_wrong(manage, people, target, sheet, says):
    out, err, code = manage(target, sheet)
    assert (out, code) == ("", 2)
    assert says in err
    assert kept(people) == (0, 0)


def test_it_refuses_what_the_queue_has_no_room_for(manage, people):
    with tenant_tx(people.ours.client.pk, agency=people.ours.agency.pk):
        Client.objects.filter(pk=people.ours.client.pk).update(runs_queued=1)
    _, err, code = manage("fern-client/newsletter", "Topic\nSpring\nSummer\n")
    assert code == 2
    assert "There is no room for 2 more runs" in err
    assert kept(people) == (0, 0)


def test_it_says_when_the_file_is_missing(people, capsys):
    with pytest.raises(SystemExit, match="2"):
        call_command("bulk", "fern-client/newsletter", "--sheet", "/nowhere/topics.csv")
    assert (
        "The sheet can't be read: No such file or directory (/nowhere/topics.csv)." in capsys.readouterr().err
    )
