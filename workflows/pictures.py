"""How large a picture is, read from its first bytes without decoding it: nothing of it is run or drawn here. Pure."""

import struct

Size = tuple[int, int]  # width and height, in pixels
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG's markers that carry the size
STARTS = b"\xff\xd8\xff"


def media_type(content: bytes) -> str:
    """By its first bytes; "" for what is no picture that models take."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(STARTS):
        return "image/jpeg"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def size(content: bytes) -> Size | None:
    """None where the picture is broken."""
    try:
        found = READERS[media_type(content)](content)
    except (KeyError, struct.error, IndexError):
        return None
    return found if found and min(found) > 0 else None


def _png(content: bytes) -> Size:
    return struct.unpack(">II", content[16:24])


def _gif(content: bytes) -> Size:
    return struct.unpack("<HH", content[6:10])


def _jpeg(content: bytes) -> Size | None:
    """The first frame's; segments before it are passed over by their length."""
    place = 2
    while content[place] == 0xFF:
        marker = content[place + 1]
        if marker in FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 if marker in (0x01, 0xFF) else 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return None


def _webp(content: bytes) -> Size | None:
    match content[12:16]:
        case b"VP8X":
            return _three(content[24:27]) + 1, _three(content[27:30]) + 1
        case b"VP8L":
            bits = struct.unpack("<I", content[21:25])[0]
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = struct.unpack("<HH", content[26:30])
            return width & 0x3FFF, height & 0x3FFF
    return None


def _three(raw: bytes) -> int:
    return raw[0] | raw[1] << 8 | raw[2] << 16


READERS = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _webp}
