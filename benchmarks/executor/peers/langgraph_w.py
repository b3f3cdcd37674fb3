"""W on LangGraph with its Postgres saver: `python langgraph_w.py w0|w200 RUNS DATABASE_URL [MODELS_URL]`.

One process; 16 savers, each with a connection of its own, since one saver works under one lock; runs take them in turn.
"""

import asyncio
import json
import operator
import resource
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from importlib.metadata import version
from itertools import cycle, islice
from typing import Annotated, Any, TypedDict

import aiohttp
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Send

SAVERS = 16
workload, runs, database, models = (*sys.argv[1:], "")[:4]
http: aiohttp.ClientSession


class State(TypedDict):
    topic: str
    made: Annotated[list[str], operator.add]


def step(key: str) -> Callable[[State], Any]:
    async def perform(state: State) -> dict[str, list[str]]:
        if workload == "w0":
            return {"made": [f"{key}: {state['topic']}"]}
        prompt = f"Part {key} of {state['topic']}."
        body = {"model": "m", "max_tokens": 1000, "messages": [{"role": "user", "content": prompt}]}
        async with http.post(f"{models}/v1/messages", json=body) as answer:
            return {"made": [(await answer.json())["content"][-1]["text"]]}

    return perform


def w() -> StateGraph:
    graph = StateGraph(State)
    row = [f"s{number}" for number in range(1, 6)]
    for key in (*row, "fan", "join"):
        graph.add_node(key, step(key))
    for before, after in zip([START, *row], row, strict=False):
        graph.add_edge(before, after)
    graph.add_conditional_edges(row[-1], lambda state: [Send("fan", state) for _ in range(3)], ["fan"])
    graph.add_edge("fan", "join")
    graph.add_edge("join", END)
    return graph


async def carried(graphs: list[Any], count: int, name: str) -> float:
    began = time.monotonic()
    todo = enumerate(islice(cycle(graphs), count))
    start = {"topic": "The quiet season", "made": []}
    await asyncio.gather(
        *(graph.ainvoke(start, {"configurable": {"thread_id": f"{name}-{number}"}}) for number, graph in todo)
    )
    return time.monotonic() - began


async def main() -> None:
    global http
    async with AsyncExitStack() as opened:
        http = await opened.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        )
        savers = [
            await opened.enter_async_context(AsyncPostgresSaver.from_conn_string(database))
            for _ in range(SAVERS)
        ]
        await savers[0].setup()
        graphs = [w().compile(checkpointer=saver) for saver in savers]
        await carried(graphs, SAVERS, "warm")
        cpu = time.process_time()
        seconds = await carried(graphs, int(runs), "run")
        cpu = time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"version": f"langgraph {version('langgraph')}, saver {version('langgraph-checkpoint-postgres')}"}
    print(
        json.dumps({**told, "steps": int(runs) * 9, "seconds": seconds, "cpu": cpu, "memory": memory}),
        flush=True,
    )


if __name__ == "__main__":
    asyncio.run(main())
