"""When a model is passed over, for how long, and what lets it back: a function of what is known and what was heard."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.workflows.providers.scripted import no_key, overloaded, reply
from workflows.engine.tools import Trouble
from workflows.providers import breaker
from workflows.providers.breaker import LATE, UNSENT, WELL, WHOLE, Said, after

NOW = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
FAILED = Said(False, "overloaded")
MODEL = "claude-sonnet-5-5"


def many(count, *, each=timedelta(seconds=1), heard=FAILED, circuit=None):
    for number in range(count):
        circuit = after(circuit, heard, NOW + number * each)
    return circuit


def opened(wait=None):
    return many(3, each=timedelta(0), heard=Said(False, "overloaded", wait=wait))


def failed_again(circuit):
    """The trial at the end of the pause."""
    return after(circuit, FAILED, circuit.open_until, trial=True)


def pause(circuit, since=NOW):
    return (circuit.open_until - since).total_seconds()


def test_it_opens_after_three_failures_in_a_row():
    assert many(2).standing(NOW) == "closed"
    circuit = many(3)
    assert circuit.standing(NOW + timedelta(seconds=3)) == "open"
    assert circuit.words == "overloaded three times in a row"


def test_it_forgets_a_row_that_was_broken():
    assert after(many(2), WELL, NOW) is None


def test_it_counts_failures_that_lie_far_apart_as_no_row():
    assert many(9, each=timedelta(minutes=6)).failures == 1


def test_it_opens_for_a_pause_and_then_lets_one_try():
    circuit = opened()
    assert pause(circuit) == 30
    assert [circuit.standing(NOW + timedelta(seconds=s)) for s in (29, 30)] == ["open", "due"]
    tried = replace(circuit, tried_until=circuit.open_until + breaker.TRIAL)
    times = [tried.standing(circuit.open_until + timedelta(seconds=s)) for s in (0, 59, 60)]
    assert times == ["tried", "tried", "due"]


def test_it_closes_when_the_trial_goes_well():
    assert after(opened(), WELL, NOW, trial=True) is None


def test_it_pauses_longer_each_time_and_no_longer_than_it_may():
    circuit, pauses = opened(), []
    for _ in range(8):
        since = circuit.open_until
        circuit = failed_again(circuit)
        pauses.append(pause(circuit, since))
    assert pauses == [60, 120, 240, 480, 900, 900, 900, 900]
    assert circuit.words == "overloaded 11 times in a row"


def test_it_hears_nothing_while_it_is_open_but_from_the_trial():
    circuit = opened()
    assert after(circuit, WELL, NOW) == after(circuit, FAILED, NOW) == circuit


def test_it_takes_a_trial_for_a_call_like_others_where_somebody_closed_it_meanwhile():
    assert after(None, FAILED, NOW, trial=True).standing(NOW) == "closed"


@pytest.mark.parametrize(("asked", "seconds"), [(5, 30), (300, 300), (86_400, 3600), (1e300, 3600)])
def test_it_pauses_for_as_long_as_the_vendor_asks_within_an_hour(asked, seconds):
    assert pause(opened(wait=asked)) == seconds


def test_it_tells_when_asking_again_makes_sense():
    circuit = opened()
    assert circuit.seconds(NOW + timedelta(seconds=10)) == 20
    tried = replace(circuit, tried_until=circuit.open_until + breaker.TRIAL)
    assert tried.seconds(circuit.open_until) == 15


def test_it_needs_no_second_call_to_know_that_a_key_is_refused():
    heard = breaker.said(MODEL, replace(no_key(), kind="key"))
    assert list(heard) == [WHOLE]
    circuit = after(None, heard[WHOLE], NOW)
    assert (circuit.standing(NOW), circuit.words) == ("open", "its key was refused")
    assert circuit.is_for_a_person and not opened().is_for_a_person


@pytest.mark.parametrize(
    ("kind", "words"),
    [("unknown_model", "its vendor doesn’t know it"), ("forbidden", "its key may not use it")],
)
def test_it_needs_no_second_call_to_know_that_a_model_is_not_there(kind, words):
    heard = breaker.said(MODEL, Trouble("Not there.", True, "agency", model=MODEL, kind=kind))
    assert heard[WHOLE] == WELL
    circuit = after(None, heard[MODEL], NOW)
    assert (circuit.standing(NOW), circuit.words, circuit.is_for_a_person) == ("open", words, True)
    assert len(circuit.kind) <= 12  # its column


def test_it_knows_whom_a_call_speaks_of():
    busy = overloaded(MODEL, after=7)
    assert breaker.said(MODEL, busy) == {MODEL: Said(False, wait=7), WHOLE: WELL}
    away = Trouble("Can't be reached.", False, kind="unreachable")
    assert breaker.said(MODEL, away) == {WHOLE: Said(False, "unreachable")}
    well = {MODEL: WELL, WHOLE: WELL}
    too_large = Trouble("Too large.", True, "agency", model=MODEL)
    for answer in (reply(), reply("", stop="refused"), too_large):
        assert breaker.said(MODEL, answer) == well


def test_it_says_nothing_of_a_model_that_had_too_little_time():
    assert breaker.said(MODEL, Trouble("Late.", False, model=MODEL, kind=LATE)) == {}


def test_it_says_nothing_of_a_model_whose_call_was_not_sent():
    refused = Trouble("It would cost too much.", True, "agency", None, "anthropic", MODEL, UNSENT)
    assert breaker.said(MODEL, refused) == {}
