"""The sentences of a 评价方案 in which the rules of a scheme are said, each rule in one place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reportgen.datasets.evaluation import COLLECTED
from reportgen.scheme import Scheme
from reportgen.scheme.freezing import Version
from reportgen.scheme.model import Indicator, Level
from reportgen.wording import day, rounded, serial


@dataclass(frozen=True, slots=True)
class Way:
    """A way of collecting data: its name, how many indicators come so, and how."""

    name: str
    count: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """How the weights of a level are found: in words, by which formulas, and what the letters stand for."""

    words: str
    formulas: tuple[str, ...] = ()
    legends: tuple[str, ...] = ()


BELOW = {
    "计零": "劣于末档标准的计0分，在得分表中注明“低于最低档”",
    "线性递减": "劣于末档标准的，由末档基础分起按末两档之间的斜率递减，至0分为止",
}
METHODS = {
    "改进功效系数": "采用改进功效系数法的，得分等于实际值与下限（不允许值）之差除以上限（满意值）与下限之差，乘以40再加60；越小越好的指标上下限互换。",
    "极差": "采用极差（Min-max）标准化法的，得分等于实际值与下限之差除以上限与下限之差，乘以100；越小越好的指标用100减去该数。上下限在方案中固定，不随当年数据变化。",
    "标准差": "采用标准差（z-score）标准化法的，得分等于实际值与同类平均数之差除以标准差（自由度为n－1）；越小越好的指标取相反数。",
    "对数比": "采用Log函数转换法（对数比）的，得分等于实际值的对数除以参照最大值的对数，乘以100。",
    "对数两界": "采用Log函数转换法（两界）的，得分等于实际值与下限的对数之差除以上限与下限的对数之差，乘以100。",
    "反正切": "采用Atan函数转换法的，得分等于实际值的反正切乘以2除以圆周率，再乘以100。",
    "归一求和": "采用归一标准化法的，得分等于实际值除以同类单位实际值之和。",
    "归一向量": "采用归一标准化法（向量）的，得分等于实际值除以同类单位实际值平方和的平方根。",
    "定基": "采用定基标准化法的，得分等于实际值除以基期值，乘以100；越小越好的指标用基期值除以实际值。",
    "适度": "采用适度标准化法的，实际值在下限与上限之间计100分；低于下限或高于上限的，按偏离的距离与参照距离之比扣分，偏离达到参照距离的计0分。",
}
MISSING = {
    "停止评价": "指标数据缺报的，不作推算；数据补齐之前不计分、不排名。",
    "剔除": "指标数据缺报的，该项指标不计分，其权重按比例分给同级指标，并在缺报登记表中列出对总指数和排名的影响。",
    "同类均值": "指标数据缺报的，以同类单位的平均值代替，并在缺报登记表中列出。",
    "上年值": "指标数据缺报的，以该单位上年值代替，并在缺报登记表中列出。",
    "计零": "指标数据缺报的，该项指标计0分，并在缺报登记表中列出。",
}
INAPPLICABLE = {
    "权重分给同级指标": "没有发生业务或者按分组不适用的指标，记为“不适用”，其权重按比例分给同级指标，单位名单在报告中列出，不作缺报处理。",
    "按缺报处理": "没有发生业务的指标，按缺报处理。",
}
RANKINGS = {
    "并列跳号": "同类单位按未修约的总指数由高到低排名，公布值相同的并列，其后的名次顺延（1、2、2、4）。",
    "并列不跳号": "同类单位按未修约的总指数由高到低排名，公布值相同的并列，其后的名次不跳号（1、2、2、3）。",
    "不排名": "不公布名次，同一等次的单位按单位名册顺序列出。",
}


def words(scheme: Scheme, titles: Mapping[str, str]) -> Mapping[str, object]:
    """Every sentence of the template that follows from a rule of `scheme`."""
    scoring = scheme.scoring
    return {
        "collection": tuple(_ways(scheme)),
        "screening": {"jump": _plain(scheme.screening.jump), "deviations": _plain(scheme.screening.deviations)},
        "tiers": {
            "count": "〇一二三四五六"[len(scoring.coefficients)],
            "coefficients": coefficients(scheme),
            "below": BELOW[scoring.below],
            "own": own(scheme, titles),
        },
        "methods": _methods(scheme),
        "weighting": tuple(_weighting(scheme)),
        "places": str(scoring.places),
        "gaps": {"missing": MISSING[scoring.missing], "inapplicable": INAPPLICABLE[scoring.inapplicable]},
        "bands": _bands(scheme),
        "ranking": RANKINGS[scheme.ranking],
        "beside": _beside(scheme),
        "robustness": _robustness(scheme),
        "award": award(scheme),
        "publicity": _publicity(scheme),
        "monthly": _monthly(scheme),
        "notes": _notes(scheme),
    }  # fmt: skip


def mark(version: Version | None) -> str:
    """What tells the version of the scheme: its day and the beginning of its hash; or that it is not fixed."""
    if not version:
        return "本方案尚未固化，供征求意见；固化后的评价文件均印出其校验值。"
    why = f"，重新固化的原因：{version.reason}" if version.reason else ""
    return (
        f"本方案第{version.serial}版于{day(version.day)}固化{why}；校验值（SHA-256前16位）：{version.mark}。"
    )


def coefficients(scheme: Scheme) -> str:
    """The share of full marks of each tier: 一档1、二档0.8."""
    return "、".join(
        f"{serial(at)}档{_plain(each)}" for at, each in enumerate(scheme.scoring.coefficients, 1)
    )


def standards(indicator: Indicator, titles: Mapping[str, str]) -> str:
    """The standards as a cell prints them: by tier, those of peer groups (`titles`) behind; or the method's bounds."""
    found = [_tiers(indicator.standards)] if indicator.standards else []
    if indicator.low is not None and indicator.high is not None:
        found.append(
            f"{'区间' if indicator.direction == '区间最好' else '下限、上限'}{indicator.low:f}至{indicator.high:f}"
        )
    if indicator.reference is not None:
        found.append(f"参照值{indicator.reference:f}")
    found += [f"{titles.get(each.group, each.group)}：{_tiers(each.values)}" for each in indicator.own]
    return f"{'；'.join(found)}{f'（{indicator.unit}）' if indicator.unit else ''}"


def _tiers(values: Sequence[Decimal]) -> str:
    """Standards from the best tier on, with blanks between, at which a narrow cell may break."""
    return " ".join(f"{value:f}" for value in values)


def applied(indicator: Indicator) -> str:
    """To which groups an indicator is confined, if it is."""
    return f"（限{'、'.join(indicator.groups)}）" if indicator.groups else ""


# --- sentences -------------------------------------------------------------------------------


def _plain(value: Fraction) -> str:
    """A setting as it was written: 0.8, 25."""
    return f"{rounded(value, 6).normalize():f}"


def _percent(value: Fraction) -> str:
    return f"{_plain(value * 100)}%"


def _ways(scheme: Scheme) -> Iterator[Way]:
    every = scheme.indicators
    for name in COLLECTED:
        count = sum(each.collected == name for each in every)
        if name in scheme.collection:
            yield Way(name, f"{count}项指标", scheme.collection[name])


def own(scheme: Scheme, titles: Mapping[str, str]) -> str:
    """Which indicators have standards of their own for which peer groups; empty if none has."""
    every = (*scheme.catalogue.indicators.values(), *scheme.beside.catalogue.indicators.values())
    found = [
        f"{each.name}（{'、'.join(titles.get(group.group, group.group) for group in each.own)}）"
        for each in every
        if each.own
    ]
    if not found:
        return ""
    return f"下列指标对括号内的同类单位另定标准值，列在共用标准值之后，该类单位一律按另定的计分：{'、'.join(found)}。"


def _methods(scheme: Scheme) -> tuple[str, ...]:
    used = {each.method: each.name for each in scheme.catalogue.indicators.values()}
    found = []
    for method, sentence in METHODS.items():
        if method in used:
            names = [each.name for each in scheme.catalogue.indicators.values() if each.method == method]
            found.append(
                f"{sentence}本方案用于{'、'.join(names[:3])}{'等' if len(names) > 3 else ''}{len(names)}项指标。"
            )
    return tuple(found)


_FORMULAS = {
    "等权": ("equal",), "层次分析": ("ahp",), "德尔菲": ("mean",), "统计平均": ("mean",), "逐对比较01": ("paired",),
    "逐对比较04": ("paired",), "变异系数": ("variation",), "组合加法": ("additive",), "组合乘法": ("multiplicative",),
    "组合几何": ("geometric",),
}  # fmt: skip
_SENTENCES = {
    "等权": "采用等权法，同一上级之下各项权重相等，n为项数",
    "层次分析": "采用层次分析法（AHP法）：专家用1至9标度对指标两两比较，各专家的判断按几何平均合成判断矩阵A，权重为其最大特征值对应的特征向量，CR小于0.1为一致",
    "德尔菲": "采用专家打分法（Delphi法）：专家独立打分，反馈统计结果后再次打分，以末轮平均分计算权重",
    "统计平均": "采用统计评价法：以各专家打分的平均数计算权重",
    "逐对比较01": "采用逐对比较法（0-1评分）",
    "逐对比较04": "采用逐对比较法（0-4评分）",
    "主成分": "采用主成分分析法，由基期数据计算，计划期内固定",
    "变异系数": "采用变异系数法，由基期数据计算，计划期内固定",
    "复相关系数": "采用复相关系数法，由基期数据计算，计划期内固定",
    "熵权": "采用熵权法，由基期数据计算，计划期内固定",
    "CRITIC": "采用CRITIC法，由基期数据计算，计划期内固定",
}
_TITLES = {"层次分析": "层次分析法", "德尔菲": "专家打分法", "统计平均": "统计评价法", "等权": "等权法"}
_LEGENDS = {
    "mean": "s为平均分，下标为指标的序号，n为指标数",
    "ahp": "w为权重，n为指标数，RI为平均随机一致性指标",
    "additive": "下标j为指标的序号，k为方法的序号，K为方法数，α为各方法的占比",
    "paired": "s为两项指标比较的得分，下标为指标的序号",
    "variation": "σ为标准差，m为平均数的绝对值，下标为指标的序号",
}


def _weighting(scheme: Scheme) -> Iterator[Step]:
    """One step a level, and before a combination one step for each of its methods."""
    levels: dict[str, list[Level]] = {}
    for level, method in scheme.weighting.methods.items():
        levels.setdefault(method, []).append(level)
    told: set[str] = set()
    for method, mine in levels.items():
        named = "、".join(f"{level}指标" for level in mine)
        if method.startswith("组合"):
            yield from _combined(scheme, method, named)
            told |= {method, *scheme.weighting.combined}
        elif method in told:
            yield Step(f"{named}权重采用{_TITLES.get(method, method)}，方法同上。")
        else:
            yield _step(f"{named}权重{_SENTENCES[method]}。", method)
            told.add(method)
    if scheme.weighting.reason:
        yield Step(f"权重的说明：{scheme.weighting.reason}")


def _combined(scheme: Scheme, method: str, named: str) -> Iterator[Step]:
    names = "、".join(_TITLES.get(each, f"{each}法") for each in scheme.weighting.combined)
    yield Step(f"{named}权重采用组合赋权法，由{names}组合。")
    for each in scheme.weighting.combined:
        yield _step(f"{_SENTENCES[each].removeprefix('采用')}。", each)
    shares = "、".join(map(_plain, scheme.weighting.shares))
    weighed = f"，占比依次为{shares}" if method == "组合加法" else ""
    yield _step(f"按{method.removeprefix('组合')}组合{weighed}。", method)


def _step(sentence: str, method: str) -> Step:
    formulas = _FORMULAS.get(method, ())
    legends = tuple(f"式中，{_LEGENDS[name]}。" for name in formulas if name in _LEGENDS)
    return Step(sentence, formulas, legends)


def _bands(scheme: Scheme) -> str:
    ordered = sorted(scheme.bands, key=lambda band: -band.low)
    return "、".join(
        f"{band.name}（{band.low:f}分以上）" if band.low else f"{band.name}（{band.high:f}分以下）"
        for band in ordered
    )


def _beside(scheme: Scheme) -> str:
    names = "、".join(scheme.beside.catalogue.names("一级").values())
    if scheme.beside.mode == "单独公布":
        return f"{names}按附件2的指标，用同样的方法分别计分、分别划分等次，与总指数并列公布，不计入总指数。"
    shares = "、".join(f"{name}{_percent(share)}" for name, share in scheme.beside.shares.items())
    return f"{names}按附件2的指标，用同样的方法分别计分，与总指数按比例（{shares}）合计为综合得分。"


def _robustness(scheme: Scheme) -> str:
    found = scheme.robustness
    scenarios = [
        *(f"改用{name}标准化" for name in found.standardisations),
        *(f"改用{name}合成" for name in found.aggregations),
        *(("逐个剔除指标",) if found.drop_one else ()),
    ]
    others = f"，并检验{'、'.join(scenarios)}后的名次" if scenarios else ""
    return (
        f"公布结果前进行稳健性检验：各级权重在上下{_percent(found.spread)}以内随机浮动{found.draws}次（随机数种子{found.seed}），"
        f"给出每个单位名次的5%至95%区间{others}。检验只说明方法的不确定性，不改变公布的结果；区间重叠的，以等次为准。"
    )


def award(scheme: Scheme) -> str:
    """The conditions of 评优评先 (6.6.1)."""
    rules = scheme.award
    conditions = [
        f"总指数为{'、'.join(rules.bands)}等次",
        f"年内红色等级问题不多于{rules.red_cards}个" if rules.red_cards else "年内没有红色等级问题",
        *(("总指数不低于上年（上年没有可比数据的不作要求）",) if rules.improved else ()),
        f"不超过同类单位数的{_percent(rules.share)}",
    ]
    return f"评优评先的推荐条件：{'；'.join(conditions)}。"


def _publicity(scheme: Scheme) -> str:
    publicity = scheme.publicity
    return (
        f"评价结果以{publicity.content}在{publicity.place}公示，公示期{publicity.days}个工作日。"
        f"被评价单位对结果有异议的，可在公示之日起{publicity.objection_days}个工作日内提出。"
    )


def _monthly(scheme: Scheme) -> str:
    """How months are evaluated, empty if they are not."""
    if not (monthly := scheme.monthly):
        return ""
    names = {each.code: each.name for each in scheme.indicators}
    by_reason: dict[str, list[str]] = {}
    for code, reason in monthly.excluded.items():
        by_reason.setdefault(reason, []).append(f"{code}{names[code]}")
    left = "；".join(f"{'、'.join(codes)}（{reason}）" for reason, codes in by_reason.items())
    others = f"不按月评价的指标：{left}，其权重当月按不适用的规则分给同级指标。" if left else ""
    return (
        f"自{scheme.year}年1月起，按同一指标、标准和权重逐月评价，当月结果向被评价单位反馈，不另行公示；"
        f"次年新方案固化之前，沿用至{day(monthly.until)}。{others}"
    )


def _notes(scheme: Scheme) -> Mapping[str, str]:
    tiers = f"标准值由左至右为一档至{'〇一二三四五六'[len(scheme.scoring.coefficients)]}档"
    return {
        "indicators": f"{tiers}；权重为在上级指标中的权重，括号内为占总指数的比重。数据来源中的编号见数据字典。",
        "beside": f"{tiers}；权重为在上级指标中的权重，括号内为占该方面得分的比重。",
        "evidence": "专家以编号代替姓名；原始打分表、判断矩阵随本方案留存。",
    }
