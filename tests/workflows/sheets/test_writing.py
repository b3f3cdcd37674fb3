"""What is written to a sheet reads back as the same answers, and nothing in it is ever a formula."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.workflows.sheets.files import checked
from workflows import intake
from workflows.engine.definition import Field
from workflows.sheets.guard import guarded, unguarded
from workflows.sheets.writing import LONGEST, as_csv, as_xlsx

FIELDS = (
    Field(key="line", label="A line"),
    Field(key="text", label="Text", kind="text", required=False),
    Field(key="number", label="Number", kind="number", required=False),
    Field(key="date", label="Day", kind="date", required=False),
    Field(key="choice", label="Choice", kind="choice", options=("one", "two; three"), required=False),
    Field(key="choices", label="Choices", kind="choices", options=("a", "b", "c;d"), required=False),
    Field(key="list", label="List", kind="list", required=False),
    Field(key="yes", label="Yes or no", kind="yes_no", required=False),
)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''=1", '=HYPERLINK("http://x.example")']
SIGNS = st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="￾￿")
WORDS = st.one_of(
    st.text(SIGNS, max_size=30), st.sampled_from(["_x0041_", "a,b;c", '"', *DANGEROUS[:4], "'", "007"])
)
LINES = st.lists(WORDS, max_size=4)
ASKED = st.fixed_dictionaries(
    {
        "line": WORDS,
        "text": LINES.map("\n".join),
        "number": st.none() | st.integers(-(10**14), 10**14) | st.integers(-99, 99).map(lambda n: n / 8),
        "date": st.none() | st.dates().map(str),
        "choice": st.none() | st.sampled_from(["one", "two; three"]),
        "choices": st.lists(st.sampled_from(["a", "b", "c;d"]), unique=True),
        "list": LINES,
        "yes": st.none() | st.booleans(),
    }
)


def cell(answer: object) -> object:
    """An answer as somebody would put it into a cell: lists an entry a line."""
    if isinstance(answer, list):
        return "\n".join(answer) + ("\n" if len(answer) == 1 else "")
    return answer


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("write", [as_csv, as_xlsx])
@given(asked=st.lists(ASKED, min_size=1, max_size=12))
def test_it_reads_back_what_was_written(write, asked):
    briefs = [done.values for done in (intake.check(FIELDS, one) for one in asked) if done.ok]
    if not briefs:
        return
    header = [field.label for field in FIELDS]
    result = checked(FIELDS, write(header, [[cell(brief[f.key]) for f in FIELDS] for brief in briefs]))
    assert result.problems == []
    assert [brief.values for brief in result.briefs] == briefs


@pytest.mark.parametrize("text", DANGEROUS)
def test_it_writes_no_formula(text):
    data = as_csv(["Title", text], [[text, "x"]])
    cells = [cell for row in csv.reader(StringIO(data.decode("utf-8-sig"))) for cell in row]
    assert all(cell[0] not in "=+-@\t\r" for cell in cells)
    sheet = load_workbook(BytesIO(as_xlsx(["Title"], [[text]]))).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")


@given(st.text(st.sampled_from("'=+-@\t\r\nab "), max_size=6))
def test_it_takes_back_exactly_what_it_put_before_a_formula(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_it_says_where_it_cuts_and_drops_what_excel_cant_keep():
    sheet = load_workbook(BytesIO(as_xlsx(["Title"], [["x" * 40_000], ["bell\x07"]]))).active
    assert len(sheet["A2"].value) == LONGEST
    assert sheet["A2"].value.endswith("… (cut: a cell can't hold more)")
    assert sheet["A3"].value == "bell�"
