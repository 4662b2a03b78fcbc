"""Template → markup → `Document`: a small XML vocabulary, and nothing the model cannot hold.

Blocks    letterhead letterframe masthead title headline summarytitle recipients h1 h2 p note annotation table figure formula annex
          attachments signature colophon distribution (of to elements) cards (of card elements: big, then words)
Pages     contents, pagebreak, landscape (of blocks, also of a whole annex)
Inlines   n (a fact's number, written by the filters), hei, kai, ref (图1), page (第n页, of a heading, figure or table),
          field (of a form: text, date, tick, choice of option elements, fixed; words are what paper shows)

`annex` numbers itself and names itself in `attachments`, so both always agree (7.3.7).
Line breaks and the indentation after them carry no meaning; all else prints as written.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)  # fmt: skip
from lxml import etree

from charts import Picture
from reportgen import __version__, resources
from reportgen.document import (
    BOX,
    HINT,
    AttachmentList,
    Block,
    Card,
    Cards,
    Cell,
    Colophon,
    Column,
    Contents,
    Distribution,
    Document,
    Field,
    FieldKind,
    Figure,
    Formula,
    Heading,
    Inline,
    Kai,
    Landscape,
    LetterFrame,
    Letterhead,
    Masthead,
    Number,
    PageBreak,
    PageRef,
    Paragraph,
    Properties,
    Ref,
    Role,
    Row,
    Runs,
    Signature,
    Strong,
    Table,
    Text,
    block_pictures,
)  # fmt: skip
from reportgen.errors import Fault, InputFaults, raise_all
from reportgen.formulas import FORMULAS

Element = Any  # lxml's element type carries no useful annotations
LONGEST_TAG = 36  # characters; as a bookmark, with its signs rewritten, it must not exceed 40

_PARAGRAPHS: dict[str, Role] = {
    "title": "title", "headline": "headline", "summarytitle": "summary_title", "recipients": "recipients", "p": "body",
    "note": "note", "annotation": "annotation",
}  # fmt: skip


def render(
    template: str,
    folders: Sequence[Path],
    context: Mapping[str, object],
    filters: Mapping[str, Callable[..., object]],
) -> str:
    """The markup that `template` (a file name in one of `folders`) gives for `context`.

    Raises `InputFaults` for a missing or faulty template, an unknown variable, or a value that
    must never be printed (None, NaN, a bare fact).
    """
    with _faults(template):
        return _environment(folders, filters).get_template(template).render(context)


def words(
    template: str,
    folders: Sequence[Path],
    context: Mapping[str, object],
    filters: Mapping[str, Callable[..., object]],
) -> Callable[[str, object], str]:
    """What a macro of `template` says of its argument, as plain text; raises as `render` does."""
    with _faults(template):
        macros = _environment(folders, filters).get_template(template).make_module(dict(context))

    def said(macro: str, argument: object) -> str:
        with _faults(template):
            made = str(getattr(macros, macro)(argument))
        return "".join(etree.fromstring(f"<p>{made}</p>").itertext()).strip()

    return said


def _environment(folders: Sequence[Path], filters: Mapping[str, Callable[..., object]]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=_printable, bytecode_cache=_compiled(),
    )  # fmt: skip
    environment.filters.update(filters)
    return environment


def _compiled() -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept between runs, each found by its source; compiling one takes longer than using it."""
    folder = resources.cache() / "templates" / __version__
    with suppress(OSError):  # a cache that cannot be written costs time and nothing else
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return FileSystemBytecodeCache(str(folder))
    return None


@contextmanager
def _faults(template: str) -> Iterator[None]:
    """What is wrong with a template, told as a fault of the file."""
    try:
        yield
    except TemplateNotFound as error:
        raise InputFaults.single(f"找不到模板 {error.name}", "templates/", "请恢复该文件") from None
    except TemplateSyntaxError as error:
        where = f"{error.filename}，第{error.lineno}行"
        raise InputFaults.single(f"模板语法错误（{error.message}）", where, "请改正模板") from None
    except UndefinedError as error:
        raise InputFaults.single(
            f"模板用了未定义的变量（{error.message}）", _where(error, template), "请检查模板中的名称"
        ) from None
    except TemplateError as error:
        raise InputFaults.single(f"模板出错（{error}）", _where(error, template), "请改正模板") from None


def _printable(value: object) -> object:
    """`value` if it may be printed; refuses what would show as None, nan or a bare fact."""
    if value is None or value != value:
        raise TemplateError("要打印的值是空值或非数")
    if type(value).__module__.startswith(("reportgen.", "pandas", "numpy")) or isinstance(value, float):
        raise TemplateError(f"{type(value).__name__} 不能直接打印，数字须经过滤器（num、bare 等）")
    return value


def _where(error: BaseException, template: str) -> str:
    """Template file and line of `error`, from its traceback (Jinja rewrites it to template lines)."""
    place, trace = template, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".xml"):
            place = f"{Path(trace.tb_frame.f_code.co_filename).name}，第{trace.tb_lineno}行"
        trace = trace.tb_next
    return place


def parse(markup: str, template: str, properties: Properties, pictures: Mapping[str, Picture]) -> Document:
    """The document that `markup` describes; `InputFaults` with everything it cannot hold."""
    try:
        root = etree.fromstring(markup.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise InputFaults.single(
            f"生成的标记不是合法的 XML（{error}）",
            template,
            "请改正模板；如为数据所致，请删除数据中的控制字符",
        ) from None
    parser = _Parser(template, pictures, *_targets(root))
    blocks = tuple(block for child in root for block in parser.block(child))
    parser.check()
    document = Document(blocks, properties)
    shown = (name for block in document.flat() for name in block_pictures(block))
    return replace(document, pictures={name: pictures[name] for name in shown})


def _targets(root: Element) -> tuple[dict[str, int], dict[str, str]]:
    """Serial number by id of numbered tables and figures, and 图n or 表n by id."""
    numbers, names = {}, {}
    for tag, kind in (("figure", "图"), ("table", "表")):
        numbered = [node for node in root.iter(tag) if node.get("caption")]
        for serial, node in enumerate(numbered, 1):
            numbers[node.get("id", "")] = serial
            names[node.get("id", "")] = f"{kind}{serial}"
    return numbers, names


@dataclass
class _Parser:
    """Walks the markup once, noting every fault."""

    template: str
    pictures: Mapping[str, Picture]
    numbers: Mapping[str, int]
    names: Mapping[str, str]
    annexes: list[str] = field(default_factory=list)
    cited: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, node: Element, what: str, remedy: str = "请改正模板") -> None:
        near = "".join(node.itertext()).strip()[:20]
        self.faults.append(Fault(what, f"{self.template}，<{node.tag}>{near}", remedy))

    def check(self) -> None:
        """Raise all faults; a numbered figure or table that the text never cites is one."""
        for target in set(self.names) - self.cited:
            self.faults.append(
                Fault(
                    f"{self.names[target]}（{target}）未在正文中引用", self.template, "请在正文写 <ref to=…/>"
                )
            )
        raise_all(self.faults)

    def block(self, node: Element) -> Iterator[Block]:
        if not isinstance(node.tag, str):  # a comment
            return
        match node.tag:
            case "title" | "headline" | "summarytitle" | "recipients" | "p" | "note" | "annotation":
                yield Paragraph(_PARAGRAPHS[node.tag], self.runs(node))
            case "h1" | "h2":
                yield Heading(1 if node.tag == "h1" else 2, self.runs(node), node.get("id", ""))
            case "table":
                yield self.table(node)
            case "figure":
                yield self.figure(node)
            case "formula":
                yield self.formula(node)
            case "cards":
                yield Cards(tuple(self.card(card) for card in node.iterfind("card")))
            case "annex":
                yield from self.annex(node)
            case "attachments":
                yield AttachmentList(
                    tuple(self.get(annex, "title") for annex in node.getroottree().iter("annex"))
                )
            case "contents" | "pagebreak" | "landscape":
                yield self.pages(node)
            case _:
                yield from self.frame(node)

    def pages(self, node: Element) -> Block:
        """What has to do with pages: 目录, a new page, turned pages."""
        match node.tag:
            case "contents":
                return Contents(self.get(node, "title"), 1 if node.get("depth") == "1" else 2)
            case "landscape":
                blocks = tuple(block for child in node for block in self.block(child))
                leaves = tuple(block for block in blocks if not isinstance(block, Landscape))
                if leaves != blocks:
                    self.fault(node, "<landscape> 中不能再有 <landscape>")
                return Landscape(leaves)
            case _:
                return PageBreak()

    def frame(self, node: Element) -> Iterator[Block]:
        """What stands before and after the text: 版头, 报头, 署名, 版记, 报尾."""
        match node.tag:
            case "letterhead":
                yield Letterhead(self.get(node, "mark"), self.get(node, "number"))
            case "letterframe":
                yield LetterFrame(self.get(node, "mark"), self.get(node, "number"))
            case "masthead":
                yield Masthead(*(self.get(node, name) for name in ("name", "issue", "organ", "date")))
            case "signature":
                yield Signature(self.get(node, "organ"), self.get(node, "date"))
            case "colophon":
                yield Colophon(node.get("copies", ""), self.get(node, "printer"), self.get(node, "date"))
            case "distribution":
                yield from self.distribution(node)
            case _:
                self.fault(node, f"模板用了不认识的标记 <{node.tag}>")

    def distribution(self, node: Element) -> Iterator[Distribution]:
        """报尾; none if there is nobody to name and no number of copies."""
        entries = tuple((self.get(to, "label"), self.get(to, "names")) for to in node.iterfind("to"))
        copies = int(node.get("copies", "0"))
        if entries or copies:
            yield Distribution(entries, copies)

    def get(self, node: Element, name: str) -> str:
        if not (value := node.get(name)):
            self.fault(node, f"缺少属性 {name}")
        return value or ""

    def annex(self, node: Element) -> Iterator[Block]:
        self.annexes.append(self.get(node, "title"))
        several = len(list(node.getroottree().iter("annex"))) > 1
        yield Paragraph("annex_label", (Text(f"附件{len(self.annexes)}" if several else "附件"),))
        yield Paragraph("annex_title", (Text(self.get(node, "title")),))
        for child in node:
            yield from self.block(child)

    def figure(self, node: Element) -> Figure:
        picture = self.picture(node)
        return Figure(
            self.get(node, "id"), self.numbers.get(node.get("id", ""), 0), self.get(node, "caption"), picture
        )

    def picture(self, node: Element) -> str:
        name = self.get(node, "picture")
        if name not in self.pictures:
            self.fault(node, f"没有名为“{name}”的图", "请在报告模块的 charts 中给出")
        return name

    def formula(self, node: Element) -> Formula:
        name = self.get(node, "name")
        if name not in FORMULAS:
            self.fault(node, f"没有名为“{name}”的公式", f"可用：{'、'.join(FORMULAS)}")
        return Formula(name, int(node.get("number", "0")))

    def card(self, node: Element) -> Card:
        parts = {child.tag: self.runs(child) for child in node if isinstance(child.tag, str)}
        if set(parts) != {"big", "p"}:
            self.fault(node, "<card> 中须有 <big> 和 <p> 各一个")
        return Card(parts.get("big", ()), parts.get("p", ()), self.picture(node))

    def table(self, node: Element) -> Table:
        columns = tuple(
            Column(float(col.get("width", "1")), col.get("align", "left")) for col in node.iter("col")
        )
        head = tuple(self.row(row, header=True) for row in node.iterfind("head/row"))
        body = tuple(self.row(row, header=False) for row in node.iterfind("body/row"))
        self.grid(node, len(columns), (head, body))
        number = self.numbers.get(node.get("id", ""), 0) if node.get("caption") else 0
        return Table(node.get("id", ""), number, node.get("caption", ""), columns, head, body)

    def row(self, node: Element, header: bool) -> Row:
        return Row(tuple(self.cell(cell, header) for cell in node), node.get("total") == "yes")

    def cell(self, node: Element, header: bool) -> Cell:
        if node.tag not in ("c", "th"):
            self.fault(node, f"表格行中不能有 <{node.tag}>")
        return Cell(
            self.runs(node),
            int(node.get("colspan", "1")),
            int(node.get("rowspan", "1")),
            header or node.tag == "th",
            node.get("align"),
        )

    def grid(self, node: Element, width: int, parts: Sequence[Sequence[Row]]) -> None:
        """Note rows that do not fill the columns exactly, spans counted."""
        for rows in parts:
            taken = [0] * len(rows)
            for index, row in enumerate(rows):
                for cell in row.cells:
                    for below in range(index, min(index + cell.rowspan, len(rows))):
                        taken[below] += cell.colspan
            for index, cells in enumerate(taken):
                if cells != width:
                    self.fault(node, f"表格有{width}列，但第{index + 1}行占了{cells}列")

    def runs(self, node: Element) -> Runs:
        found: list[Inline] = []
        self.words(found, node.text)
        for child in node:
            if isinstance(child.tag, str):
                found.append(self.inline(child))
            self.words(found, child.tail)
        return _trimmed(found)

    def words(self, found: list[Inline], text: str | None) -> None:
        if text and (squeezed := re.sub(r"\s*\n\s*", "", text)):
            found.append(Text(squeezed))

    def inline(self, node: Element) -> Inline:
        words = re.sub(r"\s*\n\s*", "", "".join(node.itertext()))
        match node.tag:
            case "n":
                return Number(words, self.get(node, "fact"))
            case "hei":
                return Strong(words)
            case "kai":
                return Kai(words)
            case "ref":
                return self.ref(node)
            case "page":
                return self.page(node)
            case "field":
                return self.field(node)
            case _:
                self.fault(node, f"段落中不能有标记 <{node.tag}>")
                return Text(words)

    def ref(self, node: Element) -> Ref:
        target = self.get(node, "to")
        self.cited.add(target)
        if target not in self.names:
            self.fault(node, f"引用了不存在的图表“{target}”")
        return Ref(target, self.names.get(target, ""))

    def page(self, node: Element) -> PageRef:
        target = self.get(node, "of")
        places = node.getroottree().iter("h1", "h2", "figure", "table")
        if [place.get("id") for place in places].count(target) != 1:
            self.fault(node, f"应恰有一处标题或图表的 id 为“{target}”")
        return PageRef(target)

    def field(self, node: Element) -> Field:
        kind, tag = self.get(node, "kind"), self.get(node, "tag")
        if kind not in get_args(FieldKind):
            self.fault(node, f"没有“{kind}”这种填写项", f"可用：{'、'.join(get_args(FieldKind))}")
        if tag in self.tags or len(tag) > LONGEST_TAG:
            self.fault(node, f"填写项的 tag“{tag}”重复，或超过{LONGEST_TAG}个字符")
        self.tags.add(tag)
        if (hint := node.get("hint", "")) and not HINT.fullmatch(hint):
            self.fault(node, f"填写提示“{hint}”应写作〔填…〕或〔选…〕")
        choices = tuple("".join(option.itertext()).strip() for option in node.iterfind("option"))
        shown = BOX if kind == "tick" else node.text or ""
        return Field(kind, tag, self.get(node, "title"), shown, hint, choices)  # type: ignore[arg-type]


def _trimmed(found: list[Inline]) -> Runs:
    """Runs with adjacent plain words joined, and no space at either end."""
    joined: list[Inline] = []
    for run in found:
        if isinstance(run, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + run.text)
        else:
            joined.append(run)
    if joined and isinstance(joined[0], Text):
        joined[0] = Text(joined[0].text.lstrip(" "))
    if joined and isinstance(joined[-1], Text):
        joined[-1] = Text(joined[-1].text.rstrip(" "))
    return tuple(run for run in joined if run.text or isinstance(run, (PageRef, Field)))
