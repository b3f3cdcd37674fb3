"""The gallery's pages: looked at by all staff, turned into a draft by those who may edit, of their own clients."""

import pytest

from tenants.scope import tenant_tx
from workflows.gallery.entries import entries
from workflows.models import Workflow

GALLERY = "/admin/workflows/workflow/gallery/"


@pytest.fixture
def owner(cast, browse):
    return browse(cast.ours.owner)


def workflows(house) -> list[Workflow]:
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        return list(Workflow.objects.order_by("slug"))


def test_it_shows_a_card_for_each_with_its_diagram(owner):
    page = owner.get(GALLERY).content.decode()
    assert page.count('<article class="b-card"') == len(entries())
    assert page.count("Diagram of the workflow:") == len(entries())
    assert "210 min by hand" in page
    assert "→ about 35 left" in page
    assert page.count("A person sees each piece") == 4
    assert page.count("and some of the rest") == 3


def test_it_searches_by_words(owner):
    page = owner.get(GALLERY, {"q": "hotel guests"}).content.decode()
    assert page.count('<article class="b-card"') == 1
    assert (
        "Nothing in the gallery has all of these words."
        in owner.get(GALLERY, {"q": "<zeppelin>"}).content.decode()
    )


@pytest.mark.parametrize("slug", entries())
def test_it_tells_all_of_one(owner, slug):
    page = owner.get(f"{GALLERY}{slug}/").content.decode()
    entry = entries()[slug]
    assert all(f"<strong>{step.title}</strong>" in page for step in entry.definition.steps)
    assert all(sample.name.replace("'", "&#x27;") in page for sample in entry.leaflet.samples)
    assert "<strong>What it is for.</strong>" in page


def test_it_makes_a_draft_of_one_client(owner, cast):
    asked = {"client": cast.ours.client.pk, "name": "Monthly letter"}
    answer = owner.post(f"{GALLERY}newsletter/", asked)
    [made] = workflows(cast.ours)
    assert answer["Location"] == f"/admin/workflows/workflow/{made.pk}/change/"
    assert (made.name, made.slug, made.gallery, made.owner) == (
        "Monthly letter", "newsletter", "newsletter", cast.ours.owner,
    )  # fmt: skip
    with tenant_tx(cast.ours.client.pk):
        assert made.published is None
        assert made.draft.definition.steps[0].title == "Draft the letter"
    owner.post(f"{GALLERY}newsletter/", asked)
    assert [one.slug for one in workflows(cast.ours)] == ["newsletter", "newsletter-2"]


def test_it_asks_for_what_is_missing(owner, cast):
    page = owner.post(f"{GALLERY}newsletter/", {"client": "", "name": " "}).content.decode()
    assert "Choose whose workflow it is to be." in page
    assert "Give it a name." in page
    assert workflows(cast.ours) == []


def test_it_gives_nobody_anything_of_anothers(owner, cast, browse):
    """A rival's client isn't there, nor a neighbour's for the client's own people."""
    asked = {"client": cast.rival.client.pk, "name": "Theirs"}
    assert owner.post(f"{GALLERY}newsletter/", asked).status_code == 404
    asked["client"] = cast.ours.client.pk
    assert browse(cast.rival.owner).post(f"{GALLERY}newsletter/", asked).status_code == 404
    assert workflows(cast.ours) == workflows(cast.rival) == []
    assert cast.rival.client.name not in owner.get(f"{GALLERY}newsletter/").content.decode()


def test_it_lets_a_viewer_look_and_not_make(cast, browse):
    viewer = browse(cast.ours.viewer)
    assert viewer.get(GALLERY).status_code == 200
    assert "Make a draft" not in viewer.get(f"{GALLERY}newsletter/").content.decode()
    asked = {"client": cast.ours.client.pk, "name": "Mine"}
    assert viewer.post(f"{GALLERY}newsletter/", asked).status_code in (403, 404)
    assert workflows(cast.ours) == []


def test_it_knows_no_others(owner):
    assert owner.get(f"{GALLERY}nothing/").status_code == 404


def test_it_is_linked_from_the_list_and_from_an_empty_one(owner, cast):
    listed = "/admin/workflows/workflow/"
    assert "No workflow yet." in owner.get(listed).content.decode()
    assert GALLERY in owner.get(f"{listed}add/").content.decode()
    owner.post(f"{GALLERY}newsletter/", {"client": cast.ours.client.pk, "name": "Letter"})
    page = owner.get(listed).content.decode()
    assert "No workflow yet." not in page
    assert GALLERY in page


def test_it_fills_in_a_sample_brief(owner, cast):
    owner.post(f"{GALLERY}seo-brief/", {"client": cast.ours.client.pk, "name": "Brief"})
    with tenant_tx(cast.ours.client.pk):
        workflow = Workflow.objects.get()
        workflow.draft.publish()
    start = f"/admin/workflows/workflow/{workflow.pk}/start/"
    assert "Repairing a rain jacket" in owner.get(start).content.decode()
    assert 'value="how to reproof a rain jacket"' in owner.get(start, {"sample": "1"}).content.decode()
    assert 'value="how to' not in owner.get(start, {"sample": "99"}).content.decode()


def test_a_draft_is_tried_on_a_sample_brief_before_anything_is_published(owner, cast):
    owner.post(f"{GALLERY}seo-brief/", {"client": cast.ours.client.pk, "name": "Brief"})
    with tenant_tx(cast.ours.client.pk):
        workflow = Workflow.objects.get()
    page = f"/admin/workflows/workflow/{workflow.pk}/try/"
    assert "Repairing a rain jacket" in owner.get(page).content.decode()
    filled = owner.get(page, {"like": "sample:1"}).content.decode()
    assert 'value="how to reproof a rain jacket"' in filled
