"""Which embedder makes a client's vectors: its own choice, else its agency's, else the installation's."""

from dataclasses import replace

from django.conf import settings
from django.db.models import QuerySet

from memory import configured
from memory.embeddings import Config, Embedder
from memory.embeddings.hashing import Hashing
from memory.inside import agency_of, inside
from memory.models import EmbeddingChoice, VectorIndex
from tenants import secrets

GONE = "Its vectors are of “{}”, whose key isn’t here any more. They are made anew with what is chosen now."


def of_client(client_id: int) -> Embedder:
    """The one that is to make its vectors."""
    with inside(client_id, agency=agency_of(client_id)):
        return _chosen(list(_rows()))


def answering(client_id: int) -> Embedder:
    """The one that made the vectors that are searched, which a query has to be asked of."""
    with inside(client_id, agency=agency_of(client_id)):
        model = VectorIndex.objects.filter(client_id=client_id).values_list("model", flat=True).first()
        rows = list(_rows())
    wanted = _chosen(rows)
    if not model or wanted.model == model:
        return wanted
    earlier = [*map(of_row, rows), configured.embedder(), Hashing()]
    gone = Config(kind="broken", model=model, problem=GONE.format(model.partition("@")[0]))
    return next((each for each in earlier if each.model == model), configured.made(gone))


def of_row(row: EmbeddingChoice, seconds: float = Config.seconds) -> Embedder:
    return configured.made(replace(config_of(row), seconds=seconds))


def config_of(row: EmbeddingChoice) -> Config:
    try:
        secret, problem = row.secret(), ""
    except secrets.SealBroken as broken:
        secret, problem = "", str(broken)
    return Config(
        url=row.base_url,
        key=secret,
        model=row.identity if problem else row.name,
        kind="broken" if problem else row.kind,
        dimensions=row.dimensions,
        query_prefix=row.query_prefix,
        document_prefix=row.document_prefix,
        typed=True,
        let_in=tuple(settings.MODEL_PRIVATE_HOSTS),
        problem=problem,
        **configured.local(),
    )


def identity(row: EmbeddingChoice) -> str:
    """The name that its vectors get."""
    return of_row(row).model


def _chosen(rows: list[EmbeddingChoice]) -> Embedder:
    current = next((row for row in rows if row.replaced_at is None), None)
    return of_row(current) if current else configured.embedder()


def _rows() -> QuerySet[EmbeddingChoice]:
    """Of the scope's one client and its agency: its own first (NULLs are last), the newest of each first."""
    return EmbeddingChoice.objects.order_by("client_id", "-pk")
