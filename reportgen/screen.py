"""Tables on a terminal: columns counted in half characters, the last one broken into lines where there is an edge."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

CAP = 30  # half characters of a column that is not the last
GAP = "  "
NARROW = 24  # half characters; a last column with less room gets lines of its own
NOT_FIRST = "，。、；：？！”’）》】,.;:?!)"  # signs that do not begin a line


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int = 0) -> list[str]:
    """The lines of a table; with a `width` of 0 the last column is never broken.

    >>> table(("单位", "件数"), [("万州区", "12"), ("渝中区", "7")])
    ['单位    件数', '万州区  12', '渝中区  7']
    """
    *left, _last = zip(heads, *rows, strict=True)
    widths = [min(CAP, max(map(wide, cells))) for cells in left]
    room = width - sum(widths) - len(GAP) * len(widths) if width else 0
    if width and room < NARROW:
        return [line for row in rows for line in _stacked(row, width)]
    return [line for row in (heads, *rows) for line in _line(row, widths, room)]


def wide(words: str) -> int:
    """How many half characters `words` take."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


def _line(cells: Sequence[str], widths: Sequence[int], room: int) -> Iterator[str]:
    *left, last = cells
    before = "".join(f"{_fitted(words, width)}{GAP}" for words, width in zip(left, widths, strict=True))
    for part in broken(last, room) or [""]:
        yield f"{before}{part}".rstrip()
        before = " " * wide(before)


def _stacked(cells: Sequence[str], width: int) -> Iterator[str]:
    """One row on a narrow screen: its short cells in a line, what is long below it."""
    *left, last = cells
    yield from broken(GAP.join(_head(words, CAP) for words in left if words), width)
    yield from (f"    {part}" for part in broken(last, max(width - 4, 8)))


def _fitted(words: str, width: int) -> str:
    """`words` in `width` half characters, the end of longer ones left out."""
    if wide(words) > width:
        words = f"{_head(words, width - 1)}…"
    return words + " " * (width - wide(words))


def broken(words: str, width: int) -> list[str]:
    """`words` in lines of at most `width` half characters; one line if there is no width."""
    lines = []
    while width and wide(words) > width:
        head = _head(words, width)
        while len(head) > 1 and words[len(head)] in NOT_FIRST:
            head = head[:-1]
        lines.append(head)
        words = words[len(head) :].lstrip()
    return [*lines, words] if words else lines


def _head(words: str, width: int) -> str:
    """As much of `words` as fits; one character at least."""
    kept = ""
    for sign in words:
        if kept and wide(kept + sign) > width:
            break
        kept += sign
    return kept
