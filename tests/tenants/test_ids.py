"""What an address or a form holds in place of an id."""

import pytest

from tenants.ids import numbers


@pytest.mark.parametrize("texts, found", [
    (["7", "x", "", "-1", "1.5", "0" * 3], [7, 0]),
    (["9" * 18, "9" * 19], [999_999_999_999_999_999]),  # the second is larger than any row's number
])  # fmt: skip
def test_it_takes_the_numbers_that_a_row_can_have(texts: list[str], found: list[int]) -> None:
    assert numbers(texts) == found
