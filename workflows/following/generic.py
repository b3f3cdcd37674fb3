"""What of a workflow may go to other clients. People, groups, connections, own servers, tags and addresses stay."""

import re
from collections.abc import Iterator
from typing import Any

from tenants.masking import without_secrets
from workflows.engine.circle import sort
from workflows.engine.definition import Definition, Field, Step

PEOPLE = ("reviewers", "escalate_to", "pass_to")
OWN_SERVER = "server:"
OWN = {  # kind -> settings that are about one client by their nature
    "deliver": ("connection",),
    "generate": ("recall_tags",),
    "rules": ("allowed_link_hosts", "required_links"),
}
WORDS = {"rules": ("required_phrases", "forbidden_phrases", "call_to_action", "patterns")}  # they may be


def generic(definition: Definition, words: bool = False) -> Definition:
    """`words`: the phrases of its rules go along."""
    steps = tuple(_without_own(step, words) for step in definition.steps)
    return definition.model_copy(update={"steps": steps})


def has_words(definition: Definition) -> bool:
    steps = (step for step in definition.steps if step.kind in WORDS)
    return any(step.settings.get(name) for step in steps for name in WORDS[step.kind])


def _without_own(step: Step, words: bool) -> Step:
    own = {*OWN.get(step.kind, ()), *(() if words else WORDS.get(step.kind, ()))}
    kept = {name: _kept(name, value) for name, value in step.settings.items() if name not in own}
    settings = {name: value for name, value in kept.items() if value is not None}
    return step.model_copy(update={"settings": settings})


def _kept(name: str, value: Any) -> Any:
    """None where nothing of it may go along, and the kind's own default holds."""
    if name in PEOPLE:
        return [one for one in value or () if sort(str(one)) == "role"] or None
    if name == "exclude":
        return [one for one in value or () if not str(one).startswith(OWN_SERVER)] or None
    if name == "pin" and str(value).startswith(OWN_SERVER):
        return None
    if name == "url" and not str(value).strip().startswith("{{"):
        return None
    return value


def naming(name: str, definition: Definition, *about: tuple[str, str], exact: bool = False) -> list[str]:
    """Where this name stands, in words; `about` are (words, text) beside the definition, `exact`: in its case only."""
    flags = re.NOFLAG if exact else re.IGNORECASE
    found = re.compile(rf"(?<!\w){re.escape(name.strip())}(?!\w)", flags)
    texts = [*about, *_texts(definition)]
    return list(dict.fromkeys(words for words, text in texts if found.search(text)))


def has_secret(definition: Definition) -> bool:
    plain = definition.model_dump(mode="json")
    return bool(without_secrets(plain) != plain)


def _texts(definition: Definition) -> Iterator[tuple[str, str]]:
    named: list[tuple[str, Field | Step]] = [
        *((f"the question “{field.label}”", field) for field in definition.fields),
        *((f"the step “{step.title or step.key}”", step) for step in definition.steps),
    ]
    for words, part in named:
        yield from ((words, text) for text in _strings(part.model_dump(mode="json")))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
