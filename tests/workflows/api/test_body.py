"""JSON is read strictly: what would get lost or can't be kept is refused, in a sentence."""

import pytest

from workflows.api.body import loads


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b'{"a": 1, "a": 2}', '"a" stands there twice'),
        (b'{"a": NaN}', "NaN is not a number"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff", "isn't UTF-8"),
        (b"{", "isn't JSON"),
        (b'{"a": "\\ud800"}', "half a character"),
        (b'{"\\udfff": 1}', "half a character"),
    ],
)
def test_it_refuses(sent: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        loads(sent)


def test_it_keeps_whole_characters_that_were_written_in_halves() -> None:
    assert loads(b'{"a": "\\ud83c\\udf3f"}') == {"a": "\N{HERB}"}
