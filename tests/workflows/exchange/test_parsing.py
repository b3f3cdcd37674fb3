"""What a file may be, and the line of what it may not."""

from itertools import pairwise

import pytest

from workflows.exchange.faults import BadFile
from workflows.exchange.parsing import LONGEST, decode, parse


def refused(text: str) -> list[tuple[int, str]]:
    with pytest.raises(BadFile) as caught:
        parse(text)
    return [(fault.line, fault.sentence) for fault in caught.value.faults]


def test_it_reads_text_as_people_mean_it():
    value, lines = parse("a: no\nb: 2026-11-27\nc: 1:30\nd: [true, 1, 1.5, ~]\ne: 010\n")
    assert value == {"a": "no", "b": "2026-11-27", "c": "1:30", "d": [True, 1, 1.5, None], "e": "010"}
    assert (lines["c",], lines["d", 2]) == (3, 4)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: c: d\n", 2, "a text with “: ” in it needs quotes"),
        ("a: 1\na: 2\n", 2, "“a” is given twice"),
        ("a: &x [1]\nb: *x\n", 1, "Write it out."),
        ("a:\n  b: !!python/object:os.system {}\n", 2, "no kind of value"),
        ("a: !!binary aGk=\n", 1, "no kind of value"),
        ("a:\n- 'b\n", 3, "a quote is opened and never closed"),
        ("a:\n\tb: 1\n", 2, "not tabs"),
        ('a: 1\nb: "\\0"\n', 2, "can’t be stored"),
        ('a: "\\ud800"\n', 1, "can’t be stored"),
        ("a: 1\nb: \x07\n", 2, "text can’t have"),
        ("a: 1.0e999\n", 1, "too large"),
        ("? [1]\n: 2\n", 1, "must be one word or text"),
        ("", 0, "empty"),
        ("# only a comment\n", 0, "empty"),
        ("[" * 3000, 0, "too deeply"),
        ("a" * (LONGEST + 1), 0, "longer than"),
    ],
)  # fmt: skip
def test_it_refuses_with_the_line(text, line, words):
    [(found, sentence)] = refused(text)
    assert (found, words in sentence) == (line, True), sentence


def test_it_isnt_blown_up_by_anchors():
    bomb = "a: &a [x, x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghi"))
    assert refused(bomb)


def test_it_refuses_what_is_no_text():
    with pytest.raises(BadFile, match="UTF-8"):
        decode(b"\xff\xfe\x00")
    assert decode(b"\xef\xbb\xbfa: 1") == "a: 1"
