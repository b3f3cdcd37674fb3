import pytest

from memory.taught import Change, asked, changes, repeated


def words(original: str, final: str) -> list[tuple[str, str]]:
    return [change.key for change in changes(original, final)]


def test_it_sees_short_replacements_with_their_lines() -> None:
    was = "Our customers love the sauna, and customers return."
    [one, two] = changes(was, was.replace("customers", "guests"))
    assert one.key == two.key == ("customers", "guests")
    assert one.was == was and "guests love" in one.now


@pytest.mark.parametrize(
    ("original", "final", "expected"),
    [
        ("Come now.", "Come now.", []),
        ("Come now.", "come now!", []),  # case and signs teach nothing
        ("We really like it here.", "We like it here.", [("really", "")]),
        ("The cheap rooms are here.", "The small, bright rooms are here.", [("cheap", "small, bright")]),
        ("One line stays.\nTwo goes away.", "One line stays.\nTwo runs away.", [("goes", "runs")]),
        ("All of this was written by somebody.", "Nothing here stayed as it had been.", []),
        ("", "All new.", []),
        ("All gone.", "", []),
    ],
)
def test_it_tells_edits_from_rewriting(original: str, final: str, expected: list[tuple[str, str]]) -> None:
    assert words(original, final) == expected


def change(before: str, after: str, line: str = "The {} stay.") -> Change:
    return Change(before, after, line.format(before), line.format(after))


def test_it_teaches_what_is_repeated_across_decisions() -> None:
    mine = [change("customers", "guests"), change("nice", "quiet")]
    [lesson] = repeated(mine, [mine, [change("Customers", "Guests")]])
    assert lesson.rule == "Write “guests”, not “customers”."
    assert (lesson.write, lesson.avoid, lesson.kind) == ("guests", "customers", "wording")
    assert lesson.evidence == (
        ("The customers stay.", "The guests stay."), ("The Customers stay.", "The Guests stay."),
    )  # fmt: skip


def test_one_decision_counts_once_however_often_it_did_so() -> None:
    mine = [change("customers", "guests")] * 5
    assert repeated(mine, [mine]) == []


def test_people_who_disagree_teach_nothing() -> None:
    mine = [change("guests", "customers")]
    others = [mine, mine, [change("customers", "guests")], [change("customers", "guests")]]
    assert repeated(mine, others) == []


def test_taking_out_needs_more_and_filling_words_teach_nothing() -> None:
    out, filling = [change("unbeatable", "")], [change("the", "a")]
    assert repeated(out, [out] * 2) == []
    [lesson] = repeated(out, [out] * 3)
    assert (lesson.rule, lesson.kind, lesson.avoid) == ("Leave out “unbeatable”.", "never", "unbeatable")
    assert repeated(filling, [filling] * 9) == []


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Please write “guests”, not “customers”.", [("guests", "customers", "wording")]),
        ('Say "house" instead of "property" here.', [("house", "property", "wording")]),
        ("Never say “cheap”!", [("", "cheap", "never")]),
        ("Don’t use “unlock”. Name the walk.", [("", "unlock", "never")]),
        ("Name the walk, and shorten it.", []),
        ("", []),
    ],
)
def test_it_reads_what_a_note_says_in_so_many_words(note: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(lesson.write, lesson.avoid, lesson.kind) for lesson in asked(note)] == expected
