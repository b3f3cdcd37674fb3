"""Memory's settings: the one place that reads them."""

from dataclasses import replace
from functools import cache
from typing import Any

from django.conf import settings

from memory.embeddings import Config, Embedder, minilm
from memory.embeddings import embedder as make
from memory.limits import Limits


def embedder() -> Embedder:
    """The embedder that this installation uses, made once for each configuration."""
    url, key, model = settings.EMBEDDINGS_URL, settings.EMBEDDINGS_KEY, settings.EMBEDDINGS_MODEL
    if model == minilm.NAME and not (url or key):
        return made(replace(Config(kind="local"), **local()))
    return made(Config(url, key, model))


made = cache(make)


def local() -> dict[str, Any]:
    """What a configuration says of a model that runs on this computer."""
    return {"folder": settings.EMBEDDINGS_FOLDER, "threads": settings.EMBEDDINGS_THREADS}


def limits() -> Limits:
    return Limits(bytes=settings.UPLOAD_LIMIT)
