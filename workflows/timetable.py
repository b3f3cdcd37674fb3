"""When a schedule is due: cron text in a time zone -> moments. Pure; no clock but the one that is passed in.

A slot is a time on the wall clock of the zone, and each comes once:
- where the clock jumps ahead, the slots of the hour that is left out all come at the moment of the jump, as one;
- where an hour comes twice, its slots come the first time round.
So a slot is neither lost nor doubled in spring or autumn, and the moments always grow.
croniter only counts on the wall clock here: its own arithmetic in zones follows other rules in each version.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from cron_descriptor import FormatException, MissingFieldException, Options, get_description
from croniter import CroniterBadDateError, croniter

APART = 5  # minutes between two slots, at least
ON_TIME = timedelta(minutes=5)  # a slot that is later than this was missed
MADE_UP = 24  # missed slots that are made up for, at most
SEEN = 300  # missed slots that are looked at; what lies before is not counted

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
PART = re.compile(r"(?:\*|(?P<low>\w+)(?:-(?P<high>\w+))?)(?:/(?P<step>\d{1,2}))?", re.ASCII)
NTH = re.compile(r"(?P<day>\w+)#[1-5]", re.ASCII)
ENGLISH = Options(locale_code="en_US", use_24hour_time_format=True)


class Wrong(ValueError):
    """Cron text or a zone that makes no schedule. Its text is a sentence for who wrote it."""


@dataclass(frozen=True)
class Due:
    """What to do about the slots up to now, oldest first."""

    slots: tuple[datetime, ...]  # fire these
    left_out: tuple[datetime, ...]  # missed, and not made up for; at most SEEN


@dataclass(frozen=True)
class _Field:
    name: str
    low: int
    high: int
    names: Mapping[str, int]


FIELDS = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of the month", 1, 31, {}),
    _Field("month", 1, 12, {name: number for number, name in enumerate(MONTHS, 1)}),
    _Field("weekday", 0, 7, {name: number for number, name in enumerate(WEEKDAYS)}),
)


def read(text: str, now: datetime) -> str:
    """The cron text, tidied: five fields, capitals, one space between. Raises Wrong."""
    parts = text.upper().split()
    if len(parts) != len(FIELDS):
        names = ", ".join(field.name for field in FIELDS)
        raise Wrong(f"Write five parts with a space between: {names}. This has {len(parts)}.")
    for field, part in zip(FIELDS, parts, strict=True):
        _read(field, part)
    if "#" in parts[4] and parts[2] != "*":
        raise Wrong(f"“{parts[4]}” names days already: write * for the day of the month.")
    cron = " ".join(parts)
    _far_enough_apart(cron)
    if next(coming(cron, UTC, now), None) is None:
        raise Wrong("There is no such day in any year, so this would never come.")
    return cron


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # as zoneinfo raises them for unknown and odd names
        raise Wrong(f"“{name}” is not a time zone. Write one like “Europe/Lisbon”.") from error


def words(cron: str) -> str:
    """“At 09:00 on Monday”; what can't be read is shown as it stands."""
    try:
        said = get_description(cron, ENGLISH)
    except (FormatException, MissingFieldException):
        return cron
    return said.replace(", only on ", " on ").replace(", only in ", " in ")


def coming(cron: str, zone: tzinfo, after: datetime) -> Iterator[datetime]:
    """The slots later than `after`, in UTC; it ends only if none comes for fifty years."""
    walls, last = croniter(cron, _wall(after, zone), ret_type=datetime), after
    while True:
        try:
            moment = _moment(walls.get_next(), zone)
        except CroniterBadDateError:
            return
        if moment > last:
            last = moment
            yield moment


def passed(cron: str, zone: tzinfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """The slots from `since` to `until`, both included, newest first, in UTC."""
    local = until.astimezone(zone)
    back = (local.replace(fold=0).utcoffset() or timedelta()) - (local.utcoffset() or timedelta())
    start = _wall(until, zone) + back + timedelta(seconds=1)  # in the second hour: from the end of the first
    walls, last = croniter(cron, start, ret_type=datetime), until + timedelta.resolution
    while True:
        try:
            moment = _moment(walls.get_prev(), zone)
        except CroniterBadDateError:
            return
        if moment < since:
            return
        if moment < last:
            last = moment
            yield moment


def due(cron: str, zone: tzinfo, since: datetime, now: datetime, catch_up: str) -> Due:
    """`since` is the first slot that nobody has seen to. `catch_up`: skip, last or all."""
    seen = list(islice(passed(cron, zone, since, now), SEEN))
    fired = {
        "skip": [slot for slot in seen if now - slot <= ON_TIME],
        "last": seen[:1],
        "all": seen[:MADE_UP],
    }[catch_up]
    return Due(tuple(reversed(fired)), tuple(reversed(seen[len(fired) :])))


def _read(field: _Field, text: str) -> None:
    """Raises Wrong for what is no minute, hour … L and # stand alone: in lists they could not be put in words."""
    if field.name == "day of the month" and text == "L":
        return
    nth = NTH.fullmatch(text) if field.name == "weekday" else None
    for one in [nth["day"]] if nth else text.split(","):
        _read_one(field, one)


def _read_one(field: _Field, text: str) -> None:
    found = PART.fullmatch(text)
    if found is None or found["step"] in ("0", "00"):
        raise Wrong(f"“{text}” can't be read as the {field.name}. {_example(field)}")
    low, high = (_value(field, found[end]) for end in ("low", "high"))
    if low is not None and low == high:
        raise Wrong(f"“{text}” is a range of one: write “{found['low']}”.")


def _value(field: _Field, text: str | None) -> int | None:
    if text is None:
        return None
    value = int(text) if text.isdecimal() else field.names.get(text)
    if value is None or not field.low <= value <= field.high:
        raise Wrong(f"“{text}” is no {field.name}. {_example(field)}")
    return value % 7 if field.name == "weekday" else value  # 7 is Sunday too


def _example(field: _Field) -> str:
    also = f" or {next(iter(field.names))}" if field.names else ""
    return (
        f"Write * for any, a number from {field.low} to {field.high}{also}, a range, or several with commas."
    )


def _far_enough_apart(cron: str) -> None:
    (minutes, hours, *_rest), _nth = croniter.expand(cron)
    every = range(60) if minutes == ["*"] else minutes, range(24) if hours == ["*"] else hours
    times = sorted(int(hour) * 60 + int(minute) for minute in every[0] for hour in every[1])
    nearest = min(later - earlier for earlier, later in pairwise([*times, times[0] + 24 * 60]))
    if nearest < APART:
        minutes_apart = f"{nearest} minute{'' if nearest == 1 else 's'} apart"
        raise Wrong(f"This comes {minutes_apart}: leave at least {APART} minutes between two runs.")


def _wall(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0, fold=0)


def _moment(wall: datetime, zone: tzinfo) -> datetime:
    """Where the wall clock shows `wall` for the first time; where it never does, the moment when it jumps over it."""
    while True:
        moment = wall.replace(tzinfo=zone).astimezone(UTC)
        if _wall(moment, zone) == wall:
            return moment
        wall += timedelta(minutes=1)
