"""Embeddings by hashing words: the same text gives the same vector, texts that share words are near."""

import base64
import hashlib
import math
import re
import struct
from typing import Any

DIMENSIONS = 1536


def vector(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """A vector of length one (of zeros for a text without words)."""
    sums = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()):
        digest = hashlib.sha256(word.encode()).digest()
        place = int.from_bytes(digest[:8], "big") % dimensions
        sums[place] += 1.0 if digest[8] % 2 else -1.0
    length = math.sqrt(sum(each * each for each in sums)) or 1.0
    return [each / length for each in sums]


def answer(body: dict[str, Any]) -> dict[str, Any]:
    texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
    dimensions = body.get("dimensions", DIMENSIONS)
    found = [vector(text, dimensions) for text in texts]
    tokens = sum(len(text) // 4 + 1 for text in texts)
    coded = [_coded(each) if body.get("encoding_format") == "base64" else each for each in found]
    return {
        "object": "list",
        "model": body["model"],
        "data": [{"object": "embedding", "index": at, "embedding": each} for at, each in enumerate(coded)],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def gemini(body: dict[str, Any]) -> dict[str, Any]:
    """batchEmbedContents: one request for each text."""
    texts = ["".join(part["text"] for part in each["content"]["parts"]) for each in body["requests"]]
    sizes = [each.get("outputDimensionality", DIMENSIONS) for each in body["requests"]]
    found = [vector(text, size) for text, size in zip(texts, sizes, strict=True)]
    tokens = sum(len(text) // 4 + 1 for text in texts)
    return {"embeddings": [{"values": each} for each in found], "usageMetadata": {"promptTokenCount": tokens}}


def _coded(numbers: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()
