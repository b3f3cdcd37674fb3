"""How much a passage's age counts. Half of its score is for what it says, and the other half fades."""

from collections.abc import Iterable, Mapping

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now

from memory.models import DocumentVersion, Passage

FADING = 0.5  # share of a score that age can take
DAY = 86_400


def share(days: float, half_life: int) -> float:
    """What a score is multiplied by: 1 for what is new, 0.75 after one half-life, never less than 0.5."""
    if not half_life:
        return 1.0
    return float(1 - FADING + FADING * 0.5 ** (max(days, 0) / half_life))


def scored(scores: Mapping[int, float], ages: Mapping[int, float], half_life: int) -> dict[int, float]:
    """Passage ids with their scores by age too, best first."""
    aged = {passage: score * share(ages.get(passage, 0), half_life) for passage, score in scores.items()}
    return dict(sorted(aged.items(), key=lambda each: (-each[1], each[0]))) if half_life else aged


def since(document: str = "") -> Coalesce:
    """When a document's words were first given: a price list that was replaced is new again, and a new title or kind
    makes nothing younger. `document`: the way to it, such as "document__"."""
    id_, digest = OuterRef(f"{document}id"), OuterRef(f"{document}digest")
    same = DocumentVersion.objects.filter(client_id=OuterRef("client_id"), document_id=id_, digest=digest)
    return Coalesce(Subquery(same.order_by("number").values("at")[:1]), F(f"{document}added_at"))


def ages(client_id: int, passages: Iterable[int]) -> dict[int, float]:
    """Days since the words of each passage's document were given, by the database's clock."""
    age = ExpressionWrapper(Now() - since("document__"), output_field=DurationField())
    rows = Passage.objects.filter(client_id=client_id, pk__in=list(passages)).values_list("pk", age)
    return {passage: old.total_seconds() / DAY for passage, old in rows}
