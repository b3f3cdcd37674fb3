"""Reviews are listed for staff and open in the portal."""

from tests.config.admin_house import CANARY, furnish


def test_it_lists_reviews_and_opens_them_in_the_portal(cast, browse):
    rooms = furnish(cast.ours)
    viewer = browse(cast.ours.viewer)
    page = viewer.get("/admin/reviews/review/").content.decode()
    assert CANARY in page
    assert "Flagged" in page
    response = viewer.get(f"/admin/reviews/review/{rooms.review}/change/")
    assert response.url == f"/portal/reviews/{rooms.review}/"
