"""The two parts that Word requires of a file and that say little here: theme and font table."""

from reportgen.style import Font, Style
from reportgen.writers.word_xml import Element, named, w

COLOURS = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
# What a reader's machine without the named face should take (the same class of face).
SUBSTITUTES = {
    "仿宋_GB2312": ("仿宋", "modern"),
    "楷体_GB2312": ("楷体", "modern"),
    "黑体": ("SimHei", "modern"),
    "宋体": ("SimSun", "roman"),
    "方正小标宋简体": ("方正小标宋_GBK", "roman"),
}
CHINESE = 86  # the character set GB2312, hexadecimal


def font_table(style: Style) -> Element:
    """The root of fontTable.xml: each face with the name it may also go by."""
    fonts = {font.word: font for font in style.fonts.values()}
    return w("fonts", *(_font(fonts[name]) for name in sorted(fonts)))


def _font(font: Font) -> Element:
    other, family = SUBSTITUTES.get(font.word, ("", "auto"))
    return w(
        "font",
        w("altName", val=other) if other else None,
        w("charset", val=CHINESE),
        w("family", val=family),
        w("pitch", val="variable"),
        name=font.word,
    )


def theme(style: Style) -> Element:
    """The root of theme1.xml: black, white and greys; no style of ours refers to it."""
    faces = style.font("heading1").word, style.font("body").word
    return named(
        "a:theme",
        named("a:themeElements", _colours(style), _faces(*faces), _formats()),
        name="公文",
    )


def _colours(style: Style) -> Element:
    ink, grey = style.colours["ink"], style.colours["grey"]
    values = {"dk1": ink, "lt1": "FFFFFF", "dk2": ink, "lt2": style.colours["band"]}
    colours = (named(f"a:{name}", named("a:srgbClr", val=values.get(name, grey))) for name in COLOURS)
    return named("a:clrScheme", *colours, name="公文")


def _faces(heading: str, body: str) -> Element:
    groups = (
        named(tag, named("a:latin", typeface=face), named("a:ea", typeface=face), named("a:cs", typeface=""))
        for tag, face in (("a:majorFont", heading), ("a:minorFont", body))
    )
    return named("a:fontScheme", *groups, name="公文")


def _formats() -> Element:
    """Three of each kind, as the schema demands; all of them plain."""
    return named(
        "a:fmtScheme",
        named("a:fillStyleLst", *(_fill() for _ in range(3))),
        named("a:lnStyleLst", *(named("a:ln", _fill(), w=6350) for _ in range(3))),
        named("a:effectStyleLst", *(named("a:effectStyle", named("a:effectLst")) for _ in range(3))),
        named("a:bgFillStyleLst", *(_fill() for _ in range(3))),
        name="公文",
    )


def _fill() -> Element:
    return named("a:solidFill", named("a:schemeClr", val="phClr"))
