"""A model in ONNX's format that is small enough to be written by hand, with its tokenizer: each word has a vector, and
words for the same thing have the same one.

A model is a protobuf message; these few lines write the fields of it that are needed (onnx.proto has their numbers).
"""

import hashlib
import json
import struct
from itertools import chain
from pathlib import Path

from memory.embeddings.minilm import Pinned

NUMBERS = 8
SAME = [
    ["[PAD]"], ["[UNK]"], ["[CLS]"], ["[SEP]"], ["bread", "loaf"], ["baked", "cooked"], ["dogs", "hounds"],
    ["welcome"], ["when", "is", "at", "the", "in", "are"],
]  # fmt: skip
VOCABULARY = {word: place for place, word in enumerate(chain.from_iterable(SAME))}
INT, FLOAT, INT64 = 2, 1, 7


def write(folder: Path) -> tuple[Pinned, Pinned]:
    """The two files, and what they have to be."""
    return _written(folder / "model.onnx", model()), _written(folder / "tokenizer.json", tokenizer())


def model() -> bytes:
    """Two inputs as the published one has, and one that it makes nothing of; the vector of each token comes out."""
    table = b"".join(struct.pack("<8f", *_vector(place)) for place, words in enumerate(SAME) for _ in words)
    weights = _number(1, len(VOCABULARY)) + _number(1, NUMBERS) + _number(2, FLOAT)
    weights += _text(8, "table") + _bytes(9, table)
    gather = _text(1, "table") + _text(1, "input_ids") + _text(2, "states") + _text(4, "Gather")
    shapes = ["texts", "tokens"]
    graph = _bytes(1, gather) + _text(2, "tiny") + _bytes(5, weights)
    graph += _bytes(11, _value("input_ids", INT64, shapes)) + _bytes(
        11, _value("attention_mask", INT64, shapes)
    )
    graph += _bytes(12, _value("states", FLOAT, [*shapes, NUMBERS]))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _text(1, "") + _number(2, 13))


def tokenizer() -> bytes:
    special = [{"id": VOCABULARY[word], "content": word, "special": True} for word in ("[PAD]", "[UNK]")]
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    told = {
        "version": "1.0",
        "truncation": None,
        "padding": {
            "strategy": {"Fixed": 128}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0,
            "pad_type_id": 0, "pad_token": "[PAD]",
        },
        "added_tokens": [each | flags for each in special],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": VOCABULARY, "unk_token": "[UNK]"},
    }  # fmt: skip
    return json.dumps(told).encode()


def _vector(place: int) -> list[float]:
    """Words without a meaning of their own count little."""
    return [0.1 if place == len(SAME) - 1 else float(number == place) for number in range(NUMBERS)]


def _written(path: Path, data: bytes) -> Pinned:
    path.write_bytes(data)
    return Pinned(path.name, len(data), hashlib.sha256(data).hexdigest())


def _value(name: str, kind: int, shape: list[str | int]) -> bytes:
    sides = [_text(2, side) if isinstance(side, str) else _number(1, side) for side in shape]
    tensor = _number(1, kind) + _bytes(2, b"".join(_bytes(1, side) for side in sides))
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    low, high = value & 127, value >> 7
    return bytes([low | 128]) + _varint(high) if high else bytes([low])
