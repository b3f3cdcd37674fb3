"""Vectors from any server that speaks OpenAI's /embeddings: the vendor itself, Gemini, Ollama, vLLM …"""

from collections.abc import Sequence
from math import hypot, isfinite
from typing import TYPE_CHECKING, Any

from memory.embeddings.embedder import DIMENSIONS, Config, EmbeddingTrouble

if TYPE_CHECKING:  # slow to import, and most processes never embed
    import openai

DEFAULT_MODEL = "text-embedding-3-small"
DEFAULT_URL = "https://api.openai.com/v1"


class OpenAICompatible:
    batch = 64
    weight = 1.0

    def __init__(self, config: Config):
        self.config = config
        self.label = config.model or DEFAULT_MODEL
        self.model = f"{self.label}@{DIMENSIONS}"
        self._shortened: dict[str, Any] = {"dimensions": DIMENSIONS}

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        vectors = self._asked(list(texts)) if texts else []
        if len(vectors) != len(texts):
            raise EmbeddingTrouble(
                f"The embeddings server answered {len(texts)} texts with {len(vectors)} vectors.",
                permanent=True,
            )
        return [_fitted(vector, self.label) for vector in vectors]

    def _asked(self, texts: list[str]) -> list[list[float]]:
        import openai

        try:
            with self._client() as client:
                return _numbers(self._create(client, texts))
        except (openai.OpenAIError, AttributeError, TypeError, ValueError) as error:
            # The SDK checks no shapes: an address of something else gives a web page, or JSON of another kind.
            raise _trouble(error) from error

    def _create(self, client: "openai.OpenAI", texts: list[str]) -> Any:
        """Asks for our dimensions; a model that has only its own refuses that, and is asked for those."""
        import openai

        wanted: dict[str, Any] = {"model": self.label, "input": texts, "encoding_format": "float"}
        try:
            return client.embeddings.create(**wanted, **self._shortened)
        except openai.BadRequestError as refusal:
            if not self._shortened or "dimension" not in str(refusal).lower():
                raise
            self._shortened = {}
            return client.embeddings.create(**wanted)

    def _client(self) -> "openai.OpenAI":
        """Everything said: what is left out, the SDK takes from the environment."""
        import httpx2
        import openai

        client = openai.OpenAI(
            api_key=self.config.key or "unused",
            base_url=self.config.url or DEFAULT_URL,
            max_retries=1,
            timeout=self.config.seconds,
            http_client=httpx2.Client(timeout=self.config.seconds, trust_env=False),
        )
        client.organization = client.project = None
        return client


def _numbers(reply: Any) -> list[list[float]]:
    """The vectors in the order of the texts, whatever order they came in."""
    return [[float(number) for number in each.embedding] for each in sorted(reply.data, key=_place)]


def _place(each: Any) -> int:
    return each.index


def _fitted(vector: list[float], model: str) -> list[float]:
    """To our dimensions and to length 1; zeros at the end change no angle, cutting would."""
    if len(vector) > DIMENSIONS:
        raise EmbeddingTrouble(
            f"“{model}” makes vectors of {len(vector)} numbers and can't shorten them to {DIMENSIONS}: "
            "name another model in EMBEDDINGS_MODEL.",
            permanent=True,
        )
    length = hypot(*vector)
    if not (length and isfinite(length)):
        raise EmbeddingTrouble(f"“{model}” answered with a vector that points nowhere.", permanent=True)
    return [value / length for value in vector] + [0.0] * (DIMENSIONS - len(vector))


SENTENCES = {
    401: "refused the key: check EMBEDDINGS_KEY.",
    403: "refused the key: check EMBEDDINGS_KEY.",
    404: "doesn't know the address or the model: check EMBEDDINGS_URL and EMBEDDINGS_MODEL.",
    429: "has had too many requests from us, or the account is out of credit.",
}


def _trouble(error: Exception) -> EmbeddingTrouble:
    import openai

    status = getattr(error, "status_code", None)
    if isinstance(error, openai.APITimeoutError):
        what = "took too long to answer."
    elif isinstance(error, openai.APIConnectionError):
        what = "can't be reached: check EMBEDDINGS_URL."
    elif status is None:
        what = "gave an answer that can't be read: check EMBEDDINGS_URL."
    else:
        what = SENTENCES.get(status, f"answered with error {status}.")
    passing = (
        isinstance(error, openai.APIConnectionError) or status in (408, 409, 429) or (status or 0) >= 500
    )
    return EmbeddingTrouble(f"The embeddings server {what}", permanent=not passing)
