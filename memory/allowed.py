"""Which documents may be recalled: chosen first, so that only their passages are looked at."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import localdate

from memory import fresh
from memory.models import Document
from memory.wanted import Wanted


def documents(client_id: int, wanted: Wanted) -> list[int] | None:
    """Their ids, or None where all of the client's are. Inside its scope."""
    all_of_it = Document.objects.filter(client_id=client_id).alias(since=fresh.since())
    expired = all_of_it.exclude(holding())
    narrow = _narrow(wanted)
    if not narrow and not expired.exists():
        return None
    chosen = all_of_it.filter(narrow, kind__in=wanted.kinds).exclude(pk__in=expired.values("pk"))
    return list(chosen.values_list("pk", flat=True))


def holding(document: str = "") -> Q:
    """Documents whose last day isn't over. `document`: the way to them, such as "document__"."""
    last = f"{document}expires_at"
    return Q(**{last: None}) | Q(**{f"{last}__gte": localdate()})


def _narrow(wanted: Wanted) -> Q:
    narrow = Q()
    if wanted.tags:
        narrow &= Q(tags__overlap=list(wanted.tags))
    if wanted.sources:
        narrow &= Q(source__in=wanted.sources)
    if wanted.days:
        narrow &= Q(since__gte=Now() - timedelta(days=wanted.days))
    return narrow
