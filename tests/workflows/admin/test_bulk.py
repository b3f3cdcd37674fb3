"""Many runs from a sheet, in the admin: template, upload, what to mend, what would start, how far it is, results."""

import csv
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.reading import html_of
from tests.workflows import leaflet
from workflows import bulks
from workflows.models import Bulk, Lease, Run

GOOD = "Topic;Points;Call to action\nThe quiet season;One\nTwo;Write to us\n".replace(
    "One\nTwo", '"One\nTwo"'
).encode()
BAD = b"Topic;Points;Call to action\nSpring;;Write\n=1+1;One;\n"


def upload(desk, data=GOOD, name="topics.csv", **how):
    return desk.browser.post(desk.url("start/many/"), {"sheet": SimpleUploadedFile(name, data)}, **how)


def bulk_of(desk):
    return desk.look(lambda _: Bulk.objects.get())


def address(bulk, page="change/"):
    return f"/admin/workflows/bulk/{bulk.pk}/{page}"


def start(desk, bulk, priority=-1, **how):
    return desk.browser.post(address(bulk, "start/"), {"priority": priority}, **how)


@pytest.fixture
def checked(published):
    upload(published)
    return bulk_of(published)


@pytest.fixture
def started(published, checked):
    start(published, checked)
    bulks.go_on(checked.client_id, checked.pk)
    return published.look(lambda _: Bulk.objects.get())


def test_it_is_offered_where_a_run_is_started(published):
    assert "/start/many/" in published.get("start/")
    page = published.get("start/many/")
    assert "One entry a line (Alt+Enter), or separated by semicolons." in page
    assert "Sheets that you upload here are listed" in page


def test_it_gives_a_template_to_fill_in(published):
    table = published.browser.get(published.url("start/many/template.csv"))
    assert table.content.decode("utf-8-sig") == "Topic,Points,Call to action\r\n"
    assert table["Content-Disposition"] == 'attachment; filename="newsletter-briefs.csv"'
    book = load_workbook(BytesIO(published.browser.get(published.url("start/many/template.xlsx")).content))
    assert [cell.value for cell in book["Briefs"][1]] == ["Topic", "Points", "Call to action"]
    assert published.browser.get(published.url("start/many/template.exe")).status_code == 404


def test_it_shows_how_the_rows_will_be_read_and_starts_nothing(published):
    response = upload(published, follow=True)
    page = html_of(response)
    assert "The one row is fine" in page
    assert "The quiet season" in page
    assert "One<br>Two" in page
    assert "Start 1 run" in page
    assert published.look(lambda _: Run.objects.count()) == 0


def test_it_names_what_to_mend_by_row_and_column(published):
    page = html_of(upload(published, BAD, follow=True))
    assert "Nothing has started: 2 things in this sheet need mending" in page
    assert "<strong>B2</strong>" in page
    assert "“Points” needs an answer." in page
    assert "<strong>C3</strong>" in page
    bulk = bulk_of(published)
    assert start(published, bulk).status_code == 302
    assert published.look(lambda _: Bulk.objects.get().state) == Bulk.State.WRONG


def test_it_gives_the_list_of_what_to_mend_without_formulas(published):
    upload(published, b"Topic;=1+1;Call to action\na;b;c\n")
    bulk = bulk_of(published)
    response = published.browser.get(address(bulk, "errors.csv"))
    table = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert table[0] == ["Row", "Column", "Header", "What is wrong"]
    assert table[1][:3] == ["1", "B", "'=1+1"]


def test_it_shows_the_first_hundred_and_counts_the_rest(published):
    page = html_of(upload(published, b"Topic;Points;Call to action\n" + b"a;b;\n" * 130, follow=True))
    assert page.count("needs an answer.") == 100
    assert "… and 30 more." in page


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7", "“topics.csv” is a PDF and no sheet"),
        (b"", "This file is empty."),
        (b"Topic\n", "has no briefs"),
    ],
)
def test_it_says_why_a_file_is_no_sheet(published, data, says):
    response = upload(published, data)
    assert response.status_code == 200
    assert says in html_of(response)
    assert published.look(lambda _: Bulk.objects.count()) == 0


def test_it_asks_for_a_file(published):
    assert "Choose a file first." in html_of(published.post("start/many/"))


def test_it_refuses_what_is_too_large_before_reading_it(published, settings):
    settings.UPLOAD_LIMIT = 150_000
    assert "“topics.csv” is too large: at most 0.1 MB. Split it." in html_of(
        upload(published, b"x" * 150_001)
    )


def test_it_asks_to_publish_first(desk):
    response = desk.browser.get(desk.url("start/many/"), follow=True)
    assert "Publish a version first" in html_of(response)
    assert desk.browser.get(desk.url("start/many/template.csv")).status_code == 404


def test_it_starts_the_runs_once(published, checked):
    assert start(published, checked, priority=1).url == address(checked)
    again = html_of(start(published, checked, follow=True))
    assert "This sheet has been started already." in again
    assert "The row is on its way into the queue" in again
    bulks.go_on(checked.client_id, checked.pk)
    (run,) = published.look(lambda _: list(Run.objects.all()))
    assert (run.brief["points"], run.priority, run.bulk_row) == (["One", "Two"], 1, 2)
    assert run.started_by == published.cast.ours.owner


def test_it_says_when_there_is_no_room(published, checked):
    published.look(lambda _: Client.objects.update(runs_queued=1))
    Lease.objects.create(run_id="00000000-0000-7000-8000-000000000001", client_id=checked.client_id)
    page = html_of(start(published, checked, follow=True))
    assert "There is no room for 1 more run:" in page
    assert "Start 1 run" in page


def test_it_warns_of_the_same_rows_started_before(published, started):
    page = html_of(upload(published, follow=True))
    assert "The same rows were started on" in page


def test_it_shows_how_far_it_is(published, started):
    page = html_of(published.browser.get(address(started)))
    assert 'aria-label="1 row: 1 not begun."' in page
    assert f"?bulk={started.pk}&amp;state__exact=queued" in page
    live = published.browser.get(address(started, "live/"))
    assert live.status_code == 200
    seen = live.context["seen"]
    assert published.browser.get(address(started, "live/"), {"seen": seen}).status_code == 204
    published.look(lambda _: Run.objects.update(state="done"))
    over = html_of(published.browser.get(address(started, "live/"), {"seen": seen}))
    assert "It has ended" in over
    assert "hx-trigger" not in over


def test_it_leads_to_its_runs_and_back(published, started):
    published.look(
        lambda w: Run.objects.create(client=w.client, version=w.published, title="Alone", origin="staff")
    )
    runs = html_of(published.browser.get(f"/admin/workflows/run/?bulk={started.pk}"))
    assert "The quiet season" in runs
    assert "Alone" not in runs
    assert published.browser.get("/admin/workflows/run/?bulk=nonsense").status_code == 200
    (run,) = published.look(lambda _: list(Run.objects.filter(bulk=started)))
    page = html_of(published.browser.get(f"/admin/workflows/run/{run.pk}/change/"))
    assert "row 2 of" in page
    assert address(started) in page


def test_it_cancels_what_has_not_begun(published, started):
    page = html_of(published.browser.post(address(started, "cancel/"), follow=True))
    assert "1 run will not begin." in page
    assert published.look(lambda _: Run.objects.get().state) == "stopped"
    page = html_of(published.browser.post(address(started, "cancel/"), follow=True))
    assert "All runs had begun already." in page


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"])
def test_it_gives_the_results_without_formulas(published, started, text):
    def ends(_):
        run = Run.objects.get()
        Run.objects.update(state="stopped", sentence=text, title=text)
        leaflet.approved(run, title=text)

    published.look(ends)
    table = published.browser.get(address(started, "results.csv"))
    (_, line) = csv.reader(StringIO(table.content.decode("utf-8-sig")))
    assert [line[n] for n in (0, 1, 2, 3, 5)] == ["2", f"'{text}", "Stopped", f"'{text}", f"'{text}"]
    sheet = load_workbook(BytesIO(published.browser.get(address(started, "results.xlsx")).content)).active
    assert [(sheet.cell(2, n).value, sheet.cell(2, n).data_type) for n in (2, 4, 6)] == [(text, "s")] * 3


def test_it_forgets_what_was_not_started(published, checked):
    assert "is forgotten" in html_of(published.browser.post(address(checked, "forget/"), follow=True))
    assert published.look(lambda _: Bulk.objects.count()) == 0


def test_it_keeps_what_was_started(published, started):
    assert published.browser.post(address(started, "forget/")).status_code == 404
    assert published.browser.get(address(started, "start/")).status_code == 404


def test_it_lists_the_earlier_ones(published, started):
    assert "topics.csv" in published.get("start/many/")
    assert "topics.csv" in html_of(published.browser.get("/admin/workflows/bulk/"))
    added = html_of(published.browser.get("/admin/workflows/bulk/add/", follow=True))
    assert "many runs start from its page" in added


PAGES = ["change/", "live/", "start/", "cancel/", "forget/", "errors.csv", "results.csv", "results.xlsx"]


@pytest.mark.parametrize("page", PAGES)
def test_it_is_not_there_for_a_rival(published, started, browse, page):
    for person in (published.cast.rival.owner, published.cast.neighbour_reviewer):
        browser = browse(person)
        for ask in (browser.get, browser.post):
            answer = ask(address(started, page), {"priority": 1})
            assert answer.status_code in (403, 404) or "login" in answer.url
            assert b"topics" not in answer.content
    assert published.look(lambda _: Run.objects.get().state) == "queued"


def test_it_lets_a_viewer_look_and_nothing_else(published, started, browse):
    browser = browse(published.cast.ours.viewer)
    page = html_of(browser.get(address(started)))
    assert "Not begun" in page
    assert "Cancel what has not begun" not in page
    assert browser.get(address(started, "results.csv")).status_code == 200
    for path in (published.url("start/many/"), address(started, "cancel/"), address(started, "start/")):
        assert browser.post(path, {"priority": 1}).status_code == 403
    assert browser.get(published.url("start/many/template.csv")).status_code == 403
    with tenant_tx(started.client_id):
        assert Run.objects.get().state == "queued"
