"""What gathers while a commit is on its way goes into the next one; who can't be stored takes nobody along."""

import asyncio
from collections.abc import Sequence

import pytest
from django.db import DataError, OperationalError

from workflows.leases import Claim, LostLease
from workflows.runner import writer as writing
from workflows.runner.changes import Changes, Stored, Unsure
from workflows.runner.desk import Desk
from workflows.runner.writer import Writer


class Store:
    """In the database's place: remembers the batches, and answers as it is told."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.down = 0  # so many times the connection is lost

    def __call__(self, batch: Sequence[Changes]) -> list[object]:
        names = [changes.sentence for changes in batch]
        self.batches.append(names)
        if self.down:
            self.down -= 1
            raise OperationalError("the server closed the connection")
        if "bad" in names:
            raise DataError("can't be stored")
        return [LostLease("gone") if name == "lost" else Stored(None) for name in names]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(writing, "AGAIN", 0.01)
    return Store()


def changes(name: str, **more: object) -> Changes:
    return Changes(Claim(None, 1, 1, False), sentence=name, **more)  # type: ignore[arg-type]


def written(store: Store, *names: str) -> list[object]:
    async def go() -> list[object]:
        desk = Desk("test")
        writer = Writer(desk, store)
        asked = (writer.write(changes(name, state="running")) for name in names)
        answers = await asyncio.gather(*asked, return_exceptions=True)
        await writer.aclose()
        await desk.aclose()
        return list(answers)

    return asyncio.run(go())


def test_it_stores_together_what_comes_together(store: Store) -> None:
    assert all(isinstance(answer, Stored) for answer in written(store, *"abcd"))
    assert store.batches == [["a", "b", "c", "d"]]


def test_it_bounds_a_batch(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST", 3)
    written(store, *"abcde")
    assert store.batches == [["a", "b", "c"], ["d", "e"]]


def test_it_keeps_the_others_from_one_that_cannot_be_stored(store: Store) -> None:
    answers = written(store, "a", "bad", "c")
    assert [type(answer) for answer in answers] == [Stored, DataError, Stored]


def test_it_tells_each_its_own_answer(store: Store) -> None:
    answers = written(store, "a", "lost")
    assert [type(answer) for answer in answers] == [Stored, LostLease]


def test_it_is_unsure_where_the_connection_was_lost(store: Store) -> None:
    store.down = 1
    assert [type(answer) for answer in written(store, "a", "b")] == [Unsure, Unsure]


def test_it_books_costs_again_until_the_database_is_back(store: Store) -> None:
    store.down = 3

    async def go() -> None:
        desk = Desk("test")
        writer = Writer(desk, store)
        writer.post(changes("cost", settled_calls=[{"id": 1}]))
        await writer.aclose()
        await desk.aclose()

    asyncio.run(go())
    assert store.batches == [["cost"]] * 4


def test_it_goes_on_where_nobody_waits_for_the_answer_any_more(store: Store) -> None:
    async def go() -> object:
        desk = Desk("test")
        writer = Writer(desk, store)
        impatient = asyncio.create_task(writer.write(changes("a", state="running")))
        await asyncio.sleep(0)
        impatient.cancel()
        answer = await writer.write(changes("b", state="running"))
        await writer.aclose()
        await desk.aclose()
        return answer

    assert isinstance(asyncio.run(go()), Stored)
