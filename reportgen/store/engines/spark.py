"""Spark over the Parquet lake: it reads; what is written goes into the embedded store and is published after."""

import atexit
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, ClassVar

import ibis
from pyarrow import parquet

from reportgen.database import Cluster
from reportgen.datasets import DATASETS
from reportgen.errors import Fault, ReportError
from reportgen.store import lake
from reportgen.store.engines import Connection, Names, Reader, ThroughIbis, Values
from reportgen.store.engines.embedded import Embedded

try:
    from ibis.backends.pyspark.datatypes import PySparkSchema
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession
except ImportError:
    raise ReportError.single(
        "没有安装 Spark 驱动 pyspark", "reportgen.toml，database",
        "请运行 pip install 'reportgen[spark]'；在项目文件夹中运行 .venv/bin/pip install -e '.[spark]'",
    ) from None  # fmt: skip

QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
# Workers on this machine: nothing goes over the network, and small data need few portions.
LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
}

PORT, PATIENCE = 7077, 5  # where a master listens unless told otherwise; s


@dataclass(frozen=True, slots=True)
class Spark:
    """The store of `cluster`."""

    cluster: Cluster
    dialect: ClassVar[str] = "pyspark"
    errors: ClassVar[tuple[type[Exception], ...]] = Embedded.errors

    @property
    def _embedded(self) -> Embedded:
        return Embedded(self.cluster.file)

    def exists(self) -> bool:
        """Whether there is an embedded store to publish from."""
        return self._embedded.exists()

    def reader(self) -> Reader:
        """The store open for reading."""
        return ThroughIbis(self.backend(), self.fetch)

    def backend(self) -> ibis.BaseBackend:
        """A session that sees the tables of the last publication."""
        if self.exists():
            self._catch_up()
        manifest = lake.read(self.cluster.lake)
        opened = session(self.cluster.master)
        for name, table in manifest.tables.items() if manifest else ():
            _show(opened, name, self.cluster.lake / table.file)
        for dataset in DATASETS.values():
            if folder := lake.platform(self.cluster.lake, dataset):
                _show(opened, dataset.name, folder)
        return ibis.pyspark.connect(opened)

    def _catch_up(self) -> None:
        """Publish what a killed writer had not; while somebody writes, what is published is what there is."""
        if not lake.stale(self.cluster.lake, self.cluster.file):
            return
        try:
            with self._embedded.held("数据湖发布"):
                lake.publish(self.cluster.lake, self.cluster.file)
        except ReportError:
            if lake.read(self.cluster.lake) is None:
                raise

    def fetch(self, backend: ibis.BaseBackend, sql: str) -> tuple[Names, Iterable[Values]]:
        """Column names and rows."""
        frame = backend.raw_sql(sql)
        return frame.columns, frame.collect()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to the embedded store."""
        with self._embedded.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection to the embedded store; whatever was committed is published when it closes."""
        try:
            with self._embedded.writing() as connection:
                yield connection
        finally:
            self._publish()

    @contextmanager
    def held(self, who: str) -> Iterator[None]:
        """The lock of the embedded store."""
        with self._embedded.held(who):
            yield

    @contextmanager
    def drafting(self, keep: str = "") -> Iterator[Connection]:
        """A draft of the embedded store, published when it has taken its place."""
        with self._embedded.drafting(keep) as connection:
            yield connection
        self._publish()

    def _publish(self) -> None:
        if lake.stale(self.cluster.lake, self.cluster.file):
            lake.publish(self.cluster.lake, self.cluster.file)

    def supplied(self) -> set[str]:
        """The datasets with a platform's own files in the lake."""
        return {name for name, each in DATASETS.items() if lake.platform(self.cluster.lake, each)}

    def faults(self) -> Iterable[Fault]:
        """Files of the lake that are not as they were published."""
        return lake.faults(self.cluster.lake, self.cluster.file)


def _show(session: SparkSession, name: str, path: Path) -> None:
    """Make the Parquet files at `path` known as `name`; Spark is told their types, which saves it a job a table."""
    first = min(path.rglob("*.parquet")) if path.is_dir() else path
    types = PySparkSchema.from_ibis(ibis.Schema.from_pyarrow(parquet.read_schema(first)))
    session.read.schema(types).parquet(str(path)).createOrReplaceTempView(name)


def session(master: str) -> SparkSession:
    """A session on `master`; `ReportError` with the last word of Spark if there is none to be had."""
    _require_answer(master)
    settings = {**QUIET, **(LOCAL if master.startswith("local") else {})}
    conf = SparkConf().setMaster(master).setAppName("reportgen").setAll(list(settings.items()))
    said = _noise()
    try:
        return SparkSession(SparkContext(gateway=_machine(), conf=conf))
    except (PySparkException, Py4JError, OSError) as error:
        said.seek(0)
        last = (said.read().decode(errors="replace").strip() or str(error)).splitlines()[-1]
        raise ReportError.single(
            f"Spark 起不来（{last}）", master, "需要 Java 17 或 21；请核对集群地址，或请管理员协助"
        ) from None


def _require_answer(master: str) -> None:
    """`ReportError` unless a host of a `spark://` address takes connections; Spark would try for minutes."""
    if not master.startswith("spark://"):
        return
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.partition(":")
        with suppress(OSError, ValueError), socket.create_connection((host, int(port or PORT)), PATIENCE):
            return
    raise ReportError.single("Spark 集群没有应答", master, "请核对地址、端口和网络，或请管理员确认集群已启动")


@cache
def _noise() -> IO[bytes]:
    """Where Spark's Java process writes what is not for staff; it is asked only when something fails."""
    said = tempfile.TemporaryFile()  # noqa: SIM115 (as long as the program)
    atexit.register(said.close)
    return said


@cache
def _machine() -> Any:
    """Spark's Java process, one for this program."""
    return launch_gateway(popen_kwargs={"stderr": _noise(), "stdout": _noise()})  # type: ignore[no-untyped-call]
