"""Reads HTML as a browser would and names everything in it that a piece may never contain."""

from html.parser import HTMLParser

ALLOWED = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "em",
    "strong",
}
ALLOWED |= {"s", "a", "hr", "br", "table", "thead", "tbody", "tr", "th", "td", "mark", "ins", "del", "span"}
ATTRIBUTES = {"href", "title", "rel", "start", "class", "data-findings", "aria-label"}


class _Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.offences: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.offences.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.offences.append(f"{tag} {name}")
            if name == "href" and not (value or "").startswith(
                ("https://", "http://", "mailto:", "#finding-")
            ):
                self.offences.append(f"{tag} href={value}")


def offences(html: str) -> list[str]:
    inspector = _Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.offences
