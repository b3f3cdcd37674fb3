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

    async def opened(self, request: Request, provider: str, model: str) -> Any:
        """Called right before sending; what it returns comes back in `settled`."""
        ...

    async def settled(self, token: Any, result: Reply | Trouble) -> None: ...


@dataclass(frozen=True)
class Choice:
    """One entry of a route: who is asked for which model."""

    provider: str
    model: str
    label: str = ""

    @property
    def name(self) -> str:
        return self.label or self.model
