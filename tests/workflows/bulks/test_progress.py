"""How far it is, in numbers that always add up to the rows of the sheet."""

from tenants.scope import tenant_tx
from workflows import bulks
from workflows.bulks.progress import progress
from workflows.models import Lease, Run


def test_it_counts_every_row_once(took):
    bulk = took(8)
    with tenant_tx(bulk.client_id):
        bulks.begin(bulk)
        bulk.refresh_from_db()
        assert progress(bulk).in_words == "8 rows: 8 not begun."
    bulks.go_on(bulk.client_id, bulk.pk)
    with tenant_tx(bulk.client_id):
        for row, state in {
            2: "done",
            3: "done",
            4: "stopped",
            5: "failed",
            6: "waiting",
            7: "waiting",
            8: "running",
        }.items():
            Run.objects.filter(bulk_row=row).update(state=state)
        Lease.objects.filter(pk=Run.objects.get(bulk_row=6).pk).update(state="parked")
        bulk.refresh_from_db()
        how = progress(bulk)
    assert how.in_words == (
        "8 rows: 2 done, 1 stopped, 1 failed, 1 waiting for a person, 1 tries again later, 1 in work, 1 not begun."
    )
    assert sum(part.number for part in how.parts) == 8
    assert [(part.state, part.before) for part in how.parts if part.number][-2:] == [
        ("running", 6),
        ("queued", 7),
    ]
    assert (how.ended, how.share, how.is_moving) == (4, 50, True)


def test_it_says_a_hundred_per_cent_only_when_all_have_ended(took):
    bulk = took(3)
    with tenant_tx(bulk.client_id):
        bulks.begin(bulk)
    bulks.go_on(bulk.client_id, bulk.pk)
    with tenant_tx(bulk.client_id):
        bulk.refresh_from_db()
        Run.objects.filter(bulk_row__lt=4).update(state="done")
        assert progress(bulk).share == 66
        Run.objects.update(state="done")
        assert (progress(bulk).share, progress(bulk).is_moving) == (100, False)
