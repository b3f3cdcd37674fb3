"""RSS and Atom: the entries of a feed, by whichever of the two it speaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree

Element = ElementTree.Element

FEED = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]")
DECLARATIONS = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
FULL = 600  # characters of HTML from which on an entry's own content is more than a teaser


class NotAFeed(Exception):
    """Whoever sent it calls it a feed. The message is for a person."""


@dataclass(frozen=True)
class Entry:
    title: str
    url: str
    html: str = ""  # its whole content, if the feed carries it


def is_feed(data: bytes) -> bool:
    return bool(FEED.search(data[:2000].replace(b"\0", b"")))


def entries(data: bytes, url: str) -> list[Entry]:
    """In the feed's order, which is newest first, each with an absolute address. Raises NotAFeed."""
    if DECLARATIONS.search(data.replace(b"\0", b"")):
        raise NotAFeed("The feed holds XML entities, which none needs. It was not opened.")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 (what makes XML dangerous was refused above)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise NotAFeed("The feed is broken: its XML can’t be read to the end.") from error
    return [entry for entry in (_entry(node, url) for node in _nodes(root)) if entry.url]


def _nodes(root: Element) -> Iterator[Element]:
    return (node for node in root.iter() if _name(node) in ("item", "entry"))


def _entry(node: Element, base: str) -> Entry:
    title, link = _first(node, "title"), _link(node)
    html = max(_first(node, "encoded"), _first(node, "content"), key=len)
    return Entry(
        " ".join(title.split()), urljoin(base, link) if link else "", html if len(html) >= FULL else ""
    )


def _link(node: Element) -> str:
    """Atom says in an attribute, and which of several; RSS in the text."""
    for link in node:
        if _name(link) == "link" and link.get("rel", "alternate") == "alternate":
            return (link.get("href") or link.text or "").strip()
    return ""


def _first(node: Element, name: str) -> str:
    found = next((child for child in node if _name(child) == name), None)
    return "" if found is None else "".join(found.itertext()).strip()


def _name(node: Element) -> str:
    """Without the namespace."""
    return str(node.tag).rpartition("}")[2]
