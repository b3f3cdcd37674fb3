"""Titles in plain words, and no page about how the code is divided."""

import re

import pytest

from tests.reading import html_of


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("tenants/client/", "Clients"),
        ("tenants/client/add/", "New client"),
        ("tenants/member/", "People"),
        ("tenants/member/add/", "New person"),
        ("tenants/apikey/", "API keys"),
        ("tenants/apikey/add/", "New API key"),
        ("workflows/workflow/", "Workflows"),
        ("memory/document/", "Documents"),
    ],
)
def test_it_titles_pages_plainly(cast, browse, path, title):
    page = html_of(browse(cast.ours.owner).get(f"/admin/{path}"))
    assert re.search(r"<title>\s*(.*?)\s*</title>", page, re.S).group(1) == f"{title} · Baton"


def test_it_has_no_page_of_an_app(cast, browse):
    assert browse(cast.ours.owner).get("/admin/tenants/").url == "/admin/"


def test_it_sends_no_owner_to_their_agency(cast, browse):
    own, editor = browse(cast.ours.owner), browse(cast.ours.editor)
    assert "This can&#x27;t be done here." in _text(own) or "This can't be done here." in _text(own)
    assert "Ask your agency" in _text(editor)


def _text(browser):
    response = browser.get("/admin/reviews/review/add/")
    assert response.status_code == 403
    return html_of(response)
