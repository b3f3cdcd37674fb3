"""An address that only takes a form, opened as a page."""

from django.test import Client

from tests.cast import Cast
from tests.reviews.visiting import at


def test_it_says_that_this_is_no_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.ours.reviewer)
    answer = client.get(at("client"), headers={"Accept": "text/html,*/*"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "This address is no page" in answer.content.decode()


def test_it_leaves_what_others_say_in_their_own_shape(cast: Cast, client: Client) -> None:
    client.force_login(cast.ours.owner)
    answer = client.delete("/api/v1/outputs", headers={"Accept": "application/json"})
    assert answer.headers["Content-Type"].startswith("application/")
