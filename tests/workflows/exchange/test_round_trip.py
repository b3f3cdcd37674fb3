"""Written, read and written again, a file is the same to the byte, and means the same."""

import pytest
from hypothesis import given

from tenants.scope import tenant_tx
from tests.workflows.exchange.everything import TEXT, everything
from tests.workflows.exchange.files import FILES, materials
from workflows.engine.kinds import KINDS
from workflows.exchange.exporting import as_text, exported
from workflows.exchange.material import Material
from workflows.exchange.packs import text_in
from workflows.exchange.reading import read
from workflows.exchange.taking import take
from workflows.handoff import Reader
from workflows.handoff.pack import packed


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_it_writes_again_what_it_read(path):
    material = read(path.read_text())
    written = as_text(material)
    assert as_text(read(written)) == written
    assert meant(read(written)) == meant(material)


def test_it_has_the_gallery_and_the_demo():
    assert len(FILES) == 16


def test_a_workflow_with_everything_in_it_is_the_same_on_an_empty_baton(cast):
    """Through the database of one, its file and its pack, to a client that has nothing, and out again."""
    whole = Material(
        slug="all", name="All", purpose=TEXT, cadence="on: 1", minutes_by_hand=1, definition=everything()
    )
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        ours = take(cast.ours.client, whole).version
        file, pack = exported(ours), packed(ours, Reader())
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        theirs = take(cast.rival.client, read(text_in(file.encode()))).version
        assert exported(theirs) == file
        assert not take(cast.rival.client, read(text_in(pack))).changed
    assert meant(read(file)) == meant(whole)


def test_it_has_everything(cast):
    """What a kind can be set to stands in the file, none of it as it would be anyway."""
    for step in everything().steps:
        settings = KINDS[step.kind].module.Settings.model_validate(step.settings)
        fields = type(settings).model_fields.items()
        same = [name for name, info in fields if getattr(settings, name) == info.get_default()]
        assert same == []


@given(materials())
def test_it_writes_again_any_definition(material):
    written = as_text(material)
    assert as_text(read(written)) == written
    assert meant(read(written)) == meant(material)


def meant(material: Material) -> object:
    """With the defaults spelled out, as the engine reads them."""
    definition = material.definition
    about = material.model_dump(exclude={"definition", "owner", "gallery"})
    steps = [(step.model_copy(update={"settings": {}}), step.read) for step in definition.steps]
    return about, definition.fields, steps, definition.limits
