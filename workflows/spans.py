"""A stretch of time in words that don't change every second, so that a page which looks again finds no news in them."""

from datetime import timedelta

UNITS = ((86_400, "day", "days"), (3600, "h", "h"), (60, "min", "min"))


def words(span: timedelta | float) -> str:
    """“a moment” below ten seconds, then 20 s, 5 min, 3 h, 2 days."""
    seconds = span.total_seconds() if isinstance(span, timedelta) else span
    for size, one, many in UNITS:
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {one if count == 1 else many}"
    return f"{int(seconds // 10 * 10)} s" if seconds >= 10 else "a moment"
