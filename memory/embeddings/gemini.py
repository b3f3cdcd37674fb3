"""Vectors from Gemini, by Google's own SDK. It is told what each text is for: a document, or a query."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from memory.embeddings import transport, troubles
from memory.embeddings.embedder import Config, EmbeddingTrouble, Purpose, Vectors
from memory.embeddings.fitting import fitted

if TYPE_CHECKING:  # slow to import, and most processes never embed
    from google import genai

DEFAULT_MODEL = "gemini-embedding-001"
TASKS = {"document": "RETRIEVAL_DOCUMENT", "query": "RETRIEVAL_QUERY"}
SERVER = "Gemini"


class Gemini:
    batch = 100  # the API's own limit
    here = False
    weight = 1.0

    def __init__(self, config: Config):
        self.config = config
        self.label = config.model or DEFAULT_MODEL
        self.model, self.dimensions = config.named(self.label), config.dimensions

    def embed(self, texts: Sequence[str], purpose: Purpose = "document") -> Vectors:
        if not texts:
            return Vectors()
        reply = self._asked(self.config.prefixed(texts, purpose), purpose)
        rows = [list(each.values or ()) for each in reply.embeddings or ()]
        usage = getattr(reply.usage_metadata, "prompt_token_count", None)
        return fitted(rows, len(texts), self.config, self.label, int(usage or 0))

    def _asked(self, texts: list[str], purpose: Purpose) -> Any:
        import httpx2
        from google.genai import errors, types

        contents: Any = [types.Content(parts=[types.Part(text=text)]) for text in texts]
        wanted = types.EmbedContentConfig(
            output_dimensionality=self.dimensions, task_type=self._task(purpose)
        )
        try:
            with transport.http(self.config) as http:
                return self._client(http).models.embed_content(
                    model=self.label, contents=contents, config=wanted
                )
        except httpx2.TimeoutException as error:
            raise troubles.told(self.config, None, "timeout", SERVER) from error
        except httpx2.HTTPError as error:
            raise troubles.told(self.config, None, troubles.without_status(error), SERVER) from error
        except errors.APIError as error:
            raise self._refused(error) from error
        except (AttributeError, TypeError, ValueError) as error:
            raise troubles.told(self.config, None, "unreadable", SERVER) from error

    def _task(self, purpose: Purpose) -> str | None:
        """A model that wants prefixes is told by those."""
        prefixed = self.config.query_prefix or self.config.document_prefix
        return None if prefixed else TASKS[purpose]

    def _refused(self, error: Any) -> EmbeddingTrouble:
        """Gemini calls a bad key a bad request."""
        is_key = error.code == 400 and "api key" in str(error).lower()
        return troubles.told(self.config, 401 if is_key else error.code, "", SERVER)

    def _client(self, http: Any) -> "genai.Client":
        """Everything said: what is left out, the SDK takes from the environment. It tries again once by itself."""
        from google import genai
        from google.genai import types
        from google.genai.client import DebugConfig

        return genai.Client(
            vertexai=False,
            api_key=self.config.key or "none",
            debug_config=DebugConfig(client_mode=None, replays_directory=None, replay_id=None),
            http_options=types.HttpOptions(
                base_url=self.config.url or None,
                api_version="v1beta",  # as for texts (workflows.providers.sdks)
                timeout=int(self.config.seconds * 1000),
                retry_options=types.HttpRetryOptions(attempts=2),
                httpx_client=http,
            ),
        )
