"""Searches a crowd with one library. Runs in the peers' environment, knows nothing of us.

Usage: search.py LIBRARY FOLDER SECONDS. Prints one line of JSON:
{"version": …, "load": seconds, "sizes": {size: {"ms": median, "found": [[ids], …]}}}
"""

import importlib.metadata
import json
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

TEN = 10
Search = Callable[[int, np.ndarray], list[int]]  # (client, query) -> ids, nearest first


def numpy_floor(folder: Path, owners: np.ndarray, vectors: np.ndarray) -> Search:
    """Each client's vectors lie together in memory: nothing can be faster that looks at all of them."""
    bounds = {int(owner): np.flatnonzero(owners == owner)[[0, -1]] for owner in np.unique(owners)}

    def search(client: int, query: np.ndarray) -> list[int]:
        first, last = bounds[client]
        scores = vectors[first : last + 1] @ query
        best = np.argpartition(-scores, min(TEN, len(scores) - 1))[:TEN]
        return (first + 1 + best[np.argsort(-scores[best])]).tolist()

    return search


def sqlite_vec(folder: Path, owners: np.ndarray, vectors: np.ndarray) -> Search:
    import pysqlite3 as sqlite3  # many Pythons are built without SQLite's extensions
    import sqlite_vec as extension

    path = folder / "peer.sqlite"
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.enable_load_extension(True)
    extension.load(connection)
    width = vectors.shape[1]
    connection.execute(
        "CREATE VIRTUAL TABLE v USING vec0(client INTEGER PARTITION KEY, "
        f"embedding float[{width}] distance_metric=cosine)"
    )
    rows = ((n + 1, int(owners[n]), vectors[n].tobytes()) for n in range(len(owners)))
    connection.executemany("INSERT INTO v (rowid, client, embedding) VALUES (?, ?, ?)", rows)
    connection.commit()

    def search(client: int, query: np.ndarray) -> list[int]:
        asked = "SELECT rowid FROM v WHERE embedding MATCH ? AND client = ? AND k = 10 ORDER BY distance"
        return [row[0] for row in connection.execute(asked, (struct.pack(f"{width}f", *query), client))]

    return search


def lancedb(folder: Path, owners: np.ndarray, vectors: np.ndarray) -> Search:
    import lancedb as library
    import pyarrow as arrow

    width = vectors.shape[1]
    packed = arrow.FixedSizeListArray.from_arrays(arrow.array(vectors.ravel()), width)
    columns = {"id": np.arange(1, len(owners) + 1), "client": owners.astype("i8"), "vector": packed}
    table = library.connect(str(folder / "lance")).create_table("v", arrow.table(columns), mode="overwrite")
    table.create_scalar_index("client")

    def search(client: int, query: np.ndarray) -> list[int]:
        asked = table.search(query).metric("cosine").where(f"client = {client}", prefilter=True).limit(TEN)
        return [row["id"] for row in asked.select(["id", "_distance"]).to_list()]

    return search


def chroma(folder: Path, owners: np.ndarray, vectors: np.ndarray) -> Search:
    import chromadb

    client_ = chromadb.PersistentClient(
        str(folder / "chroma"), settings=chromadb.Settings(anonymized_telemetry=False)
    )
    kept = client_.get_or_create_collection("vectors", metadata={"hnsw:space": "cosine"})
    for start in range(0, len(owners), 5000):
        some = range(start, min(start + 5000, len(owners)))
        kept.add(
            ids=[str(n + 1) for n in some],
            embeddings=vectors[some.start : some.stop],
            metadatas=[{"client": int(owners[n])} for n in some],
        )

    def search(client: int, query: np.ndarray) -> list[int]:
        found = kept.query(query_embeddings=[query], n_results=TEN, where={"client": client}, include=[])
        return [int(each) for each in found["ids"][0]]

    return search


LIBRARIES = {
    "numpy": (numpy_floor, "numpy"),
    "sqlite_vec": (sqlite_vec, "sqlite-vec"),
    "lancedb": (lancedb, "lancedb"),
    "chroma": (chroma, "chromadb"),
}


def main(name: str, folder: Path, seconds: float) -> None:
    crowd = json.loads((folder / "crowd.json").read_text())
    owners = np.repeat(np.array(crowd["clients"], "i8"), crowd["sizes"])
    vectors, queries = np.load(folder / "vectors.npy"), np.load(folder / "queries.npy")
    make, package = LIBRARIES[name]
    began = time.perf_counter()
    search = make(folder, owners, vectors)
    told = {"version": importlib.metadata.version(package), "load": time.perf_counter() - began, "sizes": {}}
    for size, client in crowd["measured"].items():
        told["sizes"][size] = _measured(search, client, queries, seconds)
    print(json.dumps(told))


def _measured(search: Search, client: int, queries: np.ndarray, seconds: float) -> dict:
    search(client, queries[0])
    took, found, until = [], [], time.monotonic() + seconds
    for query in queries:
        began = time.perf_counter()
        found.append(search(client, query))
        took.append(time.perf_counter() - began)
        if time.monotonic() > until:
            break
    return {"ms": 1000 * median(took), "found": found}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
