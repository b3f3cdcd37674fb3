"""Cron text and the questions of the form say the same, both ways."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import timetable
from workflows.forms.rhythm import DAY_NAMES, DAYS_OF_MONTH, chosen, cron_of

times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
days = st.sets(st.sampled_from(list(DAY_NAMES)), min_size=1)


@given(
    st.sampled_from(["days", "weekdays", "week", "month"]),
    times,
    days,
    st.sampled_from([d for d, _ in DAYS_OF_MONTH]),
)
def test_it_finds_what_was_chosen(rhythm, at, on, day):
    cron = cron_of(rhythm, at, sorted(on), day)
    assert timetable.read(cron, datetime.now(UTC)) == cron
    found = chosen(cron)
    assert (found["rhythm"], found["time"]) == (rhythm, f"{at:%H:%M}")
    if rhythm == "week":
        assert set(found["days"]) == on
    if rhythm == "month":
        assert found["day"] == day


@pytest.mark.parametrize(
    "cron",
    ["0 9 29 * *", "0 9 1 1 *", "*/15 * * * *", "0 9 1 * MON", "0 9,17 * * MON", "0 9 * * MON-SAT", "0 9 * * 1"],
)  # fmt: skip
def test_it_leaves_other_rhythms_as_they_were_written(cron):
    assert chosen(cron) == {"rhythm": "own", "cron": cron}


def test_it_names_the_days_in_their_order():
    assert cron_of("week", time(8, 5), ["SUN", "MON"], "") == "5 8 * * MON,SUN"
