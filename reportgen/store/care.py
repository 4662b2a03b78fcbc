"""Is the store sound: every row readable, every batch whole, every key single?"""

from collections.abc import Iterator

from reportgen.database import Database, embedded
from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import Fault, ReportError
from reportgen.store import contract, engines, schema
from reportgen.store.contract import Lack
from reportgen.store.engines import Connection


def verify(place: Database) -> list[Fault]:
    """Everything that is wrong with the store at `place`; nothing if it is sound.

    Every row is read; each batch must hold the rows it was loaded with, here or among the displaced;
    keys must be single; files beside the tables must be as they were written.
    """
    remedy = "请用备份恢复数据库，再重新接收此后的报送文件（原件在 archive 文件夹）"
    engine = engines.of(place)
    if not engine.exists():
        return [Fault("数据库不存在", str(place), "请检查 --workspace 和 reportgen.toml")]
    failures: tuple[type[Exception], ...] = (*engine.errors, ReportError)
    try:
        lacks = [lack for lack in contract.lacks(embedded(place) or place) if lack.serious]
        with engine.reading() as connection:
            found = [*map(_said, lacks), *_faults(connection, {lack.dataset.name for lack in lacks})]
    except failures as error:
        return [Fault(f"数据库损坏或读不出来（{str(error).splitlines()[0]}）", str(place), remedy)]
    return [*(Fault(words, str(place), remedy) for words in found), *engine.faults()]


def _said(lack: Lack) -> str:
    column = f"的“{lack.dataset.column(lack.column).label}”（{lack.column}）" if lack.column else ""
    return f"“{lack.dataset.label}”{column}{lack.what}"


def _faults(connection: Connection, broken: set[str]) -> Iterator[str]:
    """Rows that are lost and keys that are double, of the datasets whose tables are not `broken`."""
    there = connection.relations()
    for dataset in DATASETS.values():
        if schema.displaced(dataset) not in there:
            yield f"缺少数据表：{schema.displaced(dataset)}"
        elif dataset.name not in broken:
            if there[dataset.name]:  # what a view shows came in no batch
                yield from _lost_rows(connection, dataset)
            yield from _double_keys(connection, dataset)


def _lost_rows(connection: Connection, dataset: Dataset) -> Iterator[str]:
    """Batches that no longer hold what they were loaded with; reads every value on the way."""
    every = f"length(concat({', '.join(column.name for column in dataset.columns)}))"
    sql = f"""
        WITH held AS (
            SELECT batch, {every} AS mark FROM {dataset.name}
            UNION ALL SELECT batch, {every} FROM {schema.displaced(dataset)}),
        counted AS (SELECT batch, count(mark) AS here FROM held GROUP BY batch)
        SELECT batches.batch, row_count, coalesce(here, 0) FROM batches LEFT JOIN counted USING (batch)
        WHERE dataset = ? AND status <> ? AND row_count <> coalesce(here, 0) ORDER BY batches.batch"""
    for batch, loaded, here in connection.execute(sql, [dataset.name, schema.WITHDRAWN]).fetchall():
        yield f"“{dataset.label}”第{batch}批装入{loaded}行，现有{here}行"


def _double_keys(connection: Connection, dataset: Dataset) -> Iterator[str]:
    key = ", ".join(dataset.key)
    sql = f"SELECT count(*) FROM (SELECT {key} FROM {dataset.name} GROUP BY {key} HAVING count(*) > 1) AS doubled"
    [(count,)] = connection.execute(sql).fetchall()
    if count:
        labels = "、".join(dataset.column(name).label for name in dataset.key)
        yield f"“{dataset.label}”有{count}个主键（{labels}）重复"
