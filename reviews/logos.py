"""Clients’ logos: small raster pictures, known by their content. SVG is refused: it can run scripts."""

import hashlib

from django.db import transaction

from reviews.models import Logo
from tenants.models import Client
from workflows import pictures

KINDS = ("image/png", "image/jpeg", "image/webp")
MOST_BYTES = 200 * 1024
MOST_PIXELS = 2_000  # on a side
WIDEST = 8  # times as wide as high


class Refused(ValueError):
    """Its text is a sentence for whoever chose the picture."""


@transaction.atomic
def keep(client: Client, content: bytes) -> Logo:
    """In place of the one before. Raises Refused."""
    media_type = _checked(content)
    Logo.objects.filter(client=client).delete()
    return Logo.objects.create(
        client=client, content=content, media_type=media_type, digest=hashlib.sha256(content).hexdigest()
    )


def drop(client: Client) -> None:
    Logo.objects.filter(client=client).delete()


def _checked(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Refused(f"The logo is too large: at most {MOST_BYTES // 1024} kB. Save it smaller.")
    media_type = pictures.media_type(content)
    if media_type not in KINDS:
        raise Refused("The logo has to be a PNG, JPEG or WebP. Save it as one of these, and choose that.")
    size = pictures.size(content)
    if size is None:
        raise Refused("The logo can’t be read: it is broken. Save it again, and choose that.")
    if max(size) > MOST_PIXELS:
        raise Refused(
            f"The logo is {size[0]:,} × {size[1]:,} pixels: at most {MOST_PIXELS:,} on a side. Scale it down."
        )
    if not 1 / 2 <= size[0] / size[1] <= WIDEST:
        raise Refused(f"The logo has to be between half and {WIDEST} times as wide as high. Crop it.")
    return media_type
