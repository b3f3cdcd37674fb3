import pytest

from workflows.connectors.feeds import NotAFeed, entries, is_feed

LONG = "<p>" + "All of the story, told at length. " * 30 + "</p>"
RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Journal</title><link>https://inn.example/</link>
<item><title>First  frost</title><link>/frost</link><description>A teaser.</description>
<content:encoded><![CDATA[{LONG}]]></content:encoded></item>
<item><title>Quiet walks</title><link>https://inn.example/walks</link><description>A teaser.</description></item>
<item><title>Leads nowhere</title></item></channel></rss>""".encode()
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Journal</title>
<entry><title>First frost</title><link rel="self" href="/self"/><link href="/frost"/>
<content type="html">{LONG.replace("<", "&lt;")}</content></entry></feed>""".encode()


def test_it_reads_rss():
    frost, walks = entries(RSS, "https://inn.example/feed.xml")
    assert (frost.title, frost.url, frost.html) == ("First frost", "https://inn.example/frost", LONG)
    assert (walks.title, walks.url, walks.html) == ("Quiet walks", "https://inn.example/walks", "")


def test_it_reads_atom():
    (frost,) = entries(ATOM, "https://inn.example/feed.xml")
    assert (frost.title, frost.url, frost.html) == ("First frost", "https://inn.example/frost", LONG)


@pytest.mark.parametrize("data", [RSS, ATOM])
def test_it_knows_a_feed_by_its_beginning(data):
    assert is_feed(data)
    assert not is_feed(b"<!doctype html><p>Our feed is great.")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "ha">]><rss>&a;</rss>', "XML entities"),
        ('<!DOCTYPE x [<!ENTITY a "ha">]><rss>&a;</rss>'.encode("utf-16"), "XML entities"),
        (RSS[:300], "broken"),
        (b"<?xml version='1.0' encoding='klingon'?><rss></rss>", "broken"),
        (b"", "broken"),
    ],
)
def test_it_says_what_is_wrong(data, says):
    with pytest.raises(NotAFeed, match=says):
        entries(data, "https://inn.example/feed.xml")


def test_it_outlives_a_feed_that_is_nested_without_end():
    deep = b"<rss>" + b"<a>" * 300_000 + b"</a>" * 300_000 + b"</rss>"
    assert entries(deep, "https://inn.example/feed.xml") == []
