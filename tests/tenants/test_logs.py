import asyncio

from asgiref.sync import sync_to_async

from tenants import logs


def test_it_adds_to_what_is_known_and_takes_it_back() -> None:
    with logs.about(client=1, run="a"):
        with logs.about(step="draft", run="b"):
            assert logs.current() == {"client": 1, "run": "b", "step": "draft"}
        assert logs.current() == {"client": 1, "run": "a"}
    assert logs.current() == {}


def test_it_takes_it_back_after_an_error_too() -> None:
    try:
        with logs.about(client=1):
            raise ValueError
    except ValueError:
        assert logs.current() == {}


def test_it_is_inherited_by_tasks_and_threads_and_by_nothing_beside_them() -> None:
    async def work() -> object:
        await asyncio.sleep(0)
        return await sync_to_async(logs.current)()

    async def carry(run: int) -> tuple[object, object]:
        with logs.about(run=run):
            task = asyncio.create_task(work())
            await asyncio.sleep(0)
        return await task, logs.current()

    async def drain() -> list[tuple[object, object]]:
        return await asyncio.gather(*map(carry, range(20)))

    assert asyncio.run(drain()) == [({"run": run}, {}) for run in range(20)]
