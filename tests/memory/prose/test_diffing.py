import pytest

from memory.prose.diffing import amount, by_word, counted, diff, phrase, sides
from tests.reviews.harmless import offences
from tests.reviews.hostile import HOSTILE


def test_it_shows_changed_words_where_they_stand() -> None:
    html = diff("The sauna is warm all day.", "The sauna is warm every single day.")
    assert html == "<p>The sauna is warm <del>all</del> <ins>every single</ins> day.</p>"


def test_it_keeps_the_setting_of_the_new_version() -> None:
    assert diff("A **warm** room here", "A **warm** and quiet room here") == (
        "<p>A <strong>warm</strong> <ins>and quiet</ins> room here</p>"
    )


def test_it_shows_words_taken_from_the_end() -> None:
    assert diff("Write to the house today", "Write to the house") == (
        "<p>Write to the house <del>today</del></p>"
    )


def test_it_finds_the_paragraph_that_another_came_from() -> None:
    html = diff("First one here.\n\nGone for good.\n\n- a b c\n- d", "First one there.\n\n- a b c x\n- d")
    assert "<p><del>Gone for good.</del></p>" in html
    assert "<li>a b c <ins>x</ins></li>" in html


def test_it_shows_a_rewritten_paragraph_whole() -> None:
    html = diff("Completely old words stand here", "Nothing of that survived")
    assert html.count("<del>") == 1 and html.count("<ins>") == 1


def test_it_marks_nothing_where_nothing_changed() -> None:
    assert "<ins>" not in diff("# A\n\nb", "# A\n\nb") and "<del>" not in diff("# A\n\nb", "# A\n\nb")


def test_it_shows_an_edit_as_a_phrase() -> None:
    assert phrase("a <b>", "c") == "<del>a &lt;b&gt;</del> <ins>c</ins>"
    assert phrase("a", "") == "<del>a</del>"


def test_it_counts_words_and_share() -> None:
    amount = counted(diff("one two three **four**", "one two six **four** five"))
    assert (amount.removed, amount.added, amount.kept) == (1, 2, 3)
    assert amount.share == pytest.approx(0.4)
    assert counted(diff("", "")).share == 0


def test_it_compares_plain_text_with_its_lines() -> None:
    assert by_word("For {{ x }}:\n- one", "For {{ y }}:\n- one\n- two") == (
        "For {{ <del>x</del><ins>y</ins> }}:\n- one<ins>\n- two</ins>"
    )
    assert by_word("same\n", "same\n") == "same\n"
    assert by_word("", "new") == "<ins>new</ins>"


@pytest.mark.parametrize("text", HOSTILE)
def test_it_stays_harmless(text: str) -> None:
    assert offences(diff(text, f"Other {text}")) == []
    assert offences(diff(f"{text}\n\n{text}", "Something else")) == []
    assert offences(phrase(text, text)) == []
    assert offences(by_word(text, f"Other {text}")) == []


def test_it_lays_two_versions_side_by_side() -> None:
    same, changed, come = sides(
        "Same.\n\nThe sauna is warm.", "Same.\n\nThe pool is warm.\n\nWalks leave at eleven each day."
    )
    assert same.is_same and same.old == same.new == "<p>Same.</p>"
    assert changed.old == "<p>The <del>sauna</del> is warm.</p>"
    assert changed.new == "<p>The <ins>pool</ins> is warm.</p>"
    assert (come.old, come.new) == ("", "<p><ins>Walks leave at eleven each day.</ins></p>")


@pytest.mark.parametrize("text", HOSTILE)
def test_side_by_side_is_safe_too(text: str) -> None:
    for row in sides(f"One {text} two", f"One {text} three"):
        assert offences(row.old) == offences(row.new) == []


def test_it_tells_about_how_much_without_setting_it() -> None:
    old, new = "One two three.\n\nStays.\n", "One four three.\n\nStays.\n\nNew here.\n"
    told = amount(old, new)
    assert (told.removed, told.added, told.kept) == (1, 3, 3)
    assert amount(old, old).share == 0


def test_it_counts_the_words_of_a_text_too_long_to_align() -> None:
    old = [f"word{number}" for number in range(30_000)]
    new = ["changed" if number % 10 == 0 else word for number, word in enumerate(old)]
    told = amount("\n".join(old), " ".join(new))  # one line against many: nothing is equal line by line
    assert (told.removed, told.added, told.kept) == (3000, 3000, 27_000)
