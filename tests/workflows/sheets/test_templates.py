"""The empty sheet that people fill in: once filled in, it is read as it was meant."""

from io import BytesIO

from openpyxl import load_workbook

from tests.workflows.sheets.files import checked, saved
from workflows.engine.definition import Field
from workflows.sheets.templates import empty_csv, empty_xlsx, filling

FIELDS = (
    Field(key="topic", label="Main topic", help="What it is about.", max_length=60),
    Field(
        key="tone",
        label="Tone",
        kind="choice",
        options=("formal, and dry", 'so-called "fun"'),
        required=False,
    ),
    Field(key="points", label="Points", kind="list"),
    Field(key="urgent", label="=Urgent", kind="yes_no", required=False),
)


def test_it_is_read_once_it_is_filled_in():
    book = load_workbook(BytesIO(empty_xlsx(FIELDS)))
    book["Briefs"].append(["Spring", 'so-called "fun"', "One\nTwo", "yes"])
    result = checked(FIELDS, saved(book))
    assert result.problems == result.notes == []
    assert result.briefs[0].values == {
        "topic": "Spring", "tone": 'so-called "fun"', "points": ["One", "Two"], "urgent": True,
    }  # fmt: skip
    filled = empty_csv(FIELDS) + b'Spring,"formal, and dry",One;Two,no\r\n'
    assert checked(FIELDS, filled).briefs[0].values["tone"] == "formal, and dry"


def test_it_offers_the_choices():
    book = load_workbook(BytesIO(empty_xlsx(FIELDS)))
    sheet, help_ = book["Briefs"], book["How to fill it in"]
    offered = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert offered == {
        "B2:B10001": "'How to fill it in'!$F$2:$F$3",
        "D2:D10001": "'How to fill it in'!$G$2:$G$3",
    }
    assert [help_["F2"].value, help_["F3"].value] == ["formal, and dry", 'so-called "fun"']
    assert [help_["G2"].value, help_["G3"].value] == ["yes", "no"]


def test_it_says_what_goes_in():
    book = load_workbook(BytesIO(empty_xlsx(FIELDS)))
    sheet, help_ = book["Briefs"], book["How to fill it in"]
    assert sheet["A1"].comment.text == "Must be filled in. One line of text. At most 60 characters."
    assert [cell.value for cell in help_[2]][:4] == [
        "Main topic", "yes", "One line of text. At most 60 characters.", "What it is about.",
    ]  # fmt: skip
    assert sheet["D1"].data_type == "s"
    assert filling(FIELDS[2]) == "One entry a line (Alt+Enter), or separated by semicolons."
