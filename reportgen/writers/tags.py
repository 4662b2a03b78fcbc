"""What the typesetting engine leaves undone in the tags of a PDF, mended before it is written.

PDF/UA-1 (ISO 14289-1) 7.1: page furniture is an artifact, not content; 7.5: a table has rows of cells,
and a heading cell says what it heads; 5: the file names the standard it keeps.
"""

from collections.abc import Iterator, Mapping
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
    reached = set(_numbers_below(root, pdf))
    _furniture_is_no_content([item for item in elements if item.number not in reached], root, pdf)
    for figure in [item for item in elements if item.get("S") == "/Figure"]:
        page = _target(figure["Pg"], pdf)
        drawn = id(_target(page["Contents"], pdf)), figure["K"][0]
        if drawn in press.lines:
            _words(figure, _marks_of(page, root, pdf), pdf)
        elif band := press.printed.get(drawn):
            _rows(figure, band, _marks_of(page, root, pdf), pdf)
        else:
            _place_in_page(figure, pdf)
    for link in [item for item in elements if item.get("S") == "/Link"]:
        _contents(link, pdf)
    for annotation in [item for item in pdf.objects if _is(item, "/Annot")]:
        annotation["Contents"] = pydyf.String(entries[annotation["Dest"].string])
    _name_standard(pdf)


def _is(item: Any, kind: str) -> bool:
    return isinstance(item, dict) and item.get("Type") == kind


def _target(reference: Any, pdf: pydyf.PDF) -> Any:
    """The object that a reference such as `12 0 R` points at."""
    text = reference.decode() if isinstance(reference, bytes) else str(reference)
    return pdf.objects[int(text.split()[0])]


def _numbers_below(element: Any, pdf: pydyf.PDF) -> Iterator[int]:
    """The object numbers of the elements below `element` in the tree."""
    for kid in element.get("K", ()):
        if not isinstance(kid, int):
            child = _target(kid, pdf)
            yield child.number
            yield from _numbers_below(child, pdf)


def _furniture_is_no_content(outside: list[Any], root: Any, pdf: pydyf.PDF) -> None:
    """Make artifacts of what is marked as content but stands outside the tree: the page margins."""
    numbers = {item.number for item in outside}
    for element in outside:
        page = _target(element["Pg"], pdf)
        for mark in (kid for kid in element["K"] if isinstance(kid, int)):
            _make_artifact(_target(page["Contents"], pdf).stream, mark)
        element.clear()
    for entry in _target(root["ParentTree"], pdf)["Nums"]:
        if isinstance(entry, list):
            entry[:] = [b"null" if _target(ref, pdf).number in numbers else ref for ref in entry]


def _make_artifact(stream: list[Any], mark: int) -> None:
    for place, item in enumerate(stream):
        if isinstance(item, dict) and item.get("MCID") == mark:
            stream[place - 1 : place + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]
            return


def _marks_of(page: Any, root: Any, pdf: pydyf.PDF) -> Any:
    """The array of `page` in the parent tree: the element of each mark, by its number."""
    numbers = _target(root["ParentTree"], pdf)["Nums"]
    return numbers[numbers.index(page["StructParents"]) + 1]


def _words(figure: Any, marks: Any, pdf: pydyf.PDF) -> None:
    """The words of a line as content of its paragraph, in the place of the picture that it was drawn as."""
    paragraph, mark = _target(figure["P"], pdf), figure["K"][0]
    kids = paragraph["K"]
    kids[kids.index(figure.reference)] = mark
    marks[mark] = paragraph.reference
    figure.clear()


def _rows(figure: Any, printed: Printed, marks: Any, pdf: pydyf.PDF) -> None:
    """Rows and cells of a band in the place of the picture that it was drawn as."""
    marks[figure["K"][0]] = b"null"
    cell = _target(figure["P"], pdf)
    row = _target(cell["P"], pdf)
    group = _target(row["P"], pdf)
    place, page = group["K"].index(row.reference), figure["Pg"]
    for gone in (figure, cell, row):
        gone.clear()
    rows = [_element("/TR", group, page, pdf) for _ in printed.band.rows]
    group["K"][place : place + 1] = [each.reference for each in rows]
    for each, cells, own in zip(rows, printed.band.rows, printed.marks, strict=True):
        each["K"] += [
            _cell(*pair, each, marks, printed.band.role, pdf) for pair in zip(cells, own, strict=True)
        ]


def _cell(cell: SetCell, mark: Any, row: Any, marks: Any, role: str, pdf: pydyf.PDF) -> bytes:
    """The element of a cell: what it heads, what it spans, and the number of its mark."""
    element = _element("/TH" if cell.header else "/TD", row, row["Pg"], pdf)
    element["A"] = pydyf.Dictionary({"O": "/Table"})
    if cell.header:
        element["A"]["Scope"] = "/Column" if role == HEAD else "/Row"
    for name, span in (("ColSpan", cell.colspan), ("RowSpan", cell.rowspan)):
        if span != 1:
            element["A"][name] = span
    mark["MCID"] = len(marks)
    element["K"].append(mark["MCID"])
    marks.append(element.reference)
    reference: bytes = element.reference
    return reference


def _element(kind: str, parent: Any, page: Any, pdf: pydyf.PDF) -> Any:
    element = pydyf.Dictionary(
        {"Type": "/StructElem", "S": kind, "K": pydyf.Array(), "Pg": page, "P": parent.reference}
    )
    pdf.add_object(element)
    return element


def _place_in_page(figure: Any, pdf: pydyf.PDF) -> None:
    """Give the figure's box in points from the lower left, as PDF counts."""
    height = _target(figure["Pg"], pdf)["MediaBox"][3]
    left, top, right, bottom = (edge * PX_TO_PT for edge in figure["A"]["BBox"])
    figure["A"]["BBox"] = pydyf.Array((left, height - bottom, right, height - top))


def _contents(link: Any, pdf: pydyf.PDF) -> None:
    """Make what holds `link` an entry of a table of contents instead of an item of a list (14.8.4.3.3)."""
    body = _target(link["P"], pdf)
    item = _target(body["P"], pdf)
    body["S"], item["S"], _target(item["P"], pdf)["S"] = "/Reference", "/TOCI", "/TOC"


def _name_standard(pdf: pydyf.PDF) -> None:
    """Write the PDF/UA identifier into the one RDF tree of the metadata."""
    metadata = _target(pdf.catalog["Metadata"], pdf)
    whole = b"".join(metadata.stream)
    metadata.stream = [whole.replace(b"</rdf:RDF>", UA_IDENTIFIER + b"</rdf:RDF>")]
