"""Whether words can be read on a colour: WCAG's contrast, from 1 (none) to 21 (black on white). Pure."""

ENOUGH = 4.5  # for text of usual size
WHITE = "#ffffff"
LIGHT, DARK = "#efede8", "#343944"  # the least favourable surfaces of the portal, by day and by night
STEP = 0.03  # of the way to black or white at a time: no further than it takes


def contrast(one: str, other: str) -> float:
    """Of two colours, each # and six digits."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, on: str = WHITE) -> str:
    """The colour, moved as little as it takes for it to be read on the other one, or the other one on it."""
    aim = 0.0 if _luminance(on) > 0.18 else 1.0  # as far from black as from white
    channels = _channels(colour)
    while contrast(found := _written(channels), on) < ENOUGH:
        channels = [channel + (aim - channel) * STEP for channel in channels]
    return found


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _written(channels: list[float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
