"""Web pages: the words and their structure, without what only a browser needs."""

from bs4 import BeautifulSoup
from bs4.element import Comment
from markdownify import ATX, MarkdownConverter

from memory.limits import Limits

NOT_TEXT = (
    "script, style, noscript, template, iframe, object, embed, svg, canvas, head, img, [hidden], "
    "input, button, select, textarea"  # not the form around them: some sites wrap all their text in one
)
LINKS = ("http://", "https://", "mailto:")


def to_markdown(data: bytes, limits: Limits) -> str:
    return convert(data)


def convert(html: bytes | str) -> str:
    """HTML to Markdown: no scripts, styles, pictures or forms; links only where they lead to the web."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(NOT_TEXT):
        element.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for link in soup.find_all("a"):
        if not str(link.get("href", "")).lower().startswith(LINKS):
            link.unwrap()
    return _converter().convert_soup(soup)


def _converter() -> MarkdownConverter:
    """Nothing is escaped: the text is for models and people to read, and is sanitised where it is shown."""
    return MarkdownConverter(
        heading_style=ATX,
        bullets="-",
        escape_asterisks=False,
        escape_underscores=False,
        table_infer_header=True,
    )
