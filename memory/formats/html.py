"""Web pages: the words and their structure, without what only a browser needs."""

from bs4 import BeautifulSoup
from bs4.element import Comment
from markdownify import ATX, MarkdownConverter

from memory.limits import Limits

NOT_TEXT = (
    "script, style, noscript, template, iframe, object, embed, svg, canvas, head, img, [hidden], "
    "input, button, select, textarea"  # not the form around them: some sites wrap all their text in one
)
MENUS = "nav, [role=navigation]"  # of the site, the same on each of its pages
LINKS = ("http://", "https://", "mailto:")


def to_markdown(data: bytes, limits: Limits) -> str:
    return convert(data)


def convert(html: bytes | str) -> str:
    """HTML to Markdown: no scripts, styles, pictures, forms or menus; links only where they lead to the web."""
    text = _converted(html, f"{NOT_TEXT}, {MENUS}")
    return text if text.strip() else _converted(html, NOT_TEXT)


def _converted(html: bytes | str, but: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(but):
        element.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for link in soup.find_all("a"):
        if not str(link.get("href", "")).lower().startswith(LINKS):
            link.unwrap()
    return str(_converter().convert_soup(soup))


def _converter() -> MarkdownConverter:
    """Nothing is escaped: the text is for models and people to read, and is sanitised where it is shown."""
    return MarkdownConverter(
        heading_style=ATX,
        bullets="-",
        escape_asterisks=False,
        escape_underscores=False,
        table_infer_header=True,
    )
