"""The pack holds what was chosen, is the same for the same, and becomes the same workflow elsewhere."""

import zipfile
from contextlib import suppress
from io import BytesIO
from xml.etree import ElementTree

import pytest

from memory.models import Document
from tenants.scope import tenant_tx
from tests.workflows.exchange.files import FILES
from tests.workflows.handoff.printed import printed
from tests.workflows.handoff.test_figures import ended
from tests.workflows.judged import sent
from workflows.exchange import packs, taking
from workflows.exchange.exporting import exported
from workflows.exchange.faults import BadFile
from workflows.exchange.reading import read
from workflows.handoff import Reader
from workflows.handoff.pack import packed
from workflows.handoff.worked import choose
from workflows.printing import press

PLAIN = ["diagram.svg", "handoff.html", "handoff.md", "handoff.pdf", "rubric.md", "rules.md", "workflow.yaml"]


def files(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as pack:
        assert pack.testzip() is None
        return {name: told(pack.read(name)) for name in pack.namelist()}


def told(file: bytes) -> str:
    return printed(file) if file.startswith(b"%PDF-") else file.decode()


def zipped(how: int = zipfile.ZIP_DEFLATED, **texts: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", how) as pack:
        for name, text in texts.items():
            pack.writestr(name, text)
    return made.getvalue()


def test_it_holds_what_somebody_needs_and_nothing_of_the_client(version, cast):
    found = files(packed(version, Reader()))
    assert list(found) == PLAIN
    assert "Threshold: 7" in found["rubric.md"] and "Says what the brief says." in found["rubric.md"]
    assert found["rules.md"].startswith("# Rules")
    drawn = ElementTree.fromstring(found["diagram.svg"])
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert "light-dark(" not in found["diagram.svg"] and "--flow-ink: oklch" in found["diagram.svg"]
    assert found["handoff.pdf"].startswith("Fernhill Hotels · handoff page")
    assert "<link" not in found["handoff.html"] and ".handoff {" in found["handoff.html"]


def test_the_example_and_documents_go_along_if_chosen(version, cast):
    run = ended(version)
    sent(run)
    choose(version.workflow, run, None)
    document = Document.objects.create(
        client=cast.ours.client, kind="voice", title="Our voice/../", text="Warm.", digest="x"
    )
    found = files(packed(version, Reader(example=True), [document]))
    assert found[f"documents/{document.pk}-our-voice.md"] == "# Our voice/../\n\nWarm.\n"
    assert "The quiet season" in found["sample-run.md"] and "The quiet season" in found["handoff.pdf"]
    assert list(files(packed(version, Reader()))) == PLAIN


def test_it_is_the_same_for_the_same(version):
    assert packed(version, Reader()) == packed(version, Reader())


def test_a_page_that_makes_no_pdf_says_so_in_its_place(version, monkeypatch):
    monkeypatch.setattr(press, "WAIT", 0.01)
    with press.presses, press.presses:
        found = files(packed(version, Reader()))
    assert "handoff.pdf" not in found and "Try again in a minute" in found["handoff.pdf.txt"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_it_becomes_the_same_workflow_elsewhere(cast, path):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        ours = taking.take(cast.ours.client, read(path.read_text())).version
        data, text = packed(ours, Reader()), exported(ours)
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        theirs = taking.take(cast.rival.client, read(packs.definition_in(data))).version
        assert exported(theirs) == text
        assert files(packed(theirs, Reader()))["workflow.yaml"] == text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04 and then nothing", "can’t be read"),
        (zipped(**{"a.txt": b"x"}), "is no handoff pack"),
        (zipped(**{"workflow.yaml": b"a" * 50_000_000}), "too large"),
        (zipped(**{"workflow.yaml": b"\xff\xfe\xff"}), "text"),
    ],
    ids=["torn", "another zip", "a bomb", "no text"],
)
def test_what_is_no_pack_is_told_in_a_sentence(data, sentence):
    assert packs.is_pack(data)
    with pytest.raises(BadFile, match=sentence):
        packs.definition_in(data)


@pytest.mark.parametrize(
    "how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_pack_that_was_tampered_with_anywhere_is_told_in_a_sentence(how):
    whole = zipped(how, **{"workflow.yaml": b"slug: x\n" * 50})
    for at in range(len(whole)):
        torn = whole[:at] + bytes([whole[at] ^ 0x81]) + whole[at + 1 :]
        with suppress(BadFile):
            packs.text_in(torn)


def test_a_packing_that_takes_as_much_memory_as_it_says_is_not_unpacked():
    with pytest.raises(BadFile, match="can’t be read"):
        packs.text_in(zipped(zipfile.ZIP_LZMA, **{"workflow.yaml": b"slug: x"}))


@pytest.mark.parametrize("hidden", [False, True], ids=["openly", "behind another end"])
def test_a_pack_of_very_many_names_is_refused_before_they_are_read(hidden):
    data = zipped(**{f"{n}.txt": b"" for n in range(15_000)}, **{"workflow.yaml": b"slug: x"})
    if hidden:  # a reader that looks for the last end finds one in the comment
        end = bytearray(data[-22:])
        end[20:22] = (22).to_bytes(2, "little")
        data = data[:-22] + bytes(end) + b"PK\x05\x06" + bytes(18)
    with pytest.raises(BadFile, match="can’t be read"):
        packs.text_in(data)


def test_a_pack_of_many_documents_is_read():
    data = zipped(**{f"documents/{n}.md": b"" for n in range(2_000)}, **{"workflow.yaml": b"slug: x"})
    assert packs.text_in(data) == "slug: x"
