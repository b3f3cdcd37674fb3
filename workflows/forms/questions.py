"""The questions of an intake form, edited as rows."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from workflows.engine import definition as engine
from workflows.forms.problems import spoken
from workflows.forms.rows import RowSet
from workflows.forms.surroundings import Surroundings

KINDS: dict[str, Any] = {
    "line": "One line",
    "text": "Longer text",
    "number": "Number",
    "date": "Date",
    "choice": "One of a list",
    "choices": "Several of a list",
    "url": "Web address",
    "list": "A list, one entry a line",
    "yes_no": "Yes or no",
    "files": "Pictures or PDFs",
}


class Question(BaseModel):
    """The engine's Field in the words of its form. The key is made from the label, then kept."""

    key: str = ""
    label: str = Field(title="Question", min_length=1, max_length=120)
    kind: engine.FieldKind = Field("line", title="Answer", json_schema_extra={"labels": {**KINDS}})
    required: bool = Field(True, title="Must be answered")
    help: str = Field("", title="Help", description="Shown under the question.", max_length=300)
    options: list[str] = Field(
        [],
        title="Choices",
        description="For “one of” and “several of” a list.",
        json_schema_extra={"shown_if": "kind=choice|choices"},
    )
    max_length: int | None = Field(
        None, title="At most", description="Characters, entries of a list, or files.", ge=1, le=200_000
    )


class _Form(BaseModel):
    questions: list[Question] = Field([], title="Questions")


class QuestionsForm:
    """`fields` holds the engine's fields in the page's order, once `is_valid()` said yes."""

    def __init__(self, fields: Sequence[engine.Field], data: Any = None) -> None:
        initial = [field.model_dump(mode="json") for field in fields]
        info = _Form.model_fields["questions"]
        self.data, self.fields = data, tuple(fields)
        self.rows = RowSet("questions", info, Surroundings(), data=data, initial=initial)

    def is_valid(self) -> bool:
        if self.data is None:
            return False
        rows = self.rows.clean()
        try:
            read = _Form.model_validate({"questions": rows})
        except ValidationError as error:
            for place, sentence in spoken(error):
                self._say(place, sentence)
            return False
        self._check_choices(read.questions)
        self.fields = tuple(engine.Field(**question.model_dump()) for question in read.questions)
        return self.rows.is_fine

    def _say(self, place: tuple[int | str, ...], sentence: str) -> None:
        row = self.rows.kept[int(place[1])]
        name = str(place[2]) if len(place) > 2 else ""
        if name not in row.errors:
            row.add_error(name if name in row.fields else None, sentence)

    def _check_choices(self, questions: Sequence[Question]) -> None:
        for row, question in zip(self.rows.kept, questions, strict=True):
            if question.kind in ("choice", "choices") and len(question.options) < 2:
                row.add_error("options", "Write at least two choices, one a line.")
