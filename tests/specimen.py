"""One document with every construct, long enough to turn pages: what the writers are tested on."""

from dataclasses import replace
from datetime import date

from charts import Picture
from reportgen import paging
from reportgen.document import (
    AttachmentList,
    Card,
    Cards,
    Cell,
    Colophon,
    Column,
    Contents,
    Distribution,
    Document,
    Figure,
    Heading,
    Kai,
    Landscape,
    Letterhead,
    Masthead,
    Number,
    PageBreak,
    PageRef,
    Paragraph,
    Properties,
    Ref,
    Row,
    Signature,
    Strong,
    Table,
    Text,
)

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="150mm" height="70mm" viewBox="0 0 150 70">'
    b'<rect x="10" y="10" width="130" height="50" fill="none" stroke="#333" stroke-width="0.5"/>'
    b'<path d="M10 60 L60 30 L100 42 L140 12" fill="none" stroke="#111"/></svg>'
)
# a real 1 x 1 grey PNG
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636c0000000400023e2d3aaa0000000049454e44ae426082"
)

LONG = (
    "10月份，全市各级政务服务机构认真落实“日扫描、周调度、月通报、季分析、年考评”工作机制，"
    "围绕时限、流程、内容、裁量（收费）、廉政风险点、服务规范、服务质量等方面开展效能监管，"
    "政务服务运行总体平稳。"
)


def body(*runs):
    return Paragraph("body", tuple(Text(run) if isinstance(run, str) else run for run in runs))


def data_row(serial: int) -> Row:
    name = "石柱土家族自治县" if serial % 5 == 0 else "万州区"
    cells = (
        Cell((Text(str(serial)),)),
        Cell((Text(name),), header=True),
        Cell((Number(f"{serial * 1234}", f"f{serial}"),)),
        Cell((Number("99.95%", f"r{serial}"),)),
        Cell((Text("—"),)),
    )
    return Row(cells)


def table(key: str, number: int, caption: str, rows: int) -> Table:
    head = (
        Row(
            (
                Cell((Text("序号"),), rowspan=2, header=True),
                Cell((Text("单位"),), rowspan=2, header=True),
                Cell((Text("时限"),), colspan=2, header=True),
                Cell((Text("说明"),), rowspan=2, header=True),
            )
        ),
        Row((Cell((Text("办结（件）"),), header=True), Cell((Text("按时办结率"),), header=True))),
    )
    total = Row(
        (
            Cell((Text("合计"),), colspan=2, header=True),
            Cell((Number("61700", "t"),)),
            Cell((Number("99.95%", "tr"),)),
            Cell((Text(""),)),
        ),
        total=True,
    )
    columns = (
        Column(1, "center"),
        Column(3, "left"),
        Column(2, "right"),
        Column(2, "right"),
        Column(3, "left"),
    )
    return Table(key, number, caption, columns, head, (*(data_row(i) for i in range(1, rows + 1)), total))


def specimen() -> Document:
    """Letterhead to colophon, two figures, three tables, two annexes, about eight pages."""
    figure = Figure("trend", 1, "近15个月受理量与办结量走势", "trend")
    blocks = (
        Letterhead("重庆市政务服务效能监管中心（示例）文件", "渝效监〔2026〕11号"),
        Paragraph("title", (Text("关于2026年10月全市政务服务效能监管情况的通报"),)),
        Paragraph(
            "recipients",
            (
                Text(
                    "各区县（自治县）人民政府，两江新区、重庆高新区、万盛经开区、双桥经开区管委会，市级有关部门："
                ),
            ),
        ),
        body(LONG, "现将有关情况通报如下。"),
        Heading(1, (Text("一、总体运行情况"),)),
        Heading(2, (Text("（一）政务服务"),)),
        body(
            "全市共受理",
            Number("2134567件", "accepted"),
            "，环比增长",
            Number("3.2%", "growth"),
            "；按时办结率",
            Number("99.95%", "on_time"),
            "（",
            Number("2097716/2098765件", "on_time"),
            "），见",
            Ref("trend", "图1"),
            "和",
            Ref("t1", "表1"),
            "。",
            LONG,
        ),
        figure,
        *(body(Strong("流程。"), LONG * n) for n in (1, 2, 3, 1)),
        table("t1", 1, "五度与同类均值", 6),
        body(Kai("时限。"), "恶意文本原样打印：<b>&{{7*7}}$x$=1+1 ]]> “引号”……——完。", LONG),
        Paragraph("note", (Text("注：数据截至2026年11月1日24时。"),)),
        Heading(1, (Text("二、有关要求"),)),
        *(body(LONG * n) for n in (2, 3, 2)),
        AttachmentList(
            (
                "区县（自治县）政务服务效能监管情况表",
                "市级部门（审批类）政务服务效能监管情况表及超期未办结、差评办件清单",
            )
        ),
        Signature("重庆市政务服务效能监管中心（示例）", "2026年11月2日"),
        Paragraph("annotation", (Text("（此件公开发布）"),)),
        Paragraph("annex_label", (Text("附件1"),)),
        Paragraph("annex_title", (Text("区县（自治县）政务服务效能监管情况表"),)),
        table("a1", 0, "", 49),
        Paragraph("annex_label", (Text("附件2"),)),
        Paragraph(
            "annex_title", (Text("市级部门（审批类）政务服务效能监管情况表及超期未办结、差评办件清单"),)
        ),
        table("a2", 0, "", 12),
        Colophon(
            "市委办公厅，市人大常委会办公厅，市政协办公厅，市纪委监委机关，有关市级部门，各区县（自治县）纪委监委，各新闻单位",
            "重庆市政务服务效能监管中心（示例）",
            "2026年11月2日",
        ),
    )
    properties = Properties(
        title="关于2026年10月全市政务服务效能监管情况的通报",
        organ="重庆市政务服务效能监管中心（示例）",
        subject="月度通报",
        keywords=("效能监管", "月度通报", "2026-10"),
        issued=date(2026, 11, 2),
        mark="示例数据",
    )
    picture = Picture("折线图：近15个月受理量与办结量，2026年10月受理213.5万件", 150, 70, files=(SVG, PNG))
    return Document(blocks, properties, {"trend": picture})


def brief() -> Document:
    """A 简报 of two pages: 报头, text, a table with a cell aligned for itself, 报尾."""
    band = Row(
        (Cell((Text("（一）平台整体运行　正常。平台运行平稳"),), colspan=2, header=True, align="left"),)
    )
    labels = Row((Cell((Text("受理（件）"),), header=True), Cell((Text("办结（件）"),), header=True)))
    values = Row((Cell((Number("1,234", "a"),)), Cell((Number("1,200", "b"),))))
    told = Row((Cell((Text("超期：彭水县（2件）"),), colspan=2, align="left"),))
    blocks = (
        Masthead("效能监管日报", "第204期", "重庆市政务服务效能监管中心（示例）", "2026年10月30日"),
        Paragraph("headline", (Text("2026年10月30日全市政务服务日扫描报告"),)),
        Heading(1, (Text("一、今日要情"),)),
        body(LONG),
        Table("t", 0, "", (Column(1, "right"), Column(1, "right")), (band, labels), (values, told)),
        *(body(LONG * n) for n in (3, 3)),
        Distribution(
            (
                ("报", "市委办公厅，市人大常委会办公厅，市政府办公厅，市政协办公厅，市纪委监委机关"),
                ("送", "市级有关部门"),
                ("发", "各区县（自治县）政务服务管理机构"),
            ),
            60,
        ),
    )
    return Document(blocks, replace(specimen().properties, title="2026年10月30日全市政务服务日扫描报告"))


def analysis() -> Document:
    """A report of some fifteen pages: findings with their pages, 目录, turned pages, a whole annex turned."""
    sample = specimen()
    wide = replace(table("wide", 1, "各区县主要指标", 30), columns=tuple(Column(1, "left") for _ in range(5)))
    finding = Text("超期办结集中在三个区县，占全市的六成；多数为联办事项。")
    refs = (PageRef("late"), Ref("late", "图1"), Text("，"), PageRef("wide"), Ref("wide", "表1"))
    cards = tuple(
        Card((Number(f"{serial}.35%", f"c{serial}"),), (finding, Text("见"), *refs, Text("。")), "small")
        for serial in range(1, 6)
    )
    blocks = (
        sample.blocks[0],
        Paragraph("title", (Text("2026年第三季度全市政务服务效能监管分析报告"),)),
        body("本季度要点如下，各章见", PageRef("problems"), "及以后。"),
        PageBreak(),
        Cards(cards),
        PageBreak(),
        Contents("目录"),
        Heading(1, (Text("一、总体情况"),)),
        Heading(2, (Text("（一）业务量"),)),
        *(body(LONG * n) for n in (3, 3, 2, 3, 3)),
        Heading(2, (Text("（二）时限"),)),
        Figure("late", 1, "超期办结的分布", "trend"),
        *(body(LONG * n) for n in (3, 3)),
        Landscape((wide, Paragraph("note", (Text("注：数据截至季末。"),)))),
        body(LONG * 2),
        Heading(1, (Text("二、存在问题"),), "problems"),
        *(body(LONG * n) for n in (3, 3, 2, 3, 3, 3)),
        Heading(1, (Text("三、下一步工作建议"),)),
        Heading(2, (Text("（一）对各区县（自治县）政务服务管理机构和市级有关部门的要求，以及完成的时间"),)),
        body(LONG),
        AttachmentList(("各区县数据表", "各部门数据表")),
        Signature("重庆市政务服务效能监管中心（示例）", "2026年10月12日"),
        Landscape(
            (
                Paragraph("annex_label", (Text("附件1"),)),
                Paragraph("annex_title", (Text("各区县数据表"),)),
                table("a1", 0, "", 40),
            )
        ),
        Paragraph("annex_label", (Text("附件2"),)),
        Paragraph("annex_title", (Text("各部门数据表"),)),
        table("a2", 0, "", 12),
        sample.blocks[-1],
    )
    small = Picture("小图：五个区县的超期件数", 45, 22, files=(SVG, PNG))
    return Document(blocks, sample.properties, {**sample.pictures, "small": small})


def numbered_analysis() -> Document:
    """The same with page numbers filled in, whatever they are."""
    return paging.numbered(analysis(), {place: place + 1 for place in paging.targets(analysis())})
