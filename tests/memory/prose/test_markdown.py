import pytest

from memory.prose.markdown import html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Spring\n\nOne *two* ~~three~~", "<h1>Spring</h1>\n<p>One <em>two</em> <s>three</s></p>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        (
            "[us](https://a.example 'Us')",
            '<p><a href="https://a.example" title="Us" rel="noopener">us</a></p>',
        ),
        ("[menu](/menu)", '<p><a href="/menu" rel="noopener">menu</a></p>'),
        ("![a <b> *c*](https://a.example/?q=secret)", "<p>a &lt;b&gt; c</p>"),
    ],
)
def test_it_renders_what_a_piece_is_made_of(text, expected):
    assert html(text).strip() == expected


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:alert(1))",
        '[x](https://a.example "onmouseover=alert(1)")',
        "![x](javascript:alert(1))",
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>@import url(https://a.example)</style>",
        "`<script>`",
        "&lt;script&gt;",
        "```\n</code><script>alert(1)</script>\n```",
    ],
)
def test_it_lets_nothing_through_that_runs(text):
    made = html(text)
    assert not any(f"<{tag}" in made for tag in ("script", "img", "svg", "style"))
    for scheme in ("javascript", "vbscript", "data"):
        assert f'href="{scheme}' not in made.lower()
    assert " onmouseover" not in made.replace('title="onmouseover=alert(1)"', "")
