"""Addresses that staff type in: refused when they are saved, and by real sockets when they are connected to."""

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.workflows.providers.asking import ask
from workflows.providers import guard
from workflows.providers.abilities import UNTOLD
from workflows.providers.registry import make
from workflows.providers.stored import Stored

INSIDE = [
    "127.0.0.1", "localhost", "0x7f.1", "2130706433", "017700000001", "127.1", "0", "[::1]", "[::ffff:10.0.0.1]",
    "[::ffff:7f00:1]", "169.254.169.254", "10.1.2.3", "[fd00::1]", "[fe80::1]", "[64:ff9b::a9fe:a9fe]", "①②⑦.⓪.⓪.①",
]  # fmt: skip


class Door:
    """Listens on loopback and counts who comes."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self) -> None:
        while True:
            try:
                visitor, _ = self.listener.accept()
            except OSError:
                return
            self.visits += 1
            visitor.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            visitor.close()


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    yield door
    door.listener.close()


def asked(url: str, kind: str = "anthropic", guarded: bool = True):
    abilities = UNTOLD if kind == "compatible" else None
    stored = Stored(kind, place="its page", guarded=guarded, abilities=abilities)
    return ask(make(kind, api_key="k", base_url=url, deadline=10.0, stored=stored), "m")


@pytest.mark.parametrize("host", INSIDE)
def test_it_refuses_what_is_inside_however_it_is_written(host):
    problem = guard.problem_of(f"https://{host}/v1")
    assert "into a private network" in problem
    assert ":443 in MODEL_PRIVATE_HOSTS" in problem


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://93.184.215.14/v1", "Begin the address with https://"),
        ("https://me:hunter2@93.184.215.14/v1", "Take the name and the password out"),
        ("https://93.184.215.14/v1?key=1", "take out what begins with"),
        ("https://93.184.215.14/v1#top", "take out what begins with"),
        ("ftp://93.184.215.14/", "no web address"),
        ("models", "no web address"),
        ("https://", "no web address"),
        ("https://93.184.215.14:port/", "no web address"),
        ("https://93.184.215.14\\@10.0.0.1/", "no web address"),
        ("https://exa mple.com/", "no web address"),
        ("https://exa\tmple.com/", "no web address"),
    ],
)
def test_it_says_what_is_wrong_with_an_address(url, word):
    problem = guard.problem_of(url)
    assert word in problem
    assert "hunter2" not in problem


def test_it_takes_public_addresses_and_what_the_deployment_lets_in():
    assert guard.problem_of("https://93.184.215.14/v1") == ""
    assert guard.problem_of("http://localhost:11434/v1", ["LOCALHOST:11434"]) == ""
    assert guard.problem_of("http://[::1]:11434/v1", ["[::1]:11434"]) == ""
    assert guard.problem_of("https://10.0.0.1/v1", ["10.0.0.1:443"]) == ""
    assert guard.problem_of("http://localhost:11435/v1", ["localhost:11434"]) != ""


@pytest.mark.parametrize("kind", ["anthropic", "openai", "gemini", "compatible"])
def test_it_connects_to_nothing_inside(door, kind):
    trouble = asked(f"https://127.0.0.1:{door.port}", kind)
    assert "leads into a private network" in trouble.sentence
    assert "correct it in its page" in trouble.sentence
    assert (trouble.permanent, trouble.owner, door.visits) == (True, "agency", 0)


@pytest.mark.parametrize("host", ["localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"])
def test_it_connects_to_no_other_way_of_writing_it(door, host):
    """Some of them aiohttp doesn't even look up."""
    trouble = asked(f"https://{host}:{door.port}")
    assert "leads into a private network" in trouble.sentence or "can't be reached" in trouble.sentence
    assert door.visits == 0


def test_it_asks_nobody_in_the_clear_who_is_not_let_in(door):
    assert "isn't https" in asked(f"http://127.0.0.1:{door.port}").sentence
    assert door.visits == 0


@pytest.mark.parametrize("inside", [["127.0.0.1"], ["127.0.0.1", "::ffff:127.0.0.1"]])
def test_it_looks_at_each_connection_for_a_name_may_lead_elsewhere_by_then(door, monkeypatch, inside):
    """The resolver is the outside world: it says one thing when the address is saved, and another later."""
    usual, answer = socket.getaddrinfo, ["93.184.215.14"]

    def resolver(host, port, *args, **kwargs):
        if host != "models.example.com":
            return usual(host, port, *args, **kwargs)
        families = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(families[":" in each], socket.SOCK_STREAM, 6, "", (each, port)) for each in answer]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    url = f"https://models.example.com:{door.port}/v1"
    assert guard.problem_of(url) == ""
    answer[:] = inside
    assert "leads into a private network" in asked(url).sentence
    assert door.visits == 0


def test_it_says_that_a_connection_is_not_safe(door):
    trouble = asked(f"https://127.0.0.1:{door.port}", guarded=False)
    assert "No safe connection to Anthropic" in trouble.sentence
    assert (trouble.permanent, door.visits) == (False, 1)
