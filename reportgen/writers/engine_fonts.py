"""The fonts of a PDF, loaded into the typesetting engine before it draws.

The engine would load each font when it meets its first word, and keep the whole file twice until the end,
nearly 200 MB for the Chinese fonts of one document, though it embeds only the glyphs used.
"""

from collections.abc import Collection, Iterable
from typing import Any

from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import TO_UNITS, ffi, gobject, harfbuzz, harfbuzz_subset, pango
from weasyprint.text.fonts import FontConfiguration, get_hb_object_data, get_pango_font_key

SIZE = 16  # px, at which a font is loaded; words in any size use it
# Tables that no page asks for, since it names glyphs by number: those of upright setting have a place for each of
# 65,000 glyphs, and to go through the characters takes a third of the time of a subset.
UNASKED = {
    b"BASE", b"DSIG", b"GDEF", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"VORG", b"cmap", b"vhea", b"vmtx",
}  # fmt: skip
MOST = 64  # tables of a font

ffi.cdef("""
    hb_face_t * hb_face_builder_create (void);
    int hb_face_builder_add_table (hb_face_t *face, hb_tag_t tag, hb_blob_t *blob);
""")  # which the engine has no use for


class Slim(Font):  # type: ignore[misc]
    """A font made ready for embedding in one go; the engine goes through its 65,000 places twice."""

    def subset(self, to_unicode: Collection[int], hinting: bool) -> None:
        """Keep the glyphs `to_unicode`, each at its number, for by it a page asks for it."""
        if to_unicode:
            self.file_content = _subset(self.hb_face, to_unicode)


Fonts = dict[tuple[str, int], Slim]  # by family and weight


def load(rendered: Any, faces: Iterable[tuple[str, int]], known: FontConfiguration) -> Fonts:
    """The engine's fonts of `faces` (family and weight), entered in the document `rendered`."""
    context = ffi.gc(pango.pango_font_map_create_context(known.font_map), gobject.g_object_unref)
    loaded: Fonts = {}
    for family, weight in sorted(faces):
        found = pango.pango_font_map_load_font(known.font_map, context, _description(family, weight))
        source = ffi.gc(found, gobject.g_object_unref)
        key, description, size = get_pango_font_key(source)
        font = rendered.fonts.setdefault(key, Slim(source, description, size))
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


def _subset(face: Any, glyphs: Iterable[int]) -> bytes:
    """The file of `face` with the outlines of `glyphs` alone."""
    make, drop = harfbuzz_subset.hb_subset_input_create_or_fail, harfbuzz_subset.hb_subset_input_destroy
    order = ffi.gc(make(), drop)
    _fill(harfbuzz_subset.hb_subset_input_glyph_set(order), glyphs)
    harfbuzz_subset.hb_subset_input_set_flags(
        order,
        harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
        | harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
        | harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING,
    )
    made = ffi.gc(harfbuzz_subset.hb_subset_or_fail(_bare(face), order), harfbuzz.hb_face_destroy)
    content: bytes = get_hb_object_data(made)
    return content


def _bare(face: Any) -> Any:
    """`face` with no more tables than a page asks for; none is copied."""
    bare = ffi.gc(harfbuzz.hb_face_builder_create(), harfbuzz.hb_face_destroy)
    for tag in _tables(face) - {harfbuzz.hb_tag_from_string(name, -1) for name in UNASKED}:
        table = ffi.gc(harfbuzz.hb_face_reference_table(face, tag), harfbuzz.hb_blob_destroy)
        harfbuzz.hb_face_builder_add_table(bare, tag, table)
    return bare


def _tables(face: Any) -> set[int]:
    count, tags = ffi.new("unsigned int *", MOST), ffi.new("hb_tag_t[]", MOST)
    harfbuzz.hb_face_get_table_tags(face, 0, count, tags)
    return set(tags[0 : count[0]])


def _fill(target: Any, values: Iterable[int]) -> None:
    """Add `values` to a set of the engine's."""
    ordered = sorted(values)
    harfbuzz.hb_set_add_sorted_array(target, ffi.new("hb_codepoint_t[]", ordered), len(ordered))
