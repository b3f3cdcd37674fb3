"""The demo's words in the terminal."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings

from config.demo.following import News, Result
from config.demo.seed import Seeded
from tenants.access import Role
from workflows.models import Run

QUOTE_LENGTH = 70  # characters of a quoted passage
FINDINGS_SHOWN = 3  # of one piece; the review page shows them all
HEADINGS = {
    Run.State.DONE: "Passed, without a person",
    Run.State.WAITING: "Waiting for a person",
    Run.State.STOPPED: "Stopped",
    Run.State.FAILED: "Failed",
}


def line(seconds: float, news: News) -> str:
    """One thing that happened, in columns."""
    subject = f"{seconds:6.1f} s  {shortened(news.client, 18):<18}  {shortened(news.brief, 32):<32}"
    why = f": {news.why}" if news.why else ""
    return f"{subject}  {news.step or 'the run':<12}  {news.what}{why}"


def results(found: Sequence[Result]) -> Iterator[str]:
    """What passed, what was flagged and why, what was saved."""
    for status, heading in HEADINGS.items():
        theirs = [result for result in found if result.status == status]
        if theirs:
            yield f"\n{heading} ({len(theirs)})"
        for result in theirs:
            yield f"  {result.client} · {result.brief}  ({_steps(result)}, {result.seconds:.1f} s)"
            yield from _details(result)


def places(url: str, seeded: Seeded) -> Iterator[str]:
    """Where to go, and as whom."""
    yield f"\nOpen {url} and sign in. The password is the same for everybody: {seeded.logins[0].password}"
    for login in seeded.logins:
        yield f"  {login.email:<32}  {Role(login.role).label:<15}  {login.name}, {login.place}"
    if folder := getattr(settings, "EMAIL_FILE_PATH", ""):
        yield f"Mail, sign-in codes among it, is written to {_from_here(Path(folder))}/…"
    yield "\nWhat a website does to pull approved pieces:"
    key = seeded.keys[0].key
    yield f"  curl -H 'Authorization: Bearer {key}' '{url}/api/v1/outputs?status=approved'"


def as_json(found: Iterable[Result], url: str = "", seeded: Seeded | None = None) -> str:
    """One line. The runs; with `seeded` also where to go and as whom."""
    told: dict[str, object] = {"runs": [result.as_json for result in found]}
    if seeded:
        logins = [
            {"role": each.role, "client": each.client, "email": each.email, "password": each.password}
            for each in seeded.logins
        ]
        keys = [{"client": each.client, "key": each.key} for each in seeded.keys]
        told = {"url": url, "logins": logins, "api_keys": keys, **told}
    return json.dumps(told, ensure_ascii=False)


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _from_here(path: Path) -> Path:
    """Short where it is below the folder that somebody stands in."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _steps(result: Result) -> str:
    attempts = sum(step["attempts"] for step in result.steps)
    return f"{attempts} attempts at {len(result.steps)} steps"


def _details(result: Result) -> Iterator[str]:
    if result.saved:
        yield f"      saved: “{result.saved}”, on the shelf for the website, and as a sample in the client's memory"
    elif result.sentence and not result.findings:
        yield f"      {result.sentence}"
    for finding in result.findings[:FINDINGS_SHOWN]:
        quote = f" “{shortened(finding['quote'], QUOTE_LENGTH)}”" if finding["quote"] else ""
        yield f"      flagged: {finding['criterion']}.{quote} {finding['why']}"
    if more := len(result.findings[FINDINGS_SHOWN:]):
        yield f"      and {more} more"
