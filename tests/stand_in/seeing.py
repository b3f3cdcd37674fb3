"""What the vendors refuse of pictures and PDFs in a request."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from typing import Any

PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
PDF = "application/pdf"
MOST = 5 * 1024 * 1024  # bytes of one picture
STARTS = {
    "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8", "image/webp": b"RIFF", PDF: b"%PDF-",
}  # fmt: skip


def anthropic(messages: list[dict[str, Any]]) -> Iterator[str]:
    for block in _parts(messages):
        if block.get("type") not in ("text", "image", "document"):
            yield f"messages.0.content: Input tag '{block.get('type')}' does not match any of the expected tags"
        elif block["type"] == "text" and not block.get("text"):
            yield "messages: text content blocks must be non-empty"
        elif block["type"] != "text":
            source, wanted = block.get("source", {}), PICTURES if block["type"] == "image" else {PDF}
            if source.get("type") != "base64" or source.get("media_type") not in wanted:
                yield f"messages.0.content.{block['type']}.source.media_type: Input should be one of {sorted(wanted)}"
            yield from _content(source.get("data", ""), source.get("media_type", ""))


def responses(sent: Any) -> Iterator[str]:
    for part in _parts(sent if isinstance(sent, list) else []):
        match part.get("type"):
            case "input_text":
                continue
            case "input_image":
                yield from _url(part.get("image_url", ""), PICTURES)
            case "input_file":
                if not part.get("filename"):
                    yield "Missing required parameter: 'input[0].content[0].filename'."
                yield from _url(part.get("file_data", ""), {PDF})
            case other:
                yield f"Invalid value: '{other}'. Supported values are: 'input_text', 'input_image' and 'input_file'."


def chat(messages: list[dict[str, Any]]) -> Iterator[str]:
    for part in _parts(messages):
        match part.get("type"):
            case "text":
                continue
            case "image_url":
                yield from _url(part.get("image_url", {}).get("url", ""), PICTURES)
            case "file":
                yield from _url(part.get("file", {}).get("file_data", ""), {PDF})
            case other:
                yield f"Invalid value: '{other}'."


def gemini(contents: list[dict[str, Any]]) -> Iterator[str]:
    for part in (part for content in contents for part in content.get("parts", [])):
        if blob := part.get("inlineData") or part.get("inline_data"):
            media_type = blob.get("mimeType") or blob.get("mime_type") or ""
            if media_type not in PICTURES | {PDF}:
                yield f"Unsupported MIME type: {media_type}"
            yield from _content(blob.get("data", ""), media_type)
        elif not part.get("text"):
            yield "Unable to submit request because it must have a text parameter."


def _parts(messages: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for message in messages:
        if isinstance(message.get("content"), list):
            yield from message["content"]


def _url(url: str, wanted: set[str]) -> Iterator[str]:
    head, _, data = url.partition(";base64,")
    media_type = head.removeprefix("data:")
    if not url.startswith("data:") or media_type not in wanted:
        yield f"Invalid data URL: expected one of {sorted(wanted)}."
    else:
        yield from _content(data, media_type)


def _content(data: str, media_type: str) -> Iterator[str]:
    """Google's SDK writes base64 for addresses, with - and _."""
    try:
        raw = base64.b64decode(data.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        yield "the data is not valid base64"
        return
    if not raw.startswith(STARTS.get(media_type, b"\0")):
        yield f"the data does not match the provided media type {media_type}"
    if media_type in PICTURES and len(raw) > MOST:
        yield f"image exceeds 5 MB maximum: {len(raw)} bytes > {MOST} bytes"
