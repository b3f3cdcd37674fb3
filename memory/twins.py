"""Documents of one client that say nearly the same: found by a worker, judged by a person.

A document is compared with the 300 that changed last, each by its first 60,000 characters: some seconds at most.
"""

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left

from memory import documents, versions
from memory.likeness import share, triples
from memory.models import Document, Twin
from tenants.models import User
from tenants.scope import tenant_tx

ALIKE = 0.7
DOCUMENTS, CHARACTERS = 300, 60_000
SECONDS = 20  # of one bell; the next one goes on


def compare_pending(client_id: int) -> None:
    with tenant_tx(client_id):
        changed = Document.objects.filter(client_id=client_id, number__gt=0).exclude(compared=F("number"))
        waiting = list(changed.order_by("pk").values_list("pk", "number"))
    for document_id, number in documents.for_a_while(client_id, waiting, SECONDS):
        found = _alike(client_id, document_id)
        with tenant_tx(client_id):
            _write(client_id, document_id, number, found)


def of(document: Document) -> list[Twin]:
    """Those that nobody has judged yet, the most alike first."""
    return list(_of(document).filter(kept=False).select_related("document", "other"))


def keep_both(twin: Twin, by: User | None) -> None:
    """They differ: not asked again, also when their words change."""
    twin.kept = True
    twin.save(update_fields=["kept"])
    for one, other in ((twin.document, twin.other), (twin.other, twin.document)):
        versions.note(one, f"It was kept beside “{other.title}”: the two differ.", by)


def merge(kept: Document, gone: Document, by: User | None) -> None:
    """`kept` takes over the other's tags, and notes what it was and where it came from; the other is forgotten."""
    kept.tags = list(dict.fromkeys([*kept.tags, *gone.tags]))
    kept.save(update_fields=["tags"])
    who = f" by {gone.added_by}" if gone.added_by else ""
    came = f"{gone.get_source_display().lower()}, added {gone.added_at:%-d %b %Y}{who}"
    versions.note(kept, f"“{gone.title}” ({gone.get_kind_display().lower()}; {came}) was merged into it.", by)
    documents.forget(gone)


def _of(document: Document) -> QuerySet[Twin]:
    return Twin.objects.filter(Q(document=document) | Q(other=document), client_id=document.client_id)


def _alike(client_id: int, document_id: int) -> dict[int, float]:
    """Document ids with the share of words, for those above the threshold. Compared outside of a transaction."""
    with tenant_tx(client_id):
        mine, others = _texts(client_id, document_id)
    ours = triples(mine)
    shares = {pk: share(ours, triples(text)) for pk, text in others}
    return {pk: how_much for pk, how_much in shares.items() if how_much >= ALIKE}


def _texts(client_id: int, document_id: int) -> tuple[str, list[tuple[int, str]]]:
    read = Document.objects.filter(client_id=client_id, number__gt=0)
    begun = read.annotate(beginning=Left("text", CHARACTERS))
    mine = begun.filter(pk=document_id).values_list("beginning", flat=True).first()
    others = begun.exclude(pk=document_id).order_by("-changed_at").values_list("pk", "beginning")
    return mine or "", list(others[:DOCUMENTS])


def _write(client_id: int, document_id: int, number: int, found: dict[int, float]) -> None:
    """What was found, if all of these documents are still there; what people said of a pair stays."""
    wanted = Document.objects.filter(client_id=client_id, pk__in=[document_id, *found]).order_by("pk")
    there = {each.pk: each for each in wanted.select_for_update().only("pk", "client_id")}
    if document_id not in there:
        return
    _of(there[document_id]).filter(kept=False).exclude(
        pk__in=list(_stored(there, document_id, found))
    ).delete()
    Document.objects.filter(pk=document_id).update(compared=number)


def _stored(there: dict[int, Document], document_id: int, found: dict[int, float]) -> Iterator[int]:
    for other_id, how_much in found.items():
        if other_id in there:
            older, younger = sorted([document_id, other_id])
            twin, _ = Twin.objects.update_or_create(
                client_id=there[document_id].client_id,
                document_id=older,
                other_id=younger,
                defaults={"share": how_much},
            )
            yield twin.pk
