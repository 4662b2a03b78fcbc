"""What returned forms are held against: the results that units were told, in which edition, and until when one may object."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from reportgen import issued, objections
from reportgen.assessment.basis import REPORT, known
from reportgen.datasets import EXCHANGED
from reportgen.errors import ReportError
from reportgen.intake.model import Filing, Finding
from reportgen.rectification import Event
from reportgen.scheme import Scheme, reading
from reportgen.settings import Settings
from reportgen.store import ledger
from reportgen.store.ledger import Issue
from reportgen.workdays import add_workdays

OBJECTIONS = EXCHANGED["objections"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Results:
    """What a workspace says of the results that units answer: their editions, and until when one may object."""

    settings: Settings
    issues: tuple[Issue, ...]

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme of the workspace; raises `ReportError` if there is none, or it has faults."""
        return reading.load(self.settings.workspace, known(self.settings))

    def issue(self, year: str) -> Issue | None:
        """The last edition of the 年考评报告 of `year`."""
        return ledger.latest(self.issues, REPORT, year)

    def outdated(self, filing: Filing) -> Iterator[Finding]:
        """That the form is of a letter that was never issued, or of an earlier edition."""
        if filing.edition is None or not filing.period:
            return
        issue, spot = self.issue(str(filing.period)), (filing.name, "", "", "版次", filing.edition)
        if not issue:
            reason = f"{filing.period.label}年考评报告还没有正式印发，回执不能登记"
            yield Finding("识-13", reason, "请在正式印发后，用随之发出的反馈函报送", *spot)
        elif filing.edition != (now := f"第{issue.edition}版"):
            reason = f"是{filing.edition or '版次不明的'}反馈函的回执，现行的是{now}"
            yield Finding("识-13", reason, f"请填写{now}反馈函的回执", *spot)

    def indicators(self) -> Mapping[str, str]:
        """Codes and names of all that is scored."""
        every = (self.scheme.catalogue, self.scheme.beside.catalogue)
        return {code: each.name for catalogue in every for code, each in catalogue.indicators.items()}

    def event(self, row: Row, day: date) -> Event:
        """What a row of the form says."""
        code = _code(row)
        said = {name: row[name] for name in ("stated", "claimed", "reason")}
        raised = row["raised"].isoformat()
        name = self.indicators()[code]
        return objections.objected(
            row["unit_id"], int(row["year"]), code, day, name=name, raised=raised, **said
        )

    def faults(
        self, filing: Filing, rows: Sequence[Row], held: tuple[Event, ...], day: date
    ) -> Iterator[Finding]:  # fmt: skip
        """What cannot be entered, at its field: no such result or indicator, too late, told twice, decided already."""
        state = {each.id: each for each in objections.objections(held)}
        keys = {event.key for event in held}
        codes = [_code(row) for row in rows]
        for row, code in zip(rows, codes, strict=True):
            table, number = filing.place(OBJECTIONS.name, "indicator", row["indicator"])
            issue = self.issue(row["year"])
            if why := self._without_result(row["year"], issue):
                yield table.found(
                    "异-01", why, "请核对评价年度，或与监管机构联系", number, "year", row["year"]
                )
                continue
            assert issue
            spot = (number, "indicator", row["indicator"])
            if code not in self.indicators():
                yield table.found(
                    "异-02", f"评价方案中没有指标“{row['indicator']}”", "请从下拉项中选择", *spot
                )
                continue
            if codes.count(code) > 1:
                yield table.found("异-05", "同一指标填了两次", "请合并为一项", *spot)
            if why := self._untimely(row["raised"], issue):
                yield table.found("异-03", why, "请与监管机构联系", number, "raised", row["raised"])
            objection = self.event(row, day)
            before = state.get(objections.number(int(row["year"]), filing.unit, code))
            if objection.key not in keys and (why := objections.refusal(before, objection)):
                yield table.found("异-04", why, "请删去本行，或与监管机构联系", *spot)

    def _without_result(self, year: str, issue: Issue | None) -> str:
        """Why there is no result of `year` to object to, "" if there is one."""
        try:
            return "" if issue and str(self.scheme.year) == year else f"{year}年度没有可以提出异议的评价结果"
        except ReportError:  # what is wrong with the scheme is for the office to see, by ./invokew plan
            return f"{year}年度的评价方案读不出来，异议暂不能登记"

    def _untimely(self, raised: date, issue: Issue) -> str:
        """Why one may not object on the day `raised`, "" if one may."""
        days = self.scheme.publicity.objection_days
        told = issued.told(self.settings, issue)
        last = add_workdays(told, days, self.settings.workdays)
        if raised < told:
            return f"填报日期{raised}早于结果印发的日期{told}"
        return f"提出异议的期限是{last}，已经超过" if raised > last else ""


def _code(row: Row) -> str:
    """The code of the indicator objected to, which may have its name beside it."""
    return str(row["indicator"]).replace("　", " ").split(" ")[0]
