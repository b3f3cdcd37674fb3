"""A client is made through its agency."""

from tenants import languages
from tenants.models import Client
from tenants.scope import tenant_tx

FORM = {
    "name": "Tallybrook",
    "slug": "tallybrook",
    "language": "en",
    "timezone": "Europe/London",
    "colour": "#2b4f9e",
    "runs_at_once": 25,
    "runs_queued": 20_000,
    "budget_usd": "",
    "budget_warn_percent": 80,
    "budget_when_tight": "stop",
}


def test_it_makes_a_client_of_this_agency(cast, browse):
    owner = browse(cast.ours.owner)
    assert owner.post("/admin/tenants/client/add/", FORM).status_code == 302
    assert "Tallybrook" in owner.get("/admin/tenants/client/").content.decode()
    assert "Tallybrook" not in browse(cast.rival.owner).get("/admin/tenants/client/").content.decode()


def test_its_pages_speak_of_short_names_and_say_where_one_is_made(cast, browse):
    owner, place = browse(cast.ours.owner), "/admin/tenants/client/"
    pages = [owner.get(f"{place}{page}").content.decode() for page in ("", f"{cast.ours.client.pk}/change/")]
    for page in pages:
        assert "Short name" in page and "Slug" not in page and "Timezone" not in page
    new = owner.get(f"{place}add/").content.decode()
    assert ">New</span>" in new and ">New</span>" not in pages[0]


def test_it_says_what_is_wrong(cast, browse):
    taken = FORM | {"slug": cast.ours.client.slug, "timezone": "Nowhere/Town"}
    page = browse(cast.ours.owner).post("/admin/tenants/client/add/", taken).content.decode()
    assert "Nowhere/Town is not one of the available choices" in page


def test_it_says_that_an_address_is_taken(cast, browse):
    response = browse(cast.ours.owner).post(
        "/admin/tenants/client/add/", FORM | {"slug": cast.ours.client.slug}
    )
    assert response.status_code == 200
    assert "already has this short name" in response.content.decode()


def test_it_keeps_the_agency_and_the_address(cast, browse):
    address = f"/admin/tenants/client/{cast.ours.client.pk}/change/"
    browse(cast.ours.owner).post(address, FORM | {"agency": cast.rival.agency.pk})
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        client = Client.objects.get(pk=cast.ours.client.pk)
        assert (client.name, client.slug, client.agency_id) == (
            "Tallybrook",
            cast.ours.client.slug,
            cast.ours.agency.pk,
        )


def test_it_offers_utc_and_places(cast, browse):
    page = browse(cast.ours.owner).get("/admin/tenants/client/add/").content.decode()
    assert '<option value="UTC" selected>' in page
    assert 'value="Europe/Lisbon"' in page
    assert not [odd for odd in ("Factory", "localtime", "W-SU", "EST5EDT") if f'value="{odd}"' in page]


def test_it_keeps_a_zone_that_it_does_not_offer(cast, browse):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Client.objects.filter(pk=cast.ours.client.pk).update(timezone="EST5EDT")
    page = browse(cast.ours.owner).get(f"/admin/tenants/client/{cast.ours.client.pk}/change/").content
    assert b'<option value="EST5EDT" selected>' in page


def test_it_sets_limits(cast, browse):
    owner, pk = browse(cast.ours.owner), cast.ours.client.pk
    address = f"/admin/tenants/client/{pk}/change/"
    assert "the others wait their turn" in owner.get(address).content.decode()
    assert owner.post(address, FORM | {"runs_at_once": 3, "runs_queued": 40}).status_code == 302
    with tenant_tx(pk, agency=cast.ours.agency.pk):
        client = Client.objects.get(pk=pk)
    assert (client.runs_at_once, client.runs_queued) == (3, 40)
    refused = owner.post(address, FORM | {"runs_at_once": 0, "runs_queued": 40}).content.decode()
    assert "greater than or equal to 1" in refused


def test_it_says_what_another_language_sets_going(cast, browse):
    address, owner = f"/admin/tenants/client/{cast.ours.client.pk}/change/", browse(cast.ours.owner)
    said = owner.post(address, FORM | {"language": "de"}, follow=True).content.decode()
    assert "takes its documents’ words apart anew, in German" in said
    assert (
        '<a class="b-told" href="/admin/memory/embeddingchoice/">Embeddings</a> shows how far it is' in said
    )
    assert "apart anew" not in owner.post(address, FORM | {"language": "de"}, follow=True).content.decode()


def test_it_offers_every_language_by_both_of_its_names(cast, browse):
    address, owner = f"/admin/tenants/client/{cast.ours.client.pk}/change/", browse(cast.ours.owner)
    page = owner.get(address).content.decode()
    for language in languages.ALL:
        assert f'<option value="{language.code}"' in page and language.label in page
    owner.post(address, FORM | {"language": "zh-Hant"})
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        assert Client.objects.get(pk=cast.ours.client.pk).language == "zh-Hant"
    assert "Select a valid choice" in owner.post(address, FORM | {"language": "tlh"}).content.decode()
    rivals = f"/admin/tenants/client/{cast.rival.client.pk}/change/"
    assert owner.post(rivals, FORM | {"language": "ja"}).status_code in (302, 404)
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        assert Client.objects.get(pk=cast.rival.client.pk).language == "en"
