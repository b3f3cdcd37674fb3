"""Word documents: a zip of XML."""

from io import BytesIO

import mammoth

from memory.formats import archives, html
from memory.limits import Limits

WORD = archives.Kind(
    program="Word",
    main="word/document.xml",
    media="word/media/",
    stranger="is a zip archive but no Word document: upload the files in it one by one.",
)


def to_markdown(data: bytes, limits: Limits) -> str:
    archives.check(data, WORD, limits)
    page = mammoth.convert_to_html(
        BytesIO(data),
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=lambda image: [],
    )
    return html.convert(page.value)
