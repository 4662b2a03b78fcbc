"""What staff write themselves: a Markdown file per period that adds or replaces paragraphs.

    # 经验交流              adds these paragraphs at the end of that section
    # 替换：有关要求        replaces the paragraphs made from data

Sections are the names a template offers. Only headings and plain paragraphs are allowed, and
what is written prints as written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen.errors import Fault, InputFaults, raise_all

REPLACE = "替换："


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs for one section; `replaces` what the data say there."""

    replaces: bool
    paragraphs: tuple[str, ...]


def load(file: Path, sections: Iterable[str]) -> dict[str, Passage]:
    """The passages in `file` by section; empty without a file; `InputFaults` for unknown sections."""
    passages: dict[str, Passage] = dict.fromkeys(sections, Passage(False, ()))
    if not file.exists():
        return passages
    faults: list[Fault] = []
    for line, title, paragraphs in _chapters(_text(file)):
        name = title.removeprefix(REPLACE).strip()
        if name not in passages:
            known = "、".join(passages)
            faults.append(Fault(f"没有名为“{name}”的部分", f"{file}，第{line}行", f"可用：{known}"))
        elif passages[name].paragraphs:
            faults.append(Fault(f"“{name}”写了两次", f"{file}，第{line}行", "请合并"))
        else:
            passages[name] = Passage(title.startswith(REPLACE), paragraphs)
    raise_all(faults)
    return passages


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InputFaults.single("文件不是 UTF-8 编码", str(file), "请另存为 UTF-8") from None


def _chapters(text: str) -> Iterable[tuple[int, str, tuple[str, ...]]]:
    """Line number, title and paragraphs of every chapter that starts with `# `."""
    title, line, words = "", 0, list[str]()
    for number, row in enumerate([*text.splitlines(), "# "], 1):
        if not row.startswith("# "):
            words.append(row.strip())
            continue
        if title or any(words):
            yield line, title, _paragraphs(words)
        title, line, words = row[2:].strip(), number, []


def _paragraphs(rows: list[str]) -> tuple[str, ...]:
    """Rows joined into paragraphs at blank rows; a Chinese line break is no space."""
    return tuple(part.replace("\n", "") for part in "\n".join(rows).split("\n\n") if part.strip())


Narrative = Mapping[str, Passage]
