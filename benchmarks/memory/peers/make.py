"""Makes a crowd's vectors and words, for Postgres and for the peers. Runs in an environment of its own, and knows
nothing of us.

Usage: make.py FOLDER  (which has crowd.json: {"clients": [ids], "sizes": [...], "queries": N, "late": N})
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np

NUMBERS, REGIONS, RANK = 384, 64, 64
HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
PER_DOCUMENT, VOCABULARY, WORDS = 20, 30_000, 80


def main(folder: Path) -> None:
    asked = json.loads((folder / "crowd.json").read_text())
    random = np.random.default_rng(7)
    owners = np.repeat(np.array(asked["clients"], ">i8"), asked["sizes"])
    ids = np.arange(1, len(owners) + 1, dtype=">i8")
    centers = random.normal(size=(REGIONS, RANK)).astype("f4")
    basis = random.normal(size=(RANK, NUMBERS)).astype("f4")
    vectors = np.concatenate([_vectors(random, centers, basis, n) for n in _parts(len(owners))])
    queries = _vectors(random, centers, basis, asked["queries"])
    np.save(folder / "vectors.npy", vectors)
    np.save(folder / "queries.npy", queries)
    _pgcopy(folder / "vectors.pgcopy", owners, ids, vectors, b"random@384")
    late = slice(len(owners) - min(asked["late"], len(owners)), None)
    _pgcopy(folder / "late.pgcopy", owners[late], ids[late], vectors[late], b"late@384")
    _words(folder / "raw.tsv", random, owners, ids, asked["sizes"])
    texts = [" ".join(f"w{n}" for n in random.zipf(1.3, 5) % VOCABULARY) for _ in range(asked["queries"])]
    (folder / "queries.json").write_text(json.dumps({"vectors": queries.tolist(), "texts": texts}))


def _parts(rows: int, size: int = 50_000) -> list[int]:
    return [min(size, rows - start) for start in range(0, rows, size)]


def _vectors(random: np.random.Generator, centers: np.ndarray, basis: np.ndarray, rows: int) -> np.ndarray:
    """Of a few regions that all clients share, so that nobody is anywhere alone."""
    low = centers[random.integers(0, REGIONS, rows)] + 0.7 * random.normal(size=(rows, RANK)).astype("f4")
    found = low @ basis + 2 * random.normal(size=(rows, NUMBERS)).astype("f4")
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype("f4")


def _pgcopy(path: Path, owners: np.ndarray, ids: np.ndarray, vectors: np.ndarray, model: bytes) -> None:
    """Every row has the same length, so they are one array."""
    row = np.dtype(
        [("fields", ">i2"), ("l1", ">i4"), ("client", ">i8"), ("l2", ">i4"), ("passage", ">i8"), ("l3", ">i4"),
         ("kind", "S5"), ("l4", ">i4"), ("model", f"S{len(model)}"), ("l5", ">i4"), ("numbers", ">i2"),
         ("unused", ">i2"), ("vector", ">f2", (NUMBERS,))]
    )  # fmt: skip
    rows = np.zeros(len(ids), row)
    rows["fields"], rows["l1"], rows["l2"], rows["l3"] = 5, 8, 8, 5
    rows["l4"], rows["l5"], rows["numbers"] = len(model), 4 + 2 * NUMBERS, NUMBERS
    rows["client"], rows["passage"], rows["kind"], rows["model"] = owners, ids, b"facts", model
    rows["vector"] = vectors.astype(">f2")
    path.write_bytes(HEADER + rows.tobytes() + struct.pack(">h", -1))


def _words(
    path: Path, random: np.random.Generator, owners: np.ndarray, ids: np.ndarray, sizes: list[int]
) -> None:
    """A document has so many passages of one client."""
    first = np.repeat(np.cumsum([0, *sizes[:-1]]), sizes)
    start = np.cumsum([0, *[-(-size // PER_DOCUMENT) for size in sizes[:-1]]])
    documents = np.repeat(start, sizes) + (np.arange(len(ids)) - first) // PER_DOCUMENT + 1
    with path.open("w") as file:
        for owner, passage, document in zip(owners, ids, documents, strict=True):
            text = " ".join(f"w{n}" for n in random.zipf(1.3, WORDS) % VOCABULARY)
            file.write(f"{owner}\t{passage}\t{document}\t{text}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
