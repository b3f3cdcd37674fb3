"""A model that runs here, by the real onnxruntime and tokenizers, with a model of a few words."""

import subprocess
import sys
from io import StringIO
from math import hypot

import pytest
from django.core.management import call_command

from memory import configured, ingest, recall, replacing
from memory.embeddings import Config, EmbeddingTrouble, embedder, local, minilm
from memory.models import EmbeddingChoice, PassageVector, VectorIndex
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.memory.embeddings import tiny

WHY = "it needs the extra `local`: pip install onnxruntime tokenizers"
RUNS = not local.problem("").startswith(minilm.NAME)
installed = pytest.mark.skipif(not RUNS, reason=WHY)
LIST = "/admin/memory/embeddingchoice/"
NEW = {
    "kind": "local", "client": "", "secret": "", "name": "", "dimensions": 1024, "base_url": "", "query_prefix": "",
    "document_prefix": "",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch, settings):
    """With the tiny model's files, and those taken for the published ones."""
    monkeypatch.setattr(minilm, "FILES", tiny.write(tmp_path))
    settings.EMBEDDINGS_FOLDER = str(tmp_path)
    yield tmp_path
    local.loaded.cache_clear()


@pytest.fixture
def here(folder):
    return embedder(Config(kind="local", folder=str(folder)))


def near(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


@installed
def test_it_makes_a_unit_vector_for_each_text(here):
    vectors = here.embed(["Bread is baked.", "Dogs", "welcome " * 900])
    assert [len(each) for each in vectors] == [384, 384, 384]
    assert [hypot(*each) for each in vectors] == pytest.approx([1, 1, 1])
    assert here.model == "local/all-MiniLM-L6-v2@384"
    assert here.embed([]) == []


@installed
def test_it_finds_another_word_for_the_same_thing(here):
    (query,) = here.embed(["loaf"], "query")
    bread, dogs = here.embed(["bread", "hounds"])
    assert near(query, bread) == pytest.approx(1) and near(query, dogs) == pytest.approx(0)


@installed
def test_it_makes_the_same_vector_whatever_stands_beside_a_text(here):
    """Texts of one batch are filled up to the longest, and there are more than one batch holds."""
    alone = here.embed(["bread"])[0]
    beside = here.embed(["dogs " * 30, "bread", *["welcome"] * here.batch, "bread"])
    assert beside[1] == pytest.approx(alone) and beside[-1] == pytest.approx(alone)


@installed
def test_it_looks_at_256_tokens(here):
    few, many = here.embed(["bread " * 256, "bread " * 256 + "dogs " * 256])
    assert few == pytest.approx(many)


@installed
def test_it_goes_on_when_the_files_vanish_and_says_so_after_a_restart(here, folder):
    here.embed(["bread"])
    (folder / "model.onnx").unlink()
    assert here.embed(["bread"])
    local.loaded.cache_clear()
    with pytest.raises(EmbeddingTrouble, match="can’t be read") as told:
        here.embed(["bread"])
    assert told.value.permanent


def test_it_names_the_packages_that_are_missing(folder, monkeypatch):
    monkeypatch.setattr(local, "PACKAGES", ("no_such_package",))
    with pytest.raises(EmbeddingTrouble, match="pip install 'onnxruntime"):
        embedder(Config(kind="local", folder=str(folder))).embed(["bread"])


def test_it_is_imported_by_nobody_who_didnt_choose_it():
    told = (
        "import sys; from memory import embeddings; embeddings.embedder(embeddings.Config()).embed(['bread'])"
    )
    told += "; print(sorted({'onnxruntime', 'tokenizers', 'memory.embeddings.local'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_is_the_installations_where_its_name_stands_alone(settings, folder):
    settings.EMBEDDINGS_MODEL = "all-MiniLM-L6-v2"
    assert configured.embedder().label == "all-MiniLM-L6-v2 (on this computer)"
    settings.EMBEDDINGS_URL = "http://localhost:1/v1"
    assert configured.embedder().model == "all-MiniLM-L6-v2@1024"  # a server's model of that name


# --- chosen ---------------------------------------------------------------------------------------------------------


def choose(house) -> EmbeddingChoice:
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        row = EmbeddingChoice(agency=house.agency, kind="local", dimensions=384)
        replacing.choose(row)
        return row


def models(client) -> set[str]:
    with tenant_tx(client.pk):
        return {*PassageVector.objects.values_list("model", flat=True)}


@installed
def test_it_takes_the_old_vectors_place_and_is_asked(cast: Cast, keep, folder):
    ours = cast.ours.client
    keep(ours, "The bread is baked.", title="Bread")
    keep(cast.rival.client, "Their bread.", title="Theirs")
    choose(cast.ours)
    ingest.index_pending(ours.pk)
    assert models(ours) == {"local/all-MiniLM-L6-v2@384"}
    assert models(cast.rival.client) == {"hashing@1024"}
    found = recall.search(ours.pk, "loaf")
    assert [each.title for each in found.passages] == ["Bread"] and found.note == ""


@installed
def test_it_loses_nothing_when_the_files_vanish(cast: Cast, keep, folder):
    ours = cast.ours.client
    keep(ours, "The bread is baked.", title="Bread")
    choose(cast.ours)
    (folder / "tokenizer.json").unlink()
    ingest.index_pending(ours.pk)
    assert models(ours) == {"hashing@1024"}
    with tenant_tx(ours.pk):
        assert "tokenizer.json” can’t be read" in VectorIndex.objects.get().problem
    assert recall.search(ours.pk, "bread").note == ""
    tiny.write(folder)
    ingest.index_pending(ours.pk)
    assert models(ours) == {"local/all-MiniLM-L6-v2@384"}


@installed
def test_it_is_chosen_in_the_form_and_tried(cast: Cast, browse, folder):
    owner = browse(cast.ours.owner)
    assert owner.post(f"{LIST}add/", NEW).status_code == 302
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        row = EmbeddingChoice.objects.get()
    assert (row.identity, row.dimensions) == ("local/all-MiniLM-L6-v2@384", 384)
    page = owner.get(LIST).content.decode()
    assert "all-MiniLM-L6-v2 on this computer" in page and "1024" not in page


@pytest.mark.parametrize(
    ("sent", "says"),
    [({}, "can’t be read"), ({"secret": "sk-1"}, "The one on this computer needs none.")],
)
def test_it_isnt_chosen_without_its_files(cast: Cast, browse, folder, sent, says):
    (folder / "model.onnx").unlink()
    page = browse(cast.ours.owner).post(f"{LIST}add/", NEW | sent).content.decode()
    assert says in page if RUNS else "aren’t installed" in page
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        assert not EmbeddingChoice.objects.exists()


# --- bin/manage embeddings check ------------------------------------------------------------------------------------


def check() -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("embeddings", "check", stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue() + err.getvalue()
    return 0, out.getvalue()


@installed
def test_the_command_says_that_it_works(folder):
    code, told = check()
    assert code == 0
    assert "are those of the model" in told and "It works: all-MiniLM-L6-v2 (on this computer)" in told


@installed
def test_the_command_says_what_is_wrong(folder):
    (folder / "model.onnx").write_bytes(b"something else")
    code, told = check()
    assert code == 1 and "has 14 bytes" in told and "It works" not in told
