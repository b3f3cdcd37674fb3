"""The vendor's code decides before its type, and its type before the status."""

from datetime import UTC, datetime

import pytest

from workflows.providers.faults import Fault, Vendor, meaning, retry_after, trouble

VENDOR = Vendor("anthropic", "Anthropic", "ANTHROPIC_API_KEY")


@pytest.mark.parametrize(
    ("fault", "meant"),
    [
        (Fault(429, "rate_limit_error"), "limited"),
        (Fault(429, "insufficient_quota", "insufficient_quota"), "credit"),
        (Fault(429, "rate_limit_error", "enforced_spend_limit_reached"), "credit"),
        (Fault(429, "", "", "You exceeded your current quota"), "credit"),
        (Fault(200, "overloaded_error"), "overloaded"),
        (Fault(None, "", "insufficient_quota"), "credit"),
        (Fault(401, "invalid_request_error", "invalid_api_key"), "key"),
        (Fault(401, "invalid_request_error"), "key"),
        (Fault(400, "invalid_request_error"), "ours"),
        (Fault(400, "invalid_request_error", "", "Your credit balance is too low"), "credit"),
        (Fault(418), "ours"),
        (Fault(502), "outage"),
        (Fault(None), "outage"),
        (Fault(302), "unreadable"),
    ],
)
def test_it_reads_the_most_telling_sign(fault, meant):
    assert meaning(fault) == meant


def test_it_names_the_model_only_where_other_models_may_do_better():
    assert trouble(Fault(529), VENDOR, "m").model == "m"
    assert trouble(Fault(401), VENDOR, "m").model == ""


def test_it_asks_nobody_to_wait_for_what_does_not_pass():
    assert trouble(Fault(401, retry_after=5.0), VENDOR, "m").retry_after is None
    assert trouble(Fault(429, retry_after=5.0), VENDOR, "m").retry_after == 5.0


def test_it_keeps_a_vendors_sentence_short():
    assert len(trouble(Fault(400, message="x" * 5_000), VENDOR, "m").sentence) < 400


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "Sun, 22 Nov 2026 20:01:00 GMT"}, 60.0),
        ({"retry-after": "Sun, 22 Nov 2026 19:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after-ms": "nan", "retry-after": "9"}, 9.0),
        ({"retry-after": "Sun, 99 Nov 2026 20:01:00 GMT"}, None),
    ],
)
def test_it_reads_how_long_to_wait(headers, seconds):
    assert retry_after(headers, datetime(2026, 11, 22, 20, 0, tzinfo=UTC)) == seconds


def test_it_reads_a_date_by_the_vendors_clock():
    headers = {"retry-after": "Sun, 22 Nov 2026 20:01:00 GMT", "date": "Sun, 22 Nov 2026 20:00:30 GMT"}
    assert retry_after(headers) == 30.0
