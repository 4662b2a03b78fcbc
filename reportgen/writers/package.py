"""The Word file as a zip whose bytes depend on its contents alone."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.opc.package import OpcPackage
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from docx.opc.pkgwriter import _ContentTypesItem

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold


def packed(package: OpcPackage) -> bytes:
    """`package` as a file: fixed times, order and attributes, so equal parts give equal bytes."""
    result = BytesIO()
    with ZipFile(result, "w") as target:
        for address, content in sorted(_members(package).items(), key=_order):
            target.writestr(_entry(address.membername), content)
    return result.getvalue()


def _members(package: OpcPackage) -> dict[PackURI, bytes]:
    """What the file holds; the library's own way to save it would compress everything once more."""
    parts = list(package.iter_parts())
    types = _ContentTypesItem.from_parts(parts)  # type: ignore[no-untyped-call]
    found = {CONTENT_TYPES_URI: types.blob, PACKAGE_URI.rels_uri: package.rels.xml}
    for part in parts:
        found[part.partname] = part.blob
        if part.rels:
            found[part.partname.rels_uri] = part.rels.xml
    return found


def _order(member: tuple[PackURI, bytes]) -> tuple[bool, str]:
    """The types of the contents first, where readers of streams expect them."""
    return member[0] != CONTENT_TYPES_URI, member[0].membername


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = 0  # else it would name the system of the machine that wrote the file
    entry.external_attr = 0o600 << 16
    return entry
