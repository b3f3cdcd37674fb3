"""What an upload may be: each bad one ends in one sentence, and none takes the server down."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from memory.refusals import Unreadable
from tests.memory.files import archive, docx
from tests.workflows.sheets.files import edited, read, saved, xlsx
from workflows.sheets.cells import Fault

ROWS = [["Topic", "Words"], ["Spring", 750]]


def sentence(data: bytes, **limits: int) -> str:
    with pytest.raises(Unreadable) as refused:
        read(data, "topic", filename="briefs.xlsx", **limits)
    assert str(refused.value).startswith("“briefs.xlsx” ")
    return str(refused.value).removeprefix("“briefs.xlsx” ")


def cells(data: bytes, *names: str) -> list[tuple]:
    sheet = read(data, *names)
    return [sheet.header.cells, *(row.cells for row in sheet.rows)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_reads_csv_however_it_was_saved(encoding, delimiter):
    text = delimiter.join(["Topic", "Opening"]) + "\r\n" + delimiter.join(["Café", '"One\nand two"']) + "\r\n"
    assert cells(text.encode(encoding)) == [("Topic", "Opening"), ("Café", "One\nand two")]


def test_it_knows_the_delimiter_by_the_names_in_the_header():
    assert cells(b"Topic, short;Points\nA, b;c\n", "topic, short", "points")[0] == ("Topic, short", "Points")


def test_it_follows_excels_own_hint():
    sheet = read(b"sep=;\r\nTopic\r\nSpring;summer\r\n")
    assert (sheet.header.number, sheet.rows[0].number) == (1, 2)
    assert sheet.rows[0].cells == ("Spring", "summer")


def test_it_numbers_rows_as_a_spreadsheet_does():
    data = b'Topic\n"two\nlines"\n\n  \nSpring\n'
    assert [(row.number, row.cells) for row in read(data).rows] == [(2, ("two\nlines",)), (5, ("Spring",))]
    data = xlsx(["Topic"], ["a"], [None], ["b"])
    assert [(row.number, row.cells) for row in read(data).rows] == [(2, ("a",)), (4, ("b",))]


def test_it_reads_what_excel_keeps():
    when = datetime(2026, 11, 30, 14, 5)
    row = ["Text", 750, 12.5, True, date(2026, 11, 30), when, None, "_x0041_ and\nmore"]
    (read_row,) = read(xlsx(["a", "b", "c", "d", "e", "f", "g", "h"], row)).rows
    assert read_row.cells == ("Text", 750, 12.5, True, date(2026, 11, 30), when, None, "A and\nmore")


def test_it_goes_by_the_content_and_not_by_the_name():
    assert read(xlsx(*ROWS), filename="briefs.csv").rows[0].cells == ("Spring", 750)
    assert read(b"Topic\nSpring\n", filename="briefs.xlsx").rows[0].cells == ("Spring",)


def test_it_reads_the_first_sheet_that_can_be_seen_and_says_so():
    assert read(xlsx(*ROWS, also="Old")).note == "Only the sheet “Sheet” is read, not “Old”."
    assert read(xlsx(*ROWS)).note == ""
    book = Workbook()
    book.active.append(["Not to be read"])
    book.create_sheet("Seen").append(["Topic"])
    book["Seen"].append(["Spring"])
    book.active.sheet_state = "hidden"
    assert read(saved(book)).rows[0].cells == ("Spring",)


def test_it_reads_past_a_wrong_dimension():
    data = edited(xlsx(*ROWS), rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"')
    assert cells(data) == [("Topic", "Words"), ("Spring", 750)]


def test_it_tells_a_formula_nobody_worked_out_from_one_that_is_empty():
    data = xlsx(["Topic", "Words"], ["=1+1", "=2+2"])
    (row,) = read(data).rows
    assert all(
        isinstance(cell, Fault) and "a formula without its result" in cell.sentence for cell in row.cells
    )
    worked_out = edited(
        data, rb'<c r="A2"[^>]*><f>1\+1</f><v[^>]*?(/>|></v>)', b'<c r="A2" t="str"><f>1+1</f><v></v>'
    )
    worked_out = edited(worked_out, rb"<f>2\+2</f><v[^>]*?(/>|></v>)", b"<f>2+2</f><v>4</v>")
    assert read(worked_out).rows[0].cells == (None, 4)


def test_it_names_the_error_in_a_cell():
    data = edited(xlsx(["Topic"], [1]), rb'<c r="A2"[^>]*><v>1</v>', b'<c r="A2" t="e"><v>#REF!</v>')
    assert read(data).rows[0].cells == (
        Fault("holds the error #REF!: mend the formula, or write the value itself."),
    )


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty."),
        (b" \n\n", "is empty."),
        (b",,\n,\n", "is empty"),
        (xlsx(), "is empty: its first row must name the columns"),
        (b"Topic,Words\n\n,\n", "has no briefs: there is nothing below the header in row 1."),
        (xlsx(["Topic"]), "has no briefs"),
        (b"%PDF-1.7", "is a PDF and no sheet: save it as .xlsx or .csv"),
        (b"\x89PNG\r\n", "is a picture, whatever its name says: upload the sheet"),
        (docx(), "is no sheet by its content"),
        (archive({"x.txt": b"hello"}), "is no sheet by its content"),
        (xlsx(*ROWS)[:900], "can't be read to its end"),
        (OLD + bytes(512), "before 2007: open it, save it as .xlsx"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (b"\x00\x01\x02\x03", "holds binary data"),
        (b"Topic\n\x81\x8d\n", "has letters that can't be made out"),
        (
            b'Topic,Words\n"Spring,1\nSummer,2\n',
            "has a quotation mark that opens or closes in the wrong place",
        ),
        (b'Topic,Words\n"Spring" x,1\n', "near line 2"),
        (xlsx(*ROWS, merge="A2:B2"), "has merged cells (A2:B2), which belong to no one row: unmerge them"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(data, says):
    assert says in sentence(data)


def test_it_holds_its_limits():
    many = b"Topic\n" + b"Spring\n" * 11
    assert "has more than 10 rows: split it" in sentence(many, rows=10)
    assert read(many, rows=11).rows[-1].number == 12
    assert "has more than 3 columns" in sentence(b"a,b,c,d\n1,2,3,4\n", columns=3)
    assert "holds more than 30 characters" in sentence(many, characters=30)
    assert "is too large: at most 0.1 MB" in sentence(b"x" * 200_000, bytes=100_000)
    assert "takes too long" in sentence(b"Topic\n" + b"Spring\n" * 9000, seconds=0)


def test_it_unpacks_no_bomb():
    bomb = edited(xlsx(*ROWS), rb"</sheetData>", b"</sheetData>" + b" " * 30_000_000)
    assert "unpacks to far more than a document holds: save it again in Excel" in sentence(bomb)
    swelling = edited(xlsx(["Topic"], *[["x"]] * 50), rb"<t>x</t>", b"<t>" + b"x" * 9_000 + b"</t>")
    assert "holds more than 100,000 characters" in sentence(swelling, characters=100_000)


def test_it_expands_no_entities():
    evil = edited(xlsx(*ROWS), rb"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aa">]><worksheet')
    assert "holds XML entities, which Excel never writes" in sentence(evil)


def test_it_reads_ten_thousand_rows():
    sheet = read(b"Topic;Words\n" + b"".join(b"Topic %d;%d\n" % (n, n) for n in range(10_000)))
    assert (len(sheet.rows), sheet.rows[-1].number) == (10_000, 10_001)
