"""The command runs a workflow for real: engine, database, the offline stand-in for a model."""

import io
import json
import sys

import pytest
from django.core.management import call_command
from django_q.models import OrmQ

from tenants.scope import tenant_tx
from tests.cast import Cast, assemble
from tests.workflows import leaflet
from workflows import decisions
from workflows.models import Run

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
    """`manage(target, brief)`: what the command printed, what it told on the way, and its exit code."""

    def run(target: str, brief: object, *flags: str) -> tuple[str, str, int]:
        path = tmp_path / "brief.json"
        path.write_text(brief if isinstance(brief, str) else json.dumps(brief))
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("run", target, "--inputs", str(path), *flags, stdout=out, stderr=err)
        except SystemExit as left:
            return out.getvalue(), err.getvalue(), int(left.code or 0)
        return out.getvalue(), err.getvalue(), 0

    return run


def runs(cast: Cast) -> int:
    with tenant_tx(cast.ours.client.pk):
        return Run.objects.count()


def test_it_runs_to_the_end_and_prints_the_run(manage):
    out, err, code = manage("fern-client/alone", {"topic": "Spring menu"}, "--json")
    told = json.loads(out)
    assert (code, told["status"], told["flagged"]) == (0, "done", False)
    assert [(step["key"], step["kind"], step["status"], step["attempts"]) for step in told["steps"]] == [
        ("draft", "generate", "passed", 1),
        ("check", "rules", "passed", 1),
        ("look", "review", "passed", 1),
        ("shelf", "deliver", "passed", 1),
    ]
    assert told["output"]["title"] == "Spring menu"
    assert "Spring menu" in told["output"]["markdown"]
    assert told["url"].startswith("http://localhost")
    steps = [tuple(line.partition(":")[0].split()) for line in err.splitlines()]
    assert steps[:3] == [("run", "started"), ("draft", "started"), ("draft", "passed")]
    assert ("shelf", "passed") in steps
    assert steps[-1] == ("run", "done")


def test_it_stops_where_a_person_has_to_look(manage):
    out, _, code = manage("fern/fern-client/newsletter", {"topic": "Spring menu"}, "--json")
    told = json.loads(out)
    assert (code, told["status"], told["output"]) == (0, "waiting", None)
    assert told["steps"][1]["status"] == "waiting"


def test_it_prints_nothing_but_the_run(manage, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    out, _, _ = manage("fern-client/newsletter", {"topic": "Spring menu"}, "--json")
    assert json.loads(out)["status"] == "waiting"
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == ""
    queued = [message.task["func"] for message in OrmQ.objects.all()]
    assert "reviews.tasks.announce" in queued, "it is a worker who writes to the reviewer"


def test_it_says_what_was_flagged(manage, people):
    rules = leaflet.CHECK.model_copy(update={"settings": {"subject": "draft", "min_words": 9000}})
    strict = leaflet.BY_ITSELF.model_copy(
        update={"steps": (leaflet.DRAFT, rules, leaflet.LOOK_IF_FLAGGED, leaflet.SHELF)}
    )
    with tenant_tx(people.ours.client.pk):
        leaflet.published(people.ours.client, slug="strict", definition=strict)
    out, err, _ = manage("fern-client/strict", {"topic": "Spring menu"}, "--json")
    told = json.loads(out)
    assert (told["status"], told["flagged"]) == ("waiting", True)
    assert [step["flagged"] for step in told["steps"]] == [False, True, False, False]
    assert len(told["steps"][1]["findings"]) == 1
    assert "check  rejected" in err
    assert "check  flagged" in err


def test_it_says_in_words_how_it_went(manage):
    out, _, code = manage("fern-client/alone", {"topic": "Spring menu"})
    assert code == 0
    assert out.startswith("done")
    assert "Spring menu" in out


def test_it_names_every_problem_of_the_brief(manage, people):
    out, err, code = manage("fern-client/newsletter", {"words": "many", "colour": "red"}, "--json")
    assert (out, code) == ("", 2)
    assert err.splitlines() == [
        "inputs.topic: “Topic” needs an answer.",
        "inputs.words: “Words” must be a number like 750 or 12.5, not “many”.",
        "inputs.colour: There is no field “colour” in this form; it has: topic, words, tone.",
    ]
    assert runs(people) == 0


@pytest.mark.parametrize(
    ("brief", "says"),
    [
        ("{", "isn't a brief: it isn't JSON"),
        ("[]", "must be an object with an answer for each field"),
        ('{"topic": "a", "topic": "b"}', '"topic" stands there twice'),
    ],
)
def test_it_says_what_is_wrong_with_the_file(manage, people, brief, says):
    _, err, code = manage("fern-client/newsletter", brief)
    assert code == 2
    assert says in err
    assert runs(people) == 0


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (
            "nobody/newsletter",
            "There is no client “nobody”. There are: fern/fern-client, fern/nook, rival/rival-client.",
        ),
        ("newsletter", "Write the client too: CLIENT/newsletter."),
        (
            "fern-client/blog",
            "There is no published workflow “blog” here. There are: alone, newsletter.",
        ),
        ("nook/newsletter", "There are: none yet."),
        ("rival/fern-client/newsletter", "There is no client “rival/fern-client”."),
    ],
)
def test_it_names_what_there_is_instead(manage, people, target, says):
    _, err, code = manage(target, {"topic": "Spring"})
    assert code == 2
    assert says in err
    assert runs(people) == 0


def test_it_asks_which_agency_where_two_share_a_name(manage, people):
    with tenant_tx(agency=people.rival.agency.pk):
        people.rival.agency.create_client(name="Other Nook", slug="nook")
    _, err, code = manage("nook/newsletter", {"topic": "Spring"})
    assert code == 2
    assert "Several agencies have a client “nook”: write fern/nook or rival/nook." in err


def test_it_says_when_the_file_is_missing(people, capsys):
    with pytest.raises(SystemExit, match="2"):
        call_command("run", "fern-client/newsletter", "--inputs", "/nowhere/brief.json", stderr=sys.stderr)
    assert (
        "The inputs can't be read: No such file or directory (/nowhere/brief.json)."
        in capsys.readouterr().err
    )


def test_it_says_that_there_is_no_room(manage, people):
    with tenant_tx(people.ours.client.pk, agency=people.ours.agency.pk):
        client = people.ours.client
        client.runs_queued = 1
        client.save()
        decisions.start(leaflet.published(client, slug="other").published, {}, title="x", origin="staff")
    _, err, code = manage("fern-client/alone", {"topic": "Spring menu"})
    assert (code, runs(people)) == (2, 1)
    assert "may have 1 waiting in the queue, and 1 is." in err
