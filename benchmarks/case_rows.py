"""Case rows as a platform holds them, generated into Parquet: the input of `measures.py`.

Every row lies in one of three quarters, so that nothing can be skipped: the quarter measured and the two
it is compared with. Values come from a hash of the row's number: the same size gives the same rows.
"""

from pathlib import Path

import duckdb

QUARTERS = ("2025-07-01", "2026-04-01", "2026-07-01")
DAYS = 91  # of each quarter that are used
GROUP = 245_760  # rows of a row group

# One row a case; what no measure reads (names, numbers) is left out.
ROWS = """
WITH n AS (SELECT i, CAST(hash(i) >> 1 AS BIGINT) AS h, CAST(hash(i + 1000000007) >> 1 AS BIGINT) AS g FROM range({first}, {last}) t(i)),
base AS (
    SELECT h, g,
        units[1 + (least(h % 1009, (h >> 32) % 1013) * len(units)) // 1013] AS unit_id,
        CAST(quarters[1 + i % 3] AS TIMESTAMP) + to_seconds(CAST((i // 3 * 7919 + h % 977) % ({days} * 86400) AS BIGINT))
            AS accept_time,
        CASE WHEN (h >> 8) % 100 < 55 THEN '1' ELSE '2' END AS project_type,
        (ARRAY['01', '05', '07', '10', '20'])[1 + (h >> 12) % 5] AS task_type,
        CAST(1 + (h >> 20) % 5 AS VARCHAR) AS apply_source,
        CAST(1 + (g >> 4) % 15 AS SMALLINT) AS promise_days
    FROM n, (SELECT {units} AS units, {quarters} AS quarters))
SELECT unit_id, task_type, project_type, apply_source, accept_time,
    accept_time + to_days(CAST(promise_days AS INTEGER)) AS promise_time,
    CASE WHEN g % 200 = 0 THEN NULL
        WHEN project_type = '1' THEN accept_time + to_seconds(CAST(60 + g % 1500 AS BIGINT))
        ELSE accept_time + to_seconds(CAST((g >> 8) % (86400 * (promise_days + CASE WHEN g % 997 = 0 THEN 3 ELSE 0 END)) AS BIGINT))
    END AS finish_time,
    CASE WHEN project_type = '1' THEN 0.02 ELSE CAST((g >> 8) % 1500 AS DECIMAL(14, 2)) / 100 END::DECIMAL(14, 2) AS workdays,
    promise_days, CAST(promise_days + 5 + (g >> 16) % 20 AS SMALLINT) AS statutory_days,
    CAST((g >> 24) % 3000 = 0 AS TINYINT) AS step_overtime, CAST((g >> 28) % 50000 = 0 AS TINYINT) AS steps_skipped,
    (g >> 32) % 100 = 1 AS supplemented, (g >> 33) % 250 = 1 AS resubmitted, (g >> 34) % 160 = 1 AS returned,
    CASE WHEN (h >> 40) % 12 = 0 THEN 50.00 ELSE 0.00 END::DECIMAL(14, 2) AS fee_due,
    CASE WHEN (h >> 40) % 12 = 0 AND (g >> 36) % 20000 <> 0 THEN 50.00 ELSE 0.00 END::DECIMAL(14, 2) AS fee_paid,
    CAST(CASE WHEN (g >> 38) % 125 = 0 THEN 1 + (g >> 44) % 2 ELSE 0 END AS TINYINT) AS specials,
    (g >> 40) % 11 = 1 AS mailed, (g >> 41) % 2 = 1 AS e_cert, (h >> 44) % 60 = 0 AS sampled
FROM base
"""


def write(folder: Path, rows: int, units: list[str]) -> Path:
    """Parquet files with `rows` case rows in `folder`, ten million to a file; where they are, as a pattern."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '3GB'")
        for number, first in enumerate(range(0, rows, 10_000_000)):
            file = folder / f"cases_{number:03}.parquet"
            if file.exists():
                continue
            sql = ROWS.format(
                first=first,
                last=min(first + 10_000_000, rows),
                days=DAYS,
                units=units,
                quarters=list(QUARTERS),
            )
            draft = file.with_suffix(".draft")
            connection.execute(
                f"COPY ({sql}) TO '{draft}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})"
            )
            draft.replace(file)
    return folder / "*.parquet"


# The two tables that the measures read, as views over the case rows: nothing is aggregated beforehand.
# SMALLINT is the narrowest type that DuckDB sums without a cast; the microseconds spare it the calendar of an interval.
VIEWS = """
CREATE VIEW case_rows AS SELECT * FROM read_parquet('{files}');
CREATE VIEW cases AS SELECT {cases} FROM case_rows;
CREATE VIEW case_daily AS
    SELECT unit_id, CAST(accept_time AS DATE) AS date, task_type, 1::SMALLINT AS accepted,
        CAST(apply_source IN ('2', '3') AS SMALLINT) AS accepted_online,
        CAST(apply_source = '3' AS SMALLINT) AS accepted_mobile,
        0::SMALLINT AS finished, 0::SMALLINT AS instant_finished, 0::SMALLINT AS promise_finished, 0::SMALLINT AS on_time,
        0::SMALLINT AS early, 0::SMALLINT AS overdue, 0.00::DECIMAL(14, 2) AS promise_workdays,
        0::SMALLINT AS promise_limit_days, 0::SMALLINT AS statutory_days, 0::SMALLINT AS step_overtime,
        0::SMALLINT AS flow_fault, CAST(returned AS SMALLINT) AS returned, CAST(supplemented AS SMALLINT) AS supplemented,
        CAST(resubmitted AS SMALLINT) AS resubmitted, 0::SMALLINT AS sudden_finished, 0::SMALLINT AS fee_cases,
        0::SMALLINT AS fee_mismatch, 0::SMALLINT AS special_cases, 0::SMALLINT AS special_repeat, 0::SMALLINT AS mailed,
        0::SMALLINT AS e_cert
    FROM case_rows
    UNION ALL
    SELECT unit_id, CAST(finish_time AS DATE), task_type, 0, 0, 0, 1, CAST(NOT promised AS SMALLINT),
        CAST(promised AS SMALLINT), CAST(finish_time <= promise_time AS SMALLINT),
        CAST(promised AND CAST(finish_time AS DATE) < CAST(promise_time AS DATE) AS SMALLINT),
        CAST(finish_time > promise_time AS SMALLINT), CASE WHEN promised THEN workdays ELSE 0.00 END,
        CASE WHEN promised THEN promise_days ELSE 0 END, CASE WHEN promised THEN statutory_days ELSE 0 END,
        step_overtime, steps_skipped, 0, 0, 0,
        CAST(promised AND epoch_us(finish_time) - epoch_us(accept_time) < 60000000 AS SMALLINT),
        CAST(fee_due > 0 AS SMALLINT), CAST(fee_due <> fee_paid AS SMALLINT),
        CAST(specials > 0 AS SMALLINT), CAST(specials > 1 AS SMALLINT), CAST(mailed AS SMALLINT), CAST(e_cert AS SMALLINT)
    FROM (SELECT *, project_type = '2' AS promised FROM case_rows WHERE finish_time IS NOT NULL);
"""
CASES = (
    "unit_id", "project_type", "apply_source", "accept_time", "promise_time", "finish_time", "workdays", "sampled",
)  # fmt: skip
READ = (
    "unit_id", "task_type", "project_type", "apply_source", "accept_time", "promise_time", "finish_time", "workdays",
    "statutory_days", "step_overtime", "steps_skipped", "supplemented", "resubmitted", "fee_due",
    "fee_paid", "specials", "e_cert", "sampled",
)  # fmt: skip
"""The columns that the measures read."""


def store(file: Path, sample: Path, pattern: Path) -> None:
    """A store whose two case tables are views over the Parquet files, the rest the sample's."""
    import shutil

    shutil.copy(sample, file)
    with duckdb.connect(file) as connection:
        for name in ("cases", "case_daily"):
            connection.execute(f"DROP TABLE {name}")
        connection.execute(VIEWS.format(files=pattern, cases=_cases()))
        connection.execute("CHECKPOINT")


def _cases() -> str:
    """The columns that a table of cases must offer; those that no measure reads are empty."""
    from reportgen.datasets import DATASETS  # here, since whoever is measured imports this module
    from reportgen.store import schema

    return ", ".join(
        column.name if column.name in CASES else f"CAST(NULL AS {schema.TYPES[column.type]}) AS {column.name}"
        for column in DATASETS["cases"].columns
    )
