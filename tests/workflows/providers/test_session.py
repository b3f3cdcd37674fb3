"""One client per event loop, closed behind it."""

import asyncio
import ssl

from tests.stand_in import slow
from tests.workflows.providers.asking import request
from workflows.engine.tools import Reply
from workflows.providers import session
from workflows.providers.anthropic import Anthropic


def test_it_keeps_one_client_for_all_calls_of_a_loop(stand_in):
    provider = Anthropic("k", stand_in.url)

    async def calls():
        replies = await asyncio.gather(
            *(provider.complete(request(), "claude-sonnet-5-5") for _ in range(20))
        )
        clients = len(provider.session._clients)
        await provider.aclose()
        return replies, clients

    replies, clients = asyncio.run(calls())
    assert clients == 1
    assert all(isinstance(reply, Reply) for reply in replies)


def test_it_works_in_one_loop_after_another(stand_in):
    provider = Anthropic("k", stand_in.url)

    async def call():
        reply = await provider.complete(request(), "claude-sonnet-5-5")
        await provider.aclose()
        return reply

    assert isinstance(asyncio.run(call()), Reply)
    assert isinstance(asyncio.run(call()), Reply)
    assert provider.session._clients == {}


def test_it_opens_again_after_it_was_closed(stand_in):
    provider = Anthropic("k", stand_in.url)

    async def calls():
        await provider.aclose()
        await provider.complete(request(), "claude-sonnet-5-5")
        await provider.aclose()
        reply = await provider.complete(request(), "claude-sonnet-5-5")
        await provider.aclose()
        return reply

    assert isinstance(asyncio.run(calls()), Reply)


def test_it_lets_a_cancellation_through(stand_in):
    stand_in.will(slow(60))
    provider = Anthropic("k", stand_in.url)

    async def cancelled():
        task = asyncio.create_task(provider.complete(request(), "claude-sonnet-5-5"))
        await asyncio.sleep(0.2)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            return True
        finally:
            await provider.aclose()

    assert asyncio.run(cancelled())


def test_it_trusts_only_servers_that_prove_who_they_are():
    trusted = session._trusted()
    assert (trusted.verify_mode, trusted.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert trusted.cert_store_stats()["x509_ca"] > 50
