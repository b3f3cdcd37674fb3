"""Reviews are listed for staff and open in the portal."""

import re
from datetime import UTC, datetime

from django.utils.html import strip_tags

from reviews.models import Review
from tenants.scope import tenant_tx
from tests.config.admin_house import CANARY, furnish
from tests.reviews import stage


def test_it_lists_reviews_and_opens_them_in_the_portal(cast, browse):
    rooms = furnish(cast.ours)
    viewer = browse(cast.ours.viewer)
    page = viewer.get("/admin/reviews/review/").content.decode()
    assert CANARY in page
    assert "Flagged" in page
    response = viewer.get(f"/admin/reviews/review/{rooms.review}/change/")
    assert response.url == f"/portal/reviews/{rooms.review}/"


def test_what_waits_stands_first_however_old_it_is(cast, browse):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        older, newer = stage.waiting(cast.ours), stage.waiting(cast.ours)
        Review.objects.filter(pk=older.pk).update(
            title="Still waits", opened_at=datetime(2020, 1, 1, tzinfo=UTC)
        )
        Review.objects.filter(pk=newer.pk).update(title="Long decided", state=Review.State.DECIDED)
    page = browse(cast.ours.viewer).get("/admin/reviews/review/").content.decode()
    assert 0 < page.index("Still waits") < page.index("Long decided")


def test_it_writes_dates_in_full_and_marks_empty_cells(cast, browse):
    rooms = furnish(cast.ours)
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Review.objects.filter(pk=rooms.review).update(
            opened_at=datetime(2026, 11, 22, 21, 50, tzinfo=UTC), due_at=None, flagged=False
        )
    page = browse(cast.ours.viewer).get("/admin/reviews/review/").content.decode()
    assert "22 Nov 2026, 21:50" in page
    cells = re.findall(r'data-label="(?:Due|Gates)">(.*?)</td>', page, re.S)
    assert [strip_tags(cell).strip() for cell in cells] == ["–", "–"]
