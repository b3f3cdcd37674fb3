"""Vectors from OpenAI, and from any server that speaks its /embeddings: Ollama, vLLM, a gateway …"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from memory.embeddings import transport, troubles
from memory.embeddings.embedder import Config, EmbeddingTrouble, Purpose, Vectors
from memory.embeddings.fitting import fitted

if TYPE_CHECKING:  # slow to import, and most processes never embed
    import openai

DEFAULT_MODEL = "text-embedding-3-small"
DEFAULT_URL = "https://api.openai.com/v1"


class OpenAICompatible:
    batch = 64
    here = False
    weight = 1.0

    def __init__(self, config: Config):
        self.config = config
        self.label = config.model or DEFAULT_MODEL
        self.model, self.dimensions = config.named(self.label), config.dimensions
        self._shortened: dict[str, Any] = {"dimensions": config.dimensions}

    def embed(self, texts: Sequence[str], purpose: Purpose = "document") -> Vectors:
        if not texts:
            return Vectors()
        rows, tokens = self._asked(self.config.prefixed(texts, purpose))
        return fitted(rows, len(texts), self.config, self.label, tokens)

    def _asked(self, texts: list[str]) -> tuple[list[list[float]], int]:
        import openai

        try:
            with self._client() as client:
                reply = self._create(client, texts)
                return _numbers(reply), int(getattr(reply.usage, "total_tokens", 0) or 0)
        except (openai.OpenAIError, AttributeError, TypeError, ValueError) as error:
            # The SDK checks no shapes: an address of something else gives a web page, or JSON of another kind.
            raise _trouble(self.config, error) from error

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
        """Everything said: what is left out, the SDK takes from the environment. It tries again once, and waits for
        as long as the server's Retry-After says."""
        import openai

        client = openai.OpenAI(
            api_key=self.config.key or "unused",
            base_url=self.config.url or DEFAULT_URL,
            max_retries=1,
            timeout=self.config.seconds,
            http_client=transport.http(self.config),
        )
        client.organization = client.project = None
        return client


def _numbers(reply: Any) -> list[list[float]]:
    """The vectors in the order of the texts, whatever order they came in."""
    return [[float(number) for number in each.embedding] for each in sorted(reply.data, key=_place)]


def _place(each: Any) -> int:
    return each.index


def _trouble(config: Config, error: Exception) -> EmbeddingTrouble:
    import openai

    if isinstance(error, openai.APITimeoutError):
        return troubles.told(config, None, "timeout")
    if isinstance(error, openai.APIConnectionError):
        return troubles.told(config, None, troubles.without_status(error))
    status = getattr(error, "status_code", None)
    return troubles.told(config, status, "" if status else "unreadable")
