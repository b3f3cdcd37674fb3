"""What must hold of a client's rows after whatever happened to the workers: `assert broken(client) == []`.

Each check gives sentences with what is wrong and where. They hold for runs of any shape: rows are compared with rows,
and with what the planner says of them; the executor is never asked.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import connection

from memory.models import Document
from reviews.models import Decision
from tenants.scope import tenant_tx
from workflows import records
from workflows.engine.plan import plan
from workflows.models import Attempt, Call, Delivery, Event, Lease, Run

PATIENCE = 90.0  # seconds that a lease may be overdue: the sweep comes twice a minute
AT_REST = (Lease.State.DONE, Lease.State.DEAD)
CANARY = re.compile(r"CANARY-[A-Z0-9]+")


def broken(*clients: int, patience: float = PATIENCE) -> list[str]:
    """All that doesn't hold, of all of these clients."""
    found = []
    for client in clients:
        with tenant_tx(client):
            found += [
                f"client {client}: {sentence}" for check in CHECKS for sentence in check(client, patience)
            ]
    return found


def unled(client: int, patience: float) -> Iterator[str]:
    """A run and its lease come and go together."""
    runs = set(Run.objects.values_list("pk", flat=True))
    leased = set(Lease.objects.filter(client_id=client).values_list("run_id", flat=True))
    yield from (f"run {run} has no lease" for run in runs - leased)
    yield from (f"the lease {run} has no run" for run in leased - runs)


def stuck(client: int, patience: float) -> Iterator[str]:
    """An open run is due some time, or waits for a person; and nobody has overlooked it."""
    leases = {lease.run_id: lease for lease in Lease.objects.filter(client_id=client)}
    overdue = _overdue(client, patience)
    asking = set(Attempt.objects.filter(state="waiting").values_list("run_id", flat=True))
    for run in Run.objects.all():
        lease = leases.get(run.pk)
        if lease is None:
            continue
        if run.is_open == (lease.state in AT_REST):
            yield f"run {run.pk} is {run.state}, and its lease {lease.state}"
        if lease.state == Lease.State.PARKED and run.pk not in asking:
            yield f"run {run.pk} is parked, and nobody is asked"
        if run.pk in overdue:
            yield f"run {run.pk} is {lease.state} and overdue by more than {patience:g} s"


def _overdue(client: int, patience: float) -> set[UUID]:
    statement = """
        SELECT run_id FROM workflows_lease WHERE client_id = %s AND NOT paused
           AND (state = 'queued' AND not_before < clock_timestamp() - make_interval(secs => %s)
             OR state = 'running' AND lease_until < clock_timestamp() - make_interval(secs => %s))"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [client, patience, patience])
        return {run for (run,) in cursor.fetchall()}


def planned(client: int, patience: float) -> Iterator[str]:
    """A run that is done is done by its attempts; nothing of an ended run is open."""
    for run in Run.objects.filter(finished_at__isnull=False).select_related("version"):
        said = plan(run.version.definition, records.history(run), run.finished_at)
        if run.state == Run.State.DONE and (said.ending is None or said.ending.state != "done"):
            yield f"run {run.pk} is done, but the planner says {said.ending or said.starts}"
        for attempt in run.attempts.filter(state="open"):
            yield f"run {run.pk} has ended, and {attempt} is open"


def repeated(client: int, patience: float) -> Iterator[str]:
    """A finished step isn't done again for the same inputs, and tries are numbered without a gap."""
    passed, numbers = Counter[tuple](), dict[tuple, list[int]]()
    for row in Attempt.objects.order_by("id"):
        series = (row.run_id, row.key, row.item)
        numbers.setdefault(series, []).append(row.number)
        if row.state in (Attempt.State.PASSED, Attempt.State.SKIPPED):
            passed[(*series, json.dumps(row.consumed, sort_keys=True))] += 1
    for (run, key, item, _), times in passed.items():
        if times > 1:
            yield f"step {key} ({item}) of run {run} was finished {times} times for the same inputs"
    for (run, key, item), found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"step {key} ({item}) of run {run} has the attempts {found}"


def stale(client: int, patience: float) -> Iterator[str]:
    """Nothing was written for an attempt that had been given up, nor built on one."""
    rows = list(Attempt.objects.all())
    standing = {(row.run_id, row.key, row.number) for row in rows if row.state not in ("open", "failed")}
    known = {(row.run_id, row.key) for row in rows}
    for row in rows:
        if row.forgiven and row.state == "failed" and (row.output or row.scores):
            yield f"{row} of run {row.run_id} was given up and has a result"
        for key, consumed in row.consumed.items():
            missing = [n for n in consumed if n > 0 and (row.run_id, key, n) not in standing]  # 0: left out
            if missing and (row.run_id, key) in known:
                yield f"{row} of run {row.run_id} is made of {key} {missing}, which never stood"


def delivered(client: int, patience: float) -> Iterator[str]:
    """Each piece lies on the shelf once, as approved, was told of once for each text, and is one sample."""
    told = Counter(
        (event.run, event.step_key)
        for event in Event.objects.filter(kind="piece.delivered").only("run", "step_key")
    )
    texts = {
        (row.run_id, row.key, row.item): row.output.get("text")
        for row in Attempt.objects.filter(state="passed", output__data__has_key="reference").order_by("id")
    }
    lies = {(row.run_id, row.step_key, row.item): row for row in Delivery.objects.all()}
    for place, text in texts.items():
        if place not in lies:
            yield f"step {place[1]} of run {place[0]} delivered, and nothing is there"
        elif lies[place].text != text:
            yield f"step {place[1]} of run {place[0]} delivered another text than lies there"
    rounds = Counter((row.run_id, row.key) for row in Attempt.objects.filter(state="passed"))
    for place, times in told.items():
        if times > max(1, rounds[place]):
            yield f"step {place[1]} of run {place[0]} told of {times} deliveries"
    samples = Counter(Document.objects.filter(run__isnull=False).values_list("run", "digest"))
    yield from (
        f"the piece of run {run} is {times} samples" for (run, _), times in samples.items() if times > 1
    )


def decided(client: int, patience: float) -> Iterator[str]:
    """A person's decision counts once, and has gone into the run."""
    decisions = Counter(Decision.objects.values_list("review", flat=True))
    told = Counter(str(event.data.get("review")) for event in Event.objects.filter(kind="review.decided"))
    for decision in Decision.objects.select_related("review__attempt"):
        attempt, review = decision.review.attempt, decision.review
        if decisions[review.pk] > 1 or told[str(review.pk)] != 1:
            times = f"{decisions[review.pk]} times, and told of {told[str(review.pk)]} times"
            yield f"review {review.pk} was decided {times}"
        if not attempt.by_person or attempt.state == "waiting":
            yield f"review {review.pk} was decided, and {attempt} of run {attempt.run_id} is {attempt.state}"


def ended_once(client: int, patience: float) -> Iterator[str]:
    """The timeline tells of the end of a run that is done once."""
    ends = Counter(Event.objects.filter(kind="run.done").values_list("run", flat=True))
    for run in Run.objects.filter(state=Run.State.DONE):
        if ends[run.pk] != 1:
            yield f"run {run.pk} is done, and its timeline says so {ends[run.pk]} times"


def booked(client: int, patience: float) -> Iterator[str]:
    """No text without a call: whatever a model wrote is on the books, with what it cost."""
    answered = set(Call.objects.filter(state="answered").values_list("attempt_id", flat=True))
    for row in Attempt.objects.filter(state="passed", output__has_key="model"):
        if row.pk not in answered and not row.by_person:
            yield f"{row} of run {row.run_id} has a model's text, and no answered call"


def foreign(client: int, patience: float) -> Iterator[str]:
    """No other client's words: each client's briefs carry a canary of its own, if any."""
    own = set(CANARY.findall(json.dumps(list(Run.objects.values_list("brief", flat=True)))))
    for model, names in TEXTS.items():
        for values in model.objects.values_list("pk", *names):
            if strangers := set(CANARY.findall(json.dumps(values, default=str))) - own:
                yield f"{model.__name__} {values[0]} holds {sorted(strangers)}"


TEXTS = {
    Call: ("context", "prompt", "answer"),
    Attempt: ("output", "context", "note"),
    Delivery: ("title", "text"),
    Document: ("title", "text", "brief"),
    Event: ("sentence", "data"),
}
Check = Callable[[int, float], Iterator[str]]
CHECKS: tuple[Check, ...] = (
    unled, stuck, planned, repeated, stale, delivered, decided, ended_once, booked, foreign,
)  # fmt: skip


class Epochs:
    """Watches leases while things happen: an epoch never decreases, and no lease that was seen is gone."""

    def __init__(self) -> None:
        self.seen: dict[UUID, int] = {}
        self.problems: list[str] = []

    def look(self) -> None:
        found = dict(Lease.objects.values_list("run_id", "epoch"))
        for run, epoch in self.seen.items():
            now = found.get(run)
            if now is None or now < epoch:
                self.problems.append(f"the epoch of run {run} went from {epoch} to {now}")
        self.seen |= found


def ledger(clients: tuple[int, ...], asked: int) -> list[str]:
    """Against the model server's own count: every request was on the books before it was sent, and what is on the books
    and wasn't sent is open, as a worker died in between."""
    booked = unsettled = 0
    for client in clients:
        with tenant_tx(client):
            booked += Call.objects.count()
            unsettled += Call.objects.filter(state="sent").count()
    if asked > booked:
        return [f"the server was asked {asked} times, and only {booked} calls are on the books"]
    if booked - asked > unsettled:
        return [f"{booked} calls are on the books, {asked} were asked, and only {unsettled} are unknown"]
    return []
