import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.contrast import DARK, ENOUGH, LIGHT, WHITE, contrast, readable

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)]
)
def test_it_measures_as_the_standard_does(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


@given(colours, st.sampled_from([WHITE, LIGHT, DARK]))
def test_every_colour_becomes_readable(colour: str, on: str) -> None:
    assert contrast(readable(colour, on), on) >= ENOUGH


@given(colours)
def test_a_colour_that_is_readable_stays(colour: str) -> None:
    found = readable(colour)
    assert found == colour if contrast(colour, WHITE) >= ENOUGH else found != colour
    assert readable(found) == found
