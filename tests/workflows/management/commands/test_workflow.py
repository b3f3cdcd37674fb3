"""A workflow pulled into a file, pushed as a draft, and compared; and nothing where something is wrong."""

import io
import zipfile

import pytest
from django.core.management import call_command

from tenants.scope import tenant_tx
from tests.cast import Cast, assemble
from tests.workflows.exchange.files import SMALL
from tests.workflows.newsletter import publish_newsletter
from workflows.exchange.exporting import exported
from workflows.handoff import Reader
from workflows.handoff.pack import packed
from workflows.models import Version, Workflow

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def people() -> Cast:
    cast = assemble()
    with tenant_tx(cast.ours.client.pk):
        publish_newsletter(cast.ours.client.pk)
    return cast


@pytest.fixture
def manage(tmp_path, people):
    """`manage(verb, target, file)`: what was printed, what was told, and the exit code."""

    def run(*words: object) -> tuple[str, str, int]:
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("workflow", *map(str, words), stdout=out, stderr=err)
        except SystemExit as left:
            return out.getvalue(), err.getvalue(), int(left.code or 0)
        return out.getvalue(), err.getvalue(), 0

    return run


def slugs(cast: Cast) -> dict[str, list[str]]:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        return {w.slug: [v.state for v in w.versions.order_by("number")] for w in Workflow.objects.all()}


def test_it_pulls_and_pushes(manage, people, tmp_path):
    file = tmp_path / "newsletter.yaml"
    assert manage("pull", "fern-client/newsletter", file)[2] == 0
    file.write_text("# Ours.\n" + file.read_text().replace("threshold: 3", "threshold: 8"))

    out, _, code = manage("diff", "fern-client/newsletter", file)
    assert code == 1
    assert "Step “rubric”: Threshold: 3 → 8." in out
    assert "-        threshold: 3.0" in out
    assert "+        threshold: 8.0" in out

    assert "The draft of version 2 is as the file says." in manage("push", "fern-client/newsletter", file)[0]
    assert slugs(people) == {"newsletter": ["published", "draft"]}
    assert "as the file says already" in manage("push", "fern-client/newsletter", file)[0]
    assert manage("diff", "fern-client/newsletter", file)[::2] == ("No difference.\n", 0)

    before = file.read_text()
    manage("pull", "fern-client/newsletter", file)
    assert file.read_text() == before
    manage("pull", "fern-client/newsletter", file, "--version", "1")
    assert file.read_text().startswith("# Ours.\n")
    assert "threshold: 3" in file.read_text()


def test_it_prints_where_the_file_is_a_dash(manage):
    assert manage("pull", "fern-client/newsletter", "-")[0].startswith("slug: newsletter\nname: ")


def test_it_makes_a_new_one_and_publishes_only_when_told(manage, people, tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)
    assert "is new, with a draft" in manage("push", "fern-client/letter", file)[0]
    assert slugs(people)["letter"] == ["draft"]
    assert "Version 1 is published" in manage("push", "fern-client/letter", file, "--publish")[0]
    assert slugs(people)["letter"] == ["published"]


def test_it_leaves_nothing_of_what_cant_be_published(manage, people, tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(SMALL.replace("brief.topic", "brief.tpoic"))
    out, err, code = manage("push", "fern-client/letter", file, "--publish")
    assert out == ""
    assert (code, "small.yaml, line 12: The intake form has no question “tpoic”." in err) == (2, True)
    assert "letter" not in slugs(people)
    _, err, code = manage("push", "fern-client/letter", file)
    assert (code, "line 12: problem: The intake form" in err) == (0, True)


def test_it_tells_each_fault_and_writes_nothing(manage, people, tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(SMALL.replace("kind: generate", "kind: generat"))
    _, err, code = manage("push", "fern-client/letter", file)
    assert (code, err.startswith(f"{file}, line 10: “generat” is no kind of step.")) == (2, True)
    assert slugs(people) == {"newsletter": ["published"]}


def test_it_overwrites_a_draft_only_when_told(manage, people, tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)
    manage("push", "fern-client/small", file)
    file.write_text(SMALL.replace("On {{", "About {{"))
    _, err, code = manage("push", "fern-client/small", file)
    assert (code, "--replace-draft" in err) == (2, True)
    assert manage("push", "fern-client/small", file, "--replace-draft")[2] == 0
    with tenant_tx(people.ours.client.pk):
        draft = Version.objects.get(state="draft")
        assert draft.definition.step("draft").settings["prompt"] == "About {{ brief.topic }}."


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in files.items():
            pack.writestr(name, data)
    return made.getvalue()


def test_it_pushes_and_compares_a_handoff_pack(manage, people, tmp_path):
    with tenant_tx(people.ours.client.pk, agency=people.ours.agency.pk):
        version = Version.objects.get()
        data, text = packed(version, Reader()), exported(version)
    pack = tmp_path / "pack.zip"
    pack.write_bytes(data)
    assert "is new, with a draft" in manage("push", "rival-client/news", pack)[0]
    with tenant_tx(people.rival.client.pk, agency=people.rival.agency.pk):
        assert exported(Version.objects.get()).replace("slug: news\n", "slug: newsletter\n") == text
    assert slugs(people) == {"newsletter": ["published"]}
    assert manage("diff", "fern-client/newsletter", pack)[::2] == ("No difference.\n", 0)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04 torn", "This zip can’t be read."),
        (zipped(**{"a.docx": b"x"}), "This zip is no handoff pack: it has no “workflow.yaml”."),
        (zipped(**{"a/workflow.yaml": b"x", "b/workflow.yaml": b"x"}), "more than one “workflow.yaml”"),
        (zipped(**{"workflow.yaml": b"a" * 50_000_000}), "The workflow in this pack is too large to be one."),
        (zipped(**{"workflow.yaml": b"\x89PNG\xff"}), "no text in UTF-8"),
        (b"PK\x03\x04" + bytes(21_000_000), "This file is too large to be a workflow."),
        (b"a" * 2_000_000, "This file is too large to be a workflow."),
        (b"%PDF-1.7 \xff\xfe", "no text in UTF-8"),
    ],
    ids=["torn", "another zip", "two", "a bomb", "a picture in it", "a huge zip", "a huge text", "a PDF"],
)
def test_it_tells_what_is_no_pack_and_writes_nothing(manage, people, tmp_path, data, told):
    pack = tmp_path / "pack.zip"
    pack.write_bytes(data)
    out, err, code = manage("push", "fern-client/letter", pack)
    assert (code, out) == (2, "")
    assert err.startswith(f"{pack}: ") and told in err
    assert slugs(people) == {"newsletter": ["published"]}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pull", "fern-client/nothing"), "There is no workflow “nothing” here. There are: newsletter."),
        (("pull", "nobody/newsletter"), "There is no client “nobody”."),
        (("pull", "newsletter"), "Write the client too: CLIENT/newsletter."),
        (("push", "fern-client/newsletter", "/no/such.yaml"), "/no/such.yaml can’t be read"),
        (("pull", "fern-client/newsletter", "/no/such/file.yaml"), "can’t be written"),
        (("pull", "fern-client/newsletter", "-", "--version", "7"), "has no version 7."),
    ],
)
def test_it_refuses_with_a_sentence(manage, words, told):
    _, err, code = manage(*words)
    assert (code, told in err) == (2, True), err


def test_it_stays_inside_the_client_that_was_named(manage, people, tmp_path):
    file = tmp_path / "newsletter.yaml"
    _, err, code = manage("pull", "rival-client/newsletter", file)
    assert (code, file.exists()) == (2, False)
    assert "There are: none yet." in err
    file.write_text(SMALL)
    manage("push", "rival-client/newsletter", file)
    assert slugs(people) == {"newsletter": ["published"]}


def test_it_publishes_nothing_that_needs_a_second_person(manage, people, tmp_path):
    file = tmp_path / "newsletter.yaml"
    manage("pull", "fern-client/newsletter", file)
    file.write_text(file.read_text().replace("threshold: 3", "threshold: 8"))
    with tenant_tx(people.ours.client.pk):
        Workflow.objects.update(second_person=True)
    _, told, code = manage("push", "fern-client/newsletter", file, "--publish")
    assert code == 2 and "needs a second person" in told
    assert slugs(people) == {"newsletter": ["published"]}
