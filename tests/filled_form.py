"""A form in Word filled in as Word does it: the words of a control replaced, its hint no longer shown, a box ticked."""

import io
import zipfile
from collections.abc import Callable, Mapping

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MAIN = "word/document.xml"


def controls(content: bytes) -> dict[str, etree._Element]:
    """Each control by its tag."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(MAIN))
    return {sdt.find(f"{W}sdtPr/{W}tag").get(f"{W}val"): sdt for sdt in root.iter(f"{W}sdt")}


def filled(content: bytes, values: Mapping[str, str]) -> bytes:
    """`content` with what `values` say by tag; a tick box says anything but ""."""

    def fill(root: etree._Element) -> None:
        for sdt in root.iter(f"{W}sdt"):
            tag = sdt.find(f"{W}sdtPr/{W}tag").get(f"{W}val")
            if tag in values:
                _fill(sdt, values[tag])

    return rewritten(content, fill)


def _fill(sdt: etree._Element, words: str) -> None:
    properties, text = sdt.find(f"{W}sdtPr"), next(sdt.iter(f"{W}t"))
    if (box := properties.find(f"{W14}checkbox")) is not None:
        box.find(f"{W14}checked").set(f"{W14}val", "1")
        words = chr(int(box.find(f"{W14}checkedState").get(f"{W14}val"), 16))
    if (hint := properties.find(f"{W}showingPlcHdr")) is not None:
        properties.remove(hint)
    text.text = words


def rewritten(content: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """`content` with its main part changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = etree.fromstring(packed.read(MAIN))
        change(root)
        return repacked(
            packed, {MAIN: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)}
        )


def repacked(packed: zipfile.ZipFile, parts: Mapping[str, bytes]) -> bytes:
    """The package with `parts` in the places of those of the same name, or added."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in dict.fromkeys((*packed.namelist(), *parts)):
            target.writestr(name, parts.get(name) or packed.read(name))
    return result.getvalue()
