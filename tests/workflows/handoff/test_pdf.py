"""The page as a PDF says what the page says, to the same people, within bounds."""

import re
from datetime import UTC, datetime
from html import unescape
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from memory.limits import Limits
from tenants.models import Client
from tenants.scope import tenant_tx
from tests.workflows.handoff.printed import printed, squeezed
from tests.workflows.handoff.test_figures import ended
from tests.workflows.judged import sent
from workflows.handoff import Reader, handoff, links
from workflows.handoff.pdf import pdf
from workflows.handoff.worked import choose
from workflows.models import Workflow
from workflows.printing import press

EVERYTHING = Reader(costs=True, example=True, sentences=True)


def words(data: bytes) -> str:
    return squeezed(printed(data))


def sections(page) -> list[str]:
    html = render_to_string("handoff/body.html", {"page": page, "diagrams": ("", "")})
    html = re.sub(r"<nav.*?</nav>", "", html, flags=re.S)
    return re.findall(r"<(?:section|header)\b.*?</(?:section|header)>", html, flags=re.S)


def pressed(html: str, **more):
    facts = {"title": "T", "foot": "F", "described": "", "made": datetime(2026, 11, 27, tzinfo=UTC)}
    return press.pdf(html, **facts, **more)


@pytest.fixture
def shown(version):
    run = ended(version)
    sent(run)
    choose(version.workflow, run, None)
    ended(version, state="failed")
    return version


def test_each_section_of_the_page_stands_in_it(shown):
    page = handoff(shown, EVERYTHING)
    found = words(pdf(page))
    assert len(sections(page)) > 10
    for section in sections(page):
        for told in re.split(r"<[^>]+>", section):
            assert squeezed(unescape(told)) in found, strip_tags(told)


def test_it_has_the_diagram_a_title_a_language_marks_and_tags(shown):
    page = handoff(shown)
    reader = PdfReader(BytesIO(pdf(page)))
    assert reader.metadata.title == f"{page.name} · {page.client}"
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert [mark.title for mark in reader.outline if not isinstance(mark, list)][:2] == [
        "How well it works",
        "The process",
    ]
    assert "ifapersonisasked" not in words(pdf(page)) and "writingmodel" in words(pdf(page))
    foot = squeezed(reader.pages[0].extract_text())
    assert foot.endswith(f"handoffpageofversion{page.version}1/{len(reader.pages)}")
    to = [
        note.get_object().get("/A", {}).get("/URI") for one in reader.pages for note in one.get("/Annots", ())
    ]
    assert page.form_url in to


def test_it_is_the_same_for_the_same(shown):
    assert pdf(handoff(shown)) == pdf(handoff(shown))


def test_what_people_write_runs_nothing():
    told = words(
        pressed('<p>#panic("x") $x^2$ #sys.inputs *bold* #include "/etc/passwd" </p><pre>#{1+1}</pre>')
    )
    for text in ('#panic("x")', "$x^2$", "*bold*", '#include"/etc/passwd"', "#{1+1}"):
        assert text in told


def test_other_scripts_are_shown_or_told():
    html = "<p>Καλημέρα. Съешь ещё. مرحبا</p><pre>中文 😀</pre>"
    told = words(pressed(f"<article><header><h1>H</h1></header><section>{html}</section></article>"))
    assert "Καλημέρα.Съешьещё." in told
    assert "中文" in told or "Thisfilecan’tshowsomecharacters(Chinesecharacters)" in told


def test_a_long_word_stays_on_the_paper():
    data = pressed(
        f"<p>{'W' * 500}</p><table><tr><th>a</th><th>b</th></tr><tr><td>{'x' * 400}</td><td>y</td></tr></table>"
    )
    assert "W" * 500 in words(data)
    right = []

    def look(text, user, matrix, font, size):
        right.append(user[4] + matrix[4] + len(text.strip()) * size * 0.4)

    PdfReader(BytesIO(data)).pages[0].extract_text(visitor_text=look)
    assert max(right) < 595


def test_a_page_without_end_is_given_up_in_time():
    few = Limits(memory=press.LIMITS.memory, cpu_seconds=1, seconds=3)
    with pytest.raises(press.Unprintable, match="too long for a PDF"):
        pressed("<p>word</p>" * 200_000, limits=few)


def test_only_so_many_are_made_at_once(monkeypatch):
    monkeypatch.setattr(press, "WAIT", 0.01)
    with press.presses, press.presses, pytest.raises(press.Unprintable, match="Try again in a minute"):
        pressed("<p>a</p>")


def test_where_there_is_none_a_page_says_why(shown, cast, browse, monkeypatch):
    monkeypatch.setattr(press, "WAIT", 0.01)
    with press.presses, press.presses:
        answer = browse(cast.ours.reviewer).get(reverse("handoff_pdf", args=[shown.workflow_id]))
    assert answer.status_code == 503
    assert "Other PDFs are being made just now." in answer.content.decode()


def test_it_is_for_whom_the_page_is(shown, cast, browse, client):
    address = reverse("handoff_pdf", args=[shown.workflow_id])
    for person in (cast.ours.owner, cast.ours.reviewer, cast.ours.reader):
        answer = browse(person).get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    for stranger in (cast.rival.owner, cast.rival.reviewer, cast.neighbour_reviewer):
        assert browse(stranger).get(address).status_code == 404
        assert browse(stranger).get(
            f"/admin/workflows/workflow/{shown.workflow_id}/handoff.pdf"
        ).status_code in (302, 404)
    assert client.get(address).status_code == 302
    assert (
        browse(cast.ours.viewer).get(f"/admin/workflows/workflow/{shown.workflow_id}/handoff.pdf").content[:5]
        == b"%PDF-"
    )


def test_a_link_opens_it_with_what_it_shows(shown, client):
    link, token = links.make(shown.workflow, "Ana", None)
    _, other = links.make(shown.workflow, "Ben", None, example=True)
    plain, chosen = (client.get(reverse("handoff_link_pdf", args=[one])) for one in (token, other))
    assert "no-store" in plain["Cache-Control"] and plain["X-Robots-Tag"] == "noindex, nofollow"
    assert "Thequietseason" not in words(plain.content) and "Thequietseason" in words(chosen.content)
    links.revoke(link, None)
    assert client.get(reverse("handoff_link_pdf", args=[token])).status_code == 404


def test_the_agency_may_keep_its_workings_to_itself(shown, cast, browse):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Client.objects.filter(pk=cast.ours.client.pk).update(shows_handoff=False)
    for name in ("handoff", "handoff_markdown", "handoff_pdf"):
        address = reverse(name, args=[shown.workflow_id])
        for person in (cast.ours.reviewer, cast.ours.reader):
            assert browse(person).get(address).status_code == 404
        assert browse(cast.ours.viewer).get(address).status_code == 200
    assert Workflow.objects.get().published == shown


@pytest.mark.parametrize("lines", [3, 12, 40], ids=["short", "middling", "long"])
@pytest.mark.parametrize("before", range(26, 42, 5))
def test_no_line_of_a_step_stands_alone_overleaf(lines, before):
    told = "\n".join(f"L{number:02} says it" for number in range(1, lines + 1))
    html = (
        "<article><header><h1>T</h1></header><section><h2>Steps</h2>" + "<p>Before.</p>" * before +
        '<ol class="steps"><li class="kind-generate"><h3>HEAD</h3><p>It writes.</p><p class="quiet">AFTER</p>'
        f'<details open><summary>PROMPT</summary><pre>{told}</pre></details>'
        '<dl class="settings"><div><dt>TRIES</dt><dd>2</dd></div></dl></li></ol></section></article>'
    )  # fmt: skip
    pages = [page.extract_text() for page in PdfReader(BytesIO(pressed(html))).pages]

    def at(word: str) -> int:
        return next(number for number, text in enumerate(pages) if word in text)

    assert at("HEAD") == at("AFTER") == at("L01") == at("L02")
    assert at(f"L{lines - 1:02}") == at(f"L{lines:02}") == at("TRIES")
    assert lines == 40 or at("HEAD") == at("TRIES")


def test_what_is_nested_without_end_is_refused_in_a_sentence():
    with pytest.raises(press.Unprintable, match="too long for a PDF"):
        pressed("<blockquote>" * 3000)
