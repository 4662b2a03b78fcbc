"""What the typesetting engine leaves undone in the tags of a PDF, mended before it is written.

PDF/UA-1 (ISO 14289-1) 7.5: a table has rows of cells, and a heading cell says what it heads; 5: the file names the
standard it keeps.
"""

from collections.abc import Mapping
from typing import Any

import pydyf  # type: ignore[import-untyped]

from reportgen.writers.bands import Press, Printed
from reportgen.writers.tables import HEAD, SetCell

# PDF/A-3 does not know the UA identifier, so its schema is described beside it (ISO 19005-3 6.6.2.3).
UA_IDENTIFIER = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the PDF/UA standard</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""

PX_TO_PT = 0.75


def complete(pdf: pydyf.PDF, press: Press, entries: Mapping[str, str]) -> None:
    """Mend the tags and the metadata of `pdf` in place.

    `press` knows which pictures are lines and bands of tables; `entries` the words of the links, which are those
    of the contents, by the name of their aim.
    """
    elements = [item for item in pdf.objects if _is(item, "/StructElem")]
    root = next(item for item in pdf.objects if _is(item, "/StructTreeRoot"))
    wrappers = []
    for figure in [item for item in elements if item.get("S") == "/Figure"]:
        page = target(figure["Pg"], pdf)
        drawn = id(target(page["Contents"], pdf)), figure["K"][0]
        if drawn in press.lines:
            _words(figure, _marks_of(page, root, pdf), pdf)
        elif band := press.printed.get(drawn):
            wrappers.append(_rows(figure, band, _marks_of(page, root, pdf), pdf))
        else:
            _place_in_page(figure, pdf)
    _drop(wrappers, pdf)
    for link in [item for item in elements if item.get("S") == "/Link"]:
        _contents(link, pdf)
    for annotation in [item for item in pdf.objects if _is(item, "/Annot")]:
        annotation["Contents"] = pydyf.String(entries[annotation["Dest"].string])
    _name_standard(pdf)


def _is(item: Any, kind: str) -> bool:
    return isinstance(item, dict) and item.get("Type") == kind


def target(reference: Any, pdf: pydyf.PDF) -> Any:
    """The object that a reference such as `12 0 R` points at."""
    text = reference.decode() if isinstance(reference, bytes) else str(reference)
    return pdf.objects[int(text.split()[0])]


def _marks_of(page: Any, root: Any, pdf: pydyf.PDF) -> Any:
    """The array of `page` in the parent tree: the element of each mark, by its number."""
    numbers = target(root["ParentTree"], pdf)["Nums"]
    return numbers[numbers.index(page["StructParents"]) + 1]


def _words(figure: Any, marks: Any, pdf: pydyf.PDF) -> None:
    """The words of a line as content of its paragraph, in the place of the picture that it was drawn as."""
    paragraph, mark = target(figure["P"], pdf), figure["K"][0]
    kids = paragraph["K"]
    kids[kids.index(figure.reference)] = mark
    marks[mark] = paragraph.reference
    figure.clear()


def _rows(figure: Any, printed: Printed, marks: Any, pdf: pydyf.PDF) -> Any:
    """Rows and cells of a band before the one cell that holds all pictures; that cell, to be dropped in the end."""
    marks[figure["K"][0]] = b"null"
    cell = target(figure["P"], pdf)
    row = target(cell["P"], pdf)
    group = target(row["P"], pdf)
    place, page = group["K"].index(row.reference), figure["Pg"]
    figure.clear()
    rows = [_element("/TR", group, page, pdf) for _ in printed.band.rows]
    group["K"][place:place] = [each.reference for each in rows]
    for each, cells, own in zip(rows, printed.band.rows, printed.marks, strict=True):
        each["K"] += [
            _cell(*pair, each, marks, printed.band.role, pdf) for pair in zip(cells, own, strict=True)
        ]
    return cell


def _drop(cells: list[Any], pdf: pydyf.PDF) -> None:
    """Take the cells that held pictures out of the tree, with their rows; each may come several times."""
    for cell in cells:
        if cell:
            row = target(cell["P"], pdf)
            target(row["P"], pdf)["K"].remove(row.reference)
            row.clear()
            cell.clear()


class Written(pydyf.Object):  # type: ignore[misc]
    """An object in its final bytes; `compressible`: whether it may go into the object stream, as a stream may not."""

    def __init__(self, data: bytes, compressible: bool = True) -> None:
        super().__init__()
        self._bytes, self._compressible = data, compressible

    @property
    def data(self) -> bytes:
        """The object as it stands in the file."""
        return self._bytes

    @property
    def compressible(self) -> bool:
        """Whether it may go into the object stream."""
        return self._compressible


def _cell(cell: SetCell, mark: Any, row: Any, marks: Any, role: str, pdf: pydyf.PDF) -> bytes:
    """The element of a cell: what it heads, what it spans, and the number of its mark."""
    mark["MCID"] = len(marks)
    scope = f" /Scope /{'Column' if role == HEAD else 'Row'}" if cell.header else ""
    spans = "".join(
        f" /{name} {span}"
        for name, span in (("ColSpan", cell.colspan), ("RowSpan", cell.rowspan))
        if span != 1
    )
    element = Written(
        f"<</Type /StructElem /S /{'TH' if cell.header else 'TD'} /K [{len(marks)}] /Pg {row['Pg'].decode()}"
        f" /P {row.reference.decode()} /A <</O /Table{scope}{spans}>>>>".encode()
    )
    pdf.add_object(element)
    reference: bytes = element.reference
    marks.append(reference)
    return reference


def _element(kind: str, parent: Any, page: Any, pdf: pydyf.PDF) -> Any:
    element = pydyf.Dictionary(
        {"Type": "/StructElem", "S": kind, "K": pydyf.Array(), "Pg": page, "P": parent.reference}
    )
    pdf.add_object(element)
    return element


def _place_in_page(figure: Any, pdf: pydyf.PDF) -> None:
    """Give the figure's box in points from the lower left, as PDF counts."""
    height = target(figure["Pg"], pdf)["MediaBox"][3]
    left, top, right, bottom = (edge * PX_TO_PT for edge in figure["A"]["BBox"])
    figure["A"]["BBox"] = pydyf.Array((left, height - bottom, right, height - top))


def _contents(link: Any, pdf: pydyf.PDF) -> None:
    """Make what holds `link` an entry of a table of contents instead of an item of a list (14.8.4.3.3)."""
    body = target(link["P"], pdf)
    item = target(body["P"], pdf)
    body["S"], item["S"], target(item["P"], pdf)["S"] = "/Reference", "/TOCI", "/TOC"


def _name_standard(pdf: pydyf.PDF) -> None:
    """Write the PDF/UA identifier into the one RDF tree of the metadata."""
    metadata = target(pdf.catalog["Metadata"], pdf)
    whole = b"".join(metadata.stream)
    metadata.stream = [whole.replace(b"</rdf:RDF>", UA_IDENTIFIER + b"</rdf:RDF>")]
