"""Choosing who makes vectors: a choice takes another's place, and memory is embedded anew where it held."""

from django.db.models import QuerySet
from django.db.models.functions import Now

from memory import choosing, documents
from memory.models import EmbeddingChoice
from tenants.models import Client


def choose(choice: EmbeddingChoice, secret: str = "") -> None:
    """Saves it, in the place of what held for the same clients. Inside the agency's scope and its clients'."""
    _current(choice.client_id).update(replaced_at=Now())
    choice.identity = choice.identity or "unnamed@0"
    choice.save()
    choice.put(secret)
    choice.identity = choosing.identity(choice)
    choice.save()
    _ring(choice.client_id)


def give_up(choice: EmbeddingChoice) -> None:
    """What is above holds again: the agency's, or the installation's. Queries are asked of it until then."""
    EmbeddingChoice.objects.filter(pk=choice.pk, replaced_at=None).update(replaced_at=Now())
    _ring(choice.client_id)


def _current(client_id: int | None) -> QuerySet[EmbeddingChoice]:
    return EmbeddingChoice.objects.filter(client_id=client_id, replaced_at=None)


def _ring(client_id: int | None) -> None:
    clients = [client_id] if client_id else Client.objects.values_list("pk", flat=True)
    for each in clients:
        documents.ring(each)
