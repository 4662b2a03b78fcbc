"""A picture as SVG: every character is defined once, as an outline, and used by number."""

from collections.abc import Iterator
from functools import cache
from typing import assert_never

from charts import fonts
from charts.drawing import Drawing, Lettering, Pen, Shape, Step
from charts.picture import Picture
from charts.words import POINT, placed

_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_CAPS = ("butt", "round", "square")
_JOINS = ("miter", "round", "bevel")
_GLYPH_STEPS = {1: (1, "M"), 2: (1, "L"), 3: (2, "Q"), 4: (3, "C")}  # path codes: points, letter


def svg(picture: Picture) -> bytes:
    """Vector bytes, sized in mm; the units inside are points."""
    face = fonts.font_of(picture.family)
    width, height = picture.width / POINT, picture.height / POINT
    numbers = _numbers(picture.drawing)
    outlines = (f'<path id="c{number}" d="{_outline(face, sign)}"/>' for sign, number in numbers.items())
    parts = (
        part for serial, item in enumerate(picture.drawing) for part in _item(item, serial, height, numbers)
    )
    size = f'width="{picture.width:g}mm" height="{picture.height:g}mm" viewBox="0 0 {width:.3f} {height:.3f}"'
    head = f'<svg {_NAMESPACES} version="1.1" {size}>'
    return "\n".join((head, f"<defs>{''.join(outlines)}</defs>", *parts, "</svg>\n")).encode()


def _numbers(drawing: Drawing) -> dict[str, int]:
    """Every character that leaves ink, in the order of its first use, and its number."""
    lines = (item.text for item in drawing if isinstance(item, Lettering))
    signs = dict.fromkeys(sign for line in lines for sign, _place in placed(line))
    return {sign: number for number, sign in enumerate(signs)}


def _item(item: Shape | Lettering, serial: int, height: float, numbers: dict[str, int]) -> Iterator[str]:
    match item:
        case Shape():
            yield _shape(item, height)
            if item.hatch:
                yield f'<clipPath id="h{serial}"><path d="{_route(item.path, height)}"/></clipPath>'
                yield f'<g clip-path="url(#h{serial})">{_shape(item.hatch, height)}</g>'
        case Lettering():
            yield _line(item, height, numbers)
        case _:
            assert_never(item)


def _shape(shape: Shape, height: float) -> str:
    pen = _pen(shape.pen) if shape.pen else ""
    return f'<path d="{_route(shape.path, height)}" fill="{shape.fill or "none"}"{pen}/>'


def _pen(pen: Pen) -> str:
    dashes = f' stroke-dasharray="{" ".join(f"{dash:g}" for dash in pen.dashes)}"' if pen.dashes else ""
    ends = f'stroke-linecap="{_CAPS[pen.cap]}" stroke-linejoin="{_JOINS[pen.join]}"'
    return f' stroke="{pen.colour}" stroke-width="{pen.width:g}" {ends}{dashes}'


def _route(path: tuple[Step, ...], height: float) -> str:
    """Path data; y grows downwards in SVG."""
    return "".join(letter + " ".join(_pairs(points, height)) for letter, points in path)


def _pairs(points: tuple[float, ...], height: float) -> Iterator[str]:
    for x, y in zip(points[::2], points[1::2], strict=True):
        yield f"{x:.2f} {height - y:.2f}"


def _line(line: Lettering, height: float, numbers: dict[str, int]) -> str:
    """A group of references to the characters of the line."""
    scale = line.points / fonts.EM
    move = f"translate({line.x:.2f} {height - line.y:.2f}) scale({scale:g} {-scale:g})"
    signs = "".join(
        f'<use x="{place:.0f}" xlink:href="#c{numbers[sign]}"/>' for sign, place in placed(line.text)
    )
    return f'<g fill="{line.colour}" transform="{move}">{signs}</g>'


@cache
def _outline(face: fonts.Face, sign: str) -> str:
    """The path data of a character in whole units."""
    glyph, parts, place = face.glyph(sign), [], 0
    points, codes = glyph.points.astype(int).tolist(), glyph.codes.tolist()
    while place < len(codes):
        count, letter = _GLYPH_STEPS.get(codes[place], (1, ""))
        pairs = [f"{x} {y}" for x, y in points[place : place + count]]
        parts.append(letter + " ".join(pairs) if letter else "Z")
        place += count
    return "".join(parts)
