"""The fonts of a PDF, loaded into the typesetting engine before it draws.

The engine would load each font when it meets its first word, and keep the whole file twice until the end,
nearly 200 MB for the Chinese fonts of one document, though it embeds only the glyphs used.
"""

from collections.abc import Iterable
from typing import Any

from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import TO_UNITS, ffi, gobject, pango
from weasyprint.text.fonts import FontConfiguration, get_pango_font_key

SIZE = 16  # px, at which a font is loaded; words in any size use it

Fonts = dict[tuple[str, int], Font]  # by family and weight


def load(rendered: Any, faces: Iterable[tuple[str, int]], known: FontConfiguration) -> Fonts:
    """The engine's fonts of `faces` (family and weight), entered in the document `rendered`."""
    context = ffi.gc(pango.pango_font_map_create_context(known.font_map), gobject.g_object_unref)
    loaded: Fonts = {}
    for family, weight in sorted(faces):
        found = pango.pango_font_map_load_font(known.font_map, context, _description(family, weight))
        source = ffi.gc(found, gobject.g_object_unref)
        key, description, size = get_pango_font_key(source)
        font = rendered.fonts.setdefault(key, Font(source, description, size))
        font.source = source  # which `font` only borrows
        font.file_content = b""  # a copy of the whole file, replaced by the glyphs used when it is written
        loaded[family, weight] = font
    return loaded


def used(rendered: Any) -> set[tuple[str, int]]:
    """Family and weight of every font that prints a glyph in `rendered`."""
    return {(font.family, int(font.weight)) for font in rendered.fonts.values() if font.to_unicode}


def _description(family: str, weight: int) -> Any:
    description = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
    pango.pango_font_description_set_family(description, family.encode())
    pango.pango_font_description_set_weight(description, weight)
    pango.pango_font_description_set_absolute_size(description, SIZE * TO_UNITS)
    return description
