"""Vectors from all-MiniLM-L6-v2, computed on this computer: no key, no server, and no text leaves it.

Its two packages are an extra (`baton[local]`), imported with the first text. The model is loaded once a process; after
that its files aren't needed. A batch is small and one thread works on it, so that a worker stays a worker's size.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import Any

from memory.embeddings import minilm
from memory.embeddings.embedder import Config, EmbeddingTrouble, Purpose, Vectors
from memory.embeddings.fitting import fitted
from memory.embeddings.pooling import padded, pooled

PACKAGES = ("onnxruntime", "tokenizers")
INSTALL = ".venv/bin/python -m pip install 'onnxruntime~=1.32' 'tokenizers~=0.23.0'"
MISSING = f"{minilm.NAME} needs two packages that aren’t installed: run {INSTALL}."
LOADING = Lock()


class Local:
    batch = 16
    here = True
    weight = 1.0
    label = f"{minilm.NAME} (on this computer)"
    model = f"local/{minilm.NAME}@{minilm.NUMBERS}"
    dimensions = minilm.NUMBERS

    def __init__(self, config: Config):
        self.config = replace(config, dimensions=self.dimensions)

    def embed(self, texts: Sequence[str], purpose: Purpose = "document") -> Vectors:
        if not texts:
            return Vectors()
        with LOADING:  # whoever comes second waits instead of loading it again
            session, tokenizer = loaded(self.config.folder, self.config.threads)
        rows: list[list[float]] = []
        with told():
            for start in range(0, len(texts), self.batch):
                rows += _states(session, tokenizer, texts[start : start + self.batch])
        return fitted(rows, len(texts), self.config, self.label)


def problem(folder: str) -> str:
    """Why it can't be used; "" where it can. Loads nothing."""
    try:
        _files(folder)
    except EmbeddingTrouble as trouble:
        return trouble.sentence
    return ""


@lru_cache(maxsize=1)
def loaded(folder: str, threads: int) -> tuple[Any, Any]:
    """Model and tokenizer. Raises EmbeddingTrouble, and then tries again the next time."""
    model, words = _files(folder)
    import onnxruntime
    import tokenizers

    with told():
        tokenizer = tokenizers.Tokenizer.from_buffer(words)
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_length=minilm.LONGEST)
        options, where = _options(onnxruntime, threads), ["CPUExecutionProvider"]
        return onnxruntime.InferenceSession(model, options, providers=where), tokenizer


@contextmanager
def told() -> Iterator[None]:
    """What the two packages raise has no parent but Exception."""
    try:
        yield
    except Exception as error:
        sentence = f"{minilm.NAME} failed on this computer: {str(error)[:200]}"
        raise EmbeddingTrouble(sentence, permanent=False) from error


def _files(folder: str) -> list[bytes]:
    """Model and tokenizer. Raises EmbeddingTrouble, also where the packages are missing."""
    if not all(map(find_spec, PACKAGES)):
        raise EmbeddingTrouble(MISSING, permanent=True)
    try:
        return minilm.read(folder)
    except minilm.WrongFile as wrong:
        raise EmbeddingTrouble(str(wrong), permanent=True) from wrong


def _states(session: Any, tokenizer: Any, texts: Sequence[str]) -> list[list[float]]:
    ids, mask = padded([tokenizer.encode(text).ids for text in texts])
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": ids * 0}
    states = session.run(None, {each.name: given[each.name] for each in session.get_inputs()})[0]
    vectors: list[list[float]] = pooled(states, mask).tolist()
    return vectors


def _options(onnxruntime: Any, threads: int) -> Any:
    """Its arena would keep the largest batch's memory for ever."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.enable_cpu_mem_arena, options.log_severity_level = False, 3
    return options
