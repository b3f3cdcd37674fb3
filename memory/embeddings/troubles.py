"""What went wrong at an embeddings server, in a sentence that says what to do."""

from memory.embeddings.embedder import Config, EmbeddingTrouble

PASSING = (408, 409, 429)


def told(
    config: Config, status: int | None, kind: str = "", server: str = "The embeddings server"
) -> EmbeddingTrouble:
    """`kind`: "timeout", "unreachable", "private" or "unreadable" where there is no status."""
    key, url, model = ("the key", "the address", "the model") if config.typed else (
        "EMBEDDINGS_KEY", "EMBEDDINGS_URL", "EMBEDDINGS_MODEL"
    )  # fmt: skip
    sentences = {
        "timeout": "took too long to answer.",
        "unreachable": f"can't be reached: check {url}.",
        "private": f"leads into a private network, so Baton doesn't connect to it: check {url}.",
        "plain": f"has an address without https, where others could read the key and the texts: check {url}.",
        "unreadable": f"gave an answer that can't be read: check {url}.",
        401: f"refused the key: check {key}.",
        403: f"refused the key: check {key}.",
        404: f"doesn't know the address or the model: check {url} and {model}.",
        429: "has had too many requests from us, or the account is out of credit.",
    }
    what = sentences.get(kind or status or "", f"answered with error {status}.")
    passing = kind in ("timeout", "unreachable") or status in PASSING or (status or 0) >= 500
    return EmbeddingTrouble(f"{server} {what}", permanent=not passing)


def without_status(error: BaseException) -> str:
    """The kind of a call that got no answer: what the transport said stands among its causes."""
    cause: BaseException | None = error
    while cause is not None:
        if "private network" in str(cause):
            return "private"
        cause = cause.__cause__ or cause.__context__
    return "unreachable"
