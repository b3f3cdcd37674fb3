import time

from memory import sandbox
from memory.limits import Limits


def python(code: str, **limits: float) -> sandbox.Ended:
    """Runs a line of Python in the sandbox, by a module that takes one as its argument."""
    return sandbox.run("timeit", ["-n1", "-r1", code], b"", Limits(**limits))


def bounded(code: str, **limits: int) -> sandbox.Ended:
    return python(f"from memory import limits, sandbox; sandbox.bound(limits.Limits(**{limits})); {code}")


def test_it_hands_the_data_over_and_the_answer_back():
    ended = sandbox.run("base64", ["-e"], b"hello", Limits())
    assert (ended.code, ended.output) == (0, b"aGVsbG8=\n")


def test_it_hides_our_environment(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "canary")
    ended = python("import os; print(dict(os.environ))")
    assert b"PYTHONUTF8" in ended.output
    assert b"canary" not in ended.output


def test_it_ends_what_takes_too_long():
    started = time.monotonic()
    assert python("import time; time.sleep(60)", seconds=0.5).code is None
    assert time.monotonic() - started < 10


def test_it_bounds_memory():
    ended = bounded("bytearray(500_000_000)", memory=200_000_000)
    assert ended.code == 1
    assert b"MemoryError" in ended.errors


def test_it_bounds_the_time_of_the_processor():
    assert bounded("exec('while True: pass')", cpu_seconds=1).code < 0


def test_it_lets_no_file_be_written(tmp_path):
    ended = bounded(f"open({str(tmp_path / 'x')!r}, 'w').write('x' * 100_000)")
    assert ended.code != 0
    assert b"File too large" in ended.errors
