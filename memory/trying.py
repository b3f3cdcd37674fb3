"""Trying an embedding out: two tiny texts, and what came of it on the row. No transaction is open meanwhile, so this is
done once the request's own is over (transaction.on_commit)."""

import time

from django.db.models.functions import Now

from memory import choosing
from memory.embeddings import Embedder, EmbeddingTrouble
from memory.models import EmbeddingChoice
from tenants.scope import Scope, tenant_tx

SECONDS = 15.0
TEXTS = ["Bread is baked at three in the morning.", "Dogs are welcome."]


def test(choice_id: int, scope: Scope) -> None:
    """`scope`: of whoever asks for it."""
    with tenant_tx(*scope.clients, agency=scope.agency):
        row = EmbeddingChoice.objects.get(pk=choice_id)
    passed, told = try_out(row)
    with tenant_tx(*scope.clients, agency=scope.agency):
        same = EmbeddingChoice.objects.filter(pk=row.pk, sealed=row.sealed, base_url=row.base_url)
        same.update(tested_at=Now(), test_passed=passed, test_told=told)


def try_out(row: EmbeddingChoice) -> tuple[bool, str]:
    """Whether it works, and what it said."""
    return tried(choosing.of_row(row, SECONDS))


def tried(embedder: Embedder) -> tuple[bool, str]:
    """Three tiny texts, and whether a question is nearer to what answers it."""
    began = time.monotonic()
    try:
        vectors = embedder.embed(TEXTS)
        (query,) = embedder.embed(["When is bread baked?"], "query")
    except EmbeddingTrouble as trouble:
        return False, trouble.sentence
    seconds = time.monotonic() - began
    said = f"It works: {embedder.label} answered in {seconds:.1f} seconds."
    numbers = max(place for place, value in enumerate(vectors[0], start=1) if value)
    if numbers <= embedder.dimensions // 2:
        said += f" Its vectors have {numbers} numbers: with that many dimensions they take less room."
    bread, dogs = (sum(a * b for a, b in zip(query, vector, strict=True)) for vector in vectors)
    if bread <= dogs:
        said += (
            " It finds a question about bread no nearer to bread than to dogs: is this a model for searching?"
        )
    return True, said
