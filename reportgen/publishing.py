"""What `invoke publicity` does: the 公示 of the year's results as DOCX, PDF and a web page (6.4 c, 6.6.2)."""

from datetime import datetime
from pathlib import Path

from reportgen import issuing, production, settings, store
from reportgen.assessment import basis
from reportgen.collecting import Say, Told
from reportgen.period import parse
from reportgen.reports import publicity
from reportgen.writers import WRITERS, web


def publish(
    workspace: Path, now: datetime, say: Say, period: str = "", issued: str = "", output: str = ""
) -> Told:
    """The 公示 as files; its period begins on the day of issue, by default that of the 年考评报告."""
    chosen = settings.load(workspace)
    issuing.prepare(chosen, say)
    with store.opened(chosen.store) as opened:
        found = basis.evaluated(chosen, opened, parse(period, "year") if period else None)
        year = found.made.year
        today = chosen.today or now.date()
        day = issuing.day(issued, "--issued") if issued else chosen.calendar.issue_day(year, today)
        product = production.build(publicity.document(found), chosen, opened, year, day)
    if found.trial:
        say(f"{found.trial}，结果仅供试算，请勿公布")
    contents = production.encode(product, tuple(WRITERS), say=say)
    contents[f"{product.name}.html"] = web.page(product.document)
    folder = (Path(output) if output else chosen.output) / str(year)
    paths = production.save(contents, folder)
    told = f"公示{len(found.made.results)}家单位，公布内容为{found.made.scheme.publicity.content}"
    return Told((told,), {"ok": True, "document": publicity.NAME, "period": str(year)}, tuple(paths))
