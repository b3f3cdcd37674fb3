"""Reading a brief whose fields nobody told us about: which answer is the headline, which are the points.
Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.providers.offline import prose

# Words of a field's key -> what its answer is for. The first line that has a word of the key decides.
_ROLES: tuple[tuple[str, str], ...] = (
    ("link", "url link website address href"),
    (
        "ignore",
        "tone voice style audience reader readers length language format channel keyword keywords seo "
        "persona goal purpose objective count limit max min deadline due instructions avoid segment notes "
        "send publish slug",
    ),
    ("action", "cta action invitation invite ask respond reply"),
    ("kicker", "month issue edition season number"),
    ("must", "must mention phrases required"),
    ("sender", "sender author signature signed signoff from"),
    ("steps", "steps actions todo tips checklist advice takeaways"),
    (
        "points",
        "points point facts fact news items highlights sections updates features stories ideas details "
        "detail content evidence numbers figures",
    ),
    ("headline", "title headline subject topic theme"),
    (
        "opening",
        "angle message summary intro introduction opening story why hook lead about background context "
        "description idea finding scene seen",
    ),
)
ROLES = tuple((role, frozenset(words.split())) for role, words in _ROLES)


@dataclass
class Told:
    """What a brief tells, by what it is good for. Texts are the client's own words."""

    headline: str = ""
    kicker: str = ""
    opening: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)  # (label, short answer)
    must: list[str] = field(default_factory=list)
    action: str = ""
    link: str = ""
    sender: str = ""

    def facts(self) -> list[str]:
        """Every piece of text that a reader of the finished piece should find again."""
        return [
            *self.opening,
            *self.points,
            *self.steps,
            *(answer for _, answer in self.details),
            *self.must,
        ]


def read(brief: Mapping[str, Any], item: Any = None) -> Told:
    """Sort the answers; the item of a step that runs once per item is the subject of its own piece."""
    told = Told()
    for key, value in brief.items():
        if value not in (None, "", [], ()) and not isinstance(value, bool):
            _take(told, key, value)
    if item not in (None, "", {}):
        told.headline, told.opening, told.points = _of_item(item, told)
    if not told.headline:
        told.headline = _first_words([*told.opening, *told.points])
    return told


def texts(value: Any) -> list[str]:
    """A field's answer as separate pieces: list entries, bullets, paragraphs."""
    if isinstance(value, Mapping):
        return [": ".join(part for part in map(str, value.values()) if part)]
    if isinstance(value, (list, tuple)):
        return [text for entry in value for text in texts(entry)]
    text = str(value).strip()
    return [prose.one_line(part) for part in prose.entries(text) or prose.blocks(text)]


def _take(told: Told, key: str, value: Any) -> None:
    role, parts = _role(key, value), texts(value)
    if role in ("opening", "points", "steps", "must"):
        getattr(told, role).extend(parts)
    elif role == "details":
        told.details.append((_label(key), ", ".join(parts)))
    elif role != "ignore" and not getattr(told, role):
        setattr(told, role, " ".join(parts))
    elif role == "headline":
        told.opening.extend(parts)


def _role(key: str, value: Any) -> str:
    names = set(re.split(r"[\W_]+", key.lower()))
    if _is_url(value):
        return "link"
    role = next((role for role, its_words in ROLES if names & its_words), "")
    if role in ("headline", "kicker") and (isinstance(value, (list, tuple)) or len(str(value)) > 120):
        return "points"
    return role or _role_by_shape(value)


def _role_by_shape(value: Any) -> str:
    if isinstance(value, (list, tuple, Mapping)):
        return "points"
    return "points" if len(str(value)) > 60 or prose.entries(str(value)) else "details"


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"https?://\S+", value.strip()))


def _label(key: str) -> str:
    return key.replace("_", " ").strip().capitalize()


def _of_item(item: Any, told: Told) -> tuple[str, list[str], list[str]]:
    parts = [str(part) for part in item.values()] if isinstance(item, Mapping) else [str(item)]
    opening = [*([told.headline] if told.headline else []), *told.opening]
    return prose.clause(parts[0]), parts[1:] or opening[:1], [] if len(parts) > 1 else opening[1:]


def _first_words(parts: list[str]) -> str:
    for part in parts:
        start = re.split(r"[.:;,–—]\s", part, maxsplit=1)[0].split()
        if start:
            return prose.clause(" ".join(start[:12]))
    return ""
