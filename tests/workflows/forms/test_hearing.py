"""What a cadence in words makes of a new schedule."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import timetable
from workflows.forms.hearing import heard
from workflows.forms.rhythm import chosen


@pytest.mark.parametrize(
    ("cadence", "cron"),
    [
        ("first Monday", "0 9 * * MON#1"),
        ("Every first Friday of the month", "0 9 * * FRI#1"),
        ("Mondays and thu", "0 9 * * MON,THU"),
        ("every weekday", "0 9 * * MON-FRI"),
        ("daily", "0 9 * * *"),
        ("Weekly", "0 9 * * MON"),
        ("once a month", "0 9 1 * *"),
        ("at the end of the month", "0 9 L * *"),
        ("every other Tuesday", ""),
        ("last Friday", ""),
        ("when the client asks", ""),
        ("", ""),
    ],
)
def test_it_hears_what_a_schedule_can_do(cadence, cron):
    assert heard(cadence) == cron
    if cron:
        assert timetable.read(cron, datetime.now(UTC)) == cron
        assert chosen(cron)["rhythm"] != "own"


@given(st.text(max_size=80))
def test_whatever_is_written_it_is_a_schedule_or_nothing(cadence):
    if cron := heard(cadence):
        timetable.read(cron, datetime.now(UTC))
