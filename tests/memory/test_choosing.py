"""Who makes a client's vectors: its own choice, its agency's, the installation's; and what a rival may see of it."""

import pytest
from django.db import connection

from memory import choosing, ingest, recall, replacing, tasks, trying
from memory.embeddings import EmbeddingTrouble
from memory.models import EmbeddingChoice, PassageVector, VectorIndex
from tenants.scope import scope, tenant_tx
from tests.stand_in.fixtures import _stand_in_server, stand_in  # noqa: F401

KEY = "sk-canary-0123456789"


def choose(house, client=None, **more) -> EmbeddingChoice:
    clients = [house.client.pk] if client is None else [client.pk]
    with tenant_tx(*clients, agency=house.agency.pk):
        row = EmbeddingChoice(
            agency=house.agency,
            client=client,
            **{"kind": "compatible", "name": "tiny", "dimensions": 64, **more},
        )
        replacing.choose(row, KEY)
        return row


@pytest.fixture
def server(stand_in, settings):  # noqa: F811
    settings.MODEL_PRIVATE_HOSTS = [stand_in.url.removeprefix("http://")]
    return stand_in


def test_it_takes_the_installations_where_nobody_chose(cast):
    assert choosing.of_client(cast.ours.client.pk).model == "hashing@1024"


def test_it_takes_the_clients_own_before_its_agencys(cast, server):
    choose(cast.ours, base_url=server.openai_url)
    assert choosing.of_client(cast.ours.client.pk).model == "tiny@64"
    assert choosing.of_client(cast.neighbour.pk).model == "tiny@64"
    choose(cast.ours, cast.neighbour, name="other", base_url=server.openai_url)
    assert choosing.of_client(cast.neighbour.pk).model == "other@64"
    assert choosing.of_client(cast.ours.client.pk).model == "tiny@64"
    assert choosing.of_client(cast.rival.client.pk).model == "hashing@1024"


def test_it_shows_a_rival_nothing_of_it(cast, server):
    choose(cast.ours, base_url=server.openai_url)
    with scope([cast.rival.client.pk], cast.rival.agency.pk):
        assert not EmbeddingChoice.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM memory_embeddingchoice")
            assert cursor.fetchone() == (0,)


def test_it_makes_vectors_of_another_length_and_switches(cast, keep, server):
    ours = cast.ours.client
    keep(ours, "Bread is baked at three.")
    choose(cast.ours, base_url=server.openai_url)
    ingest.index_pending(ours.pk)
    with tenant_tx(ours.pk):
        vector = PassageVector.objects.get()
        assert (vector.model, len(vector.embedding)) == ("tiny@64", 64)
        assert VectorIndex.objects.get().model == "tiny@64"
    assert recall.search(ours.pk, "bread").passages[0].score == pytest.approx(1)


def test_it_asks_the_old_one_until_the_new_vectors_are_there(cast, keep, server):
    ours = cast.ours.client
    choose(cast.ours, base_url=server.openai_url)
    keep(ours, "Bread is baked at three.")
    choose(cast.ours, name="second", base_url=server.openai_url)
    assert recall.embedder_of(ours.pk).model == "tiny@64"
    assert recall.search(ours.pk, "bread").note == ""
    ingest.index_pending(ours.pk)
    assert recall.embedder_of(ours.pk).model == "second@64"


def test_it_forgets_a_replaced_key_when_nobody_needs_it(cast, keep, server):
    choose(cast.ours, base_url=server.openai_url)
    keep(cast.ours.client, "Bread is baked at three.")
    choose(cast.ours, name="second", base_url=server.openai_url)
    tasks.catch_up()
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        assert EmbeddingChoice.objects.count() == 2
    ingest.index_pending(cast.ours.client.pk)
    tasks.catch_up()
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        assert [row.identity for row in EmbeddingChoice.objects.all()] == ["second@64"]


def test_it_sends_prefixes_and_calls_their_vectors_another_model(cast, server):
    row = choose(cast.ours, base_url=server.openai_url, query_prefix="query: ", document_prefix="passage: ")
    embedder = choosing.of_row(row)
    embedder.embed(["bread"])
    embedder.embed(["bread"], "query")
    assert [call["body"]["input"] for call in server.journal] == [["passage: bread"], ["query: bread"]]
    assert embedder.model.startswith("tiny+") and embedder.model.endswith("@64")


def test_it_connects_to_no_private_address_that_was_typed_in(cast, server, settings):
    row = choose(cast.ours, base_url=server.openai_url)
    settings.MODEL_PRIVATE_HOSTS = []
    with pytest.raises(EmbeddingTrouble, match="has an address without https"):
        choosing.of_row(row).embed(["bread"])
    row = choose(cast.ours, base_url=server.openai_url.replace("http:", "https:"))
    with pytest.raises(EmbeddingTrouble, match="leads into a private network"):
        choosing.of_row(row).embed(["bread"])
    assert server.journal == []


def test_it_says_what_a_test_found(cast, server):
    passed, told = trying.try_out(choose(cast.ours, base_url=server.openai_url))
    assert passed and told.startswith("It works: tiny answered")
    settings_row = choose(cast.ours, name="other", base_url=f"{server.url}/nowhere")
    assert trying.try_out(settings_row) == (
        False,
        "The embeddings server doesn't know the address or the model: check the address and the model.",
    )


def test_it_says_why_a_sealed_key_cant_be_opened(cast, server, settings):
    row = choose(cast.ours, base_url=server.openai_url)
    settings.SECRET_KEY = "another-secret-key-that-is-long-enough-for-this"
    with pytest.raises(EmbeddingTrouble, match="SECRET_KEY was changed"):
        choosing.of_row(row).embed(["bread"])
