"""Which documents may be recalled: chosen first, so that only their passages are looked at."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from memory.models import Document
from memory.wanted import Wanted

COLUMNS = {field.name for field in Document._meta.local_fields}


def documents(client_id: int, wanted: Wanted) -> list[int] | None:
    """Their ids, or None where all of the client's are. Inside its scope."""
    all_of_it = Document.objects.filter(client_id=client_id)
    narrow = _narrow(wanted)
    if not narrow and not _expired(all_of_it).exists():
        return None
    chosen = all_of_it.filter(narrow, kind__in=wanted.kinds).exclude(pk__in=_expired(all_of_it).values("pk"))
    return list(chosen.values_list("pk", flat=True))


def _narrow(wanted: Wanted) -> Q:
    """A document has tags and a source once it has the columns; until then none fits."""
    narrow = Q()
    if wanted.tags:
        narrow &= Q(tags__overlap=list(wanted.tags)) if "tags" in COLUMNS else Q(pk__in=[])
    if wanted.sources:
        narrow &= Q(source__in=wanted.sources) if "source" in COLUMNS else Q(pk__in=[])
    if wanted.days:
        narrow &= Q(added_at__gte=Now() - timedelta(days=wanted.days))
    return narrow


def _expired(documents: QuerySet[Document]) -> QuerySet[Document]:
    return documents.filter(expires_at__lte=Now()) if "expires_at" in COLUMNS else documents.none()
