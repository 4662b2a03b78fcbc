"""What staff add in Markdown: adding, replacing, and words that would be lost are faults."""

from pathlib import Path

import pytest

from reportgen.errors import InputFaults
from reportgen.narrative import Passage, load

SECTIONS = ("经验交流", "有关要求")


def test_no_file_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "2026-10.md", SECTIONS) == dict.fromkeys(SECTIONS, Passage(False, ()))


def test_add_and_replace(tmp_path: Path) -> None:
    file = tmp_path / "2026-10.md"
    file.write_text(
        "\ufeff# 经验交流\n\n第一段\n接上行\n\n第二段 <b>\n\n# 替换：有关要求\n新要求。\n", "utf-8"
    )
    passages = load(file, SECTIONS)
    assert passages["经验交流"] == Passage(False, ("第一段接上行", "第二段 <b>"))
    assert passages["有关要求"] == Passage(True, ("新要求。",))


def test_faults_name_line_and_choices(tmp_path: Path) -> None:
    file = tmp_path / "2026-10.md"
    file.write_text("# 经验\n甲\n\n# 有关要求\n乙\n\n# 有关要求\n丙\n", "utf-8")
    with pytest.raises(InputFaults) as caught:
        load(file, SECTIONS)
    assert "第1行" in str(caught.value) and "经验交流、有关要求" in str(caught.value)
    assert "写了两次" in str(caught.value)


def test_words_before_the_first_heading_are_not_lost_silently(tmp_path: Path) -> None:
    file = tmp_path / "2026-10.md"
    file.write_text("没有标题的一段\n\n# 经验交流\n甲\n", "utf-8")
    with pytest.raises(InputFaults, match="没有名为“”的部分"):
        load(file, SECTIONS)
