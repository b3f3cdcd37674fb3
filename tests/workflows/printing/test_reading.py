"""HTML of ours becomes plain values, with the words as a browser shows them."""

from workflows.printing.reading import node, nodes


def read(html: str):
    return nodes(html)["kids"]


def test_it_keeps_tags_classes_and_words():
    assert read('<p class="quiet small">One <strong>two</strong> three</p>') == [
        node("p", "One ", node("strong", "two"), " three", classes="quiet small")
    ]


def test_white_space_is_as_a_browser_shows_it():
    assert read("<ul>\n  <li> a\n b </li>\n</ul>") == [node("ul", node("li", "a b"))]
    assert read("<pre>\n  a\n\n b\n</pre>") == [node("pre", "  a\n\n b")]
    assert read("<p>a <br> b</p>") == [node("p", "a", node("br"), "b")]
    assert read("<li><strong>a</strong> <small>b</small><br>c</li>")[0]["kids"][1] == " "


def test_what_people_wrote_stays_text():
    assert read("<p>#panic() &lt;script&gt; *x* &amp;lt;</p>") == [node("p", "#panic() <script> *x* &lt;")]


def test_only_links_to_somewhere_are_links():
    found = read('<a href="https://a.example/">a</a><a href="#top">b</a><a href="javascript:x">c</a>')
    assert [one.get("to") for one in found] == ["https://a.example/", None, None]


def test_the_ways_on_a_page_are_left_out_and_what_no_font_has():
    assert read("<div><nav><a href='#x'>x</a></nav><p>a\x00\x0b\ud800b</p></div>") == [
        node("div", node("p", "ab"))
    ]
