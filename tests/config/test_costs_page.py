"""The costs page, as an owner, a viewer, a neighbour's reviewer and a rival see it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tenants.access import Role
from tenants.models import Member
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from tests.workflows.costs.stage import call, run_of, set_budget
from workflows.models import Call, Workflow

PAGE = "/admin/costs/"
SHEET = "/admin/costs/sheet.csv"
pytestmark = pytest.mark.django_db


def read(browser: Browser, address: str = PAGE) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return html_of(response)


def workflow(client) -> Workflow:
    with tenant_tx(client.pk):
        return Workflow.objects.get(client=client)


def written_off(client) -> list[bool]:
    with tenant_tx(client.pk):
        return [row.written_off_at is not None for row in Call.objects.order_by("id")]


def test_it_says_that_nothing_was_asked(cast: Cast, browse) -> None:
    text = read(browse(cast.ours.owner))
    assert "No model was asked in" in text and "Download as CSV" not in text


def test_it_sums_a_month_and_counts_what_is_unknown_apart(cast: Cast, browse) -> None:
    run = run_of(cast.ours.client.pk)
    call(run, "0.5")
    call(run, "0.25", model="gpt-6-luna", purpose="judge", key="rubric")
    call(run, None, "sent", tried="failed", reserved_usd=Decimal("0.125"))
    call(run, None, model="house-model")
    call(run, "99", at=datetime.now(UTC) - timedelta(days=40))
    text = read(browse(cast.ours.viewer))
    assert "<b>$0.75</b> <span>for 4 calls</span> <small>and 1 unknown + 1 unpriced</small>" in text
    assert "<b>$0.75</b> <span>for each run</span> <small>1 run</small>" in text
    assert "1 call with unknown cost" in text and "up to $0.125" in text
    assert "<b>75 %</b> <span>read from a cache</span>" in text
    for name in ("Draft", "Newsletter", "GPT 6 Luna", "house-model", "Judging", "Fernhill Hotels"):
        assert f"<strong>{name}</strong>" in text
    assert text.count('role="img"') >= 1 and "As a table" in text


def test_it_shows_month_by_month_what_led_up_to_this_one(cast: Cast, browse) -> None:
    run, then = run_of(cast.ours.client.pk), datetime.now(UTC).replace(day=1) - timedelta(days=20)
    call(run, "0.5")
    call(run, "3", at=then)
    call(run, None, at=then)
    call(run_of(cast.neighbour.pk), "8", at=then)
    owner = browse(cast.ours.owner)
    assert f"<title>{then:%B %Y}: $11.00 + 1 unknown</title>" in read(owner)
    text = read(owner, f"{PAGE}?client={cast.ours.client.pk}")
    assert f"<title>{then:%B %Y}: $3.00 + 1 unknown</title>" in text
    assert f'href="?month={then:%Y-%m}&amp;client={cast.ours.client.pk}"' in text


def test_it_names_the_dearest_runs_and_gives_all_as_a_sheet(cast: Cast, browse) -> None:
    cheap, dear = run_of(cast.ours.client.pk), run_of(cast.ours.client.pk)
    call(cheap, "0.01")
    call(dear, "4")
    call(dear, None, "sent", tried="failed")
    owner = browse(cast.ours.owner)
    text = read(owner)
    places = [text.index(f"/admin/workflows/run/{run.pk}/change/") for run in (dear, cheap)]
    assert places == sorted(places)
    sheet = owner.get(f"{SHEET}?each=run")
    assert "costs-of-runs-" in sheet["Content-Disposition"]
    header, first, second = sheet.content.decode("utf-8-sig").splitlines()
    assert header.startswith("month,client,workflow,run,title,calls,tokens in")
    assert f",{dear.pk},Season,2,200," in first and ",4.000000,1,0,0" in first
    assert f",{cheap.pk},Season,1," in second
    assert str(dear.pk) not in read(browse(cast.rival.owner), f"{SHEET}?each=run")


def test_it_reads_the_calls_once_for_all_that_it_shows_and_once_for_a_year(cast: Cast, browse) -> None:
    """Each further reading is a second of an agency's time that has 300,000 calls a year."""
    for client in (cast.ours.client, cast.neighbour):
        call(run_of(client.pk), "0.5")
    with CaptureQueriesContext(connection) as asked:
        read(browse(cast.ours.owner))
    reading = [query["sql"] for query in asked if 'FROM "workflows_call"' in query["sql"]]
    assert [sum(name in sql for sql in reading) for name in ("grouping(", "DATE_TRUNC")] == [1, 1]
    assert len(reading) == 4  # and what was lost, and the first call of all, which the index has ready


def test_it_folds_what_is_more_than_a_screen(cast: Cast, browse) -> None:
    run = run_of(cast.ours.client.pk)
    for number in range(25):
        call(run, f"0.{number + 10}", key=f"step_{number}", model=f"model-{number}")
    text = read(browse(cast.ours.owner))
    assert text.count("<summary>13 more</summary>") == 2  # of steps, and of models


def test_it_filters_by_client_and_workflow_and_month(cast: Cast, browse) -> None:
    call(run_of(cast.ours.client.pk), "0.5")
    call(run_of(cast.neighbour.pk), "0.25")
    owner, ours = browse(cast.ours.owner), workflow(cast.ours.client)
    assert "<b>$0.75</b>" in read(owner)
    assert "<b>$0.25</b>" in read(owner, f"{PAGE}?client={cast.neighbour.pk}")
    assert "<b>$0.50</b>" in read(owner, f"{PAGE}?workflow={ours.pk}")
    assert "No model was asked" in read(owner, f"{PAGE}?month=2020-01")
    assert "is no month. Write it like 2026-11." in read(owner, f"{PAGE}?month=2026-13")
    assert "No model was asked" in read(owner, f"{PAGE}?client={cast.neighbour.pk}&workflow={ours.pk}")


def test_it_shows_a_rival_nothing_of_it(cast: Cast, browse) -> None:
    call(run_of(cast.ours.client.pk), "0.5")
    set_budget(cast.ours.client, "10")
    rival = browse(cast.rival.owner)
    text = read(rival)
    assert "Fernhill" not in text and "No model was asked" in text
    assert "Fernhill" not in read(rival, SHEET)
    for query in (f"client={cast.ours.client.pk}", f"workflow={workflow(cast.ours.client).pk}", "client=x"):
        assert rival.get(f"{PAGE}?{query}").status_code == rival.get(f"{SHEET}?{query}").status_code == 404


def test_it_shows_staff_of_one_client_that_one_only(cast: Cast, browse) -> None:
    call(run_of(cast.ours.client.pk), "0.5")
    call(run_of(cast.neighbour.pk), "0.25")
    with tenant_tx(cast.neighbour.pk, agency=cast.ours.agency.pk):
        Member.objects.filter(user=cast.ours.editor).delete()
        Member.objects.create(
            agency=cast.ours.agency, client=cast.neighbour, user=cast.ours.editor, role=Role.EDITOR
        )
    text = read(browse(cast.ours.editor))
    assert "Nook Coffee" in text and "Fernhill" not in text and "<b>$0.25</b>" in text
    assert browse(cast.ours.editor).get(f"{PAGE}?client={cast.ours.client.pk}").status_code == 404


def test_it_lets_no_client_in(cast: Cast, browse) -> None:
    for user in (cast.ours.reviewer, cast.ours.reader):
        for address in (PAGE, SHEET):
            assert browse(user).get(address).status_code in (302, 403, 404)


def test_it_gives_a_sheet_in_which_no_name_becomes_a_formula(cast: Cast, browse) -> None:
    call(run_of(cast.ours.client.pk), "0.5", model="=cmd()")
    call(run_of(cast.ours.client.pk), None, model="house-model")
    answer = browse(cast.ours.owner).get(SHEET)
    header, *rows = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv") and header.startswith("month,client,workflow,step")
    assert any(",'=cmd()," in row and ",0.500000," in row for row in rows)
    (unpriced,) = [row for row in rows if "house-model" in row]
    assert unpriced.endswith(",,0,1,0")


def test_it_shows_budgets_and_lets_an_owner_write_lost_calls_off(cast: Cast, browse) -> None:
    run = run_of(cast.ours.client.pk)
    set_budget(cast.ours.client, "1")
    call(run, "0.85")
    call(run, None, "sent", tried="failed", reserved_usd=Decimal("0.1"))
    assert "$0.85 of $1.00 used and $0.10 held" in read(browse(cast.ours.owner))
    address = f"{PAGE}client/{cast.ours.client.pk}/written-off/"
    for user in (cast.ours.editor, cast.ours.viewer, cast.rival.owner):
        assert browse(user).post(address).status_code == 404
    assert browse(cast.ours.owner).get(address).status_code == 405
    assert written_off(cast.ours.client) == [False, False]
    answer = browse(cast.ours.owner).post(address, follow=True)
    assert "1 call written off" in html_of(answer)
    assert written_off(cast.ours.client) == [False, True]
    assert "$0.85 of $1.00 used ·" in html_of(answer)


def test_it_shows_the_month_on_the_clients_page(cast: Cast, browse) -> None:
    call(run_of(cast.ours.client.pk), "0.5")
    address = f"/admin/tenants/client/{cast.ours.client.pk}/change/"
    owner = browse(cast.ours.owner)
    assert "$0.50 for 1 call to models" in read(owner, address) and "No budget is set" in read(owner, address)
    set_budget(cast.ours.client, "2")
    assert "$0.50 of $2.00 used" in read(owner, address)


def test_it_tells_what_runs_cost_in_their_list_and_on_their_page(cast: Cast, browse) -> None:
    run = run_of(cast.ours.client.pk)
    call(run, "0.5")
    call(run, "0.25", key="rubric")
    call(run, None, "sent", tried="failed")
    owner = browse(cast.ours.owner)
    assert "$0.75 + 1 unknown" in read(owner, "/admin/workflows/run/")
    page = read(owner, f"/admin/workflows/run/{run.pk}/change/")
    assert "<b>$0.75</b> <span>for models</span> <small>3 calls, of which 1 unknown</small>" in page
    assert "Cost by step" in page and "$0.50 + 1 unknown" in page


def test_it_tells_clients_nothing_of_money(cast: Cast, browse) -> None:
    run = run_of(cast.ours.client.pk)
    set_budget(cast.ours.client, "2")
    call(run, "0.5")
    for address in ("/portal/", "/portal/runs/", f"/portal/runs/{run.pk}/"):
        answer = browse(cast.ours.reviewer).get(address, follow=True)
        assert answer.status_code == 200 and "$" not in html_of(answer)


@pytest.mark.parametrize("month", ["9999-12", "10000-01", "0000-01", "2026-13", "٢٠٢٦-11", "x" * 5000])
def test_it_shows_no_month_that_there_cannot_be(cast: Cast, browse, month: str) -> None:
    for page in (PAGE, SHEET):
        answer = browse(cast.ours.owner).get(page, {"month": month})
        assert answer.status_code < 500
    assert browse(cast.ours.owner).get(PAGE, {"month": "0001-01"}).status_code == 200
