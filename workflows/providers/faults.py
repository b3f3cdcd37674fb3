"""What went wrong at a vendor, in our words: may it pass, who must act, and what to do. Pure.

The vendor's own stable code decides first, then its error type, then the HTTP status: an error may come
inside a stream that began with 200, and a quota that is used up comes with the status of a rate limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Literal

from workflows.engine.tools import Trouble

LONGEST_DETAIL = 200  # characters of a vendor's own message
THEN = ", then resume the run"  # what is left to do once an account is mended


@dataclass(frozen=True)
class Fault:
    """An error as the vendor put it."""

    status: int | None = None
    kind: str = ""  # the vendor's error type, "overloaded_error"
    code: str = ""  # its stable code, "insufficient_quota"
    message: str = ""
    retry_after: float | None = None  # seconds


class NoAnswer(Exception):
    """Carries a fault out of the transport, through whatever an SDK wraps it into."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.kind)


@dataclass(frozen=True)
class Vendor:
    name: str  # "anthropic", as routes name it
    label: str  # "Anthropic"
    setting: str  # where its key is set: "ANTHROPIC_API_KEY"
    then: str = THEN
    wrong: str = "ours"  # what it means that it calls a request wrong, of MEANINGS


@dataclass(frozen=True)
class Meaning:
    """`whole`: it concerns every model of the vendor, so that the next of them need not be asked."""

    sentence: str
    permanent: bool = False
    owner: Literal["nobody", "agency", "us"] = "nobody"
    whole: bool = False
    may_cost: bool = False  # the vendor may have worked, and bill it


MEANINGS: Mapping[str, Meaning] = {
    "overloaded": Meaning("{model} is overloaded."),
    "limited": Meaning("{vendor} takes no more calls to {model} for the moment."),
    "outage": Meaning("{vendor} has trouble of its own with {model}{detail}."),
    "timeout": Meaning("{model} did not answer in time.", may_cost=True),
    "unreachable": Meaning(
        "{vendor} can't be reached. If it stays so, check the network and the address.",
        whole=True,
    ),
    "private": Meaning(
        "{vendor} isn't asked: its address leads into a private network, or isn't https; correct it in "
        "{setting}{then}.",
        permanent=True,
        owner="agency",
        whole=True,
    ),
    "unsafe": Meaning(
        "No safe connection to {vendor}: its certificate isn't valid for the address, or it doesn't speak https "
        "there. If it stays so, check the address.",
        whole=True,
    ),
    "broken": Meaning("The answer of {model} broke off.", may_cost=True),
    "unreadable": Meaning(
        "What came back for {model} is no answer of {vendor}'s. If it stays so, check its address.",
        may_cost=True,
    ),
    "elsewhere": Meaning(
        "{vendor} sends to another address, and Baton doesn't follow with the key; correct the address that goes with "
        "{setting}{then}.",
        permanent=True,
        owner="agency",
        whole=True,
    ),
    "endless": Meaning(
        "What came back for {model} is larger than any answer, and was not read to its end. If it stays so, check the "
        "address.",
        may_cost=True,
    ),
    "key": Meaning(
        "{vendor} refuses the key; put a valid one into {setting}{then}.",
        permanent=True,
        owner="agency",
        whole=True,
    ),
    "forbidden": Meaning(
        "{vendor} does not let this key use {model}; allow it there or take the model out of the route.",
        permanent=True,
        owner="agency",
    ),
    "credit": Meaning(
        "The account at {vendor} has no credit left or has met its spending limit; top it up or raise the limit "
        "there{then}.",
        permanent=True,
        owner="agency",
        whole=True,
    ),
    "unknown_model": Meaning(
        "{vendor} does not know the model “{model}”; correct the route.", permanent=True, owner="agency"
    ),
    "too_large": Meaning(
        "The request is too large for {model}; give the step less context or a shorter brief.",
        permanent=True,
        owner="agency",
    ),
    "misfit": Meaning(
        "{vendor} doesn't take what it is asked in this way{detail}; correct what it can do in {setting}{then}.",
        permanent=True,
        owner="agency",
    ),
    "ours": Meaning(
        "{vendor} calls the request to {model} wrong{detail}; this is a bug in Baton, please report it.",
        permanent=True,
        owner="us",
    ),
}

CODES: Mapping[str, str] = {
    "insufficient_quota": "credit",
    "billing_hard_limit_reached": "credit",
    "billing_not_active": "credit",
    "enforced_spend_limit_reached": "credit",
    "contract_spend_limit_reached": "credit",
    "linked_organization_spend_limit_reached": "credit",
    "linked_organization_billing_unavailable": "credit",
    "organization_on_hold": "credit",
    "invalid_api_key": "key",
    "account_deactivated": "key",
    "rate_limit_exceeded": "limited",
    "ramp_limit_exceeded": "limited",
    "server_error": "outage",
    "model_not_found": "unknown_model",
    "context_length_exceeded": "too_large",
    "request_too_large": "too_large",
    "quota_of_the_day": "credit",
    "API_KEY_INVALID": "key",
    "API_KEY_SERVICE_BLOCKED": "forbidden",
}
KINDS: Mapping[str, str] = {
    "overloaded_error": "overloaded",
    "rate_limit_error": "limited",
    "timeout_error": "timeout",
    "api_error": "outage",
    "server_error": "outage",
    "authentication_error": "key",
    "billing_error": "credit",
    "permission_error": "forbidden",
    "not_found_error": "unknown_model",
    "request_too_large": "too_large",
    "insufficient_quota": "credit",
    "RESOURCE_EXHAUSTED": "limited",
    "UNAVAILABLE": "overloaded",
    "DEADLINE_EXCEEDED": "timeout",
    "INTERNAL": "outage",
    "UNAUTHENTICATED": "key",
    "PERMISSION_DENIED": "forbidden",
    "NOT_FOUND": "unknown_model",
    "timeout": "timeout",
    "unreachable": "unreachable",
    "private": "private",
    "unsafe": "unsafe",
    "broken": "broken",
    "unreadable": "unreadable",
    "elsewhere": "elsewhere",
    "endless": "endless",
}
STATUSES: Mapping[int, str] = {
    401: "key",
    402: "credit",
    403: "forbidden",
    404: "unknown_model",
    408: "timeout",
    409: "outage",
    413: "too_large",
    429: "limited",
    504: "timeout",
    529: "overloaded",
}
CREDIT_WORDS = ("credit balance", "exceeded your current quota", "spend limit", "billing")


def meaning(fault: Fault) -> str:
    """The key in MEANINGS."""
    if fault.code in CODES:
        return CODES[fault.code]
    if fault.kind in KINDS and fault.kind != "rate_limit_error":
        return KINDS[fault.kind]
    if any(words in fault.message.lower() for words in CREDIT_WORDS) and fault.status in (400, 402, 403, 429):
        return "credit"
    if fault == Fault(404):  # a vendor says more than that of a model that it doesn't know
        return "unreadable"
    return KINDS.get(fault.kind) or _by_status(fault.status)


def _by_status(status: int | None) -> str:
    if status is None or status >= 500:
        return STATUSES.get(status or 0, "outage")
    if status < 400:
        return "unreadable"
    return STATUSES.get(status, "ours")


def trouble(fault: Fault, vendor: Vendor, model: str, label: str = "", secret: str = "") -> Trouble:
    """The Trouble for a fault; `secret` is taken out of whatever the vendor wrote."""
    kind = meaning(fault)
    meant = MEANINGS[vendor.wrong if kind == "ours" else kind]
    said = fault.message.replace(secret, "…") if secret else fault.message
    detail = f" (“{_short(said)}”)" if said else ""
    return Trouble(
        sentence=meant.sentence.format(
            vendor=vendor.label, model=label or model, detail=detail, setting=vendor.setting, then=vendor.then
        ),
        permanent=meant.permanent,
        owner=meant.owner,
        retry_after=None if meant.permanent else fault.retry_after,
        provider=vendor.name,
        model="" if meant.whole else model,
        kind=kind,
        may_cost=meant.may_cost,
    )


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that a vendor asks us to wait: Retry-After in seconds or as a date, retry-after-ms."""
    milliseconds, seconds = number(headers.get("retry-after-ms", "")), headers.get("retry-after", "")
    if milliseconds is not None:
        return milliseconds / 1000
    if (named := number(seconds)) is not None:
        return named
    return _until(seconds, now or _date(headers.get("date", "")) or datetime.now(UTC))


def number(text: str) -> float | None:
    """Not below 0. None for what is no number, “nan” and “inf” among it."""
    try:
        found = float(text)
    except ValueError:
        return None
    return max(found, 0.0) if isfinite(found) else None


def _until(text: str, now: datetime) -> float | None:
    """By the vendor's clock where it told its time, for ours may be wrong."""
    when = _date(text)
    return max((when - now).total_seconds(), 0.0) if when else None


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _short(text: str) -> str:
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= LONGEST_DETAIL else f"{line[:LONGEST_DETAIL]}…"
