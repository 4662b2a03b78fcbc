"""The Word file as a zip whose bytes depend on its contents alone."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.opc.package import OpcPackage

FIRST = "[Content_Types].xml"  # readers of streams expect it at the head
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold


def packed(package: OpcPackage) -> bytes:
    """`package` as a file: fixed times, order and attributes, so equal parts give equal bytes."""
    stream = BytesIO()
    package.save(stream)
    result = BytesIO()
    with ZipFile(stream) as source, ZipFile(result, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != FIRST, name)):
            target.writestr(_entry(name), source.read(name))
    return result.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = 0  # else it would name the system of the machine that wrote the file
    entry.external_attr = 0o600 << 16
    return entry
