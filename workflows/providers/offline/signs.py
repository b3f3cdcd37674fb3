"""The signs that the stand-in judges by: where a word, a claim or a sentence asks to be looked at. Pure."""

import re
from collections.abc import Iterable

from workflows.providers.offline import prose

PLAIN: dict[str, str] = {
    "utilise": "use",
    "utilize": "use",
    "utilising": "using",
    "utilizing": "using",
    "leverage": "use",
    "leveraging": "using",
    "in order to": "to",
    "prior to": "before",
    "commence": "start",
    "facilitate": "help",
    "a number of": "some",
    "due to the fact that": "because",
    "at this point in time": "now",
    "going forward": "from now on",
    "throughout the duration of": "during",
    "purchase": "buy",
    "assist": "help",
}

CLAIM = re.compile(
    r"\b(?:the (?:very )?(?:best|lowest|cheapest|finest|greatest|leading|only software|most \w+)"
    r"|(?:best|lowest|cheapest) (?:prices?|values?|rates?|coffee|in the )|number one|world[- ]class"
    r"|unrivalled|unbeatable|unmatched|guarantee[sd]?|100 ?(?:%|per cent)|zero risk|risk-free|error-free"
    r"|revolutionary|effortless(?:ly)?|(?:industry|market)[- ]lead(?:ing|er)|detox\w*|cures?|heals?"
    r"|metabolism|immune system|good for your (?:heart|health)|ethically sourced|carbon[- ]neutral"
    r"|planet[- ]friendly)(?!\w)",
    re.I,
)
BARE_PERCENTAGE = re.compile(r"\d(?:\.\d+)?\s?(?:%|per ?cent)(?!\s*(?:of|among|in|on)\b)", re.I)
STOCK_OPENING = re.compile(
    r"in today.s|in (?:a|the) (?:fast|ever)|we(?:.re| are) (?:so |very )?(?:excited|thrilled|delighted|proud)"
    r"|welcome to (?:our|the|another)|(?:it.s|it is) that time|as (?:we all|you) know|have you ever"
    r"|are you (?:ready|tired)",
    re.I,
)
IMPERATIVE = re.compile(
    r"(?:^|[.!?:;,]\s+|\b(?:please|or|and|then)\s+)(?:write|book|call|telephone|phone|reply|visit|read|download|register"
    r"|come|ask|order|try|join|print|sign|send|tell|start|see|get|open|reserve|taste|bring|pick|subscribe)\b",
    re.I,
)
_JOINT = re.compile(r"; |, (?:and|but|so|which means that) ")
_DETAIL = re.compile(r"\d[\d.,:]*|(?<=[a-z,;] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")


def details(text: str) -> list[str]:
    """Figures and names: what makes a text about something."""
    return [found for found in _DETAIL.findall(prose.plain(text)) if found not in ("I",)]


def sentence_with(markdown: str, phrase: str) -> str:
    """The sentence that holds the phrase, exactly as it stands; in a headline the words themselves; else ""."""
    sentence = next((each for each in prose.all_sentences(markdown) if prose.find(each, phrase)), "")
    match = prose.find(markdown, phrase)
    return sentence or (match[0] if match else "")


def swapped(sentence: str, word: str, instead: str | None) -> str | None:
    """The sentence with the word replaced, or dropped where it merely decorates the next one; None: no
    idea.
    """
    match = prose.find(sentence, word)
    if match is None:
        return None
    if instead is not None:
        said = instead[:1].upper() + instead[1:] if match[0][:1].isupper() else instead
        return sentence[: match.start()] + said + sentence[match.end() :]
    rest = sentence[match.end() :]
    if " " in word or not re.match(r"\s+[a-z]", rest) or match[0][:1].isupper():
        return None
    return _article(sentence[: match.start()], rest.lstrip())


def _article(before: str, after: str) -> str:
    """Mend "a" and "an" in front of the word that has moved up."""
    right = "an" if after[:1].lower() in "aeio" else "a"
    return (
        re.sub(
            r"\b(a|an|A|An)\s+$", lambda m: (right.capitalize() if m[1][0] == "A" else right) + " ", before
        )
        + after
    )


def split_long(sentence: str) -> str | None:
    """Two sentences where a long one has a joint in its middle."""
    joints = list(_JOINT.finditer(sentence))
    if not joints:
        return None
    joint = min(joints, key=lambda match: abs(match.start() - len(sentence) // 2))
    if min(joint.start(), len(sentence) - joint.end()) < 30:
        return None
    word = re.sub(r"[;,]|which means that|and", "", joint[0]).strip()
    second = f"{word.capitalize()} {sentence[joint.end() :]}" if word else sentence[joint.end() :]
    return f"{sentence[: joint.start()]}. {second[:1].upper()}{second[1:]}"


def shared_run(piece: str, others: Iterable[str], length: int = 9) -> str:
    """The first run of so many words that the piece has in common with another text, as words; "" if none."""
    known = {run for other in others for run in _runs(other, length)}
    return next((run for run in _runs(piece, length) if run in known), "")


def _runs(text: str, length: int) -> list[str]:
    words = [word.lower() for word in prose.words(text)]
    return [" ".join(words[at : at + length]) for at in range(len(words) - length + 1)]
