"""The parts of matplotlib that the charts use, imported without a search for the machine's fonts.

On its first import on a machine matplotlib opens every installed font (seconds where there are many) and
keeps the list in a cache. The charts name their one font by file, so for the length of the import
matplotlib is shown a ready list that holds only its own DejaVu Sans; its cache is neither read nor written.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib

# The version of the list, not of matplotlib. Where it differs matplotlib falls back to its own search:
# slower, never wrong. A test compares it.
FONT_LIST = "3.11.0"
_BUNDLED = {
    "__class__": "FontEntry",
    "fname": "fonts/ttf/DejaVuSans.ttf",
    "name": "DejaVu Sans",
    "weight": 400,
}


@contextmanager
def _ready_font_list() -> Iterator[None]:
    """Inside, matplotlib's font cache is a folder holding the ready list; nothing if it is loaded already."""
    if "matplotlib.font_manager" in sys.modules:
        yield
        return
    cache = matplotlib.get_cachedir
    with TemporaryDirectory() as folder:
        content = {"__class__": "FontManager", "_version": FONT_LIST, "afmlist": [], "ttflist": [_BUNDLED]}
        Path(folder, f"fontlist-v{FONT_LIST}.json").write_text(json.dumps(content), encoding="ascii")
        setattr(matplotlib, "get_cachedir", lambda: folder)  # noqa: B010 (a plain assignment fails mypy)
        try:
            yield
        finally:
            setattr(matplotlib, "get_cachedir", cache)  # noqa: B010


with _ready_font_list():
    from matplotlib.artist import Artist
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties, fontManager
    from matplotlib.ft2font import FT2Font, LoadFlags
    from matplotlib.lines import Line2D
    from matplotlib.patches import PathPatch, Polygon, Rectangle
    from matplotlib.path import Path as Outline
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D, Bbox, TransformedPath

__all__ = [
    "Affine2D",
    "Artist",
    "Bbox",
    "FT2Font",
    "FontProperties",
    "GraphicsContextBase",
    "Line2D",
    "LoadFlags",
    "Outline",
    "PathPatch",
    "Polygon",
    "Rectangle",
    "RendererAgg",
    "RendererBase",
    "TextPath",
    "TransformedPath",
    "fontManager",
]
