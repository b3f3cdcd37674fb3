"""When a model is passed over, and when it is tried again: a circuit breaker as a pure function of what is known, what
a call says, and the time.

Three failures in a row open the circuit for a pause. When the pause is over, one call tries whether the model answers
again: if it does, nothing is known against it any more; if not, the next pause is longer. A refused key or an empty
account opens at once, and for the whole account, for no second call is needed to know; so does a model that its vendor
doesn't know any more, for itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from workflows.engine.tools import Reply, Trouble

IN_A_ROW = 3  # one failure is an accident, two may be
WINDOW = timedelta(minutes=5)  # failures that are further apart than this are no row
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)
LONGEST_ASKED = timedelta(hours=1)  # a vendor may ask for a longer one: one call an hour is no burden to it
TRIAL = timedelta(minutes=1)  # for so long the others leave it to the one that tries; it may have been lost
LOOK_AGAIN = timedelta(seconds=15)  # for whoever waits while another tries
WHOLE = ""  # in the place of a model: the account as such
LATE = "late"  # the kind of a trouble that says nothing of the model: it was given too little time
UNSENT = "unsent"  # or the call was not sent, for its budget

WORDS: Mapping[str, str] = {
    "overloaded": "overloaded",
    "limited": "over its rate limit",
    "outage": "in trouble at the vendor's",
    "timeout": "too slow",
    "unreachable": "out of reach",
    "broken": "broke off",
    "unreadable": "unreadable",
    "key": "its key was refused",
    "credit": "its account has no credit left",
    "unknown": "its vendor doesn’t know it",
    "forbidden": "its key may not use it",
}
NOT_THERE = {
    "unknown_model": "unknown",
    "forbidden": "forbidden",
}  # what a vendor says of one model, and not of a request
FOR_A_PERSON = ("key", "credit", *NOT_THERE.values())
TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times", 5: "five times"}

Standing = Literal["closed", "open", "tried", "due"]


@dataclass(frozen=True)
class Said:
    """What one call says of a circuit."""

    well: bool
    kind: str = ""  # of the trouble, a key of WORDS
    at_once: bool = False  # no second call is needed to know
    wait: float | None = None  # seconds that the vendor asked for


@dataclass(frozen=True)
class Circuit:
    """What is known against a model at one account. Of a model that answers nothing is known."""

    since: datetime  # the first failure of the row
    failures: int = 0  # in a row
    opened: int = 0  # times in a row: pauses grow by it
    open_until: datetime | None = None  # None: closed, the row is too short yet
    tried_until: datetime | None = None  # somebody has the trial until then
    kind: str = ""  # of the last trouble

    def standing(self, now: datetime) -> Standing:
        """open: passed over · due: the next call is the trial · tried: another has the trial."""
        if self.open_until is None:
            return "closed"
        if now < self.open_until:
            return "open"
        return "tried" if self.tried_until and now < self.tried_until else "due"

    def seconds(self, now: datetime) -> float:
        """Until asking again makes sense."""
        if self.open_until and now < self.open_until:
            return (self.open_until - now).total_seconds()
        return min(LOOK_AGAIN, max((self.tried_until or now) - now, timedelta(0))).total_seconds()

    @property
    def words(self) -> str:
        """Why, as the rest of a clause: “overloaded three times in a row”."""
        said = WORDS.get(self.kind, "failed")
        if self.is_for_a_person:
            return said
        return f"{said} {TIMES.get(self.failures, f'{self.failures:,} times')} in a row"

    @property
    def is_for_a_person(self) -> bool:
        """It doesn't pass by itself."""
        return self.kind in FOR_A_PERSON


WELL = Said(well=True)


def said(model: str, result: Reply | Trouble) -> dict[str, Said]:
    """What a call says of its model, and of its account (WHOLE). Whoever answers, be it with a refusal or with what is
    wrong with the request, is there."""
    if isinstance(result, Trouble) and result.kind in (LATE, UNSENT):
        return {}
    if isinstance(result, Reply) or (result.permanent and result.model and result.kind not in NOT_THERE):
        return {model: WELL, WHOLE: WELL}
    failed = Said(False, NOT_THERE.get(result.kind, result.kind), result.permanent, result.retry_after)
    return {model: failed, WHOLE: WELL} if result.model else {WHOLE: failed}


def after(circuit: Circuit | None, heard: Said, now: datetime, *, trial: bool = False) -> Circuit | None:
    """What is known then; None: nothing. While it is open only the trial counts: the others were sent before."""
    is_open = circuit is not None and circuit.open_until is not None
    if is_open and not trial:
        return circuit
    if heard.well:
        return None
    longer = _with_one_more(circuit, heard, now)
    if is_open or heard.at_once or longer.failures >= IN_A_ROW:
        return _opened(longer, heard, now)
    return longer


def _with_one_more(circuit: Circuit | None, heard: Said, now: datetime) -> Circuit:
    if circuit is None or (circuit.open_until is None and now - circuit.since > WINDOW):
        circuit = Circuit(since=now)
    return replace(circuit, failures=circuit.failures + 1, kind=heard.kind)


def _opened(circuit: Circuit, heard: Said, now: datetime) -> Circuit:
    pause = min(FIRST_PAUSE * 2 ** min(circuit.opened, 10), LONGEST_PAUSE)
    asked = min(timedelta(seconds=min(heard.wait or 0, 86_400)), LONGEST_ASKED)
    return replace(circuit, opened=circuit.opened + 1, open_until=now + max(pause, asked), tried_until=None)
