"""How a client's portal looks: chosen in the admin, shown in the portal, for its own people."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from reviews.contrast import ENOUGH, WHITE, contrast, readable
from reviews.models import Logo
from tenants.models import Client
from tenants.scope import scope, tenant_tx
from tests.cast import Cast
from tests.reading import html_of


def png(width: int = 40, height: int = 20) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + b"\x40\x60\x50" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def page_of(cast: Cast) -> str:
    return reverse("admin:client_portal", args=[cast.ours.client.pk])


def save(browser: Browser, cast: Cast, content: bytes | None = None, **more: str):
    files = {} if content is None else {"logo": SimpleUploadedFile("logo.png", content)}
    return browser.post(page_of(cast), {"colour": "#ffee00", "do": "save", **files, **more})


def kept(cast: Cast) -> list[Logo]:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        return list(Logo.objects.all())


def test_the_portal_shows_the_logo_and_a_readable_colour(cast: Cast, browse) -> None:
    assert save(browse(cast.ours.owner), cast, png()).status_code == 302
    page = html_of(browse(cast.ours.reviewer).get(reverse("portal:inbox")))
    (logo,) = kept(cast)
    address = reverse("portal:logo", args=[cast.ours.client.pk, logo.digest])
    assert address in page and f"--brand: {readable('#ffee00')}" in page
    assert contrast(readable("#ffee00"), WHITE) >= ENOUGH
    answer = Browser().get(address)
    assert (
        answer.content == png()
        and answer["Content-Type"] == "image/png"
        and "immutable" in answer["Cache-Control"]
    )


def test_it_shows_a_colour_before_it_is_saved(cast: Cast, browse) -> None:
    page = html_of(save(browse(cast.ours.owner), cast, do="show"))
    assert f"--button: {readable('#ffee00')}" in page
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        assert Client.objects.get().colour != "#ffee00"


def test_a_logo_is_replaced_and_taken_away(cast: Cast, browse) -> None:
    owner = browse(cast.ours.owner)
    save(owner, cast, png())
    save(owner, cast, png(60, 20))
    assert len(kept(cast)) == 1
    save(owner, cast, without="on")
    assert kept(cast) == []


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\nbroken",
        b"GIF89a" + b"\1\0\1\0" * 9,
        png(2001, 1001),
        png(900, 20),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 300_000,
        b"",
    ],
    ids=["svg", "broken", "gif", "huge", "wide", "heavy", "empty"],
)
def test_it_refuses_what_is_no_logo_and_saves_nothing(cast: Cast, browse, content: bytes) -> None:
    answer = save(browse(cast.ours.owner), cast, content)
    assert answer.status_code == 422 and "The logo" in html_of(answer)
    assert kept(cast) == []
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        assert Client.objects.get().colour != "#ffee00"


@pytest.mark.parametrize("colour", ["", "red", "#12", "#12345g", "#ffee00;}"])
def test_it_refuses_what_is_no_colour(cast: Cast, browse, colour: str) -> None:
    assert save(browse(cast.ours.owner), cast, colour=colour).status_code == 422


@pytest.mark.parametrize("who", ["editor", "viewer"])
def test_only_owners_change_it(cast: Cast, browse, who: str) -> None:
    assert save(browse(getattr(cast.ours, who)), cast, png()).status_code == 404
    assert kept(cast) == []


def test_a_rival_finds_neither_page_nor_logo(cast: Cast, browse) -> None:
    save(browse(cast.ours.owner), cast, png())
    (logo,) = kept(cast)
    rival = browse(cast.rival.owner)
    assert rival.get(page_of(cast)).status_code == 404
    assert save(rival, cast, png(60, 20)).status_code == 404
    for client, digest in ((cast.rival.client.pk, logo.digest), (cast.ours.client.pk, "0" * 64)):
        assert rival.get(reverse("portal:logo", args=[client, digest])).status_code == 404
    assert kept(cast)[0].digest == logo.digest


@pytest.mark.parametrize("client", ["0", str(2**63), "9" * 40])
def test_a_logo_of_a_client_that_cannot_be_is_not_found(db, client: str) -> None:
    assert Browser().get(f"/portal/logo/{client}/{'0' * 64}/").status_code == 404
