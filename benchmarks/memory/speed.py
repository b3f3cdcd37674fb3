"""How fast a client's passages are found among everybody's, how many of the right ones, and what it is held against."""

import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

import psycopg
from django.db import connection

from benchmarks.executor.stage import says
from benchmarks.figures import Figure, ratio
from benchmarks.ground import PLACE, Ground
from benchmarks.memory import filling, peers
from benchmarks.memory.crowd import Crowd
from benchmarks.memory.filling import MODEL
from memory import nearest, planning, searching
from memory.models import Document
from memory.searching import Query
from tenants.models import Agency
from tenants.scope import scope, tenant_tx

QUERIES, TEN = 200, 10
RECALL = 0.98
AGAINST_NUMPY = {500: 25.0, 5_000: 10.0, 200_000: 0.06}  # times its time, at most
AGAINST_PEERS = {
    ("sqlite_vec", 500): 1.0, ("sqlite_vec", 5_000): 0.6, ("lancedb", 500): 0.1, ("lancedb", 5_000): 0.2,
    ("chroma", 500): 0.05, ("chroma", 5_000): 0.2,
}  # fmt: skip
COLD = 3  # times as long as what is measured may take, for reading what lies on disk
WAYS = (500, 5_000, 200_000)  # sizes whose hybrid is held against its arms
ISOLATION, HYBRID, COPIED = 1.3, 1.3, 20_000


@dataclass(frozen=True)
class Measured:
    ms: float  # median
    found: list[list[int]]  # for each query, nearest first


@dataclass(frozen=True)
class Bench:
    """Everything that is measured with."""

    ground: Ground
    clients: dict[int, int]  # size -> client
    vectors: list[list[float]]
    texts: list[str]
    seconds: float
    note: str


def measure(ground: Ground, crowd: Crowd, rivals: Sequence[str], seconds: float, note: str) -> list[Figure]:
    peers.ready(rivals)
    place = PLACE / "memory"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        bench, copied = _prepared(ground, crowd, place, seconds, note)
        floor = peers.search("numpy", place, seconds)
        others = {name: peers.search(name, place, seconds) for name in rivals}
        return [
            *_sizes(bench, floor, others),
            *_ways(bench),
            *_isolated(bench),
            *_selective(bench, place),
            copied,
        ]
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _prepared(ground: Ground, crowd: Crowd, place: Path, seconds: float, note: str) -> tuple[Bench, Figure]:
    says(f"memory: {crowd.passages:,} passages of {len(crowd.sizes):,} clients …")
    clients = _clients(len(crowd.sizes))
    measured = {size: clients[at] for size, at in crowd.measured.items()}
    asked = {
        "clients": clients,
        "sizes": crowd.sizes,
        "queries": QUERIES,
        "late": filling.LATE,
        "measured": measured,
    }
    (place / "crowd.json").write_text(json.dumps(asked))
    peers.make(place)
    filling.fill(ground, place)
    for size, client in measured.items():
        if size >= nearest.LARGE:
            says(f"memory: an index for {size:,} passages …")
            nearest.tend(client)
    queries = json.loads((place / "queries.json").read_text())
    rows = round(filling.late(ground, place))
    copied = Figure("vectors copied, beside large clients' indexes", rows, "rows/s", COPIED, True, note)
    return Bench(ground, measured, queries["vectors"], queries["texts"], seconds, note), copied


def _clients(count: int) -> list[int]:
    """Of one agency."""
    agency = Agency.found(name="Crowd", slug="crowd")
    with scope([], agency.pk):
        return [agency.create_client(name=f"Client {n}", slug=f"c{n}").pk for n in range(count)]


# --- each size against the floor and the others ------------------------------------------------------------------
def _sizes(bench: Bench, floor: dict[str, Any], others: dict[str, Any]) -> list[Figure]:
    figures = []
    for size, client in bench.clients.items():
        ours, exact = _near(bench, client), floor["sizes"][str(size)]
        right = _recall(ours.found, exact["found"])
        goal = 1.0 if size < nearest.LARGE else RECALL
        about = f"{ours.ms:.2f} ms, numpy {exact['ms']:.3f} ms; {bench.note}"
        figures.append(
            Figure(
                f"recall@10, {size:,} passages", round(right, 4), "", goal, True, f"{len(ours.found)} queries"
            )
        )
        figures.append(
            ratio(
                f"{size:,} passages: times numpy", ours.ms, exact["ms"], AGAINST_NUMPY.get(size), note=about
            )
        )
        for name, told in others.items():
            its = told["sizes"][str(size)]
            theirs = f"{its['ms']:.2f} ms at recall {_recall(its['found'], exact['found']):.3f}"
            about = f"ours {ours.ms:.2f} ms, theirs {theirs}"
            name_ = f"{size:,} passages: times {name.replace('_', '-')} {told['version']}"
            figures.append(ratio(name_, ours.ms, its["ms"], AGAINST_PEERS.get((name, size)), note=about))
    return figures


def _recall(found: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> float:
    """Vectors of half precision may tie where whole ones don't: that costs a thousandth at most."""
    pairs = zip(found, right, strict=False)
    return mean(len({*ours} & {*exact}) / len(exact) for ours, exact in pairs)


# --- ours -------------------------------------------------------------------------------------------------------------
def _query(bench: Bench, at: int, near: bool = True, words: bool = True, documents: Any = None) -> Query:
    text = bench.texts[at] if words else ""
    return Query(text, "simple", ("facts",), bench.vectors[at] if near else None, MODEL, documents)


def _near(bench: Bench, client: int, documents: Any = None) -> Measured:
    """The arm of vectors alone: ten, not fifty, so that it does what the others do."""

    def ask(at: int) -> list[int]:
        query = _query(bench, at, words=False, documents=documents)
        way = planning.way(client, MODEL, query.kinds, documents)
        with planning.taken(way), connection.cursor() as cursor:
            asked = searching.parameters(client, query, way) | {"depth": TEN}
            began = time.perf_counter()
            cursor.execute(searching.statement(way, query, searching.NEAR), asked)
            rows = cursor.fetchall()
            took.append(time.perf_counter() - began)
        return [passage for passage, _ in sorted(rows, key=lambda row: row[1])]

    took: list[float] = []
    found = _asked(bench, client, ask, took)
    return Measured(1000 * median(took), found)


def _asked(bench: Bench, client: int, ask: Callable[[int], list[int]], took: list[float]) -> list[list[int]]:
    """All once before the clock runs: while the others were measured, our pages may have left the machine's memory."""
    with tenant_tx(client):
        _round(ask, COLD * bench.seconds)
        took.clear()
        return _round(ask, bench.seconds)


def _round(ask: Callable[[int], list[int]], seconds: float) -> list[list[int]]:
    found, until = [], time.monotonic() + seconds
    for at in range(QUERIES):
        found.append(ask(at))
        if time.monotonic() > until:
            break
    return found


def _whole(bench: Bench, client: int, near: bool, words: bool) -> float:
    """Milliseconds of the whole search, with either arm or both."""
    took: list[float] = []

    def ask(at: int) -> list[int]:
        began = time.perf_counter()
        searching.search(client, _query(bench, at, near, words))
        took.append(time.perf_counter() - began)
        return []

    _asked(bench, client, ask, took)
    return 1000 * median(took)


def _ways(bench: Bench) -> list[Figure]:
    figures = []
    for size in (size for size in bench.clients if size in WAYS):
        client = bench.clients[size]
        both, vectors, words = (
            _whole(bench, client, *arms) for arms in ((True, True), (True, False), (False, True))
        )
        about = f"{both:.2f} ms; vectors {vectors:.2f} ms, words {words:.2f} ms"
        figures.append(
            ratio(f"{size:,} passages: hybrid, times its arms", both, vectors + words, HYBRID, note=about)
        )
    return figures


# --- isolation, filters ----------------------------------------------------------------------------------------------
def _isolated(bench: Bench) -> list[Figure]:
    """The same statement by the superuser, whom no policy holds."""
    figures = []
    for size in (size for size in bench.clients if size in (500, 5_000)):
        client = bench.clients[size]
        ours, free = _near(bench, client).ms, _by_superuser(bench, client)
        about = f"{ours:.2f} ms, {free:.2f} ms without"
        figures.append(
            ratio(f"{size:,} passages: row-level security, times without", ours, free, ISOLATION, note=about)
        )
    return figures


def _by_superuser(bench: Bench, client: int) -> float:
    took = []
    with psycopg.connect(
        bench.ground.superuser, cursor_factory=psycopg.ClientCursor, prepare_threshold=None
    ) as link:
        for at in range(QUERIES):
            query = _query(bench, at, words=False)
            asked = searching.parameters(client, query, planning.Way()) | {"depth": TEN}
            began = time.perf_counter()
            link.execute(searching.statement(planning.Way(), query, searching.NEAR), asked).fetchall()  # type: ignore[arg-type]
            took.append(time.perf_counter() - began)
    return 1000 * median(took[1:])


def _selective(bench: Bench, place: Path) -> list[Figure]:
    """A few of the documents of the largest client: less than a hundredth of its passages."""
    size, client = max(bench.clients.items())
    with tenant_tx(client):
        documents = list(
            Document.objects.filter(client_id=client).order_by("pk").values_list("pk", flat=True)
        )
        few = documents[:: max(1, len(documents) // max(4, size // 3_000))]
        ours = _near(bench, client, few)
        exact = _exact(bench, client, few)
    name = f"recall@10, {len(few):,} of {len(documents):,} documents allowed"
    return [Figure(name, round(_recall(ours.found, exact), 4), "", RECALL, True, f"{ours.ms:.2f} ms")]


def _exact(bench: Bench, client: int, documents: list[int]) -> list[list[int]]:
    """By looking at each, whatever the search would do."""
    found = []
    for at in range(QUERIES):
        query = _query(bench, at, words=False, documents=documents)
        with connection.cursor() as cursor:
            asked = searching.parameters(client, query, planning.Way()) | {"depth": TEN}
            cursor.execute(searching.statement(planning.Way(), query, searching.NEAR), asked)
            found.append([row[0] for row in cursor.fetchall()])
    return found
