from tests.cast import Cast
from tests.reviews.visiting import Browse, at


def page(browse: Browse, user: object) -> str:
    return browse(user).get(at("people")).content.decode()


def test_it_lists_who_is_in_and_whom_to_ask(ours: Cast, browse: Browse) -> None:
    seen = page(browse, ours.ours.reviewer)
    for user in (ours.ours.reviewer, ours.ours.reader, ours.ours.owner):
        assert user.name in seen
    assert f'ask <a href="mailto:{ours.ours.owner.email}"' in seen and "/admin/tenants/member" not in seen


def test_it_leads_the_owner_to_the_admin(ours: Cast, browse: Browse) -> None:
    assert "/admin/tenants/member" in page(browse, ours.ours.owner)
    assert "/admin/tenants/member" not in page(browse, ours.ours.editor)


def test_it_shows_nobody_of_another_client_or_agency(ours: Cast, browse: Browse) -> None:
    ours_seen = page(browse, ours.ours.reviewer)
    assert "nook-" not in ours_seen and "rival-" not in ours_seen
    assert "fern-" not in page(browse, ours.rival.owner)
    neighbour = page(browse, ours.neighbour_reviewer)
    assert ours.ours.reviewer.name not in neighbour and ours.ours.owner.name in neighbour


def test_it_says_what_a_guest_may_do(ours: Cast, browse: Browse) -> None:
    assert "one piece" in page(browse, ours.ours.reader)
