"""Whom a review step asks, as its settings name them: people by their address, groups by their name, roles by “@…”.

Here is only what the words mean; who those people are is known outside of the engine.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from workflows.engine.settings import listed

ROLES: Mapping[str, str] = {
    "@owners": "the agency’s owners",
    "@agency": "the agency’s owners and editors",
    "@client": "the client’s reviewers",
}
Sort = Literal["role", "person", "group", "unknown"]


def sort(name: str) -> Sort:
    if name.startswith("@"):
        return "role" if name in ROLES else "unknown"
    return "person" if "@" in name else "group"


def words(name: str) -> str:
    """As it stands in a sentence."""
    named = {"role": ROLES.get(name, name), "group": f"the group “{name}”"}
    return named.get(sort(name), name)


def said(names: Iterable[str]) -> str:
    return listed(words(name) for name in names)


def one_of(names: Iterable[str]) -> str:
    """The subject of a sentence: “one of …”, or the only person's address."""
    asked = list(names)
    return asked[0] if len(asked) == 1 and sort(asked[0]) == "person" else f"one of {said(asked)}"


def terms(settings: Mapping[str, Any]) -> list[str]:
    """What holds beyond “who decides within …”, a sentence each, in the order in which it happens."""
    return [sentence for sentence in (_many(settings), _another(settings), _later(settings)) if sentence]


def _many(settings: Mapping[str, Any]) -> str:
    needed = settings.get("approvals", 1)
    return f"It takes {needed} approvals of exactly the same text." if needed > 1 else ""


def _another(settings: Mapping[str, Any]) -> str:
    if not settings.get("somebody_else"):
        return ""
    return "Who started the run or edited the text last can’t be the only one to approve."


def _later(settings: Mapping[str, Any]) -> str:
    told, ends = settings.get("escalate_hours", 0), settings.get("timeout_hours", 0)
    to = said(settings.get("escalate_to") or ("@owners",))
    found = [f"after {hours(told)} {to} are asked too"] if told else []
    if ends and settings.get("at_timeout", "pass") == "stop":
        found.append(f"after {hours(ends)} without a decision the run stops")
    elif ends:
        found.append(
            f"after {hours(ends)} without a decision it passes to {said(settings.get('pass_to') or ('@owners',))}"
        )
    sentence = "; ".join(found)
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""


def hours(number: int) -> str:
    return f"{number} hour{'' if number == 1 else 's'}"
