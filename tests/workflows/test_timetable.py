"""Slots on the wall clock of a zone, through the days on which clocks change, against a count minute by minute."""

from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflows import timetable
from workflows.timetable import Wrong, coming, due, passed, read, words, zone_of

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
MINUTE = timedelta(minutes=1)
CHANGES = [  # a zone, and a day on which its clocks change
    ("Europe/London", datetime(2027, 3, 28)), ("Europe/London", datetime(2027, 10, 31)),
    ("America/New_York", datetime(2027, 3, 14)), ("America/New_York", datetime(2027, 11, 7)),
    ("Australia/Lord_Howe", datetime(2027, 4, 4)), ("Australia/Lord_Howe", datetime(2027, 10, 3)),  # half an hour
    ("America/Santiago", datetime(2027, 4, 4)), ("America/Santiago", datetime(2027, 9, 5)),  # at midnight
    ("Pacific/Chatham", datetime(2027, 4, 4)), ("Antarctica/Troll", datetime(2027, 3, 28)),  # two hours
    ("Pacific/Apia", datetime(2011, 12, 30)),  # a day that never was
]  # fmt: skip
patient = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def at(text: str, zone: ZoneInfo = LONDON, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def first(number: int, cron: str, after: datetime, zone: ZoneInfo = LONDON) -> list[str]:
    """The next slots as the wall clock shows them."""
    return [
        f"{slot.astimezone(zone):%d %b %H:%M%z}"
        for slot in islice(coming(read(cron, NOW), zone, after), number)
    ]


@pytest.mark.parametrize(
    ("cron", "slots"),
    [
        ("0 9 * * mon", ["30 Nov 09:00+0000", "07 Dec 09:00+0000"]),
        ("30 8 1 * *", ["01 Dec 08:30+0000", "01 Jan 08:30+0000"]),
        ("0 9 L * *", ["30 Nov 09:00+0000", "31 Dec 09:00+0000"]),
        ("0 9 * * MON#1", ["07 Dec 09:00+0000", "04 Jan 09:00+0000"]),
        ("*/30 8-9 * * 4-5", ["26 Nov 08:00+0000", "26 Nov 08:30+0000"]),
        ("0 22-1 * * *", ["26 Nov 22:00+0000", "26 Nov 23:00+0000"]),
        ("0 9 * * sat-sun", ["28 Nov 09:00+0000", "29 Nov 09:00+0000"]),
        ("0 9 * * 7", ["29 Nov 09:00+0000", "06 Dec 09:00+0000"]),
        ("0 9 29 feb *", ["29 Feb 09:00+0000", "29 Feb 09:00+0000"]),
    ],
)
def test_it_finds_the_next_slots(cron, slots):
    assert first(2, cron, NOW) == slots


def test_it_keeps_the_time_of_the_wall_clock_through_the_year():
    walls = {slot.astimezone(LONDON).time() for slot in islice(coming("0 9 * * *", LONDON, NOW), 400)}
    assert [f"{wall:%H:%M}" for wall in walls] == ["09:00"]


def test_it_starts_at_the_change_what_falls_in_the_hour_that_is_left_out():
    night = at("2027-03-27T12:00")
    assert first(2, "30 1 * * *", night) == ["28 Mar 02:00+0100", "29 Mar 01:30+0100"]
    assert first(4, "*/20 * * * *", at("2027-03-28T00:30")) == [
        "28 Mar 00:40+0000", "28 Mar 02:00+0100", "28 Mar 02:20+0100", "28 Mar 02:40+0100",
    ]  # fmt: skip


def test_it_starts_once_what_falls_in_the_hour_that_comes_twice():
    assert first(2, "30 1 * * *", at("2027-10-30T12:00")) == ["31 Oct 01:30+0100", "01 Nov 01:30+0000"]
    assert first(1, "30 1 * * *", at("2027-10-31T01:10", fold=1)) == ["01 Nov 01:30+0000"]
    assert first(4, "*/30 * * * *", at("2027-10-31T00:40")) == [
        "31 Oct 01:00+0100", "31 Oct 01:30+0100", "31 Oct 02:00+0000", "31 Oct 02:30+0000",
    ]  # fmt: skip


@st.composite
def timings(draw) -> tuple[str, set[int], set[int], set[int]]:
    """Cron text, and the minutes, hours and weekdays (0 is Sunday) that it means."""
    minutes = draw(st.sets(st.sampled_from(range(0, 60, 5)), min_size=1, max_size=4))
    hours = draw(st.just(set(range(24))) | st.sets(st.integers(0, 23), min_size=1, max_size=6))
    weekdays = draw(st.just(set(range(7))) | st.sets(st.integers(0, 6), min_size=1, max_size=6))
    parts = [
        "*" if len(found) == size else ",".join(map(str, sorted(found)))
        for found, size in ((minutes, 60), (hours, 24), (weekdays, 7))
    ]
    return f"{parts[0]} {parts[1]} * * {parts[2]}", minutes, hours, weekdays


def counted(timing, zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """What every minute of the zone's clock says, one by one: those it shows for the first time, and those it jumps."""
    _, minutes, hours, weekdays = timing

    def fits(wall: datetime) -> bool:
        return wall.minute in minutes and wall.hour in hours and wall.isoweekday() % 7 in weekdays

    found, moment, latest = [], start, (start - MINUTE).astimezone(zone).replace(tzinfo=None)
    while moment <= end:
        wall = moment.astimezone(zone).replace(tzinfo=None)
        jumped = (latest + MINUTE * n for n in range(1, int((wall - latest) / MINUTE) + 1))
        if any(fits(each) for each in jumped):
            found.append(moment)
        latest, moment = max(latest, wall), moment + MINUTE
    return found


@patient
@given(st.sampled_from(CHANGES), timings())
def test_it_agrees_with_a_count_minute_by_minute_where_clocks_change(change, timing):
    zone, day = ZoneInfo(change[0]), change[1]
    start = (day - timedelta(hours=12)).replace(tzinfo=zone).astimezone(UTC)
    end = start + timedelta(hours=48)
    slots = list(takewhile(lambda slot: slot <= end, coming(timing[0], zone, start - MINUTE)))
    assert slots == counted(timing, zone, start, end)


@patient
@given(st.sampled_from(sorted(available_timezones())), timings(), st.integers(0, 5 * 365 * 24 * 60))
def test_it_grows_and_shows_the_right_wall_clock_in_every_zone(name, timing, minutes):
    zone, after = ZoneInfo(name), NOW + MINUTE * minutes
    slots = list(islice(coming(timing[0], zone, after), 12))
    assert all(earlier < later for earlier, later in zip([after, *slots], slots, strict=False))
    for slot in slots:
        before, wall = (slot - MINUTE).astimezone(zone), slot.astimezone(zone)
        jumped = wall.utcoffset() != before.utcoffset()
        assert jumped or (wall.minute in timing[1] and wall.hour in timing[2] and not wall.fold)


@patient
@given(st.sampled_from(CHANGES), timings(), st.integers(0, 48 * 60), st.integers(0, 24 * 60))
def test_it_looks_back_at_the_same_slots(change, timing, minutes, span):
    zone = ZoneInfo(change[0])
    until = (change[1] - timedelta(hours=12)).replace(tzinfo=zone).astimezone(UTC) + MINUTE * minutes
    since = until - MINUTE * span
    forward = list(
        takewhile(lambda slot: slot <= until, coming(timing[0], zone, since - timedelta.resolution))
    )
    assert list(passed(timing[0], zone, since, until)) == forward[::-1]


@pytest.mark.parametrize(
    ("cron", "says"),
    [
        ("", "five parts with a space between: minute, hour, day of the month, month, weekday. This has 0."),
        ("0 9 * *", "This has 4."),
        ("0 0 9 * * *", "This has 6."),
        ("@daily", "This has 1."),
        ("0 24 * * *", "“24” is no hour."),
        ("60 9 * * *", "“60” is no minute."),
        ("0 9 0 * *", "“0” is no day of the month."),
        ("0 9 * 13 *", "“13” is no month."),
        ("0 9 * * someday", "“SOMEDAY” is no weekday."),
        ("0 9 * * 8", "“8” is no weekday."),
        ("0 9 * * 1-1", "“1-1” is a range of one: write “1”."),
        ("0 9 * * 0-7", "“0-7” is a range of one"),
        ("*/0 9 * * *", "can't be read as the minute"),
        ("-5 9 * * *", "can't be read as the minute"),
        ("0 9 ? * *", "can't be read as the day of the month"),
        ("H 9 * * *", "“H” is no minute."),
        ("R 9 * * *", "“R” is no minute."),
        ("0 9 15W * *", "“15W” is no day of the month."),
        ("0 9 L,15 * *", "“L” is no day of the month."),
        ("0 9 * * MON#6", "can't be read as the weekday"),
        ("0 9 1 * MON#1", "“MON#1” names days already: write * for the day of the month."),
        ("٣ 9 * * *", "can't be read as the minute"),
        ("0 9 31 2 *", "There is no such day in any year"),
        ("0 9 31 apr,jun *", "There is no such day in any year"),
        ("* * * * *", "This comes 1 minute apart: leave at least 5 minutes between two runs."),
        ("*/4 9 * * *", "This comes 4 minutes apart"),
        ("1,58 * * * *", "This comes 3 minutes apart"),
    ],
)
def test_it_says_what_is_wrong(cron, says):
    with pytest.raises(Wrong) as wrong:
        read(cron, NOW)
    assert says in str(wrong.value)


TOKENS = [
    "0",
    "9",
    "*",
    "*/7",
    "1-5",
    "5/20",
    "7,9",
    "L",
    "MON",
    "FRI#2",
    "FEB-APR/2",
    "31",
    "60",
    "-",
    ",",
    "#",
]


@patient
@given(st.text(max_size=30) | st.tuples(*[st.sampled_from(TOKENS)] * 5).map(" ".join))
def test_it_refuses_nonsense_with_a_sentence_and_puts_the_rest_in_words(text):
    try:
        cron = read(text, NOW)
    except Wrong as wrong:
        assert str(wrong).endswith(".")
    else:
        assert words(cron) and read(cron, NOW) == cron


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("0 9 * * MON", "At 09:00 on Monday"),
        ("30 18 * * MON-FRI", "At 18:30, Monday through Friday"),
        ("0 9 1 * *", "At 09:00, on day 1 of the month"),
        ("0 9 L * *", "At 09:00, on the last day of the month"),
        ("0 9 * * MON#1", "At 09:00, on the first Monday of the month"),
        ("0 9,17 * FEB *", "At 09:00 and 17:00 in February"),
    ],
)
def test_it_says_it_in_words(cron, said):
    assert words(read(cron, NOW)) == said


@pytest.mark.parametrize(
    "name", ["", "Atlantis/Capital", "../etc/passwd", "Europe/London\0", "a" * 5000, "Europe"]
)
def test_it_knows_no_zone_like_that(name):
    with pytest.raises(Wrong, match="is not a time zone"):
        zone_of(name)


HOUR = timedelta(hours=1)
SINCE = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("catch_up", "late", "fired", "left_out"),
    [
        ("skip", timedelta(minutes=2), [9], [3, 4, 5, 6, 7, 8]),
        ("skip", timedelta(minutes=20), [], [3, 4, 5, 6, 7, 8, 9]),
        ("last", timedelta(minutes=20), [9], [3, 4, 5, 6, 7, 8]),
        ("all", timedelta(minutes=20), [3, 4, 5, 6, 7, 8, 9], []),
    ],
)
def test_it_catches_up_as_told(catch_up, late, fired, left_out):
    found = due("0 * * * *", LONDON, SINCE, SINCE + 6 * HOUR + late, catch_up)
    assert [slot.hour for slot in found.slots] == fired
    assert [slot.hour for slot in found.left_out] == left_out


def test_it_bounds_what_it_looks_at_after_a_year():
    found = due("*/5 * * * *", LONDON, SINCE - timedelta(days=365), SINCE, "all")
    assert len(found.slots) == timetable.MADE_UP and found.slots[-1] == SINCE
    assert len(found.left_out) == timetable.SEEN - timetable.MADE_UP
