"""A piece out of a brief: its own words in an order that reads, in the client's habits.

Nothing is invented. Pure.
"""

import re
from collections.abc import Iterable, Sequence

from workflows.providers.offline import background, prose
from workflows.providers.offline.brief import Told
from workflows.providers.offline.voice import Voice

PER_PARAGRAPH = 2  # points that share one
_TITLED = re.compile(r"^([^:.!?]{3,60}):\s+(\S.{12,})$", re.DOTALL)
_LETTER = re.compile(r"\b(?:newsletter|letter|e-?mail|issue|bulletin|notes)\b", re.I)
_AT_LEAST = re.compile(r"(\d{2,4})\s*(?:to|–|-)\s*\d{2,4}\s+words", re.I)
_BREAK = re.compile(
    r"[,;:.(–—、。，：；،।]|\s(?:because|which|that|so|and|but|when|until|if|while|where|before|after)\s"
)


def piece(told: Told, voice: Voice, prompt: str = "", sheets: Iterable[str] = ()) -> str:
    """Markdown: headline, opening, the points, what to do, the invitation, and how the client takes leave.

    `sheets` are the client's fact sheets: they fill up where the brief is shorter than the prompt asks for. Where
    the brief says nothing at all, the prompt's own words stand there, so that it can be seen what was asked.
    """
    letter = bool(_LETTER.search(prompt))
    top = [
        f"# {prose.clause(told.headline)}" if told.headline else "",
        f"*{told.kicker}*" if told.kicker else "",
        voice.greeting if letter else "",
        *map(prose.sentence, told.opening),
        *_body(told.points, headed=voice.headed or "## " in prompt),
        *_steps(told.steps, voice),
    ]
    end = [_invitation(told), _leave(told, voice) if letter else ""]
    missing = _wanted_words(prompt) - prose.count(_join([*top, *end]))
    more = background.paragraphs(told, sheets, missing)
    exactly = _exactly(told, _join([*top, *more, *end]))
    written = _join([*top, *exactly, *more, *end])
    return f"{written or prose.sentence(prompt)}\n"


def heading(point: str) -> str:
    """The first words of a point, as far as they hang together."""
    start = _BREAK.search(point, pos=12)
    return prose.clause(" ".join(point[: start.start() if start else None].split()[:8]))


def _join(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _body(points: Sequence[str], headed: bool) -> list[str]:
    """With headings each point is a section; without, they are paragraphs of two points each."""
    if headed:
        return [part for point in points for part in _section(point)]
    plain = [prose.sentence(point) for point in points]
    return [" ".join(plain[at : at + PER_PARAGRAPH]) for at in range(0, len(plain), PER_PARAGRAPH)]


def _section(point: str) -> list[str]:
    match = _TITLED.match(point)
    title, text = (match[1], match[2]) if match else (heading(point), point)
    return [f"## {prose.clause(title)}", prose.sentence(text)]


def _steps(steps: Sequence[str], voice: Voice) -> list[str]:
    if not steps:
        return []
    return [voice.list_lead or "What to do:", "\n".join(f"- {prose.sentence(step)}" for step in steps)]


def _exactly(told: Told, so_far: str) -> list[str]:
    """The short answers and the exact phrases that the rest does not say yet, word for word."""
    answers = [(label, answer) for label, answer in told.details if not prose.holds(so_far, answer)]
    said = [prose.sentence(f"{label}: {answer}") for label, answer in answers]
    phrases = [phrase for phrase in told.must if not prose.holds(so_far, phrase)]
    whole = [prose.sentence(phrase) for phrase in phrases if len(phrase.split()) > 8]
    short = [phrase.rstrip(".") for phrase in phrases if len(phrase.split()) <= 8]
    exact = [f"To be exact: {'; '.join(short)}."] if short else []
    return [" ".join(said), " ".join([*whole, *exact])]


def _wanted_words(prompt: str) -> int:
    """The lower end of "200 to 380 words"; 0 where the prompt names none."""
    match = _AT_LEAST.search(prompt)
    return int(match[1]) if match else 0


def _invitation(told: Told) -> str:
    if told.link and told.action and told.link not in told.action:
        return f"[{prose.clause(told.action)}]({told.link})"
    return prose.sentence(told.action) or (f"<{told.link}>" if told.link else "")


def _leave(told: Told, voice: Voice) -> str:
    sender = told.sender if told.sender not in voice.sign_off else ""
    return "  \n".join(part for part in (voice.sign_off, sender) if part)
