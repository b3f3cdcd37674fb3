"""What every model API looks like from inside: one call, one answer, never an exception for expected
trouble.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from workflows.engine.tools import Reply, Request, Trouble


class Provider(Protocol):
    """Translate, call, translate back. Trouble is a value; what is raised is a bug (or a cancellation)."""

    name: str

    async def complete(self, request: Request, model: str) -> Reply | Trouble:
        """One call to one model: no retries, no second model, no parsing of JSON. `cost_usd` stays None."""
        ...

    async def aclose(self) -> None:
        """Close what this provider opened in the running event loop."""
        ...


class Ledger(Protocol):
    """Where each call is written before it is sent and settled after, so that a crash can't hide one."""

    async def opened(self, request: Request, choice: "Choice", why: str) -> Any:
        """Called right before sending; what it returns comes back in `settled`. A Trouble: it must not be sent.
        `why`: this model, in a sentence.
        """
        ...

    async def settled(self, token: Any, result: Reply | Trouble) -> None: ...


@dataclass(frozen=True)
class Shut:
    """A model that is not to be asked for a while."""

    why: str  # the rest of a clause that begins with its name: “is passed over until 14:05: …”
    seconds: float  # until asking again makes sense


class Health(Protocol):
    """What is known of how models are, shared by all workers (runner.watch)."""

    async def ask(self, choice: "Choice") -> "Shut | Any":
        """Called right before a model is asked; what it returns, if not Shut, comes back in `heard`."""
        ...

    async def heard(self, token: Any, result: Reply | Trouble) -> None: ...


@dataclass(frozen=True)
class Limit:
    """Of one credential, for all clients and machines together. 0: no limit."""

    at_once: int = 0
    per_minute: int = 0

    def __bool__(self) -> bool:
        return bool(self.at_once or self.per_minute)


@dataclass(frozen=True)
class Account:
    """A provider that is asked with one credential."""

    provider: Provider
    credential: (
        str  # names it among all workers: "anthropic" of the environment, or "credential 17" for a row
    )
    name: str  # whom it leads to, within a sentence: "Anthropic"
    limit: Limit = Limit()
    stored: bool = False  # in a row that people change on a page, not in the environment
    payer: str = "deployment"  # whose it is: the deployment's, the "agency"'s or the "client"'s

    def setting(self, name: str) -> str:
        """Where one of its limits is changed: `name` as on the page, such as "Calls at once"."""
        return (
            f"“{name}” of this key" if self.stored else f"{self.credential}_{name.replace(' ', '_')}".upper()
        )


@dataclass(frozen=True)
class Choice:
    """One entry of a route: who is asked for which model."""

    provider: (
        str  # an account of the registry: "anthropic", or "server:NAME" for one of several compatible servers
    )
    model: str
    label: str = ""

    @property
    def name(self) -> str:
        return self.label or self.model

    @property
    def key(self) -> str:
        """As settings and forms name it (names.parted)."""
        return f"{self.provider}/{self.model}"
