"""A line for each row of the sheet, in its order."""

from tenants.scope import tenant_tx
from tests.workflows import leaflet
from workflows import bulks
from workflows.bulks import starting
from workflows.bulks.results import problems, results
from workflows.models import Bulk, Run


def test_it_tells_what_became_of_each_row(took, settings, monkeypatch):
    settings.SITE_URL = "https://baton.example"
    monkeypatch.setattr(starting, "BATCH", 2)
    bulk = took(3)
    with tenant_tx(bulk.client_id):
        bulks.begin(bulk)

    def stop(now):
        with tenant_tx(bulk.client_id):
            Bulk.objects.filter(pk=bulk.pk).update(state=Bulk.State.CANCELLED)

    bulks.go_on(bulk.client_id, bulk.pk, stop)
    with tenant_tx(bulk.client_id):
        first, second = Run.objects.order_by("bulk_row")
        Run.objects.filter(pk=first.pk).update(state="done")
        Run.objects.filter(pk=second.pk).update(state="failed", sentence="No key.")
        piece = leaflet.approved(first, title="=Spring")
        bulk.refresh_from_db()
        lines = list(results(bulk))
    page = "https://baton.example/admin/workflows/run/{}/change/"
    assert lines == [
        (2, "Topic 1", "Done", "", page.format(first.pk), "=Spring", piece.text,
         f"https://baton.example/portal/library/{piece.pk}/"),
        (3, "Topic 2", "Failed", "No key.", page.format(second.pk), "", "", ""),
        (4, "Topic 3", "Never started", "", "", "", "", ""),
    ]  # fmt: skip


def test_it_lists_the_problems_and_counts_the_rest(took):
    bulk = took(data=b"Topic;Words\nSpring;many\n")
    bulk.problem_count = 9
    with tenant_tx(bulk.client_id):
        assert list(problems(bulk)) == [
            (2, "B", "Words", "“Words” must be a number like 750 or 12.5, not “many”."),
            ("", "", "", "… and 8 more. Mend these first, then upload the sheet again."),
        ]
