"""Rulers for a finished PDF: positions with pdfplumber, ink with PDFium, all in mm from the top left."""

import io
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pdfplumber
import pypdfium2

MM = 25.4 / 72
DPI = 400


@dataclass(frozen=True)
class TextLine:
    """The characters of one line, left to right, and its baseline."""

    chars: tuple[dict, ...]
    baseline: float

    @property
    def text(self) -> str:
        return "".join(char["text"] for char in self.chars)

    @property
    def x0(self) -> float:
        return self.chars[0]["x0"] * MM

    @property
    def x1(self) -> float:
        return self.chars[-1]["x1"] * MM

    @property
    def size(self) -> float:
        return round(float(self.chars[0]["size"]), 2)

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


class Measured:
    """One PDF under the rulers."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.pdf = pdfplumber.open(io.BytesIO(content))

    @property
    def pages(self):
        return self.pdf.pages

    def chars(self, page: int, furniture: bool = False) -> list[dict]:
        """Inked characters of a page: those of the text, or those of the page margins; never a figure's."""
        return [
            char
            for char in self.pages[page].chars
            if not char["text"].isspace()
            and char["tag"] != "Figure"
            and (char["tag"] == "Artifact") == furniture
        ]

    def figure_chars(self, page: int) -> list[dict]:
        """Inked characters within the figures of a page."""
        return [char for char in self.pages[page].chars if char["tag"] == "Figure" and char["text"].strip()]

    @cached_property
    def lines(self) -> list[list[TextLine]]:
        """The text lines of each page, top to bottom."""
        return [_lines(self.chars(page), self.height(page)) for page in range(len(self.pages))]

    def furniture(self, page: int) -> list[TextLine]:
        """The lines in the page margins."""
        return _lines(self.chars(page, furniture=True), self.height(page))

    def height(self, page: int) -> float:
        return float(self.pages[page].height)

    def find(self, words: str) -> tuple[int, TextLine]:
        """Page and line of the first line that holds `words`."""
        for page, lines in enumerate(self.lines):
            for line in lines:
                if words in line.text:
                    return page, line
        raise AssertionError(f"not printed on one line: {words}")

    def rules(self, page: int) -> list[tuple[float, float, float, float, tuple]]:
        """Horizontal rules drawn as boxes: left, right, top, bottom and colour, top to bottom."""
        boxes = [
            (box["x0"] * MM, box["x1"] * MM, box["top"] * MM, box["bottom"] * MM, box["non_stroking_color"])
            for box in self.pages[page].rects
        ]
        return sorted((box for box in boxes if 0 < box[3] - box[2] < 1), key=lambda box: box[2])

    def text(self) -> str:
        """All words in the order of the file, without page furniture."""
        return "".join(char["text"] for page in range(len(self.pages)) for char in self.chars(page))

    def ink(self, page: int, left: float, top: float, right: float, bottom: float) -> tuple[float, float]:
        """Highest and lowest ink within a box."""
        grey = self._image(page)
        scale = DPI / 25.4
        part = grey[round(top * scale) : round(bottom * scale), round(left * scale) : round(right * scale)]
        rows = np.flatnonzero((part < 160).any(axis=1))
        assert rows.size, "no ink there"
        return top + rows[0] / scale, top + (rows[-1] + 1) / scale

    def _image(self, page: int) -> np.ndarray:
        document = pypdfium2.PdfDocument(self.content)
        image = document[page].render(scale=DPI / 72, grayscale=True).to_numpy()
        document.close()
        return image.reshape(image.shape[0], image.shape[1])


def _lines(chars: list[dict], height: float) -> list[TextLine]:
    """Level lines from top to bottom; after them those of turned text, read downwards."""
    level, turned = defaultdict(list), defaultdict(list)
    for char in chars:
        if char["upright"]:
            level[round(height - char["matrix"][5], 1)].append(char)
        else:
            turned[round(char["matrix"][4], 1)].append(char)
    return [
        TextLine(tuple(sorted(row, key=lambda char: char[edge])), base * MM)
        for rows, edge in ((level, "x0"), (turned, "top"))
        for base, row in sorted(rows.items())
    ]
