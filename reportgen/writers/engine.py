"""The typesetting engine, held in: a closed set of files to load, our style sheet alone, no word of it ignored."""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reportgen import fonts
from reportgen.errors import Fault, RenderingFailed, raise_all
from reportgen.style import Style
from reportgen.writers import css
from reportgen.writers.setting import Setting


class Page(HTML):  # type: ignore[misc]
    """A page given as a tree: the engine's own way in would parse it from HTML text once more."""

    def __init__(self, root: Element, assets: "Assets") -> None:
        self.base_url, self.url_fetcher, self.media_type = css.ASSETS, assets, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        """None: our own sheet says what each element is, and rules for any page of the web cost time."""
        return []


# --- style sheet ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """A style as the engine needs it, and what words come to in it."""

    css: CSS
    fonts: FontConfiguration
    setting: Setting


_SHEETS: dict[str, Sheet] = {}


def sheet(style: Style) -> Sheet:
    """The parsed style sheet and the loaded fonts: once for each style in a process."""
    look = repr(style)
    if look not in _SHEETS:
        loaded = FontConfiguration()
        with complaints_raise():
            parsed = CSS(
                string=css.sheet(style), base_url=css.ASSETS, font_config=loaded,
                url_fetcher=Assets(_font_files(style)),
            )  # fmt: skip
        _SHEETS[look] = Sheet(parsed, loaded, Setting(style))
    return _SHEETS[look]


def _font_files(style: Style) -> dict[str, tuple[bytes, str]]:
    faces = {face for font in style.fonts.values() for face in fonts.typeface(font).faces if face.own}
    return {f"{css.ASSETS}font/{face.file.name}": (face.file.read_bytes(), "font/otf") for face in faces}


# --- assets ---------------------------------------------------------------------------------------


class Assets(URLFetcher):  # type: ignore[misc]
    """Serves the named assets and nothing else; any other address stops the rendering."""

    def __init__(self, known: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._known = known

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The asset at `url`."""
        if url not in self._known:
            raise FatalURLFetchingError(f"not an asset of this document: {url}")
        content, kind = self._known[url]
        return URLFetcherResponse(url, content, {"Content-Type": kind})


# --- complaints -----------------------------------------------------------------------------------


class _Complaints(logging.Handler):
    """Collects what the engine logs in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread, self.messages = threading.get_ident(), list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.messages.append(record.getMessage())


@contextmanager
def complaints_raise() -> Iterator[None]:
    """Turn every warning of the engine, and every refused address, into `RenderingFailed`."""
    complaints, logger = _Complaints(), logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    try:
        yield
    except FatalURLFetchingError as refused:
        raise RenderingFailed.single(f"拒绝读取文件以外的资源（{refused}）", "PDF 排版") from None
    finally:
        logger.removeHandler(complaints)
    raise_all((_complaint(message) for message in complaints.messages), RenderingFailed)


def _complaint(message: str) -> Fault:
    return Fault(f"排版引擎报告问题：{message}", "PDF 排版", "请将本信息连同数据交给维护人员")
