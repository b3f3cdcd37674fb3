"""A voice between its Markdown and its parts: not a word lost, whoever wrote it."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.voice import Example, Trait, Voice, Word
from memory.voice_markdown import as_markdown, from_markdown

DEMO = sorted(Path(__file__).parents[2].glob("config/demo/content/*/documents/voice.md"))
FULL = Voice(
    who="Three houses.\n\nWe write to people who stayed.",
    sound="Like a good host.",
    tone=(
        Trait(name="Concrete before lovely", why="Name the thing.", do="The road ends.", dont="A retreat."),
        Trait(name="No hurry", why="We never push."),
    ),
    shape="1. Open with a sound.\n2. End with the invitation.",
    use=("guests", "house"),
    avoid=(Word(name="luxury", instead="say what it is"), Word(name="stunning")),
    never=("five-star", "lowest prices"),
    examples=(Example(name="The swallows left.\n\nWhat is left is the tide.", why="Two facts."),),
    more="## What we never claim\n\nNo stars.",
)


def test_a_whole_voice_comes_back_as_it_was() -> None:
    assert from_markdown(as_markdown(FULL)) == FULL


def test_it_writes_what_people_and_rules_can_read() -> None:
    text = as_markdown(FULL, "How we write")
    assert text.startswith("# How we write\n\n## Who we are\n\nThree houses.")
    assert "- We write: “The road ends.”\n- We don’t write: “A retreat.”" in text
    assert "- luxury → say what it is" in text
    assert "## Never say\n\n- “five-star”" in text
    assert "> The swallows left.\n>\n> What is left is the tide.\n\nWhy it works: Two facts." in text


def test_what_is_empty_has_no_heading() -> None:
    assert as_markdown(Voice(who="A bakery.")) == "# Brand voice\n\n## Who we are\n\nA bakery.\n"


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.parts[-3])
def test_a_voice_that_people_wrote_keeps_its_words(path: Path) -> None:
    text = path.read_text().split("---", 2)[2]
    voice = from_markdown(text)
    assert voice.avoid
    assert from_markdown(as_markdown(voice)) == voice
    assert sorted(words(as_markdown(voice))) == sorted(words(text))


@pytest.mark.parametrize(
    "good, bad", [("We write", "We don’t write"), ("Like this", "Not this"), ("Yes", "No"), ("do", "don't")]
)
def test_it_knows_pairs_by_whatever_people_call_them(good: str, bad: str) -> None:
    text = f"## How we sound\n\n**Dry.** Not clever.\n\n- {good}: “Two agree.”\n- {bad}: “Time flies!”"
    assert from_markdown(text).tone == (
        Trait(name="Dry", why="Not clever.", do="Two agree.", dont="Time flies!"),
    )


def test_a_section_in_another_order_stays_as_it_is() -> None:
    section = "## Words we avoid\n\nThese, and why:\n\n- luxury → say what it is\n\nThe rest is up to you."
    assert section in from_markdown(f"# Voice\n\n{section}").more or from_markdown(section).avoid


def test_two_sections_of_one_kind_are_both_kept() -> None:
    voice = from_markdown("## Who we are\n\nOne.\n\n## Who we are not\n\nTwo.")
    assert (voice.who, voice.more) == ("One.", "## Who we are not\n\nTwo.")


HEADINGS = st.sampled_from(
    [
        "Who we are",
        "How we sound",
        "Tone",
        "Words we use",
        "Words we avoid",
        "Never say",
        "An example",
        "Prices",
        "Shape",
    ]
)
LINES = st.sampled_from(
    ["- one → two", "- “five-star”", "- We write: “Yes.”", "- Don't: no", "**Dry.** Not clever.", "> Quoted.", "",
     "- Like this: \"Good.\"", "- Not this: bad", "Plain.", "Why it works: it does.", "a, b, c", "**", "- ", "1. First"]
)  # fmt: skip
SECTIONS = st.lists(st.tuples(HEADINGS, st.lists(LINES, max_size=7)), max_size=5)


@given(SECTIONS)
def test_no_word_is_lost_of_any_document(sections: list[tuple[str, list[str]]]) -> None:
    text = "\n\n".join(f"## {heading}\n\n" + "\n".join(lines) for heading, lines in sections)
    bodies = "\n".join(line for _, lines in sections for line in lines)
    assert not missing(words(bodies), words(as_markdown(from_markdown(text))))


def words(text: str) -> list[str]:
    """Without the headings and labels, which are ours to word."""
    text = re.sub(r"^#+ .*$", "", text, flags=re.MULTILINE)
    return re.findall(
        r"\w+",
        re.sub(
            r"- (We write|We don['’]t write|Yes|No|Don't|Write|Don't write|Like this|Not this):", "", text
        ),
    )


def missing(wanted: list[str], there: list[str]) -> list[str]:
    left = list(there)
    gone = []
    for word in wanted:
        if word in left:
            left.remove(word)
        else:
            gone.append(word)
    return gone
