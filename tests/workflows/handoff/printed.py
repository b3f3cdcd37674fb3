"""What stands in a PDF, read back with the reader that reads clients' documents."""

import re
from io import BytesIO

from pypdf import PdfReader

FOOT = re.compile(r"\n[^\n]+\d+\s*/\s*\d+\s*\Z")  # it may stand amid what goes on overleaf


def printed(data: bytes) -> str:
    """Its text, without what stands at the foot of each page."""
    return "".join(FOOT.sub("", page.extract_text()) for page in PdfReader(BytesIO(data)).pages)


def squeezed(text: str) -> str:
    """Without white space, which a line break on paper changes."""
    return re.sub(r"\s+", "", text)
