"""`invoke due`: all five duties with their clause, all issued that can be, and why the rest is not."""

from dataclasses import replace
from datetime import date

import pytest
from small_office import NOW, REPORT, workspace

from reportgen import agenda, duty, reports, settings, store
from reportgen.errors import InputFaults, MissingData
from reportgen.store import ledger

FIVE = ["annual", "daily", "monthly", "quarterly", "weekly"]


def quiet(words: str) -> None:
    """Say nothing."""


@pytest.fixture
def monthly(monkeypatch):
    """The short document in the place of the 月度通报; there are no data for the others."""

    def load(document):
        if document != "monthly":
            raise MissingData.single("没有完整数据", document)
        return replace(REPORT, kind=duty.MONTHLY)

    monkeypatch.setattr(reports, "load", load)


def test_all_five_documents_are_duties_with_their_clause(tmp_path, monthly) -> None:
    office = workspace(tmp_path, 1200, 80)
    answer = agenda.due(office.workspace, NOW, quiet)
    assert sorted(duty["document"] for duty in answer.record) == FIVE
    (duty,) = [duty for duty in answer.record if duty["document"] == "monthly"]
    assert duty == {
        "document": "monthly", "title": "月度通报", "period": "2026-10", "clause": "4.2 c", "opens": "2026-11-02",
        "due": "2026-11-02", "state": "应印发", "late": False, "issued": None,
    }  # fmt: skip
    text = "\n".join(answer.lines)
    assert "./invokew monthly --period 2026-10 --issue" in text
    assert text.count("--issue") == 5


def test_run_issues_what_can_be_and_says_why_the_rest_is_not(tmp_path, monthly) -> None:
    office = workspace(tmp_path, 1200, 80)
    answer = agenda.due(office.workspace, NOW, quiet, run=True)
    assert [path.name for path in answer.files] == [
        "月度通报_2026-10.docx", "月度通报_2026-10.pdf", "月度通报_2026-10.facts.json",
    ]  # fmt: skip
    assert (answer.clean, answer.code) == (False, 3)
    assert {each["document"] for each in answer.record["left"]} == set(FIVE) - {"monthly"}
    assert "印发1份，未能印发4份。" in answer.lines
    again = agenda.due(office.workspace, NOW, quiet, run=True)
    assert again.files == () and "印发0份，未能印发4份。" in again.lines
    with store.opened(office.store) as opened:
        assert [issue.issued for issue in ledger.issues(opened)] == [date(2026, 11, 2)]
    assert "已印发" in "\n".join(agenda.due(office.workspace, NOW, quiet).lines)


def test_a_document_with_faults_does_not_stop_the_others(tmp_path, monthly) -> None:
    office = workspace(tmp_path, 1200, 80)
    (office.workspace / "templates" / "brief.xml").write_text("<document>{{ nothing }}</document>", "utf-8")
    answer = agenda.due(office.workspace, NOW, quiet, run=True)
    assert (answer.files, answer.code) == ((), 1)
    assert any("nothing" in line for line in answer.lines)


def test_what_is_issued_late_carries_the_day_it_is_issued(tmp_path, monthly) -> None:
    office = workspace(tmp_path, 1200, 80)
    answer = agenda.due(office.workspace, NOW, quiet, on="2026-11-05", run=True)
    assert len(answer.files) == 3
    with store.opened(office.store) as opened:
        assert [issue.issued for issue in ledger.issues(opened)] == [date(2026, 11, 5)]


def test_a_workspace_may_set_the_annual_day_and_where_duties_begin(tmp_path) -> None:
    office = workspace(tmp_path, 1200, 80)
    file = office.workspace / "reportgen.toml"
    text = file.read_text("utf-8")
    file.write_text(text + '[calendar]\nannual = "01-31"\nsince = "2026-10-29"\n', "utf-8")
    answer = agenda.due(office.workspace, NOW, quiet)
    periods = [duty["period"] for duty in answer.record if duty["document"] == "daily"]
    assert periods == ["2026-10-29", "2026-10-30", "2026-11-02"]
    assert next(duty["due"] for duty in answer.record if duty["document"] == "annual") == "2026-01-30"
    file.write_text(text + '[calendar]\nannual = "02-29"\n', "utf-8")
    with pytest.raises(InputFaults, match=r"calendar\.annual"):
        settings.load(office.workspace)
