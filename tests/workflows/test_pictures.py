"""A picture's kind and size come from its bytes, and a broken one has none."""

import struct

import pytest

from tests.workflows.photos import GIF, JPEG, WEBP, png
from workflows import pictures

EXTENDED = b"RIFF\x1a\0\0\0WEBPVP8X" + struct.pack("<I", 10) + b"\0" * 4 + b"\x8f\x01\0" + b"\x2b\x01\0"
LOSSLESS = b"RIFF\x1a\0\0\0WEBPVP8L" + struct.pack("<I", 5) + b"\x2f" + struct.pack("<I", 399 | 299 << 14)


@pytest.mark.parametrize(
    ("content", "media_type", "size"),
    [
        (png(400, 300), "image/png", (400, 300)),
        (JPEG, "image/jpeg", (1, 1)),
        (GIF, "image/gif", (1, 1)),
        (WEBP, "image/webp", (1, 1)),
        (EXTENDED, "image/webp", (400, 300)),
        (LOSSLESS, "image/webp", (400, 300)),
    ],
    ids=["png", "jpeg", "gif", "webp", "webp, extended", "webp, lossless"],
)
def test_it_reads_kind_and_size(content, media_type, size):
    assert (pictures.media_type(content), pictures.size(content)) == (media_type, size)


@pytest.mark.parametrize(
    "content", [png(4, 3)[:18], JPEG[:8], GIF[:7], WEBP[:20], JPEG[:3] + b"\0" * 40, b"", b"text"]
)
def test_it_finds_no_size_in_what_is_broken(content):
    assert pictures.size(content) is None


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4", b"BM....", b""]
)
def test_it_takes_nothing_else_for_a_picture(content):
    assert pictures.media_type(content) == ""
