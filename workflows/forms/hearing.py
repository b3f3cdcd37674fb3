"""A cadence in people's words, such as “first Monday”, as the cron text that a schedule begins with."""

import re

from workflows.forms.rhythm import DAY_NAMES

AT = "0 9"  # in the morning, until somebody says otherwise
_DAYS = {day: re.compile(rf"\b{day.lower()}(?:{name[3:].lower()})?s?\b") for day, name in DAY_NAMES.items()}


def heard(cadence: str) -> str:
    """ "" where no rhythm is told that a schedule can have."""
    words = cadence.casefold()
    days = [day for day, pattern in _DAYS.items() if pattern.search(words)]
    if days and re.search(r"\b(?:first|1st)\b", words):
        return f"{AT} * * {days[0]}#1" if days[0] not in ("SAT", "SUN") and len(days) == 1 else ""
    if days and not re.search(r"\b(?:second|third|fourth|last|other|two|2nd|3rd|4th)\b", words):
        return f"{AT} * * {','.join(days)}"
    return "" if days else _plain(words)


def _plain(words: str) -> str:
    if re.search(r"\b(?:weekdays?|working days?|workdays?)\b", words):
        return f"{AT} * * MON-FRI"
    if re.search(r"\b(?:daily|every day|each day)\b", words):
        return f"{AT} * * *"
    if re.search(r"\b(?:last day|end) of (?:the|each|every) month\b", words):
        return f"{AT} L * *"
    if re.search(r"\b(?:weekly|every week|each week|once a week)\b", words):
        return f"{AT} * * MON"
    if re.search(r"\b(?:monthly|every month|each month|once a month)\b", words):
        return f"{AT} 1 * *"
    return ""
