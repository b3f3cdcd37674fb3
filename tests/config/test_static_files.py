"""Static files: packed where they are text, still found unchanged, and fonts kept."""

import gzip

from django.contrib.staticfiles import finders
from django.test import Client as Browser

STYLES = "/static/baton/admin.css"
FONT = "/static/unfold/fonts/inter/Inter-Regular.woff2"
PACKED = {"Accept-Encoding": "gzip, br"}


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)  # to the end, which closes the file


def test_texts_travel_packed_to_whoever_can_unpack_them() -> None:
    plain, packed = Browser().get(STYLES), Browser().get(STYLES, headers=PACKED)
    whole, small = body(plain), body(packed)
    assert "Content-Encoding" not in plain and packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(small) == whole and len(small) < len(whole) / 3
    assert "Accept-Encoding" in packed["Vary"]


def test_what_is_unchanged_is_not_sent_again() -> None:
    first = Browser().get(STYLES, headers=PACKED)
    tag = first["ETag"]
    assert body(first)
    again = Browser().get(STYLES, headers={**PACKED, "If-None-Match": tag})
    assert again.status_code == 304 and body(again) == b"" and "Content-Encoding" not in again


def test_a_part_of_a_file_is_not_packed() -> None:
    part = Browser().get(STYLES, headers={**PACKED, "Range": "bytes=0-9"})
    assert part.status_code == 206 and len(body(part)) == 10


def test_fonts_are_kept_for_a_month_and_nothing_else_is() -> None:
    font, styles = Browser().get(FONT, headers=PACKED), Browser().get(STYLES)
    assert body(font) and body(styles)
    assert "max-age=2592000" in font["Cache-Control"] and "Content-Encoding" not in font
    assert "max-age=2592000" not in styles["Cache-Control"]


def test_pages_are_not_packed() -> None:
    assert "Content-Encoding" not in Browser().get("/livez", headers=PACKED)


def test_no_page_of_the_admin_waits_for_a_library_of_charts() -> None:
    found = finders.find("unfold/js/chart/chart.js")
    with open(found, "rb") as file:
        assert len(file.read()) < 500
