"""Where a title breaks: at word sense, in lines of falling length (GB/T 9704 7.3.1)."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from math import ceil, inf
from unicodedata import east_asian_width

# Words of this trade that no title may divide. A title breaks between them, or after a particle.
_WORDS = """
政务服务 效能监管 监督管理 管理办法 实施方案 工作方案 情况通报 指标体系 自治县 区县 市级部门 审批类 非审批类 少审批类
通报 报告 通知 意见 办法 规定 方案 情况 分析 评价 评估 考核 排名 结果 明细 汇总 清单 台账 一览 统计 监测
日报 周报 月报 季报 年报 季度 年度 上半年 下半年 全市 全县 全区 重庆市 关于 有关 整改 反馈 问题 事项
超期 未办结 办结 办件 差评 好评 按时 受理 平均 时限 流程 内容 裁量 收费 廉政 风险点 服务规范 服务质量
两江新区 高新区 万盛 双桥 经开区 人民政府 办公厅 办公室 管委会 监管中心 委员会 单位 部门 窗口 中心
咨询 投诉 举报 公开 能力 建设 运行 总体 走势 对比 同类 均值 示例
"""
WORDS = tuple(_WORDS.split())
CLINGING = set("的和与及、，》”）年月日号表件")  # stay with what is before them
OPENING = set("《“（〔")

INSIDE, UNKNOWN, BOUNDARY, BRACKETED = 40.0, 4.0, 0.0, 15.0
FALL = 0.12  # how much longer the first line should be than the mean, and the last shorter


def title_lines(text: str, per_line: float) -> tuple[str, ...]:
    """`text` in lines of at most `per_line` 字, for a writer that knows no font widths.

    >>> title_lines("关于2026年10月全市政务服务效能监管情况的通报", 20)
    ('关于2026年10月全市政务服务', '效能监管情况的通报')
    >>> title_lines("情况通报", 20)
    ('情况通报',)
    """
    return balanced(text, em, per_line)


def em(char: str) -> float:
    """The width of `char` in 字: Chinese characters and marks one, all others half.

    >>> [em(char) for char in "中A1“—"]
    [1.0, 0.5, 0.5, 1.0, 1.0]
    """
    return 1.0 if east_asian_width(char) in "WFA" else 0.5


def balanced(text: str, width: Callable[[str], float], room: float) -> tuple[str, ...]:
    """`text` in as few lines as `room` allows; `width` gives a character's width.

    Deterministic: least total of word division and departure from the falling lengths.
    """
    total = sum(map(width, text))
    for count in range(max(1, ceil(total / room)), len(text) + 1):
        if lines := _split(text, width, room, count):
            return lines
    return (text,)


def _split(text: str, width: Callable[[str], float], room: float, count: int) -> tuple[str, ...] | None:
    """`text` in `count` lines, or nothing if they do not fit."""
    ends = [0.0]
    for char in text:
        ends.append(ends[-1] + width(char))
    goals = [ends[-1] / count * (1 + FALL * fall) for fall in _falls(count)]
    penalties = _penalties(text)

    @cache
    def best(start: int, line: int) -> tuple[float, tuple[int, ...]]:
        if line == count - 1:
            size = ends[-1] - ends[start]
            return (_misfit(size, goals[line]), ()) if size <= room else (inf, ())
        found: tuple[float, tuple[int, ...]] = (inf, ())
        for end in range(start + 1, len(text) - (count - line - 2)):
            size = ends[end] - ends[start]
            if size > room:
                break
            cost, rest = best(end, line + 1)
            found = min(found, (cost + penalties[end] + _misfit(size, goals[line]), (end, *rest)))
        return found

    cost, breaks = best(0, 0)
    if cost == inf:
        return None
    edges = (0, *breaks, len(text))
    return tuple(text[a:b] for a, b in pairwise(edges))


def _falls(count: int) -> list[float]:
    """From 1 for the first line to -1 for the last."""
    return [1 - 2 * line / (count - 1) for line in range(count)] if count > 1 else [0.0]


def _misfit(size: float, goal: float) -> float:
    return ((size - goal) / goal * 10) ** 2


def _penalties(text: str) -> list[float]:
    """What a break before each character costs."""
    costs = [UNKNOWN] * (len(text) + 1)
    for start, end in _known(text):
        costs[start] = min(costs[start], BOUNDARY) if costs[start] < INSIDE else INSIDE
        costs[end] = BOUNDARY
        costs[start + 1 : end] = [INSIDE] * (end - start - 1)
    for index, char in enumerate(text):
        before = text[index - 1] if index else ""
        if char in CLINGING or before in OPENING or _same_token(before, char):
            costs[index] = INSIDE
        elif before in CLINGING or char in OPENING:
            costs[index] = min(costs[index], BOUNDARY)
    return [cost + BRACKETED * inside for cost, inside in zip(costs, _bracketed(text), strict=True)]


def _bracketed(text: str) -> list[bool]:
    """Whether a break before each character would divide what stands in brackets."""
    depth, inside = 0, []
    for char in text:
        depth -= char in "》”）〕"
        inside.append(depth > 0)
        depth += char in OPENING
    return [*inside, False]


def _same_token(before: str, char: str) -> bool:
    """Whether two neighbours belong to one number, date or Latin word."""
    if not before:
        return True
    ascii_both = before.isascii() and char.isascii() and not before.isspace()
    return ascii_both or (char.isdigit() and before in "年月") or (before.isdigit() and char != " ")


def _known(text: str) -> list[tuple[int, int]]:
    """Spans of known words, the longest first at each place."""
    spans, at = [], 0
    while at < len(text):
        word = max((w for w in WORDS if text.startswith(w, at)), key=len, default="")
        if word:
            spans.append((at, at + len(word)))
        at += len(word) or 1
    return spans
