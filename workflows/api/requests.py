"""What the API takes. What isn't named here is refused, so that a slip of the pen can't pass for a wish."""

import re
from typing import Any

from rest_framework import serializers as s
from rest_framework.request import Request

from workflows.api.errors import Invalid
from workflows.api.pages import DEFAULT, MOST
from workflows.intake import Problem

_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')  # a structured-field string, or the bare word


WORKFLOW = '"workflow" must be the slug of a workflow, like newsletter.'
CODES = ("required", "null", "blank", "invalid", "not_a_dict", "invalid_choice", "min_value", "max_value")
MORE_CODES = ("max_string_length", "date", "make_aware", "overflow")


def says(sentence: str) -> dict[str, Any]:
    """The sentence for whatever is wrong with a field; it names the field, since it is read without it, too."""
    return {"error_messages": dict.fromkeys((*CODES, *MORE_CODES), sentence)}


class Strict(s.Serializer):
    """`read` gives the checked values or raises with every problem."""

    default_error_messages = {"invalid": "The body must be an object, or empty."}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (strangers := [name for name in data if name not in self.fields]):
            names = [name[:100] for name in strangers[:20]]
            raise s.ValidationError({name: [_stranger(name, list(self.fields))] for name in names})
        return super().to_internal_value(data)

    @classmethod
    def read(cls, data: Any) -> dict[str, Any]:
        serializer = cls(
            data=[] if data is None else data
        )  # null is no object either, and told like one that isn't
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


class Start(Strict):
    """What starts a run."""

    default_error_messages = {"invalid": 'The body must be an object like {{"inputs": {{…}}}}.'}

    inputs = s.DictField(
        help_text="The brief: an answer for each field of the workflow's form.",
        **says('"inputs" must be there, as an object with an answer for each field of the form.'),
    )


class Nothing(Strict):
    """An empty body."""


class Paged(Strict):
    cursor = s.UUIDField(
        required=False,
        default=None,
        help_text="Taken from `next`.",
        **says('"cursor" must be one that "next" has given: follow that address as it is.'),
    )
    limit = s.IntegerField(
        required=False,
        default=DEFAULT,
        min_value=1,
        max_value=MOST,
        **says(f'"limit" must be a whole number from 1 to {MOST}.'),
    )


class Runs(Paged):
    workflow = s.SlugField(
        required=False, default=None, help_text="Only runs of this workflow.", **says(WORKFLOW)
    )


class Outputs(Paged):
    status = s.ChoiceField(
        ["approved"],
        required=False,
        default="approved",
        help_text="There are no others here.",
        **says('"status" can only be approved: nothing else is on the shelf.'),
    )
    since = s.DateTimeField(
        required=False,
        default=None,
        help_text="Approved then or later. To follow up, take the newest `approved_at` that you have, less a "
        "minute, and pass over what you know by its `id`.",
        **says('"since" must be a time like 2026-11-30T09:00:00Z.'),
    )
    workflow = s.SlugField(
        required=False, default=None, help_text="Only pieces of this workflow.", **says(WORKFLOW)
    )


def _stranger(name: str, known: list[str]) -> str:
    if not known:
        return f'"{name}" isn\'t taken here; nothing is.'
    return f'"{name}" isn\'t taken here; what is: {", ".join(known)}.'


def idempotency_key(request: Request) -> str | None:
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return None
    if not (found := _KEY.fullmatch(sent.strip())):
        sentence = "“Idempotency-Key” must be 1 to 255 visible ASCII characters, for example a UUID."
        raise Invalid([Problem("Idempotency-Key", sentence)])
    return found.group(1)
