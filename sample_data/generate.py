"""Synthetic data of a workspace: `python generate.py WORKSPACE` writes its store.

The same profile, answer key, register and sources always give the same rows.
"""

import hashlib
import sys
from datetime import datetime
from pathlib import Path

import pyarrow as pa

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:  # loaded by path rather than run as a script
    sys.path.insert(0, str(HERE))

from synthetic import cases as case_list  # noqa: E402
from synthetic import (  # noqa: E402
    catalogue,
    consultation,
    followup,
    openness,
    profile,
    satisfaction,
    service,
    supervision,
    volumes,
    work,
)

from reportgen import settings, store  # noqa: E402
from reportgen.database import Database  # noqa: E402
from reportgen.datasets import DATASETS  # noqa: E402
from reportgen.rectification import Event  # noqa: E402
from reportgen.store import schema  # noqa: E402

BATCH = store.Batch("synthetic", synthetic=True, loaded_at=datetime(2026, 11, 1, 6))


def tables(workspace: Path) -> dict[str, pa.Table]:
    """Every dataset of `workspace` as an arrow table."""
    this = profile.load(workspace)
    offered = catalogue.catalogue(this)
    counts = volumes.volumes(this, offered)
    rated = satisfaction.ratings(this, offered, counts)
    cases = case_list.cases(this, offered, counts, rated.rated)
    made = {
        "case_daily": volumes.case_daily(this, counts),
        "cases": cases.table,
        "tasks": catalogue.tasks(this, offered),
        "guide_checks": service.guide_checks(this, offered),
        "channel_checks": service.channel_checks(this),
        "windows": service.windows(this, offered),
        "std_app": service.std_app(this),
        "rating_daily": satisfaction.rating_daily(this, rated),
        "ratings": satisfaction.bad_ratings(this, rated, cases),
        "callbacks": satisfaction.callbacks(this, cases),
        "tickets": consultation.tickets(this, counts),
        "openness_items": openness.openness_items(this),
        "openness_sites": openness.openness_sites(this),
        "reported": openness.reported(this),
        "returns": openness.returns(this),
        "onsite": supervision.onsite(this),
        "video": supervision.video(this),
        "terminals": supervision.terminals(this),
        "interfaces": supervision.interfaces(this),
        "projects": supervision.projects(this),
        "prereview": supervision.prereview(this, counts),
        "supervisors": supervision.supervisors(this),
        "orders": followup.orders(this, cases),
        "worklog": work.worklog(this),
    }
    return {name: made[name] for name in DATASETS}


def events(workspace: Path) -> list[Event]:
    """The 整改台账 of `workspace`."""
    return followup.events(profile.load(workspace))


def fingerprint(workspace: Path) -> str:
    """What the data of `workspace` depend on: sources, seed and input files."""
    digest = hashlib.sha256(str(schema.VERSION).encode())
    sources = [Path(__file__), *sorted(file for file in (HERE / "synthetic").iterdir() if file.is_file())]
    for file in [*sources, *(workspace / name for name in profile.INPUTS)]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    for dataset in DATASETS.values():
        digest.update(
            repr([dataset.name, *((column.name, column.type) for column in dataset.columns)]).encode()
        )
    return digest.hexdigest()


def generate(place: Database, workspace: Path) -> bool:
    """Write the data of `workspace` into the store at `place`; False if they are there, made from the same inputs."""
    origin = fingerprint(workspace)
    if store.made_from(place) == origin:
        return False
    store.create(place, BATCH, tables(workspace), origin, events(workspace))
    return True


if __name__ == "__main__":
    workspace = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    place = settings.load(workspace).store
    print(f"{'已生成' if generate(place, workspace) else '无需重新生成'}：{place}")
