"""What nobody changed comes back byte for byte, whatever a browser does to a form."""

from hypothesis import given
from hypothesis import strategies as st

from reviews.desk import Desk
from reviews.typed import lines, unchanged_kept

BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\x0b", "\u2028"])
WORDS = st.sampled_from(
    ["# Head", "* a", "two  spaces  ", "\tindented", "tab\tin", "ä “quoted” —", "", "```", "&amp;"]
)
TEXTS = st.lists(st.one_of(WORDS, BREAKS, st.text(max_size=8)), max_size=12).map("".join)


def browser(text: str) -> str:
    """What a textarea makes of a text, and what a form sends of it: LF inside, CR LF on the wire."""
    return lines(text).replace("\n", "\r\n")


@given(TEXTS)
def test_looking_changes_nothing(text: str) -> None:
    assert unchanged_kept(text, browser(text)) == text
    desk = Desk.answered(text, [], {"text": browser(text)})
    assert desk.final == text and not desk.is_changed


@given(st.lists(st.tuples(WORDS, st.sampled_from(["\n", "\r\n", "\r"])), min_size=1, max_size=8), st.data())
def test_a_change_of_one_line_leaves_the_others(rows: list[tuple[str, str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    rows = [(f"{number} {words}", end) for number, (words, end) in enumerate(rows)]  # no two alike
    text = "".join(words + end for words, end in rows)
    typed = "".join(("changed" if number == at else words) + "\n" for number, (words, _) in enumerate(rows))
    kept = unchanged_kept(text, browser(typed))
    before, after = (
        text[: len("".join(w + e for w, e in rows[:at]))],
        "".join(w + e for w, e in rows[at + 1 :]),
    )
    assert kept.startswith(before) and kept.endswith(after)
    assert lines(kept) == typed
