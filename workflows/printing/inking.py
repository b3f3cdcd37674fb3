"""A diagram with its colours written onto each shape, for programs that know SVG and neither variables nor oklch().

The colours are those of `workflows/diagram.css`, the light ones: read from it, so that they can't differ from the page.
Only what that sheet uses is understood: tags, classes, descendants, `:is()` and variables.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
WRITTEN = {
    "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-dasharray", "opacity", "font-size", "font-weight",
    "text-decoration",
}  # fmt: skip
AT_RULE = re.compile(r"@[^{}]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
IS = re.compile(r":is\(([^()]*)\)")
COMMA = re.compile(r",(?![^()]*\))")
LIGHT = re.compile(r"light-dark\(((?:[^(),]|\([^()]*\))+),(?:[^(),]|\([^()]*\))+\)")
OKLCH = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
VARIABLE = re.compile(r"var\((--[\w-]+)(?:,\s*((?:[^()]|\([^()]*\))+))?\)")

Part = tuple[str, frozenset[str]]  # tag or "", classes
Values = Mapping[str, str]


@dataclass(frozen=True)
class Rule:
    path: tuple[Part, ...]  # from the outermost
    values: Values


def inked(svg: str, sheet: str, font: str) -> str:
    """The same drawing, readable without any style sheet."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing, every text in it escaped
    root.set("font-family", font)
    _ink(root, (), {}, list(rules(sheet)))
    return ElementTree.tostring(root, encoding="unicode")


def rules(sheet: str) -> Iterator[Rule]:
    plain = AT_RULE.sub("", re.sub(r"/\*.*?\*/", "", sheet, flags=re.S))
    for selectors, body in RULE.findall(plain):
        values = dict(_values(body))
        for selector in COMMA.split(selectors.strip()):
            yield from (Rule(_path(one), values) for one in _spread(selector.strip()) if _is_known(one))


def hexed(lightness: float, chroma: float, hue: float) -> str:
    """oklch(…) as #rrggbb, after Björn Ottosson's definition of Oklab."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{_byte(channel):02x}" for channel in linear)


def _byte(linear: float) -> int:
    bent = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * min(1.0, max(0.0, bent)))


def _values(body: str) -> Iterator[tuple[str, str]]:
    for line in body.split(";"):
        name, colon, value = line.partition(":")
        if colon:
            light = LIGHT.sub(r"\1", value.strip())
            yield name.strip(), OKLCH.sub(lambda found: hexed(*map(float, found.groups())), light)


def _spread(selector: str) -> Iterator[str]:
    """Each reading of `:is(…)`."""
    found = IS.search(selector)
    if not found:
        yield selector
        return
    for one in found[1].split(","):
        yield from _spread(selector[: found.start()] + one.strip() + selector[found.end() :])


def _is_known(selector: str) -> bool:
    return not re.search(r"[:>+~\[]", selector)


def _path(selector: str) -> tuple[Part, ...]:
    parts = [part.split(".") for part in selector.split()]
    return tuple((part[0], frozenset(part[1:])) for part in parts)


def _ink(shape: Element, above: tuple[Part, ...], inherited: Values, known: list[Rule]) -> None:
    way = (*above, (shape.tag.removeprefix(f"{{{SVG}}}"), frozenset(shape.get("class", "").split())))
    own: dict[str, str] = {}
    for rule in known:
        if _fits(rule.path, way):
            own |= rule.values
    variables = {**inherited, **{name: value for name, value in own.items() if name.startswith("--")}}
    for name in WRITTEN & own.keys():
        if value := _solved(own[name], variables):
            shape.set(name, value)
    for inner in shape:
        _ink(inner, way, variables, known)


def _fits(path: tuple[Part, ...], way: tuple[Part, ...]) -> bool:
    """The last part is the shape itself, those before it stand above it in this order."""
    if not _is(path[-1], way[-1]):
        return False
    rest = list(path[:-1])
    for shape in reversed(way[:-1]):
        if rest and _is(rest[-1], shape):
            rest.pop()
    return not rest


def _is(part: Part, shape: Part) -> bool:
    return part[0] in ("", shape[0]) and part[1] <= shape[1]


def _solved(value: str, variables: Values, depth: int = 0) -> str:
    """ "" where a variable is nowhere given."""
    found = VARIABLE.search(value)
    if not found or depth > 8:
        return "" if found else value.removesuffix("px")
    given = variables.get(found[1], found[2] or "")
    filled = value[: found.start()] + given + value[found.end() :]
    return _solved(filled, variables, depth + 1) if given else ""
