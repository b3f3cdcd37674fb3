"""Pouring the stand-in's values into the JSON schema of a request, whatever its properties are called.

Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

# What we call a value -> parts of words by which a schema may ask for it. The first that fits wins.
CALLED: Mapping[str, tuple[str, ...]] = {
    "score": ("score", "rating", "points", "grade"),
    "quote": ("quote", "evidence", "excerpt"),
    "why": ("why", "reason", "rationale", "explanation", "comment"),
    "suggestion": ("suggest", "edit", "replace", "instead", "fix", "rewrite"),
    "criterion": ("criterion", "key", "name", "id"),
}


def judgements(schema: Schema | None, found: Sequence[Mapping[str, Any]]) -> Any:
    """The judgements as the schema wants them: a list of objects, or one object per criterion's key."""
    if schema is None:
        return {"criteria": [dict(each) for each in found]}
    if schema.get("type") == "array":
        return [_object(schema["items"], each) for each in found]
    by_key = {str(each["criterion"]): each for each in found}
    return {name: _member(name, rule, found, by_key) for name, rule in schema.get("properties", {}).items()}


def _member(name: str, rule: Schema, found: Sequence[Mapping[str, Any]], by_key: Mapping[str, Any]) -> Any:
    if name in by_key:
        return _object(rule, by_key[name])
    if rule.get("type") == "array":
        return [_object(rule.get("items", {}), each) for each in found]
    if rule.get("type") == "object":
        return judgements(rule, found)
    return empty(rule)


def _object(rule: Schema, judgement: Mapping[str, Any]) -> Any:
    properties = rule.get("properties", {})
    return {name: _leaf(name, part, judgement) for name, part in properties.items()} or dict(judgement)


def _leaf(name: str, rule: Schema, judgement: Mapping[str, Any]) -> Any:
    """A property's value by its name. A suggested edit that is an object carries its own quote."""
    called = next((ours for ours, names in CALLED.items() if any(word in name.lower() for word in names)), "")
    value = judgement.get(called)
    if called == "suggestion" and "object" in _types(rule) and value is not None:
        return {
            part: _leaf(part, its_rule, judgement) for part, its_rule in rule.get("properties", {}).items()
        }
    if value is None:
        return empty(rule)
    return round(value) if _types(rule) == ["integer"] else value


def parts(schema: Schema | None, filled: Mapping[str, Any]) -> Any:
    """The parts as the schema wants them: only what it asks for, nothing it asks for missing."""
    if schema is None or schema.get("type") != "object" or "properties" not in schema:
        return dict(filled)
    return {name: _typed(filled.get(name), rule) for name, rule in schema["properties"].items()}


def _typed(value: Any, rule: Schema) -> Any:
    kinds = _types(rule)
    if value is None:
        return empty(rule)
    if "array" in kinds and not isinstance(value, list):
        return [value]
    if "string" in kinds and not isinstance(value, str):
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return value


def empty(rule: Schema) -> Any:
    """The least value that follows the rule."""
    kinds = _types(rule)
    if "null" in kinds:
        return None
    if "enum" in rule:
        return rule["enum"][0]
    if "object" in kinds:
        return {name: empty(part) for name, part in rule.get("properties", {}).items()}
    return {"array": [], "number": 0, "integer": 0, "boolean": False}.get(next(iter(kinds), ""), "")


def _types(rule: Schema) -> list[str]:
    kind = rule.get("type", [])
    own = [kind] if isinstance(kind, str) else list(kind)
    return own or [each for part in rule.get("anyOf", ()) for each in _types(part)]
