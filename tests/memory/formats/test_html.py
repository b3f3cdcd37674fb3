import pytest

from memory.formats.html import convert


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>Tone</h2><p>Warm,<br>never loud.</p>", "## Tone\n\nWarm,  \nnever loud."),
        ("<ul><li>one<ul><li>two</li></ul></li></ul>", "- one\n  - two"),
        ("<p>a_b * c <em>d</em></p>", "a_b * c *d*"),
        ("<title>t</title><head><style>p{}</style></head><script>x</script><p>a</p>", "t\n\na"),
        ("<p>a<!-- not this --></p><template>b</template><p hidden>c</p>", "a"),
        ("<p>see <a href='https://example.org/x'>this</a></p>", "see [this](https://example.org/x)"),
        ("<p><a href='JavaScript:x()'>a</a> <a href='data:text/html,x'>b</a> <a>c</a></p>", "a b c"),
        ("<p>a <img src='https://example.org/pixel' onerror='x()'> b</p>", "a  b"),
        ("<form><p>a</p><input value='x'><select><option>c</select><button>Order</button></form>", "a"),
        ("<table><tr><td>Do</td><td>Guests</td></tr></table>", "| Do | Guests |\n| --- | --- |"),
        (
            "<nav><a>Home</a></nav><div role='navigation'>Up</div><h1>Tours</h1><p>At nine.</p>",
            "# Tours\n\nAt nine.",
        ),
        ("<nav><p>All that there is.</p></nav>", "All that there is."),
        ("<p>&lt;script&gt; is text &amp; stays text</p>", "<script> is text & stays text"),
    ],
)
def test_it_keeps_words_and_structure_only(html, markdown):
    assert convert(html).strip() == markdown


def test_it_reads_bytes_in_the_encoding_that_they_name():
    page = '<meta charset="iso-8859-1"><p>Café</p>'.encode("latin-1")
    assert convert(page).strip() == "Café"
