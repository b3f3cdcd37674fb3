"""The three vendors' batches through their real SDKs, against the stand-in server."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.stand_in import StandIn, cut_off, fails, refuses, says
from tests.workflows.providers.asking import SCHEMA, request
from workflows.engine.tools import Reply, Trouble
from workflows.providers import batching, known, registry
from workflows.providers.batching import Looked

MODELS = {"anthropic": "claude-sonnet-5-5", "openai": "gpt-6.2-sol", "gemini": "gemini-3.8-flash"}
KEY = "0192-our-key"
ASKED = {
    "one": request(prompt="Write one."),
    "two": request(prompt="Write two."),
    "three": request(schema=SCHEMA),
}

pytestmark = pytest.mark.parametrize("kind", MODELS)


class Account:
    """One vendor, asked in loops of its own."""

    def __init__(self, kind: str, vendor: StandIn) -> None:
        url = vendor.openai_url if kind == "openai" else vendor.url
        self.provider = registry.make(kind, api_key="k", base_url=url, deadline=10.0)
        self.model, self.batches = MODELS[kind], batching.of(self.provider)

    def _do(self, work):
        async def once():
            try:
                return await work
            finally:
                await self.provider.aclose()

        return asyncio.run(once())

    def send(self, asked=ASKED, key=KEY):
        return self._do(self.batches.send(key, asked, self.model))

    def find(self, since=None, others=(), key=KEY, names=tuple(ASKED)):
        return self._do(self.batches.find(key, names, self.model, since or datetime.now(UTC), others))

    def look(self, batch, asked=ASKED):
        return self._do(self.batches.look(batch, asked, self.model))

    def forget(self, batch):
        return self._do(self.batches.forget(batch, self.model))


@pytest.fixture
def account(kind: str, stand_in: StandIn) -> Account:
    return Account(kind, stand_in)


def test_it_says_that_a_batch_has_not_ended(account, stand_in):
    assert account.look(account.send()) == Looked(ended=False)


def test_it_reads_each_answer_under_the_name_of_its_request_in_any_order(account, stand_in):
    batch = account.send()
    texts = ["First.", "Second.", '{"title": "A", "score": 3}']
    stand_in.batches.finish(lambda at, body: says(texts[at]), backwards=True)
    found = account.look(batch)
    assert found.ended
    assert {name: reply.text for name, reply in found.results.items()} == dict(zip(ASKED, texts, strict=True))
    assert all(reply.usage.input > 0 and reply.usage.output > 0 for reply in found.results.values())
    assert {reply.model for reply in found.results.values()} == {account.model}


def test_it_asks_as_it_asks_a_single_call(account, stand_in, kind):
    account.send()
    asyncio.run(_single(account))
    alone = stand_in.journal[-1]["body"]
    _, together = stand_in.batches.kept[0].requests[0]
    together.pop("model"), alone.pop("model", None)
    assert together == alone


async def _single(account: Account) -> None:
    await account.provider.complete(ASKED["one"], account.model)
    await account.provider.aclose()


def test_it_tells_what_failed_from_what_came(account, stand_in):
    batch = account.send()
    fates = [says("Fine."), fails(500, message="Internal server error"), refuses()]
    stand_in.batches.finish(lambda at, body: fates[at])
    found = account.look(batch).results
    assert found["one"].text == "Fine."
    assert isinstance(found["two"], Trouble) and not found["two"].permanent
    assert isinstance(found["three"], Reply) and found["three"].stop == "refused"


def test_it_reads_an_answer_that_was_cut(account, stand_in):
    batch = account.send()
    stand_in.batches.finish(lambda at, body: cut_off())
    assert {reply.stop for reply in account.look(batch).results.values()} == {"truncated"}


def test_it_reads_answers_with_every_kind_of_line_end_in_them(account, stand_in):
    batch = account.send()
    stand_in.batches.finish(lambda at, body: says("One\u2028two\x85three\x0cfour"))
    texts = {reply.text for reply in account.look(batch).results.values()}
    assert texts == {"One\u2028two\x85three\x0cfour"}


def test_it_says_that_a_request_expired_and_cost_nothing(account, stand_in):
    batch = account.send()
    stand_in.batches.finish(lambda at, body: None)
    found = account.look(batch).results
    troubles = [found[name] for name in ASKED]
    assert all("24 hours" in each.sentence and not each.may_cost for each in troubles)


def test_it_ignores_an_answer_to_a_request_that_is_not_ours(account, stand_in):
    batch = account.send()
    stand_in.batches.finish()
    only = {"two": ASKED["two"]}
    assert set(account.look(batch, only).results) == {"two"}


def test_it_finds_a_batch_whose_creation_was_never_answered(account, stand_in):
    account.send({"other": ASKED["one"]}, key="another")
    stand_in.batches.lose = 1
    assert isinstance(account.send(), Trouble)
    stand_in.batches.finish()
    assert account.find() == stand_in.batches.kept[-1].id


def test_it_finds_none_where_none_arrived(account, stand_in):
    assert account.find() is None


def test_it_does_not_take_another_for_it(account, stand_in):
    other = {f"other-{name}": each for name, each in ASKED.items()}
    account.send(other, key="another")
    stand_in.batches.finish()
    assert account.find() is None


def test_it_does_not_look_among_those_of_long_ago(account, stand_in):
    account.send()
    stand_in.batches.finish()
    stand_in.batches.kept[0].at -= timedelta(days=2)
    assert account.find() is None if account.provider.name != "gemini" else True


def test_it_has_the_vendor_forget_what_it_keeps(account, stand_in):
    batch = account.send()
    stand_in.batches.finish()
    account.look(batch)
    assert account.forget(batch) is None
    assert stand_in.batches.deleted


def test_it_says_what_a_refused_batch_was_refused_for(account, stand_in):
    wrong = {"one": request(max_output=10_000_000)}
    answer = account.send(wrong)
    if account.provider.name == "openai":
        assert isinstance(answer, str)  # it looks at the limit when it answers
    else:
        assert isinstance(answer, Trouble) and answer.permanent


def test_its_batches_cost_half(kind):
    assert known.BATCHED[kind] == Decimal("0.5")
