"""HTML that our own templates made, as nested plain values that Typst can read.

So a PDF has no template of its own that could drift from the page: a section that the page gains stands in the PDF too.
What people wrote is text in these values and stays text: Typst gets it as data and never as its markup.
"""

import re
from html.parser import HTMLParser
from typing import Any

Node = dict[str, Any]
"""{"tag": …, "classes": […], "kids": [Node or text, …]}, and "to" where it is a link."""

LEFT_OUT = {"nav"}  # a file has its own table of contents
EMPTY = {"br", "hr", "img", "input", "meta", "link"}
INLINE = {"a", "b", "br", "code", "em", "small", "span", "strong"}
LINKS = ("https://", "http://", "mailto:")
SPACES = re.compile(r"[ \t\r\n\f]+")
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def nodes(html: str) -> Node:
    """The one element that holds all others."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _tidy(reader.top)


def node(tag: str, *kids: "Node | str", classes: str = "") -> Node:
    return {"tag": tag, "classes": classes.split(), "kids": list(kids)}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = node("div")
        self.open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        made = node(tag, classes=given.get("class", ""))
        if given.get("href", "").startswith(LINKS):
            made["to"] = given["href"]
        self.open[-1]["kids"].append(made)
        if tag not in EMPTY:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop()["tag"] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.open[-1]["kids"].append(UNPRINTABLE.sub("", data))


def _tidy(of: Node) -> Node:
    """Without what isn't printed, and with white space as a browser shows it."""
    if of["tag"] == "pre":
        return of | {"kids": ["".join(_texts(of)).strip("\n")]}
    kids = [_tidy(kid) if isinstance(kid, dict) else SPACES.sub(" ", kid) for kid in of["kids"]]
    kids = [kid for kid in kids if not isinstance(kid, dict) or kid["tag"] not in LEFT_OUT]
    return of | {"kids": kids if of["tag"] in INLINE else _trimmed(kids)}


def _trimmed(kids: list[Any]) -> list[Any]:
    """Spaces beside a block, at an end of one, or around a line break, are no words."""
    found = []
    for at, kid in enumerate(kids):
        if isinstance(kid, str):
            if at == 0 or _breaks(kids[at - 1]):
                kid = kid.lstrip(" ")
            if at == len(kids) - 1 or _breaks(kids[at + 1]):
                kid = kid.rstrip(" ")
        if kid:
            found.append(kid)
    return found


def _breaks(kid: Any) -> bool:
    return isinstance(kid, dict) and (kid["tag"] == "br" or kid["tag"] not in INLINE)


def _texts(of: Node) -> list[str]:
    found: list[str] = []
    for kid in of["kids"]:
        found += [kid] if isinstance(kid, str) else _texts(kid)
    return found
