"""The page of embeddings: seen by those who may manage keys, a key goes in and never comes out."""

import pytest

from memory.models import Document, EmbeddingChoice
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of

LIST = "/admin/memory/embeddingchoice/"
KEY = "sk-canary-0123456789"
NEW = {
    "kind": "openai", "client": "", "secret": KEY, "name": "", "dimensions": 512, "base_url": "", "query_prefix": "",
    "document_prefix": "",
}  # fmt: skip


@pytest.fixture
def owner(cast: Cast, browse):
    return browse(cast.ours.owner)


def rows(cast: Cast) -> list[EmbeddingChoice]:
    with tenant_tx(cast.ours.client.pk, cast.neighbour.pk, agency=cast.ours.agency.pk):
        return list(EmbeddingChoice.objects.order_by("pk"))


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return html_of(response)


def test_it_keeps_a_choice_with_its_key_sealed(cast, owner):
    assert owner.post(f"{LIST}add/", NEW).status_code == 302
    (row,) = rows(cast)
    assert (row.identity, row.secret(), row.hint) == ("text-embedding-3-small@512", KEY, "6789")
    for page in (LIST, f"{LIST}{row.pk}/change/"):
        assert KEY not in text(owner.get(page))
        assert "6789" in text(owner.get(page))


def test_it_puts_another_choice_in_the_place_of_the_one_before(cast, owner):
    owner.post(f"{LIST}add/", NEW)
    owner.post(f"{LIST}add/", NEW | {"kind": "gemini"})
    first, second = rows(cast)
    assert first.replaced_at is not None and second.replaced_at is None
    owner.get(LIST)  # it tells what was done, once
    assert "OpenAI (" not in text(owner.get(LIST))


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"secret": ""}, "Put in the key."),
        ({"kind": "compatible"}, "A server needs its address."),
        ({"kind": "compatible", "name": "tiny", "base_url": "https://10.0.0.1/v1"}, "private network"),
        ({"kind": "compatible", "name": "tiny", "base_url": "http://93.184.215.14/v1"}, "https://"),
        ({"kind": "hashing"}, "The offline one needs none."),
        ({"dimensions": 5}, "greater than or equal to 32"),
        ({"secret": "two words"}, "A key has no spaces"),
    ],
)
def test_it_says_what_is_wrong_and_where(cast, owner, sent, says):
    assert says in text(owner.post(f"{LIST}add/", NEW | sent))
    assert rows(cast) == []


def test_it_sends_no_old_key_to_a_new_address(cast, owner):
    owner.post(f"{LIST}add/", NEW)
    (row,) = rows(cast)
    page = text(owner.post(f"{LIST}{row.pk}/change/", {"base_url": "https://93.184.215.14/v1", "secret": ""}))
    assert "Put in the key for it" in page
    assert rows(cast)[0].base_url == ""


def test_it_stops_using_one_by_post_only(cast, owner):
    owner.post(f"{LIST}add/", NEW)
    (row,) = rows(cast)
    assert owner.get(f"{LIST}{row.pk}/stop/").status_code == 404
    assert owner.post(f"{LIST}{row.pk}/stop/").status_code == 302
    assert rows(cast)[0].replaced_at is not None


def test_it_is_for_those_who_may_manage_keys(cast, owner, browse):
    owner.post(f"{LIST}add/", NEW)
    (row,) = rows(cast)
    for other in (cast.ours.editor, cast.ours.viewer):
        assert browse(other).get(LIST).status_code == 403
        assert browse(other).post(f"{LIST}{row.pk}/test/").status_code in (302, 403, 404)
    rival = browse(cast.rival.owner)
    assert "6789" not in text(rival.get(LIST))
    assert rival.get(f"{LIST}{row.pk}/change/").status_code in (302, 404)
    assert rival.post(f"{LIST}{row.pk}/stop/").status_code == 404
    assert rows(cast)[0].replaced_at is None


def test_it_shows_how_far_each_clients_memory_is(cast, owner, keep):
    assert "Nothing is indexed yet" in text(owner.get(LIST))
    keep(cast.ours.client, "Breakfast is at seven.")
    page = text(owner.get(LIST))
    assert "Fernhill Hotels" in page and "hashing@1024" in page and "Exact" in page


def test_an_empty_list_says_what_is_missing_and_not_that_nothing_is_there(cast, owner, keep):
    keep(cast.ours.client, "Breakfast is at seven.")
    page = text(owner.get(LIST))
    assert "<strong>None chosen</strong>" in page and "it stands here with its last test" in page
    assert "Nothing here yet" not in page and 'data-label="Vectors of"' in page
    owner.post(f"{LIST}add/", NEW)
    assert "None chosen" not in text(owner.get(LIST))
    assert "No group yet" in text(owner.get("/admin/tenants/group/"))


def test_it_says_what_goes_wrong_now_beside_what_a_test_said(cast, owner, browse, keep):
    document = keep(cast.ours.client, "Breakfast is served from seven to ten.")
    assert "lack" not in text(owner.get(LIST))
    with tenant_tx(cast.ours.client.pk):
        why = "Found by its words only. The server at “x” is silent."
        Document.objects.filter(pk=document.pk).update(embedded_by="", problem=why)
    assert "1 document lacks them. The server at “x” is silent." in text(owner.get(LIST))
    assert "is silent" not in text(browse(cast.rival.owner).get(LIST))
