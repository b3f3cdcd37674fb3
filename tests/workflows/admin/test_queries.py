"""The pages of a workflow ask the database each thing once, however many steps and versions it has."""

import re

import pytest

from tests.queries import asked
from workflows.engine.definition import Definition, Field, Step
from workflows.models import Workflow

MOST = {
    "change/": 31,
    "change/?step=write_2": 34,
    "change/?step=look": 36,
    "questions/": 28,
    "try/": 28,
    "versions/": 28,
    "publish/": 33,
    "handoff/": 43,
}


def of_length(count: int) -> Definition:
    """`count` steps: what is read, writers and gates, and at the end a person and the shelf."""
    fields = tuple(Field(key=f"topic_{n}", label=f"Topic {n}", required=n == 0) for n in range(count))
    steps = [
        _step("fetch", "read", url="https://example.com/"),
        _step("generate", "write_0", "read", prompt="Write about {{ brief.topic_0 }}."),
    ]
    for n in range(1, (count - 6) // 2 + 1):
        before = f"write_{n - 1}"
        steps.append(_step("generate", f"write_{n}", before, prompt=f"Mend {{{{ steps.{before}.text }}}}"))
        steps.append(_step("rules", f"check_{n}", f"write_{n}", min_words=5))
    last = f"write_{(count - 6) // 2}"
    steps += [
        _step("rubric", "judge", last, criteria=[{"key": "facts", "name": "Facts", "description": "True."}]),
        _step("review", "look", "judge", mode="always"),
        _step("deliver", "shelf", "look", title="{{ brief.topic_0 }}", slug="{{ brief.topic_0 }}"),
        _step("transform", "letter", "look", template="Dear reader, {{ steps.look.text }}"),
    ]
    return Definition(fields=fields, steps=tuple(steps))


def _step(kind: str, key: str, /, *needs: str, **settings: object) -> Step:
    return Step(key=key, kind=kind, title=key.title(), needs=needs, settings=settings)


def lay(desk, count: int) -> None:
    """One more version of `count` steps, and the same as a draft."""

    def more(workflow: Workflow) -> None:
        draft = workflow.open_draft()
        draft.fill(of_length(count))
        draft.publish(by=desk.cast.ours.owner)
        workflow.open_draft()

    desk.look(more)


@pytest.mark.parametrize("page", MOST)
def test_it_asks_no_more_for_more_steps_and_versions(desk, page):
    lay(desk, 10)
    few = asked(desk.browser, desk.url(page))
    lay(desk, 30)
    many = asked(desk.browser, desk.url(page))
    assert (many, many <= MOST[page]) == (few, True), (few, many, MOST[page])


def test_versions_stand_newest_first(desk):
    for count in (10, 12, 14):
        lay(desk, count)
    page = desk.get("versions/")
    assert re.findall(r">Version (\d)", page) == ["4", "3", "2", "1"]
