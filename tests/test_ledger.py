"""The 整改台账 in the store: added to once, whole or not at all; every change from outside shows."""

from datetime import date, datetime

import duckdb
import pytest
from small_office import NOW, TODAY, workspace

from reportgen import chain, exchange, rectification, store
from reportgen.datasets import DATASETS
from reportgen.errors import InputFaults
from reportgen.rectification import event
from reportgen.store import ledger, schema
from reportgen.store.writing import writing


def added(office, *events):
    with writing(office.store) as writer:
        return ledger.append(writer, events, NOW, "张三")


def read(office):
    with store.opened(office.store) as opened:
        return ledger.records(opened), ledger.faults(opened)


def reply(entry: str, words: str = "已办结"):
    return event("replied", entry, TODAY, measure=words, finished="2026-11-02", person="张*")


def test_an_event_is_added_once_however_often_it_comes(office) -> None:
    one, other = reply("BRIEF202610-001"), reply("BRIEF202610-002")
    assert added(office, one, one) == 1
    assert added(office, one, other) == 1
    records, faults = read(office)
    assert ([record.event.entry for record in records[2:]], faults) == ([one.entry, other.entry], [])
    assert records[2].by == "张三" and records[2].at == NOW


def test_events_are_added_all_or_none_and_every_fault_is_told(office) -> None:
    wrong = event("returned", "BRIEF202610-002", TODAY, reason="不足")
    unknown = reply("BRIEF202610-009")
    with pytest.raises(InputFaults) as caught:
        added(office, reply("BRIEF202610-001"), wrong, unknown)
    assert [fault.where for fault in caught.value.faults] == [
        "整改台账，BRIEF202610-002", "整改台账，BRIEF202610-009",
    ]  # fmt: skip
    assert len(read(office)[0]) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE ledger SET day = '2026-11-01' WHERE serial = 2", "第2条（BRIEF202610-002，立项）的内容与登记时不同"),
        ("UPDATE ledger SET content = replace(content, '甲区', '丙区') WHERE serial = 1", "第1条"),
        ("UPDATE ledger SET recorded_by = '李四' WHERE serial = 3", "第3条"),
        ("DELETE FROM ledger WHERE serial = 2", "与上一条不相衔接"),
        ("DELETE FROM ledger WHERE serial = 4", "末尾的记载被删去"),
        ("DELETE FROM ledger", "末尾的记载被删去"),
        (
            ("INSERT INTO ledger SELECT 9, 'x', entry, 'closed', day, content, recorded_at, recorded_by, previous,"
            " hash FROM ledger WHERE serial = 4"),
            "第5条",
        ),
    ],
)  # fmt: skip
def test_what_was_tampered_with_shows(office, change: str, words: str) -> None:
    added(office, reply("BRIEF202610-001"), reply("BRIEF202610-002"))
    assert read(office)[1] == []
    with duckdb.connect(office.store) as connection:
        connection.execute(change)
    assert any(words in told for told in read(office)[1]), read(office)[1]


def test_a_chain_made_anew_still_differs_from_what_the_issue_recorded(office) -> None:
    """Somebody changes an event and computes every hash again: the register of issues remembers."""
    records, _ = read(office)
    changed = [record.event for record in records]
    changed[0] = rectification.replace(changed[0], content={**changed[0].content, "level": "提示"})
    with duckdb.connect(office.store) as connection:
        connection.execute("DELETE FROM ledger")
        for serial, record in enumerate(chain.recorded(changed, NOW, "张三"), 1):
            connection.execute(schema.ENTER, schema.entered(serial, record))
        last = record.hash
        connection.execute("UPDATE origin SET value = ? WHERE key = 'ledger_head'", [f"2 {last}"])
    (told,) = read(office)[1]
    assert "brief 2026-10第1版印发时的第2条记载与现在的不同" in told


# ---- the table before --------------------------------------------------------------------

OLD = (
    ("ZG202609-001", "月通报", "甲效监〔2026〕10号", date(2026, 10, 8), "QX-1", "超期", "办理时限", "红", "专项方案",
     "逐件查明", "张*", date(2026, 10, 23), None, "逾期", None),
    ("ZG202609-002", "现场", "XC-1", date(2026, 9, 1), "QX-2", "缺牌", "服务规范", "提示", "立行立改", "补齐", None,
     date(2026, 9, 3), date(2026, 9, 2), "销号", date(2026, 9, 4)),
    ("ZG202609-003", "投诉", "TS-1", date(2026, 9, 1), "QX-2", "答复不一", "问政咨询", "黄", "限期整改", "统一口径",
     None, date(2026, 9, 9), date(2026, 9, 7), "待复核", None),
    ("ZG202609-004", "投诉", "TS-2", date(2026, 9, 2), "QX-2", "答复不清", "问政咨询", "黄", "限期整改", "重新答复",
     None, date(2026, 9, 9), date(2026, 9, 7), "退回", date(2026, 9, 8)),
)  # fmt: skip


def test_the_table_of_the_second_version_becomes_events(tmp_path) -> None:
    office = workspace(tmp_path, 1200, 80)
    with duckdb.connect(office.store) as connection:
        for table in ("ledger", "issues"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute(
            "CREATE TABLE rectification (rect_id VARCHAR, source VARCHAR, source_ref VARCHAR, found_date DATE,"
            " unit_id VARCHAR, problem VARCHAR, class VARCHAR, severity VARCHAR, mode VARCHAR, measure VARCHAR,"
            " responsible VARCHAR, due_date DATE, finish_date DATE, state VARCHAR, review_date DATE, batch INTEGER)"
        )
        connection.execute("CREATE TABLE rectification_displaced (rect_id VARCHAR)")
        batch = "INSERT INTO batches VALUES (99, NULL, 'rectification', 'x', false, ?, 4, ?, ?, '现行')"
        connection.execute(batch, [NOW, date(2026, 9, 1), date(2026, 10, 8)])
        for row in OLD:
            marks = ", ".join("?" * 15)
            connection.execute(f"INSERT INTO rectification VALUES ({marks}, 99)", list(row))
        connection.execute("UPDATE origin SET value = '2' WHERE key = 'schema_version'")
    assert schema.migrate(office.store)
    with store.opened(office.store) as opened:
        assert ledger.faults(opened) == []
        whole = rectification.at_end(ledger.events(opened), TODAY, {})
        tables = {row["table_name"] for row in opened.query("SELECT table_name FROM duckdb_tables()")}
    assert exchange.state(whole.entries[-1], TODAY) == "逾期"
    assert {entry.id: entry.state for entry in whole.entries} == {
        "ZG202609-001": "整改中", "ZG202609-002": "销号", "ZG202609-003": "待复核", "ZG202609-004": "退回",
    }  # fmt: skip
    assert not any(entry.synthetic for entry in whole.entries)
    assert tables.isdisjoint({"rectification", "rectification_displaced"})
    assert "rectification" not in DATASETS


def test_an_issue_is_known_by_its_last_edition() -> None:
    first = ledger.Issue(
        "daily", "2026-11-02", 1, "", date(2026, 11, 2), {}, recorded_at=datetime(2026, 11, 2)
    )
    second = ledger.Issue("daily", "2026-11-02", 2, "", date(2026, 11, 2), {}, "更正")
    other = ledger.Issue("daily", "2026-11-03", 1, "", date(2026, 11, 4), {})
    assert ledger.latest([first, second, other], "daily", "2026-11-02") == second
    assert ledger.latest([first], "weekly", "2026-W45") is None
    assert ledger.days([first, other])[("daily", "2026-11-03")] == date(2026, 11, 4)
