"""Blank forms of a period for all units, written into a folder: what `invoke forms` does."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from reportgen.datasets import DATASETS, Dataset, files
from reportgen.errors import MissingData, WrongUsage
from reportgen.forms import layout, workbook
from reportgen.forms.model import Form
from reportgen.forms.naming import safe
from reportgen.period import Period
from reportgen.settings import Settings
from reportgen.store import SYNTHETIC_MARK, Store
from reportgen.units import Unit
from reportgen.workdays import last_workday

DUE = time(18, 0)  # on the last working day of the period: the bulletin goes out on the next one
RETURNED = tuple(dataset.name for dataset in DATASETS.values() if dataset.returned)


def forms(
    settings: Settings, store: Store, period: Period, units: Sequence[str] = (), names: Sequence[str] = ()
) -> Iterable[tuple[str, bytes]]:
    """File name and content of the form of each of `units` (all that exist in `period`) one after the other.

    `names` are datasets, those that units return if there are none. Raises `WrongUsage` naming what is not
    known, `MissingData` if no unit exists in the period.
    """
    datasets = _datasets(names or RETURNED)
    chosen = _units(settings, period, units)
    before = previous(store, datasets, period)
    due = deadline(period, settings)
    mark = SYNTHETIC_MARK if store.synthetic(datasets) else ""
    there = lists(settings, datasets)
    for unit in chosen:
        mine = {name: rows.get(unit.id, ()) for name, rows in before.items()}
        content = workbook.write(Form(unit, period, due, datasets, mine, mark, lists=there))
        yield f"{safe(unit.id, unit.short)}_{period}.xlsx", content


def deadline(period: Period, settings: Settings) -> datetime:
    """By when the data of `period` must be returned."""
    return datetime.combine(last_workday(period.last, settings.workdays), DUE)


def previous(
    store: Store, datasets: Iterable[Dataset], period: Period
) -> Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]:
    """Rows of the period before by dataset and unit, where last period's can be told from each other."""
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for dataset in datasets:
        if dataset.dated != "month":
            continue
        table = store.table(dataset)
        _sql, rows = store.rows(table.filter(table.month == period.previous.start))
        for row in rows:
            found.setdefault(dataset.name, {}).setdefault(row["unit_id"], []).append(row)
    return found


def lists(settings: Settings, datasets: Iterable[Dataset]) -> dict[str, list[dict[str, str]]]:
    """The rows that codes refer to, of each file that the workspace has; they were checked with the settings."""
    names = {reference.dataset for dataset in datasets for reference in layout.offered(dataset).values()}
    kept = {name: settings.workspace / DATASETS[name].file for name in names}
    return {name: files.read(file, DATASETS[name]) for name, file in kept.items() if file.exists()}


def _datasets(names: Iterable[str]) -> tuple[Dataset, ...]:
    offered = [dataset for dataset in DATASETS.values() if not dataset.file]
    by_name = {key: dataset for dataset in offered for key in (dataset.name, dataset.label)}
    chosen = {name: by_name.get(name) for name in names}
    if unknown := [name for name, dataset in chosen.items() if not dataset]:
        known = "、".join(f"{dataset.label}（{dataset.name}）" for dataset in offered)
        raise WrongUsage.single(f"没有数据集“{'、'.join(unknown)}”", "--dataset", f"可用：{known}")
    found = tuple(dataset for dataset in chosen.values() if dataset)
    if alone := [
        dataset.label for dataset in found if "unit_id" not in dataset.key and not layout.asked(dataset)
    ]:
        raise WrongUsage.single(f"“{'、'.join(alone)}”不能按单位填报", "--dataset", "请选择其他数据集")
    return found


def _units(settings: Settings, period: Period, ids: Sequence[str]) -> tuple[Unit, ...]:
    active = settings.register.active(period)
    if not active:
        raise MissingData.single(f"{period.label}没有任何单位", "单位名册 units.csv", "请核对期间和有效期")
    if not ids:
        return active
    known = {key: unit for unit in active for key in (unit.id, unit.short, unit.name)}
    if unknown := [each for each in ids if each not in known]:
        raise WrongUsage.single(
            f"{period.label}没有单位“{'、'.join(unknown)}”", "--unit", "请写单位编码或名称，多个用逗号分开"
        )
    wanted = {known[each].id for each in ids}
    return tuple(unit for unit in active if unit.id in wanted)


def write(
    settings: Settings, store: Store, period: Period, units: Sequence[str], names: Sequence[str], folder: Path,
    apart: bool = False,
) -> list[Path]:  # fmt: skip
    """The forms as files in `folder`, each whole; their paths. `apart`: one workbook for each dataset."""
    chosen = [dataset.name for dataset in _datasets(names or RETURNED)]
    if apart:
        each = (
            write(settings, store, period, units, [name], folder / DATASETS[name].label) for name in chosen
        )
        return [path for paths in each for path in paths]
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in forms(settings, store, period, units, chosen):
        draft = folder / f".{name}.draft"
        draft.write_bytes(content)
        paths.append(draft.replace(folder / name))
    return paths
