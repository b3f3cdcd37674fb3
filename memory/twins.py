"""Documents of one client that say nearly the same, or the same with other figures: found by a worker (comparing),
judged by a person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from memory import clashes, comparing, documents, uses, versions
from memory.comparing import ALIKE, Found
from memory.models import Document, Twin
from memory.otherwise import Pair
from tenants.models import User
from tenants.scope import tenant_tx

SECONDS = 20  # of one bell; the next one goes on
SAYS = {"same": Q(share__gte=ALIKE), "contrary": ~Q(otherwise=[])}


def compare_pending(client_id: int) -> None:
    with tenant_tx(client_id):
        changed = Document.objects.filter(client_id=client_id, number__gt=0).exclude(compared=F("number"))
        indexed = changed.exclude(state=Document.State.WAITING)  # which finds the others by its vectors
        waiting = list(indexed.order_by("pk").values_list("pk", "number"))
    for document_id, number in documents.for_a_while(client_id, waiting, SECONDS):
        found = comparing.alike(client_id, document_id)
        with tenant_tx(client_id):
            _write(client_id, document_id, number, found)
            clashes.compare(client_id, document_id)


def overdue() -> list[int]:
    """Clients of which something waits to be compared. Asked across clients, by no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT baton_clients_to_compare()")
        return [client_id for (client_id,) in cursor.fetchall()]


def of(document: Document) -> list[Twin]:
    """Those that nobody has judged yet, the most alike first."""
    return list(_of(document).filter(kept=False).select_related("document", "other"))


def number(document: Document) -> int:
    return _of(document).filter(kept=False).count()


def counted(ids: Iterable[int]) -> Mapping[str, Counter[int]]:
    """For each of SAYS: how many open twins these documents have. One query."""
    wanted, found = {*ids}, {kind: Counter[int]() for kind in SAYS}
    judged = {kind: ExpressionWrapper(says, BooleanField()) for kind, says in SAYS.items()}
    twins = _open().filter(Q(document__in=wanted) | Q(other__in=wanted)).annotate(**judged)
    for one, other, *said in twins.values_list("document_id", "other_id", *SAYS):
        for kind, is_so in zip(SAYS, said, strict=True):
            found[kind].update(wanted.intersection((one, other)) if is_so else ())
    return found


def having(kind: str) -> Q:
    """Documents that have an open twin of this kind."""
    twins = _open().filter(SAYS[kind])
    return Q(pk__in=twins.values("document")) | Q(pk__in=twins.values("other"))


def hold(twin: Twin) -> bool:
    """Until the transaction ends nobody else decides about these two, or forgets one of them. False: somebody did."""
    wanted = Document.objects.filter(client_id=twin.client_id, pk__in=[twin.document_id, twin.other_id])
    there = wanted.order_by("pk").select_for_update().only("pk", "client_id")
    return len(there) == 2 and _open().filter(pk=twin.pk).exists()


def keep_both(twin: Twin, by: User | None) -> None:
    """Both are right: not asked again, unless one comes to say something otherwise."""
    twin.kept = True
    twin.save(update_fields=["kept"])
    for one, other in ((twin.document, twin.other), (twin.other, twin.document)):
        versions.note(one, f"It was kept beside “{other.title}”: both are right.", by)


def merge(kept: Document, gone: Document, by: User | None) -> None:
    """`kept` takes over the other's tags and what was decided on its passages, and notes what it was and where it came
    from; the other is forgotten."""
    for one in (kept, gone):
        one.refresh_from_db(fields=["tags"])
    kept.tags = list(dict.fromkeys([*kept.tags, *gone.tags]))
    kept.save(update_fields=["tags"])
    who = f" by {gone.added_by}" if gone.added_by else ""
    came = f"{gone.get_source_display().lower()}, added {gone.added_at:%-d %b %Y}{who}"
    versions.note(kept, f"“{gone.title}” ({gone.get_kind_display().lower()}; {came}) was merged into it.", by)
    uses.handed_on(gone, kept)
    documents.forget(gone)


def _open() -> QuerySet[Twin]:
    return Twin.objects.filter(kept=False).order_by()


def _of(document: Document) -> QuerySet[Twin]:
    return Twin.objects.filter(Q(document=document) | Q(other=document), client_id=document.client_id)


def _write(client_id: int, document_id: int, number: int, found: dict[int, Found]) -> None:
    """What was found, if all of these documents are still there; what people said of a pair stays."""
    wanted = Document.objects.filter(client_id=client_id, pk__in=[document_id, *found]).order_by("pk")
    there = {each.pk: each for each in wanted.select_for_update().only("pk", "client_id")}
    if document_id not in there:
        return
    _of(there[document_id]).filter(kept=False).exclude(
        pk__in=list(_stored(there, document_id, found))
    ).delete()
    Document.objects.filter(pk=document_id).update(compared=number)


def _stored(there: dict[int, Document], document_id: int, found: dict[int, Found]) -> Iterator[int]:
    for other_id, each in found.items():
        if other_id in there:
            older, younger = sorted([document_id, other_id])
            yield _twin(there[older], there[younger], each.share, each.seen_from(document_id == older)).pk


def _twin(older: Document, younger: Document, how_much: float, pairs: list[Pair]) -> Twin:
    """Where it says something new otherwise, people are asked again."""
    twin, _ = Twin.objects.get_or_create(
        client_id=older.client_id, document=older, other=younger, defaults={"share": how_much}
    )
    before = [tuple(pair) for pair in twin.otherwise]
    if any(pair not in before for pair in pairs):
        twin.kept = False
    twin.share, twin.otherwise = how_much, pairs
    twin.save(update_fields=["share", "otherwise", "kept"])
    return twin
