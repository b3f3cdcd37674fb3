"""What the API takes. What isn't named here is refused, so that a slip of the pen can't pass for a wish."""

import re
from typing import Any

from rest_framework import serializers as s
from rest_framework.request import Request

from workflows.api.errors import Invalid
from workflows.api.pages import DEFAULT, MOST
from workflows.intake import Problem

_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')  # a structured-field string, or the bare word


class Strict(s.Serializer):
    """`read` gives the checked values or raises with every problem."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (strangers := [name for name in data if name not in self.fields]):
            known = ", ".join(self.fields)
            raise s.ValidationError(
                {name[:100]: [f"This isn't taken here; {known} is."] for name in strangers[:20]}
            )
        return super().to_internal_value(data)

    @classmethod
    def read(cls, data: Any) -> dict[str, Any]:
        serializer = cls(data=data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


class Start(Strict):
    """What starts a run."""

    default_error_messages = {"invalid": 'The body must be an object like {{"inputs": {{…}}}}.'}

    inputs = s.DictField(
        help_text="The brief: an answer for each field of the workflow's form.",
        error_messages={"not_a_dict": "must be an object with an answer for each field."},
    )


class Nothing(Strict):
    """An empty body."""


class Paged(Strict):
    cursor = s.UUIDField(required=False, default=None, help_text="Taken from `next`.")
    limit = s.IntegerField(required=False, default=DEFAULT, min_value=1, max_value=MOST)


class Runs(Paged):
    workflow = s.SlugField(required=False, default=None, help_text="Only runs of this workflow.")


class Outputs(Paged):
    status = s.ChoiceField(
        ["approved"], required=False, default="approved", help_text="There are no others here."
    )
    since = s.DateTimeField(
        required=False,
        default=None,
        help_text="Approved then or later. To follow up, take the newest `approved_at` that you have, less a "
        "minute, and pass over what you know by its `id`.",
    )
    workflow = s.SlugField(required=False, default=None, help_text="Only pieces of this workflow.")


def idempotency_key(request: Request) -> str | None:
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return None
    if not (found := _KEY.fullmatch(sent.strip())):
        sentence = "must be 1 to 255 visible ASCII characters, for example a UUID."
        raise Invalid([Problem("Idempotency-Key", sentence)])
    return found.group(1)
