"""Addresses that browsers ask for by themselves."""


def test_it_answers_for_the_icon(client, db):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response.url.endswith("portal/img/baton.svg")
