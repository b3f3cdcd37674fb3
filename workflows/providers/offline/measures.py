"""How the stand-in scores one criterion: by counting.

Each measure looks at the piece and returns a Judgement. Pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workflows.providers.offline import prose, signs
from workflows.providers.offline.brief import Told
from workflows.providers.offline.voice import Voice

LONG = 32  # words in a sentence
LONG_PARAGRAPH = 120  # words


@dataclass(frozen=True)
class Judgement:
    score: float  # 0-10
    why: str
    quote: str = ""  # exact words of the piece
    suggestion: str | None = None  # instead of the quote; "": take it out; None: no idea


@dataclass(frozen=True)
class Look:
    """Everything a measure may look at."""

    piece: str
    told: Told
    voice: Voice
    samples: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()  # the client's own fact sheets: a claim that stands there has a source

    def sentences(self) -> list[str]:
        return prose.all_sentences(self.piece)

    def unsupported(self) -> tuple[str, str, str | None] | None:
        """The first claim that no fact sheet has: the claim, the words around it, what to do with those.

        A sentence can be taken out. A headline can't, so there is no suggestion for it.
        """
        for each in [*self.sentences(), *prose.headings(self.piece)]:
            match = signs.CLAIM.search(each)
            if match and not any(prose.holds(text, match[0]) for text in self.facts):
                return match[0], each, "" if each in self.sentences() else None
        return None


Measure = Callable[[Look], Judgement]


def claims(look: Look) -> Judgement:
    """A phrase that the client never says, a claim that nothing supports, a percentage of nothing."""
    for phrase in look.voice.never:
        if quote := signs.sentence_with(look.piece, phrase):
            return Judgement(2.0, f"“{phrase}” is on the client's list of what it never says.", quote, "")
    if found := look.unsupported():
        claim, quote, suggestion = found
        why = f"“{claim}” is a claim without a source: the facts do not support it."
        return Judgement(4.0, why, quote, suggestion)
    bare = next((each for each in look.sentences() if signs.BARE_PERCENTAGE.search(each)), "")
    if bare:
        return Judgement(6.0, "A percentage does not say of what.", bare)
    return Judgement(9.0, "No superlative and no promise without a source.", _first(look))


def facts(look: Look) -> Judgement:
    """How much of the brief can be found again, and how many figures and names there are."""
    wanted = look.told.facts()
    missing = [fact for fact in wanted if not _told_again(fact, look.piece)]
    found = signs.details(look.piece)
    share = 1 - len(missing) / len(wanted) if wanted else 1.0
    enough = min(1.0, len(found) / max(3, prose.count(look.piece) / 60))
    why = f"{len(wanted) - len(missing)} of {len(wanted)} points of the brief can be found; "
    why += f"{len(found)} figures and names in {prose.count(look.piece)} words."
    return Judgement(
        round(10 * share * (0.4 + 0.55 * enough), 1), why, _vaguest(look) if enough < 1 else _first(look)
    )


def action(look: Look) -> Judgement:
    """One clear thing to do, at the end."""
    links = look.piece.count("](http") + look.piece.count("<http")
    if links > 2:
        return Judgement(6.0, f"{links} links compete with each other; one is clearer.", _last(look))
    asks = [
        each
        for each in look.sentences()[-4:]
        if signs.IMPERATIVE.search(each) or "](" in each or "<http" in each
    ]
    if asks:
        return Judgement(9.0, "The piece ends with one thing to do.", asks[-1])
    wanted = look.told.action
    suggestion = f"{_last(look)} {prose.sentence(wanted)}" if wanted else None
    return Judgement(3.0, "The piece ends without saying what the reader can do.", _last(look), suggestion)


def tone(look: Look) -> Judgement:
    """Words on the client's avoid list, inflated words that have a plain one, selling, shouting."""
    avoid = {**signs.PLAIN, **dict(look.voice.avoid)}
    hits = [word for word in avoid if prose.holds(look.piece, word)]
    if not hits:
        return _selling(look) or Judgement(
            9.0, "No word of the avoid list; nothing is oversold.", _first(look)
        )
    quote = signs.sentence_with(look.piece, hits[0])
    suggestion: str | None = quote
    for word in hits:
        if suggestion and prose.holds(quote, word):
            suggestion = signs.swapped(suggestion, word, avoid[word])
    listed = ", ".join(f"“{word}”" for word in hits)
    why = f"{listed}: on the avoid list, or a plainer word exists."
    return Judgement(max(1.0, 6.5 - len(hits)), why, quote, suggestion)


def _selling(look: Look) -> Judgement | None:
    if found := look.unsupported():
        claim, quote, suggestion = found
        return Judgement(5.0, f"“{claim}” sells instead of saying what is.", quote, suggestion)
    loud = next((each for each in look.sentences() if each.endswith("!")), "")
    if loud:
        return Judgement(6.0, "An exclamation mark raises the voice.", loud, loud.rstrip("!") + ".")
    return None


def clear(look: Look) -> Judgement:
    """Sentence length."""
    each = look.sentences() or [""]
    longest = max(each, key=prose.count)
    average = sum(map(prose.count, each)) / len(each)
    if prose.count(longest) > LONG:
        why = f"One sentence has {prose.count(longest)} words; {average:.0f} on average."
        return Judgement(
            max(4.0, 7.5 - (prose.count(longest) - LONG) / 10), why, longest, signs.split_long(longest)
        )
    return Judgement(9.0 if average <= 22 else 7.5, f"{average:.0f} words to a sentence on average.", longest)


def opening(look: Look) -> Judgement:
    """Whether the first sentence says something."""
    first = _first(look)
    if signs.STOCK_OPENING.search(first):
        return Judgement(4.0, "The first sentence could open any piece of anybody's.", first, "")
    if prose.count(first) > LONG:
        return Judgement(
            6.0, f"The first sentence has {prose.count(first)} words.", first, signs.split_long(first)
        )
    concrete = bool(signs.details(first))
    why = (
        "The first sentence names something."
        if concrete
        else "The first sentence is short, but names nothing."
    )
    return Judgement(9.0 if concrete else 7.5, why, first)


def structure(look: Look) -> Judgement:
    """Paragraphs that can be read at a glance, under a headline."""
    longest = max(prose.paragraphs(look.piece) or [""], key=prose.count)
    if prose.count(longest) > LONG_PARAGRAPH:
        return Judgement(5.5, f"One paragraph has {prose.count(longest)} words.", prose.sentences(longest)[0])
    if not prose.headings(look.piece):
        return Judgement(6.0, "There is no headline.", _first(look))
    return Judgement(
        8.5, f"A headline and {len(prose.paragraphs(look.piece))} short paragraphs.", _first(look)
    )


def fresh(look: Look) -> Judgement:
    """Nothing taken over from the samples, no sentence said twice."""
    run = signs.shared_run(look.piece, look.samples)
    if run:
        quote = signs.sentence_with(look.piece, " ".join(run.split()[:4])) or _first(look)
        return Judgement(5.0, "These words stand in an earlier piece of the client's already.", quote)
    each = look.sentences()
    twice = next((one for one in each if each.count(one) > 1), "")
    if twice:
        return Judgement(5.0, "This sentence stands here twice.", twice, "")
    return Judgement(9.0, "Nothing is repeated from the client's earlier pieces.", _first(look))


def reader(look: Look) -> Judgement:
    """Whether the reader is spoken to."""
    to_you = sum(word.lower() in ("you", "your", "yours") for word in prose.words(look.piece))
    about_us = sum(word.lower() in ("we", "our", "us", "ours") for word in prose.words(look.piece))
    score = 9.0 if to_you > about_us else 8.0 if to_you or not about_us else 6.5
    return Judgement(score, f"“You” {to_you} times, “we” {about_us} times.", _first(look))


def overall(look: Look) -> Judgement:
    """For a criterion that nothing here fits: the weakest of two that always matter."""
    return min(facts(look), clear(look), key=lambda judgement: judgement.score)


def _told_again(fact: str, piece: str) -> bool:
    """Most of the fact's figures, names and long words stand in the piece."""
    marks = (
        signs.details(f"x {fact}")
        or [word for word in prose.words(fact) if len(word) > 4]
        or prose.words(fact)
    )
    return sum(prose.holds(piece, mark) for mark in marks) >= 0.6 * len(marks)


def _first(look: Look) -> str:
    return next(iter(look.sentences()), "")


def _last(look: Look) -> str:
    return next(reversed(look.sentences()), "")


def _vaguest(look: Look) -> str:
    """The longest sentence without a figure or a name."""
    vague = [each for each in look.sentences() if not signs.details(each)]
    return max(vague, key=prose.count, default=_first(look))


MEASURES: Mapping[str, Measure] = {
    "claims": claims,
    "facts": facts,
    "action": action,
    "tone": tone,
    "clear": clear,
    "opening": opening,
    "structure": structure,
    "fresh": fresh,
    "reader": reader,
}
