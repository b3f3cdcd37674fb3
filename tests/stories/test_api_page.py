"""The API's own page, under the same content security policy as every other."""

from playwright.sync_api import expect


def test_it_shows_every_address_and_breaks_no_rule_of_the_page(seat, complaints):
    page = seat()
    page.goto("/api/docs/")
    expect(page.get_by_role("heading", name="Baton")).to_be_visible()
    expect(page.get_by_text("/api/v1/workflows/{slug}/runs")).to_be_visible()
    page.get_by_role("button", name="/api/v1/outputs", exact=False).first.click()
    expect(page.get_by_text("The client's approved pieces, oldest first.")).to_be_visible()
    assert complaints == []
