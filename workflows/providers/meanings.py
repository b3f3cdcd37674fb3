"""What errors mean: each meaning with its sentence, and by which of a vendor's words an error has it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


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
    "unfit": Meaning(
        "{vendor} calls the request to {model} wrong{detail}; correct what it can do under Models, or take it out of "
        "the route{then}.",
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
