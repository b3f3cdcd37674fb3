"""What went wrong at a vendor, in our words: may it pass, who must act, and what to do. Pure.

The vendor's own stable code decides first, then its error type, then the HTTP status: an error may come
inside a stream that began with 200, and a quota that is used up comes with the status of a rate limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite

from workflows.engine.tools import Trouble
from workflows.providers.meanings import CODES, CREDIT_WORDS, KINDS, MEANINGS, STATUSES

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
    begun: bool = False  # it came after the answer had begun, so that some of that may be billed


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
        may_cost=meant.may_cost or (fault.begun and not meant.permanent),
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
