"""The 整改台账: what may happen to an entry, counts that reconcile, a chain that shows every change."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen import exchange, rectification
from reportgen.chain import breaks, recorded
from reportgen.duty import Calendar
from reportgen.rectification import (
    CLAUSES,
    OF_OBJECTIONS,
    WORDS,
    Event,
    Opening,
    Source,
    applied,
    at_end,
    dropped,
    entries,
    event,
    numbers,
    opened,
    refusal,
    standing,
    taken,
)
from reportgen.workdays import add_workdays, is_workday

START = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9)
MONTHLY = Source("月度通报", "渝效监〔2026〕3号", "monthly", "2026-02")
UNITS = ("甲区", "乙县", "丙局")


def opening(rule: str = "overdue", unit: str = "甲区", days: int = 10, about: str = "") -> Opening:
    due = add_workdays(START, days)
    return Opening(
        rule, unit, f"{unit}{rule}", "时限", "黄", "限期整改", "逐件查明", due, about, ("500101-1",)
    )


def reply(entry: str, day: date, words: str = "已办结") -> Event:
    return event("replied", entry, day, measure=words, finished=day.isoformat(), person="张*")


def after(*events: Event):
    return entries(events)


# ---- one entry ---------------------------------------------------------------------------


def test_an_entry_goes_from_opening_to_closing() -> None:
    events = opened(MONTHLY, [opening()], START)
    (entry,) = after(*events)
    assert (entry.id, entry.state, entry.due, entry.found) == (
        "M202602-001",
        "整改中",
        date(2026, 3, 16),
        START,
    )
    day = START + timedelta(days=3)
    events += [reply(entry.id, day), event("evidenced", entry.id, day, evidence="照片")]
    assert after(*events)[0].state == "待复核"
    events += [
        event("rechecked", entry.id, day, result="合格"),
        event("closed", entry.id, day, reason="合格"),
    ]
    (entry,) = after(*events)
    assert (entry.state, entry.ended, entry.finished, entry.open) == ("销号", day, day, False)
    assert exchange.evidence(entry) == "500101-1、照片"


def test_a_returned_entry_is_owed_again_and_an_extended_one_later() -> None:
    (first,) = opened(MONTHLY, [opening()], START)
    own, day = first.entry, START + timedelta(days=3)
    events = [first, reply(own, day), event("returned", own, day, reason="佐证不足")]
    (entry,) = after(*events)
    assert (entry.state, entry.finished) == ("退回", None)
    assert entry.overdue(date(2026, 3, 17)) and not entry.overdue(date(2026, 3, 16))
    (entry,) = after(*events, event("extended", own, day, due="2026-03-31", reason="工程未完"))
    assert not entry.overdue(date(2026, 3, 31)) and entry.overdue(date(2026, 4, 1))


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("returned", {"reason": "x"}, "状态是“整改中”，不能退回"),
        ("rechecked", {"result": "合格"}, "状态是“整改中”，不能复核"),
        ("extended", {"due": "2026-03-16"}, "应晚于现在的期限2026-03-16"),
        ("opened", {}, "已经立项"),
    ],
)
def test_what_cannot_happen_is_said(kind, content, words: str) -> None:
    (entry,) = after(*opened(MONTHLY, [opening()], START))
    assert words in refusal(entry, Event("x", entry.id, kind, START, content))


def test_nothing_happens_to_what_is_closed_unknown_or_earlier() -> None:
    events = opened(MONTHLY, [opening()], START)
    own = events[0].entry
    events.append(event("closed", own, START, reason="当场改正"))
    (entry,) = after(*events)
    for kind in ("replied", "evidenced", "returned", "extended", "closed", "withdrawn"):
        assert "状态是“销号”" in refusal(entry, Event("x", own, kind, START, {"due": "2027-01-01"}))
    assert "没有编号" in refusal(None, reply("M202602-009", START))
    assert "早于" in refusal(replace(entry, state="整改中"), reply(own, START - timedelta(days=1)))
    with pytest.raises(ValueError, match="没有编号"):
        entries([reply("M202602-009", START)])


def test_every_mode_names_its_clause() -> None:
    assert CLAUSES == {"立行立改": "7 a", "限期整改": "7 b", "专项方案": "7 b"}


# ---- ids ---------------------------------------------------------------------------------


def test_issuing_twice_opens_nothing_twice_and_ids_stay() -> None:
    some = [opening(), opening(unit="乙县"), opening("fee")]
    events = opened(MONTHLY, some, START)
    assert [each.entry for each in events] == ["M202602-001", "M202602-002", "M202602-003"]
    known = entries(events)
    assert opened(MONTHLY, some, START, known) == []
    more = [opening("new"), *reversed(some)]
    (added,) = opened(MONTHLY, more, START, known)
    assert added.entry == "M202602-004"
    assert numbers(MONTHLY, [each.key for each in more], known)[some[0].key] == "M202602-001"


def test_the_same_problem_of_another_period_or_thing_is_another_entry() -> None:
    april = replace(MONTHLY, period="2026-03")
    events = opened(MONTHLY, [opening()], START)
    assert opened(april, [opening()], START, entries(events))[0].entry == "M202603-001"
    with pytest.raises(ValueError, match="two problems under one key"):
        opened(MONTHLY, [opening(), opening()], START)
    assert len(opened(MONTHLY, [opening(about="1"), opening(about="2")], START)) == 2


def test_what_a_new_edition_no_longer_says_is_withdrawn_and_may_come_back_as_new() -> None:
    events = opened(MONTHLY, [opening(), opening("fee")], START)
    known = entries(events)
    (gone,) = dropped(MONTHLY, [opening()], START, known, "更正")
    assert (gone.kind, gone.entry) == ("withdrawn", "M202602-002")
    known = entries([*events, gone])
    assert dropped(MONTHLY, [opening()], START, known, "更正") == []
    assert [each.entry for each in opened(MONTHLY, [opening(), opening("fee")], START, known)] == [
        "M202602-003"
    ]


def test_a_receipt_counts_once_on_whatever_day_it_is_taken() -> None:
    first = event("replied", "M-001", START, measure="甲", finished="2026-03-02", person="乙")
    again = event(
        "replied", "M-001", START + timedelta(days=5), measure="甲", finished="2026-03-02", person="乙"
    )
    other = event("replied", "M-001", START, measure="丙", finished="2026-03-02", person="乙")
    assert first.key == again.key != other.key
    days = (START, START + timedelta(days=1))
    assert len({event("returned", "M-001", day, reason="不足").key for day in days}) == 2


# ---- the whole ---------------------------------------------------------------------------


def test_a_standing_leaves_out_its_own_document_and_its_own_day() -> None:
    events = opened(MONTHLY, [opening()], START)
    later = replace(MONTHLY, period="2026-03")
    day = date(2026, 4, 1)
    events += opened(later, [opening("fee")], day)
    assert len(standing(events, day, {}).entries) == 1
    assert standing(events, day + timedelta(days=1), {}, later).entries == standing(events, day, {}).entries
    assert len(at_end(events, day, {}).entries) == 2


def test_what_another_document_assigned_is_taken_as_soon_as_recorded_and_while_open() -> None:
    daily, weekly = Source("日扫描", "", "daily", "2026-03-02"), Source("周调度", "", "weekly", "2026-W10")
    events = opened(daily, [opening()], START)
    assert taken(events, weekly) == {("甲区", "overdue")}
    assert taken(events, daily) == set(), "its own stays its own"
    (entry,) = entries(events)
    assert taken([*events, event("closed", entry.id, START, reason="合格")], weekly) == set()
    gone = [*events, event("withdrawn", entry.id, START, reason="更正")]
    later = [*gone, *opened(weekly, [opening()], START, entries(gone))]
    assert taken(later, daily) == {("甲区", "overdue")}, "what it withdrew is no longer its own"
    assert taken([*events, *opened(weekly, [opening()], START, entries(events))], daily) == set()


def test_ages_are_counted_in_working_days() -> None:
    events = opened(MONTHLY, [opening()], date(2026, 9, 28))  # a Monday before eight days off
    for month, day, words in (
        (10, 10, "5个工作日以内"),  # a working Saturday, the fifth after 9-29, 9-30, 10-8 and 10-9
        (10, 12, "6至15个工作日"),
        (10, 23, "6至15个工作日"),
        (10, 26, "15个工作日以上"),
    ):
        whole = standing(events, date(2026, month, day), {})
        assert whole.age(whole.entries[0]) == words
        assert {key: len(some) for key, some in whole.ages().items() if some} == {words: 1}


def test_recurrences_are_of_the_same_unit_and_rule() -> None:
    events = opened(MONTHLY, [opening(), opening(unit="乙县"), opening("fee")], START)
    events += opened(replace(MONTHLY, period="2026-03"), [opening()], date(2026, 4, 1))
    whole = at_end(events, date(2026, 4, 1), {})
    assert [whole.recurrences(entry) for entry in whole.entries] == [0, 0, 0, 1]


# ---- the event algebra -------------------------------------------------------------------

KINDS = [kind for kind in WORDS if kind not in ("opened", *OF_OBJECTIONS)]
STEPS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(KINDS), st.integers(0, 4)), max_size=40)


def history(steps) -> list[Event]:
    """Openings of four problems, then those of `steps` that can happen, on days that go on."""
    events = opened(MONTHLY, [opening(unit=unit) for unit in (*UNITS, "丁委")], START)
    state = {entry.id: entry for entry in entries(events)}
    day = START
    for number, kind, wait in steps:
        day += timedelta(days=wait)
        own = sorted(state)[number]
        content = {"due": (state[own].due + timedelta(days=7)).isoformat(), "finished": day.isoformat()}
        each = event(kind, own, day, **content, reason=str(len(events)))
        if not refusal(state[own], each):
            state[own] = applied(state[own], each)
            events.append(each)
    return events


@given(STEPS)
def test_opened_is_closed_and_withdrawn_and_open(steps) -> None:
    events = history(steps)
    whole = at_end(events, date(2027, 1, 1), {})
    kinds = [each.kind for each in events]
    assert len(whole.entries) == kinds.count("opened") == 4
    assert len(whole.closed) == kinds.count("closed")
    assert len(whole.withdrawn) == kinds.count("withdrawn")
    assert len(whole.entries) == len(whole.closed) + len(whole.withdrawn) + len(whole.open)
    assert all(entry.open for entry in whole.overdue)


@given(STEPS)
def test_state_of_a_day_depends_on_nothing_that_came_later(steps) -> None:
    events = history(steps)
    for day in {each.day for each in events}:
        assert entries(events, day) == entries([each for each in events if each.day < day])


@given(STEPS)
def test_entries_do_not_disturb_each_other(steps) -> None:
    """The order between events of different entries does not matter."""
    events = history(steps)
    sorted_apart = sorted(events, key=lambda each: each.entry)  # stable: each entry's own order stays
    assert {entry.id: entry for entry in entries(events)} == {
        entry.id: entry for entry in entries(sorted_apart)
    }


@given(STEPS)
def test_what_has_ended_never_changes(steps) -> None:
    events = history(steps)
    ended: dict[str, object] = {}
    for number in range(len(events) + 1):
        for entry in entries(events[:number]):
            assert ended.get(entry.id, entry) == entry
            if not entry.open:
                ended[entry.id] = entry


# ---- the chain ---------------------------------------------------------------------------


@settings(max_examples=60)
@given(STEPS, st.data())
def test_every_change_to_the_chain_shows(steps, data) -> None:
    chain = list(recorded(history(steps), AT, "甲"))
    assert list(breaks(chain)) == []
    at = data.draw(st.integers(0, len(chain) - 1))
    one = chain[at]
    content = {**one.event.content, "reason": "改过"}
    changed = [
        replace(one, event=replace(one.event, content=content)),
        replace(one, event=replace(one.event, day=one.event.day + timedelta(days=1))),
        replace(one, by="乙"),
        replace(one, at=AT + timedelta(seconds=1)),
        replace(one, hash="0" * 64),
    ]
    for each in changed:
        assert list(breaks([*chain[:at], each, *chain[at + 1 :]]))
    if at < len(chain) - 1:
        assert list(breaks([*chain[:at], *chain[at + 1 :]])), "one taken out"
        assert list(breaks([*chain[:at], chain[at + 1], chain[at], *chain[at + 2 :]])), "two exchanged"
    assert list(breaks([*chain[: at + 1], one, *chain[at + 1 :]])), "one twice"


def test_records_follow_each_other() -> None:
    chain = list(recorded(history([(0, "replied", 1), (0, "closed", 1)]), AT, "甲"))
    assert all(one.hash == other.previous for one, other in pairwise(chain))
    assert list(recorded([chain[-1].event], AT, "甲", chain[-2].hash)) == [chain[-1]]


def test_an_impossible_event_shows_although_its_chain_holds() -> None:
    events = history([])
    events += [event("closed", events[0].entry, START), event("returned", events[0].entry, START)]
    (told,) = breaks(recorded(events, AT, "甲"))
    assert "不合规则" in told and "不能退回" in told


# ---- the table ---------------------------------------------------------------------------


@given(STEPS)
def test_rows_say_what_the_entries_say_and_can_be_read_again(steps) -> None:
    whole = at_end(history(steps), date(2027, 1, 1), {})
    rows = exchange.rows(whole, whole.entries)
    again = at_end(exchange.events(rows), date(2027, 1, 1), {})
    for before, after in zip(whole.entries, again.entries, strict=True):
        assert (before.id, before.due, before.opening.fact) == (after.id, after.due, after.opening.fact)
        if not before.overdue(date(2027, 1, 1)):
            assert after.state == before.state
        assert after.open == before.open


# ---- a year ------------------------------------------------------------------------------


class Office:
    """An office and its units over a year: what is issued, answered and decided, by chance."""

    def __init__(self) -> None:
        self.chance = random.Random(20260104)
        self.events: list[Event] = []
        self.state: dict[str, rectification.Entry] = {}

    def add(self, added: list[Event]) -> None:
        for each in added:
            assert not refusal(self.state.get(each.entry), each)
            self.state[each.entry] = applied(self.state.get(each.entry), each)
            self.events.append(each)

    def issue(self, source: Source, day: date) -> None:
        chance = self.chance
        found = {
            (chance.choice("甲乙丙丁"), chance.choice(["overdue", "fee"]))
            for _ in range(chance.randint(0, 5))
        }
        made = [
            replace(opening(rule, unit), due=add_workdays(day, chance.randint(1, 15)))
            for unit, rule in sorted(found)
        ]
        self.add(opened(source, made, day, self.state.values()))
        assert opened(source, made, day, self.state.values()) == [], "issuing twice"

    def decide(self, entry: rectification.Entry, day: date) -> None:
        act = self.chance.random()
        if entry.state == "待复核" and act < 0.5:
            self.add([event("rechecked", entry.id, day, result="合格"), event("closed", entry.id, day)])
        elif entry.state == "待复核" and act < 0.6:
            self.add([event("returned", entry.id, day, reason="不足")])
        elif entry.state in ("整改中", "退回") and act < 0.10:
            self.add([reply(entry.id, day, f"{day}")])
        elif entry.state in ("整改中", "退回") and act > 0.98:
            later = add_workdays(max(day, entry.due), 5)
            self.add([event("extended", entry.id, day, due=later.isoformat(), reason="工程")])
        elif entry.open and act > 0.975:
            self.add([event("withdrawn", entry.id, day, reason="误列")])


def due_on(day: date) -> list[Source]:
    duties = [duty for duty in Calendar().duties(day, {}) if duty.due == day]
    return [Source(duty.kind.title, "", duty.kind.document, str(duty.period)) for duty in duties]


def test_a_year_of_issues_receipts_and_decisions_reconciles_every_day() -> None:
    """Every document of the calendar with up to five problems; units answer or do not."""
    office, day = Office(), date(2025, 1, 1)
    while day.year == 2025:
        if is_workday(day):
            for source in due_on(day):
                office.issue(source, day)
            for entry in [each for each in office.state.values() if each.open]:
                office.decide(entry, day)
            counts = Counter(each.kind for each in office.events)
            whole = rectification.Standing(day, tuple(office.state.values()))
            assert len(whole.closed) == counts["closed"]
            assert len(whole.withdrawn) == counts["withdrawn"]
            assert counts["opened"] == counts["closed"] + counts["withdrawn"] + len(whole.open)
            assert sum(len(some) for some in whole.ages().values()) == len(whole.open)
        day += timedelta(days=1)
    assert counts["opened"] > 500
    assert min(counts[kind] for kind in KINDS if kind not in ("evidenced", "progressed")) > 10
    assert entries(office.events) == tuple(office.state.values())
    assert list(breaks(recorded(office.events, AT, "甲"))) == []
