"""Memory's settings: the one place that reads them."""

from functools import cache

from django.conf import settings

from memory.embeddings import Config, Embedder
from memory.embeddings import embedder as make
from memory.limits import Limits


def embedder() -> Embedder:
    """The embedder that this installation uses, made once for each configuration."""
    return made(Config(settings.EMBEDDINGS_URL, settings.EMBEDDINGS_KEY, settings.EMBEDDINGS_MODEL))


made = cache(make)


def limits() -> Limits:
    return Limits(bytes=settings.UPLOAD_LIMIT)
