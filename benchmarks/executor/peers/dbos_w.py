"""W on DBOS: `python dbos_w.py w0|w200 RUNS DATABASE_URL [MODELS_URL]`. Prints what it measured as one line of JSON.

DBOS commits each step's output before the next begins, like we do. One process, its async API, all runs at once.
"""

import asyncio
import json
import resource
import sys
import time
from importlib.metadata import version

import aiohttp
from dbos import DBOS

workload, runs, database, models = (*sys.argv[1:], "")[:4]
http: aiohttp.ClientSession


@DBOS.step()
async def step(key: str, topic: str) -> str:
    if workload == "w0":
        return f"{key}: {topic}"
    body = {
        "model": "m",
        "max_tokens": 1000,
        "messages": [{"role": "user", "content": f"Part {key} of {topic}."}],
    }
    async with http.post(f"{models}/v1/messages", json=body) as answer:
        return (await answer.json())["content"][-1]["text"]


@DBOS.workflow()
async def w(topic: str) -> str:
    for number in range(1, 6):
        await step(f"s{number}", topic)
    fan = await asyncio.gather(*(step(f"fan{number}", topic) for number in range(3)))
    return await step("join", f"{topic} {len(fan)}")


async def carried(count: int) -> float:
    began = time.monotonic()
    handles = [await DBOS.start_workflow_async(w, "The quiet season") for _ in range(count)]
    await asyncio.gather(*(handle.get_result() for handle in handles))
    return time.monotonic() - began


async def main() -> None:
    global http
    url = database.replace("postgresql://", "postgresql+psycopg://")
    DBOS(config={"name": "bench-w", "system_database_url": url, "log_level": "ERROR"})
    DBOS.launch()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        await carried(5)
        cpu = time.process_time()
        seconds = await carried(int(runs))
        cpu = time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {
        "version": f"dbos {version('dbos')}",
        "steps": int(runs) * 9,
        "seconds": seconds,
        "cpu": cpu,
        "memory": memory,
    }
    print(json.dumps(told), flush=True)
    DBOS.destroy()


if __name__ == "__main__":
    asyncio.run(main())
