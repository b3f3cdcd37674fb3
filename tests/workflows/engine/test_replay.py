"""Other terms on pieces of the past: what passes, what doesn't, and what nobody can say."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.engine.replay import Kept, replay
from workflows.engine.rubrics import Criterion, Terms, weigh

TONE, FACTS = Criterion(key="tone", name="Tone"), Criterion(key="facts", name="Facts", weight=3)
scores = st.integers(0, 100).map(lambda tenths: tenths / 10)
judgements = st.lists(st.fixed_dictionaries({"tone": scores, "facts": scores}), min_size=1, max_size=4)


def terms(threshold: float = 7.0, **more) -> Terms:
    return Terms((TONE, FACTS), threshold, **more)


def kept(name: str, *given: dict, passed: bool = True) -> Kept[str]:
    return Kept(name, given, passed)


@given(st.lists(judgements, max_size=12), scores, scores)
def test_a_higher_threshold_never_lets_more_pass(pieces, one, other):
    low, high = sorted((one, other))
    given = [Kept(n, found, True) for n, found in enumerate(pieces)]
    assert replay(given, terms(high)).would_pass <= replay(given, terms(low)).would_pass


@given(st.lists(judgements, max_size=12), scores)
def test_the_terms_of_then_change_nothing(pieces, threshold):
    given = [Kept(n, found, weigh(found, terms(threshold)).passed) for n, found in enumerate(pieces)]
    found = replay(given, terms(threshold))
    assert found.stopped == found.freed == [] and found.would_pass == found.passed


@given(st.lists(st.tuples(judgements, st.booleans()), max_size=12), scores)
def test_who_would_pass_are_those_who_did_without_the_stopped_and_with_the_freed(pieces, threshold):
    found = replay([Kept(n, *piece) for n, piece in enumerate(pieces)], terms(threshold))
    assert found.would_pass == found.passed - len(found.stopped) + len(found.freed)


def test_it_weighs_by_new_weights_and_by_what_must_pass():
    piece = kept("a", {"tone": 4, "facts": 8})
    assert not replay([piece], terms()).stopped
    tone = TONE.model_copy(update={"weight": 5})
    assert replay([piece], Terms((tone, FACTS), 7.0)).stopped
    must = TONE.model_copy(update={"must_pass": True})
    assert replay([piece], Terms((must, FACTS), 7.0)).stopped


def test_it_lists_the_lowest_first():
    found = replay([kept("a", {"tone": 6, "facts": 6}), kept("b", {"tone": 2, "facts": 2})], terms())
    assert [one.kept.piece for one in found.stopped] == ["b", "a"]


def test_it_says_nothing_about_what_was_not_judged_or_was_judged_by_something_else():
    more = {"tone": 8, "facts": 8, "clear": 1}
    found = replay([kept("a", passed=False), kept("b", {"clear": 9}), kept("c", more)], terms())
    assert (found.unjudged, found.unlike, [one.kept.piece for one in found.pieces]) == (1, 1, ["c"])


def test_it_counts_those_that_would_be_judged_again():
    near = {"tone": 7.2, "facts": 7.2}
    found = replay(
        [kept("a", near), kept("b", near, near, near), kept("c", {"tone": 9, "facts": 9})], terms(margin=0.5)
    )
    assert found.near == 1
