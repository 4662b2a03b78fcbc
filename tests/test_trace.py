"""From a printed figure back to its grouped rows: they add up to what was printed."""

from decimal import Decimal
from pathlib import Path

import pytest

from reportgen import trace
from reportgen.errors import InputFaults, MissingData
from reportgen.settings import Settings
from reportgen.store import Store


def test_grouped_rows_add_up_to_every_measured_fact(
    files: dict[str, Path], sample: Settings, sample_store: Store
) -> None:
    facts = trace.certificate(files["pdf"])
    measured = [fact for fact in facts["facts"] if fact["measure"] and not fact["of"] and fact["numerator"]]
    for fact in measured[:: max(1, len(measured) // 40)]:
        rows = trace.origins(sample_store, sample.register, facts, fact)
        assert sum(Decimal(row.numerator) for row in rows) == Decimal(fact["numerator"]), fact["id"]
        if fact["denominator"]:
            assert sum(Decimal(row.denominator) for row in rows) == Decimal(fact["denominator"])


def test_explanation_names_definition_rows_and_sql(
    files: dict[str, Path], sample: Settings, sample_store: Store
) -> None:
    facts = trace.certificate(files["docx"])
    rate = next(fact for fact in facts["facts"] if fact["id"] == "on_time_rate|全体|2026-10")
    text = next(text for text in rate["texts"] if text.endswith("%"))
    assert rate in trace.matching(facts, text)
    told = "\n".join(trace.explain(sample_store, sample.register, facts, rate))
    for part in ("口径：", "分子／分母：", "万州区", "SELECT", "case_daily"):
        assert part in told


def test_unknown_figure_and_missing_certificate(files: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="没有印出"):
        trace.matching(trace.certificate(files["pdf"]), "12.3456789%")
    with pytest.raises(InputFaults, match=r"facts\.json"):
        trace.certificate(tmp_path / "x.pdf")
