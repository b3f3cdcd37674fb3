"""What people's edits and notes teach, told by their words alone. Pure: it reads texts and proposes; staff decide."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from memory.advice import FILLING

LONGEST = 4  # words of a replacement; more is a rewritten sentence, and no rule
AROUND = 160  # characters of the line that are kept as evidence
REPLACED = 2  # decisions in which the same words were replaced, until it is a lesson
TAKEN_OUT = 3  # the same, where nothing was put in their place
MOST = 200  # changes of one decision; more is a text written anew
EDGES = " \t“”„‚‘’\"'«»()[]*_~`#>.,;:!?…–—-"
NAME = r"[“\"]([^”\"“]{2,80})[”\"]"
INSTEAD = re.compile(
    rf"\b(?:write|say|use|call (?:it|them))\s+{NAME},?\s+(?:and not|not|instead of|rather than|never)\s+{NAME}",
    re.I,
)
NEVER = re.compile(rf"\b(?:never|don['’]?t|do not)\s+(?:write|say|use)\s+{NAME}(?!\s*(?:but|,\s*but))", re.I)


@dataclass(frozen=True)
class Change:
    """Some words that became others in one place, with the lines that they stood in."""

    before: str
    after: str  # "": taken out
    was: str
    now: str

    @property
    def key(self) -> tuple[str, str]:
        return self.before.casefold(), self.after.casefold()


@dataclass(frozen=True)
class Taught:
    rule: str
    kind: str  # of a lesson: wording, never, tone, structure, fact
    write: str = ""
    avoid: str = ""
    evidence: tuple[tuple[str, str], ...] = ()  # before and after


def changes(original: str, final: str) -> list[Change]:
    """Short replacements, in order. A sentence that was written anew is none."""
    found: list[Change] = []
    for was, now in _lines(original.splitlines(), final.splitlines()):
        found += _in_line(was, now)
    return found[:MOST]


def repeated(latest: Sequence[Change], decisions: Iterable[Sequence[Change]]) -> list[Taught]:
    """What `latest` has in common with enough of `decisions`, each of which counts once. `latest` is among them."""
    all_of_them = [list(each) for each in decisions]
    counted = Counter(key for each in all_of_them for key in {change.key for change in each})
    lessons = []
    for key in dict.fromkeys(change.key for change in latest):
        before, after = key
        enough = REPLACED if after else TAKEN_OUT
        if counted[key] < enough or counted[(after, before)] >= counted[key] or _is_filling(before):
            continue
        lessons.append(_lesson([change for each in all_of_them for change in each if change.key == key]))
    return lessons


def asked(note: str) -> list[Taught]:
    """What a note says in so many words: write “guests”, not “customers”; never say “cheap”."""
    pairs = [(wanted.strip(EDGES), unwanted.strip(EDGES)) for wanted, unwanted in INSTEAD.findall(note)]
    found = [Taught(_instead(w, u), "wording", w, u) for w, u in pairs if w and u]
    named = {unwanted.casefold() for _, unwanted in pairs}
    never = [words.strip(EDGES) for words in NEVER.findall(note)]
    found += [
        Taught(f"Never write “{words}”.", "never", avoid=words)
        for words in never
        if words and words.casefold() not in named
    ]
    return found


def _lesson(places: Sequence[Change]) -> Taught:
    before = _usual(change.before for change in places)
    after = _usual(change.after for change in places)
    evidence = tuple((change.was, change.now) for change in places)
    if not after:
        return Taught(f"Leave out “{before}”.", "never", avoid=before, evidence=evidence)
    return Taught(_instead(after, before), "wording", after, before, evidence)


def _instead(write: str, avoid: str) -> str:
    return f"Write “{write}”, not “{avoid}”."


def _usual(spelled: Iterable[str]) -> str:
    """As it is written most often; small letters where that is undecided, for a sentence may have begun with it."""
    counted: Mapping[str, int] = Counter(spelled)
    return max(counted, key=lambda words: (counted[words], words.islower()))


def _is_filling(words: str) -> bool:
    return all(word in FILLING or not word.isalpha() for word in words.split())


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each changed line beside the one that it became."""
    for how, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "replace":
            old = [line for line in before[i:j] if line.strip()]
            new = [line for line in after[k:m] if line.strip()]
            yield from zip_longest(old, new, fillvalue="")


def _in_line(was: str, now: str) -> Iterator[Change]:
    old, new = was.split(), now.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not old or not new or matcher.ratio() < 0.3:
        return
    for how, i, j, k, m in matcher.get_opcodes():
        if how in ("replace", "delete"):
            for before, after in _pairs(old[i:j], new[k:m]):
                yield Change(before, after, _around(was, before), _around(now, after or before))


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """As many words on both sides are taken one by one, others as a whole."""
    one_by_one = len(old) == len(new)
    groups = zip(old, new, strict=True) if one_by_one else [(" ".join(old), " ".join(new))]
    for before, after in groups:
        words = before.strip(EDGES), after.strip(EDGES)
        short = max(len(each.split()) for each in words) <= LONGEST and max(map(len, words)) <= 80
        if words[0] and short and words[0].casefold() != words[1].casefold():
            yield words


def _around(line: str, words: str) -> str:
    at = max(0, line.find(words) - AROUND // 2)
    piece = line[at : at + AROUND].strip()
    return ("… " if at else "") + piece + (" …" if at + AROUND < len(line) else "")
