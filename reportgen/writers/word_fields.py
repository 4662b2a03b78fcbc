"""Places of a form as content controls: what Word, WPS and LibreOffice let a unit fill in, and nothing else.

Their contents are read again by their tags (reportgen/intake/word.py).
"""

from typing import assert_never
from zlib import crc32

from reportgen.document import BOX, TICKED, Field
from reportgen.style import Style
from reportgen.writers.word_styles import fonts
from reportgen.writers.word_xml import Element, named, text, w

DAY = "yyyy年M月d日"
LARGEST = 2**31 - 1  # the id of a control is a signed number of 32 bits


def root(body: Element) -> Element:
    """`w:document`; a reader that knows no tick boxes may take them for words."""
    ignorable = {"mc_Ignorable": "w14"} if "<w14:" in body else {}
    return named("w:document", body, **ignorable)


def control(field: Field, face: str, style: Style) -> Element:
    """The control of `field` among the runs of a paragraph."""
    waits = field.kind != "fixed" and bool(field.hint)  # shows its hint, which gives way to what is filled in
    shown = field.hint if waits else field.text
    grey = w("color", val=style.colours["grey"]) if waits else None
    name, serial = field.bookmark, crc32(field.tag.encode()) % LARGEST + 1
    made = w(
        "sdt",
        w(
            "sdtPr",
            w("rPr", fonts(face)),
            w("alias", val=field.title),
            w("tag", val=field.tag),
            w("id", val=serial),
            w("lock", val="sdtContentLocked" if field.kind == "fixed" else "sdtLocked"),
            w("showingPlcHdr") if waits else None,
            _kind(field, face),
        ),
        w("sdtContent", w("r", w("rPr", fonts(face, hint=field.kind == "tick"), grey), text("w:t", shown))),
    )
    return Element(f"{w('bookmarkStart', id=serial, name=name)}{made}{w('bookmarkEnd', id=serial)}")


def _kind(field: Field, face: str) -> Element | None:
    match field.kind:
        case "text" | "fixed":
            return (
                None  # of plain text (w:text) LibreOffice 7.4 makes three controls, each with all the words
            )
        case "date":
            return w(
                "date",
                w("dateFormat", val=DAY),
                w("lid", val="zh-CN"),
                w("storeMappedDataAs", val="dateTime"),
                w("calendar", val="gregorian"),
            )
        case "choice":
            return w("dropDownList", *(w("listItem", displayText=each, value=each) for each in field.choices))
        case "tick":
            return named("w14:checkbox", named("w14:checked", w14_val=0), *_marks(face))
        case _:
            assert_never(field.kind)


def _marks(face: str) -> tuple[Element, Element]:
    return (
        named("w14:checkedState", w14_val=f"{ord(TICKED):04X}", w14_font=face),
        named("w14:uncheckedState", w14_val=f"{ord(BOX):04X}", w14_font=face),
    )
