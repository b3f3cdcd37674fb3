import pytest

from memory.prose.rendering import blocks, render
from tests.reviews.harmless import offences
from tests.reviews.hostile import HOSTILE


def test_it_renders_what_writers_use() -> None:
    html = render(
        "# Title\n\nA **bold** and _soft_ [link](https://a.example).\n\n- one\n- two\n\n| a |\n|---|\n| b |"
    )
    for part in ("<h1>Title</h1>", "<strong>bold</strong>", "<em>soft</em>", "<li>one</li>", "<td>b</td>"):
        assert part in html
    assert 'href="https://a.example"' in html and "noopener" in html


@pytest.mark.parametrize("text", HOSTILE)
def test_it_makes_hostile_text_harmless(text: str) -> None:
    assert offences(render(text)) == []
    assert offences(render(f"before {text} after")) == []
    assert offences("".join(blocks(text))) == []


def test_the_inspector_sees_what_it_should() -> None:
    assert offences("<img src=x>") == ["<img>", "img src"]
    assert offences("<a href='javascript:x'>") == ["a href=javascript:x"]


def test_it_names_a_picture_and_never_loads_it() -> None:
    html = render("![The *old* mill](https://evil.example/p.png)")
    assert html.strip() == "<p>[Picture: The old mill]</p>"


def test_it_says_when_a_picture_has_no_description() -> None:
    assert "[Picture: no description]" in render("![](https://evil.example/p.png)")


def test_it_keeps_the_words_of_a_relative_link_without_the_link() -> None:
    html = render("[the admin](/admin/)")
    assert "the admin" in html and "href" not in html


def test_it_lowers_headings_and_stops_at_the_lowest() -> None:
    assert render("# a\n\n###### b", sink=1) == "<h2>a</h2>\n<h6>b</h6>\n"


def test_it_cuts_a_piece_at_its_blocks() -> None:
    assert blocks("# a\n\nb\nc\n\n- d\n- e\n") == [
        "<h1>a</h1>",
        "<p>b\nc</p>",
        "<ul>\n<li>d</li>\n<li>e</li>\n</ul>",
    ]


def test_it_renders_nothing_as_nothing() -> None:
    assert render("") == "" and blocks("  \n") == []
