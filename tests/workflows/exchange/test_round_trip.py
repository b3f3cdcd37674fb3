"""Written, read and written again, a file is the same to the byte, and means the same."""

import pytest
from hypothesis import given

from tests.workflows.exchange.files import FILES, materials
from workflows.exchange.exporting import as_text
from workflows.exchange.material import Material
from workflows.exchange.reading import read


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_it_writes_again_what_it_read(path):
    material = read(path.read_text())
    written = as_text(material)
    assert as_text(read(written)) == written
    assert meant(read(written)) == meant(material)


def test_it_has_the_gallery_and_the_demo():
    assert len(FILES) == 16


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
