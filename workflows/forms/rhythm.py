"""The rhythms that most schedules have, as questions, and back: cron text <-> what a person chose."""

import re
from collections.abc import Mapping, Sequence
from datetime import time

from workflows.timetable import WEEKDAYS

WORKDAYS = WEEKDAYS[1:6]
DAY_NAMES = {
    "MON": "Monday", "TUE": "Tuesday", "WED": "Wednesday", "THU": "Thursday", "FRI": "Friday", "SAT": "Saturday",
    "SUN": "Sunday",
}  # fmt: skip
RHYTHMS = [
    ("days", "Every day"),
    ("weekdays", "Every weekday"),
    ("week", "Every week"),
    ("month", "Every month"),
    ("own", "Another rhythm, written as cron"),
]
DAYS_OF_MONTH = [
    *((str(day), f"Day {day}") for day in range(1, 29)),  # those that every month has
    ("L", "The last day"),
    *((f"{day}#1", f"The first {DAY_NAMES[day]}") for day in WORKDAYS),
]
AT = re.compile(r"(?P<minute>\d{1,2}) (?P<hour>\d{1,2}) (?P<day>\*|L|\d+) \* (?P<weekday>[*A-Z0-9#,-]+)")

Chosen = Mapping[str, object]
"""rhythm, and of it: time ("09:00"), days (names), day (of DAYS_OF_MONTH), cron."""


def cron_of(rhythm: str, at: time, days: Sequence[str], day: str) -> str:
    """For every rhythm but "own"."""
    clock = f"{at.minute} {at.hour}"
    if rhythm == "days":
        return f"{clock} * * *"
    if rhythm == "weekdays":
        return f"{clock} * * MON-FRI"
    if rhythm == "week":
        return f"{clock} * * {','.join(name for name in DAY_NAMES if name in days)}"
    return f"{clock} * * {day}" if "#" in day else f"{clock} {day} * *"


def chosen(cron: str) -> Chosen:
    """What a person would have chosen for this cron text; their own cron where it is none of the rhythms."""
    found = AT.fullmatch(cron)
    for choice in _choices(found["day"], found["weekday"]) if found else ():
        at = time(int(found["hour"]), int(found["minute"]))  # type: ignore[index]
        if cron_of(choice["rhythm"], at, choice.get("days", ()), choice.get("day", "")) == cron:
            return {**choice, "time": f"{at:%H:%M}"}
    return {"rhythm": "own", "cron": cron}


def _choices(day: str, weekday: str) -> list[dict]:
    month = day if weekday == "*" else weekday
    return [
        {"rhythm": "days"},
        {"rhythm": "weekdays"},
        {"rhythm": "week", "days": [name for name in weekday.split(",") if name in DAY_NAMES]},
        *([{"rhythm": "month", "day": month}] if month in dict(DAYS_OF_MONTH) else []),
    ]
