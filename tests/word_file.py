"""A finished DOCX read back with lxml alone, so that no library shares a mistake with the writer."""

import io
import zipfile
from functools import cached_property

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMESPACES = {
    "w": W[1:-1],
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
}


class WordFile:
    """The parts of one DOCX."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))

    def root(self, part):
        """The XML of `part`, such as word/document.xml."""
        return etree.fromstring(self.zip.read(part))

    @cached_property
    def document(self):
        return self.root("word/document.xml")

    @cached_property
    def style_roots(self):
        """Each style by its id."""
        return {style.get(W + "styleId"): style for style in self.root("word/styles.xml").iter(W + "style")}

    def all(self, path, part="word/document.xml"):
        root = self.document if part == "word/document.xml" else self.root(part)
        return root.xpath(path, namespaces=NAMESPACES)

    def paragraph(self, words):
        """The first paragraph whose words begin with `words`."""
        return next(p for p in self.document.iter(W + "p") if shown(p).startswith(words))

    def paragraphs(self, style):
        """All paragraphs of the style with the id `style`."""
        return self.all(f"//w:p[w:pPr/w:pStyle/@w:val='{style}']")

    def effective(self, paragraph, name):
        """The attributes of `w:name` that hold for `paragraph`: its own over those of its styles."""
        own = paragraph.find(f"{W}pPr")
        layers = [] if own is None else [own]
        reference = paragraph.find(f"{W}pPr/{W}pStyle")
        identity = "Normal" if reference is None else reference.get(W + "val")
        while identity:
            style = self.style_roots[identity]
            layers += style.findall(f"{W}pPr")
            based = style.find(f"{W}basedOn")
            identity = None if based is None else based.get(W + "val")
        layers += self.root("word/styles.xml").findall(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
        return _merged(layers, name)

    def effective_run(self, paragraph, name):
        """As `effective`, for the character properties of the first run that has words."""
        run = next(r for r in paragraph.iter(W + "r") if r.find(W + "t") is not None)
        layers = run.findall(f"{W}rPr")
        reference = paragraph.find(f"{W}pPr/{W}pStyle")
        identity = "Normal" if reference is None else reference.get(W + "val")
        while identity:
            style = self.style_roots[identity]
            layers += style.findall(f"{W}rPr")
            based = style.find(f"{W}basedOn")
            identity = None if based is None else based.get(W + "val")
        layers += self.root("word/styles.xml").findall(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        return _merged(layers, name)


def _merged(layers, name):
    values = {}
    for layer in reversed(layers):
        for element in layer.findall(W + name):
            values |= {key.removeprefix(W): value for key, value in element.attrib.items()}
    return values


def shown(element):
    """The words of `element` that a reader sees."""
    return "".join(text.text or "" for text in element.iter(W + "t"))


def attributes(element):
    """The attributes of `element` without their namespace; nothing if there is no element."""
    return {} if element is None else {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
