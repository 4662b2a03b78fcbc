"""Walk the days and print what happened; code 1 at the first difference."""

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks import half_year
from benchmarks.half_year import days
from benchmarks.half_year.book import Difference
from benchmarks.half_year.office import KILLED, say
from reportgen.errors import ReportError


def main() -> None:
    """Walk the days and print what happened; code 1 at the first difference."""
    parser = argparse.ArgumentParser(description=(half_year.__doc__ or "").splitlines()[0])
    parser.add_argument("--until", type=date.fromisoformat, default=days.LAST)
    parser.add_argument("--seed", type=int, default=957)
    parser.add_argument("--killed", type=float, default=KILLED, help="share of the days with a kill")
    asked = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        try:
            office = days.half_year(Path(folder), asked.until, asked.seed, asked.killed)
        except (Difference, ReportError) as error:
            raise SystemExit(f"difference: {error}") from error
        say("\n".join(days.summary(office)))
    say(f"{'seconds':40} {time.perf_counter() - began:6.0f}")


if __name__ == "__main__":
    main()
