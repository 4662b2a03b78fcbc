"""File names made of words from data: valid everywhere, short, and never the same for two units."""

import hashlib
import re

LONGEST = 75  # bytes of the name's words in UTF-8
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')


def safe(code: str, name: str) -> str:
    """`code` and the words of `name` that a file name may hold; a hash where words were lost.

    >>> safe("QX-500101", "万州区")
    'QX-500101_万州区'
    >>> safe("QX-1", "../甲")
    'QX-1_甲_a04d26a3'
    """
    words = _shortened(_FORBIDDEN.sub("", name).strip(". "))
    lost = f"_{hashlib.sha256(name.encode()).hexdigest()[:8]}" if words != name else ""
    return f"{_FORBIDDEN.sub('', code).strip('. ')}_{words}{lost}"


def code(unit: str) -> str:
    """A unit's code as part of a file name; a hash where it is more than capitals, digits and hyphens.

    So no two codes meet in one name, even on a disk that does not tell capitals from others.

    >>> code("QX-500101"), code("../x")
    ('QX-500101', 'x_d6b96a97')
    """
    if re.fullmatch(r"[A-Z0-9-]{1,40}", unit):
        return unit
    words = _shortened(re.sub(r"[^A-Za-z0-9-]", "", unit)[:40])
    return f"{words}_{hashlib.sha256(unit.encode()).hexdigest()[:8]}".lstrip("_")


def _shortened(words: str) -> str:
    while len(words.encode()) > LONGEST:
        words = words[:-1]
    return words
