import io

import docx as reader
import pytest

from reviews.docx import written

PIECE = """# The quiet season

January is **ours**, *quietly*, ~~loud~~ and `plain`. See [the walk](https://example.com/walk).

- Breakfast
  - until noon
1. First
2. Second

> Come back now.

| Day | Price |
|---|---|
| Mon | 90 |

```
code
```

---
![A fire](https://evil.example/x.png)
"""


def read(markdown: str) -> "reader.document.Document":
    return reader.Document(io.BytesIO(written("The quiet season", markdown, "en")))


def test_it_writes_word_s_own_styles() -> None:
    paragraphs = [(p.style.name, p.text) for p in read(PIECE).paragraphs]
    assert ("Heading 1", "The quiet season") in paragraphs
    assert ("List Bullet", "Breakfast") in paragraphs and ("List Bullet 2", "until noon") in paragraphs
    assert ("List Number", "First") in paragraphs and ("Quote", "Come back now.") in paragraphs


def test_it_writes_marks_links_and_tables() -> None:
    document = read(PIECE)
    paragraph = next(p for p in document.paragraphs if p.text.startswith("January"))
    assert [run.text for run in paragraph.runs if run.bold] == ["ours"]
    assert [run.text for run in paragraph.runs if run.italic] == ["quietly"]
    (link,) = paragraph.hyperlinks
    assert (link.text, link.address) == ("the walk", "https://example.com/walk")
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["Day", "Price"],
        ["Mon", "90"],
    ]


def test_it_loads_nothing_from_outside() -> None:
    document = read(PIECE + "\n[x](javascript:alert(1)) [y](file:///etc/passwd)")
    targets = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
    assert targets == ["https://example.com/walk"]


@pytest.mark.parametrize(
    "text", ["", "\x00\x0b", "| a |\n|---|", "<script>", "* " * 200, "> " * 100 + "x", "####### x"]
)
def test_it_writes_whatever_there_is(text: str) -> None:
    assert read(text)


def test_it_runs_from_the_right_in_arabic() -> None:
    arabic = reader.Document(
        io.BytesIO(written("T", "# مرحبا\n\nالبيت **دافئ**.\n\n| أ | ب |\n|---|---|\n| ج | د |", "ar"))
    )
    paragraphs = [*arabic.paragraphs, *(cell.paragraphs[0] for cell in arabic.tables[0].rows[0].cells)]
    assert all("<w:bidi/>" in each._p.xml for each in paragraphs)
    assert all("<w:rtl/>" in run._r.xml for each in paragraphs for run in each.runs)
    english = reader.Document(io.BytesIO(written("T", "Warm.", "en")))
    assert "w:bidi" not in english.paragraphs[0]._p.xml
