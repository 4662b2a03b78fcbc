"""Is the store sound: every row readable, every batch whole, every key single?"""

from collections.abc import Iterator

from reportgen.database import Database
from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import Fault
from reportgen.store import engines, schema
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
    try:
        with engine.reading() as connection:
            found = list(_faults(connection))
    except engine.errors as error:
        return [Fault(f"数据库损坏或读不出来（{str(error).splitlines()[0]}）", str(place), remedy)]
    return [*(Fault(words, str(place), remedy) for words in found), *engine.faults()]


def _faults(connection: Connection) -> Iterator[str]:
    there = connection.relations()
    for dataset in DATASETS.values():
        if lost := {dataset.name, schema.displaced(dataset)} - there.keys():
            yield f"缺少数据表：{'、'.join(sorted(lost))}"
            continue
        if faults := list(_lost_columns(connection, dataset)):
            yield from faults
            continue
        if there[dataset.name]:  # what a view shows came in no batch
            yield from _lost_rows(connection, dataset)
        yield from _double_keys(connection, dataset)


def _lost_columns(connection: Connection, dataset: Dataset) -> Iterator[str]:
    cursor = connection.execute(f"SELECT * FROM {dataset.name} LIMIT 0")
    there = {column[0] for column in cursor.description or ()}
    for column in dataset.columns:
        if column.name not in there:
            yield f"“{dataset.label}”缺少“{column.label}”（{column.name}）"


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
