"""The style sheet of the PDF, made from the style table alone: no words of a document come in."""

import re
from collections.abc import Mapping

from reportgen import fonts
from reportgen.errors import RenderingFailed
from reportgen.style import Font, Page, Style, TextStyle

PT_PER_MM = 72 / 25.4
ASSETS = "asset:"
STRUT = "body"  # the style whose font box fixes the baseline of every line of the grid


def face_class(name: str, style: Style) -> str:
    """The CSS class of the font called `name` in the style table."""
    return f"f{list(style.fonts).index(name)}"


def sheet(style: Style) -> str:
    """The whole style sheet of `style`."""
    roles = (_role(role, style) for role in style.texts if role not in ("page_number", "running_mark"))
    faces = (_face(name, font, style) for name, font in style.fonts.items())
    return "\n".join(
        (*_font_files(style), _page(style), _base(style), *faces, *roles, _table(style), _colophon(style))
    )


def picture_url(pictures: Mapping[str, object], name: str) -> str:
    """The address of a picture: its place among the pictures, since its name is data."""
    return f"{ASSETS}picture/{sorted(pictures).index(name)}.svg"


def strut(line: float, size: float, face: fonts.Face) -> float:
    """Distance from the top of a line to its baseline, pt."""
    return (line - (face.ascent + face.descent) * size) / 2 + face.ascent * size


def line_pitch(style: Style) -> float:
    """The pitch of the body, pt: what 一行 means on the page."""
    return style.texts["body"].line


def pitch(text: TextStyle, style: Style) -> float:
    """Width of one character of `text` with its spacing, pt: what 一字 means in it."""
    return text.size + tracking(text, style)


def tracking(text: TextStyle, style: Style) -> float:
    """Letter spacing: text in the size of the body keeps its 28 characters to the line."""
    return style.tracking if text.size == style.texts["body"].size else 0.0


# --- parts -----------------------------------------------------------------------------------


def _font_files(style: Style) -> list[str]:
    """One rule for each font file of our own; installed fonts are known by their names."""
    faces = {face for font in style.fonts.values() for face in fonts.typeface(font).faces if face.own}
    return sorted(
        f"@font-face {{ font-family: {_quoted(face.family)}; src: url({ASSETS}font/{face.file.name});"
        f" font-weight: {face.weight} }}"
        for face in faces
    )


def _quoted(family: str) -> str:
    if not re.fullmatch(r"[\w .-]+", family):
        raise RenderingFailed.single(
            f"字体名“{family}”含有不允许的字符",
            "templates/style.toml 的 [fonts]",
            "请只用文字、数字、空格和连字符",
        )
    return f'"{family}"'


def _families(font: Font) -> str:
    return f"font-family: {', '.join(map(_quoted, font.pdf))}; font-weight: {font.weight}"


def _face(name: str, font: Font, style: Style) -> str:
    return f".{face_class(name, style)} {{ {_families(font)} }}"


def _page(style: Style) -> str:
    upright, turned = style.page, style.page.turned
    return f"""
@page {{ {_paper(upright)}; {_families(style.font("body"))} }}
.turned {{ page: turned; break-before: page; break-after: page }}
@page turned {{ {_paper(turned)} }}"""


def _paper(page: Page) -> str:
    margins = f"{page.top}mm {page.right:g}mm {page.bottom:g}mm {page.left}mm"
    return f"size: {page.width}mm {page.height}mm; margin: {margins}"


def _base(style: Style) -> str:
    """What each element is, and what holds for all text; the engine's own style sheet, made for any page
    of the web, is not used. Spans keep out of the height of their line, so that a font with a taller box
    cannot break the grid."""
    return f"""
html, body, p, h1, h2, h3, div, ul, li, figure, figcaption {{ display: block }}
head {{ display: none }}
table {{ display: table; box-sizing: border-box }} caption {{ display: table-caption }}
colgroup {{ display: table-column-group }} col {{ display: table-column }}
thead {{ display: table-header-group }} tbody {{ display: table-row-group }}
tr {{ display: table-row }} td, th {{ display: table-cell }}
html {{ {_families(style.font(STRUT))}; font-kerning: none; font-variant-ligatures: none;
  color: #{style.colours["ink"]} }}
p, h1, h2, h3, li, caption, figcaption, td, th {{ white-space: pre }}
span {{ line-height: 0 }}
p, li {{ orphans: 1; widows: 1 }} /* 22 lines on each face come first (5.2.3) */
figure {{ break-inside: avoid }}
img {{ display: block; margin: 0 auto; overflow: hidden }}
.red-rule {{ background: #{style.colours["red"]} }}
.on-paper {{ position: absolute }}
.outline1 {{ bookmark-level: 1; bookmark-label: attr(data-words) }}
.outline2 {{ bookmark-level: 2; bookmark-label: attr(data-words) }}
.begins {{ break-before: page }}
.page-break {{ break-after: page }}
.leader {{ display: inline-block; border-bottom: 1pt dotted #{style.colours["grey"]} }}
.findings {{ border-top: {style.cards["rule"]}pt solid #{style.colours["ink"]} }}
.finding {{ position: relative; border-bottom: {style.cards["rule"]}pt solid #{style.colours["ink"]} }}
.finding > p, .finding > img {{ position: absolute; margin: 0 }}
.with-previous {{ break-before: avoid }}
.whole {{ break-inside: avoid }}"""


def _role(role: str, style: Style) -> str:
    text = style.texts[role]
    rules = [
        f"font-size: {text.size}pt; line-height: {text.line}pt",
        f"letter-spacing: {tracking(text, style)}pt",
        f"text-align: {'left' if text.align == 'justify' else text.align}",
        f"text-indent: {text.indent * pitch(text, style):.4f}pt",
        f"color: #{style.colours[text.colour]}",
        f"margin: {_margins(text, style)}",
    ]
    rules += ["break-after: avoid"] * text.keep_next + ["break-before: page"] * text.new_page
    return f".{role} {{ {'; '.join(rules)} }} .{role} img {{ margin: {_beside(text)}; overflow: visible }}"


def _beside(text: TextStyle) -> str:
    """The margins of a line, which is a picture as wide as its words."""
    return {"center": "0 auto", "right": "0 0 0 auto"}.get(text.align, "0")


def _margins(text: TextStyle, style: Style) -> str:
    sides = (text.right * pitch(text, style), text.left * pitch(text, style))
    right, left = (f"{side:.4f}pt" for side in sides)
    return f"{_lines(text.before, style)} {right} {_lines(text.after, style)} {left}"


def _lines(count: float, style: Style) -> str:
    return f"{count * line_pitch(style):g}pt"


def _table(style: Style) -> str:
    """Tables are pictures of their bands, one under the other; the head repeats, no band is divided."""
    return f"""
table {{ width: 100%; table-layout: fixed; border-spacing: 0;
  margin-bottom: {line_pitch(style) / 4:g}pt }}
caption {{ caption-side: top; break-after: avoid }}
thead tr {{ break-inside: avoid }}
td {{ padding: 0 }}
td img {{ overflow: visible }} /* in the order of the text, not after it */"""


def _colophon(style: Style) -> str:
    """版记: rules as wide as the type area, the last on its lower edge (7.4.1)."""
    ink = style.colours["ink"]
    outer, inner = style.rules["colophon_outer"], style.rules["colophon_inner"]
    return f"""
.imprint {{ position: absolute; left: 0; bottom: 0; width: {style.page.text_width}mm }}
.imprint .colophon {{ margin: 0 }}
.imprint .outer {{ background: #{ink}; height: {outer}pt }}
.imprint .inner {{ background: #{ink}; height: {inner}pt }}"""
