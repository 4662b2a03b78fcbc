"""The fields of a returned form (.docx): what stands in each content control, by its tag; nothing else is looked at.

Where a program kept no tags (LibreOffice 7.4), the bookmarks around the controls tell them apart.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from reportgen.document import HINT, TICKED, tag_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
ON = ("1", "true", "on")
TICKS = set(f"{TICKED}☑☒√✓✔")
BLANK = re.compile("[ \t\u3000]+$|^[ \t\u3000]+", re.MULTILINE)
BREAKS = {f"{W}p": "\n", f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " "}

Element = Any  # lxml's element type carries no useful annotations


@dataclass(frozen=True, slots=True)
class Fields:
    """What was filled in, by tag; a box that is ticked says the fourth part of its tag.

    `twice` are tags that several controls have.
    """

    values: Mapping[str, str]
    twice: tuple[str, ...]


def fields(content: bytes, forms: Collection[str]) -> Fields:
    """The fields whose tags begin with one of `forms`; of those not filled in, the value is empty."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(packed.read("word/document.xml"), parser)
    controls = [(tag, sdt) for tag, sdt in _controls(root) if tag.split("/")[0] in forms]
    written = {tag: _written(sdt) for tag, sdt in controls}
    marked = {tag: words for tag, words in _marked(root).items() if tag.split("/")[0] in forms}
    values: dict[str, str] = {}
    ticks: dict[str, list[str]] = {}
    for tag, words in {**marked, **written}.items():
        name, _, said = tag.rpartition("/") if tag.count("/") > 2 else (tag, "", "")
        if said:
            ticks.setdefault(name, []).extend([said] * _ticked(words))
        else:
            values[name] = _clean(words)
    counted = Counter(tag for tag, _sdt in controls)
    twice = tuple(tag for tag, count in counted.items() if count > 1)
    return Fields(values | {name: _chosen(each) for name, each in ticks.items()}, twice)


def _chosen(ticked: Sequence[str]) -> str:
    """What the box that is ticked says; of several, that they are."""
    return "".join(ticked) if len(ticked) < 2 else f"同时勾选了{'、'.join(ticked)}"


def _controls(root: Element) -> Iterator[tuple[str, Element]]:
    for sdt in root.iter(f"{W}sdt"):
        tag = sdt.find(f"{W}sdtPr/{W}tag")
        if tag is not None and tag.get(f"{W}val"):
            yield tag.get(f"{W}val"), sdt


def _written(sdt: Element) -> str:
    """The words in a control; none while it shows its hint. A box that is ticked says so, whatever it looks like."""
    checked = sdt.find(f"{W}sdtPr/{W14}checkbox/{W14}checked")
    if checked is not None and checked.get(f"{W14}val") in ON:
        return TICKED
    if sdt.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
        return ""
    return "".join(map(_shown, sdt.iter()))


def _marked(root: Element) -> dict[str, str]:
    """The words between the ends of each bookmark that is named as a field's is."""
    found: dict[str, str] = {}
    open_marks: dict[str, str] = {}
    for node in root.iter():
        if node.tag == f"{W}bookmarkStart" and (name := node.get(f"{W}name", "")).startswith("_"):
            open_marks[node.get(f"{W}id", "")] = tag_of(name)
            found.setdefault(tag_of(name), "")
        elif node.tag == f"{W}bookmarkEnd":
            open_marks.pop(node.get(f"{W}id", ""), None)
        for tag in open_marks.values():
            found[tag] += _shown(node)
    return found


def _shown(node: Element) -> str:
    """What `node` adds to the words: text that is there, not what a tracked change has moved away."""
    if node.tag == f"{W}t":
        moved = any(True for _each in node.iterancestors(f"{W}moveFrom"))
        return "" if moved else node.text or ""
    return BREAKS.get(node.tag, "")


def _ticked(words: str) -> bool:
    return not TICKS.isdisjoint(words)


def _clean(words: str) -> str:
    """`words` without what is left of a hint, and without empty room at either end."""
    return BLANK.sub("", HINT.sub("", words)).strip()
