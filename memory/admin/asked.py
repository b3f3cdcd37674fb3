"""What somebody wants to see of the documents, read from an address and written back into one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from memory import clashes, twins
from memory.models import Document, Kind, Source
from memory.narrowing import TRUSTED, USES, documents_by_use


def _expired() -> Q:
    return Q(expires_at__lt=localdate())


STATES = {
    "ready": ("Ready", lambda: Q(state=Document.State.READY)),
    "moving": ("Under way", lambda: Q(state__in=Document.UNDER_WAY)),
    "failed": ("Could not be read", lambda: Q(state=Document.State.FAILED)),
    "expired": ("Expired", _expired),
    "same": ("Says the same as another", lambda: twins.having("same")),
    "contrary": ("Contradicts another", lambda: twins.having("contrary") | clashes.having()),
}
SORTS = {
    "": ("Newest first", "-added_at"),
    "changed": ("Last changed first", "-changed_at"),
    "title": ("By title", "title"),
}


@dataclass(frozen=True)
class Asked:
    """Each part is "" where it doesn't matter; what nobody could have chosen counts as that."""

    client: str = ""
    kind: str = ""
    source: str = ""
    state: str = ""
    trust: str = ""
    use: str = ""
    tag: str = ""
    q: str = ""
    sort: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> "Asked":
        client = data.get("client", "")
        return cls(
            client=client if client.isdecimal() and len(client) < 18 else "",
            kind=_one_of(data, "kind", Kind.values),
            source=_one_of(data, "source", Source.values),
            state=_one_of(data, "state", STATES),
            trust=_one_of(data, "trust", TRUSTED),
            use=_one_of(data, "use", USES),
            tag=data.get("tag", "")[:40],
            q=data.get("q", "").strip()[:200],
            sort=_one_of(data, "sort", SORTS),
        )

    def apply(self, documents: QuerySet) -> QuerySet:
        found = documents.filter(self._where()).order_by(SORTS[self.sort][1], "-pk")
        found = found.filter(STATES[self.state][1]()) if self.state else found
        return found.filter(documents_by_use(self.use)) if self.use else found

    def but(self, **changes: str) -> "Asked":
        return replace(self, **changes)

    @property
    def query(self) -> str:
        """To stand behind an address: "?kind=facts", or nothing."""
        said = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(said)}" if said else ""

    @property
    def is_narrowed(self) -> bool:
        return self != Asked(sort=self.sort)

    def _where(self) -> Q:
        exact = {"client_id": self.client, "kind": self.kind, "source": self.source}
        wanted: dict[str, Any] = {name: value for name, value in exact.items() if value}
        if self.tag:
            wanted["tags__contains"] = [self.tag]
        said = Q(title__icontains=self.q) | Q(text__icontains=self.q) if self.q else Q()
        trusted = TRUSTED[self.trust][1]() if self.trust else Q()
        return Q(**wanted) & said & trusted


def _one_of(data: Mapping[str, str], name: str, known: Any) -> str:
    value = data.get(name, "")
    return value if value in known else ""
