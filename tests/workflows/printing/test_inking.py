"""A drawing whose colours stand on its shapes, as the page's own style sheet says."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders

from tests.workflows.newsletter import definition
from workflows.diagram import both
from workflows.printing.inking import SVG, hexed, inked, rules

SHEET = """
/* .flow .box { fill: red } */
.flow { --flow-ink: light-dark(oklch(0 0 0), white); --flow-card: light-dark(white, black); }
.flow :is(.kind-a, .kind-b) { --kind: light-dark(oklch(1 0 0), black); }
.flow text { fill: var(--flow-ink); font-size: 13px; }
.flow .box { fill: var(--flow-card); stroke: var(--kind, #abcdef); stroke-width: 1.2; }
.flow a:hover .box { fill: red; }
@media print { .flow .box { fill: green; } }
"""


def shape(svg: str, path: str):
    return ElementTree.fromstring(inked(svg, SHEET, "Inter")).find(path, {"s": SVG})


def drawn(inner: str) -> str:
    return f'<svg xmlns="{SVG}" class="flow">{inner}</svg>'


def test_a_shape_gets_what_the_sheet_says():
    found = shape(drawn('<rect class="box"/><text>x</text>'), "s:rect")
    assert (found.get("fill"), found.get("stroke"), found.get("stroke-width")) == ("white", "#abcdef", "1.2")
    text = shape(drawn("<text>x</text>"), "s:text")
    assert (text.get("fill"), text.get("font-size")) == ("#000000", "13")


def test_a_variable_comes_down_from_what_holds_the_shape():
    found = shape(drawn('<g class="node kind-b"><rect class="box"/></g>'), "s:g/s:rect")
    assert found.get("stroke") == "#ffffff"


def test_only_what_the_sheet_names_is_inked():
    assert shape(drawn('<rect class="other"/>'), "s:rect").keys() == ["class"]


@pytest.mark.parametrize(
    ("oklch", "expected"),
    [((0.628, 0.2577, 29.23), "#ff0000"), ((0.4520, 0.3132, 264.05), "#0000ff"), ((1, 0, 0), "#ffffff")],
)
def test_colours_are_those_of_a_browser(oklch, expected):
    assert hexed(*oklch) == expected


def test_the_real_drawing_has_no_colour_left_to_work_out():
    sheet = Path(str(finders.find("workflows/diagram.css"))).read_text()
    assert len(list(rules(sheet))) > 40
    for drawing in both(definition()):
        made = inked(drawing, sheet, "Inter")
        assert "var(" not in made and "oklch" not in made and "light-dark" not in made
        boxes = ElementTree.fromstring(made).findall(".//s:rect[@class='box']", {"s": SVG})
        assert len(boxes) == 6 and all(box.get("fill") == "white" and box.get("stroke") for box in boxes)
