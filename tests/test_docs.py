"""The documents about the program are true to it: rooms, tasks, options, sections, files."""

import re
from pathlib import Path

from test_structure import ROOMS

import tasks
from reportgen import reports

ROOT = Path(__file__).parent.parent
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
MANUAL = (ROOT / "docs" / "使用手册.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_every_room_is_described() -> None:
    for room in ROOMS:
        assert re.search(rf"`(reportgen/)?{room}(/|\.py)?`|\b{room}\.py|`{room}[.`]", ARCHITECTURE), room


def test_every_file_named_exists() -> None:
    for text in (ARCHITECTURE, README, (ROOT / "CONTRIBUTING.md").read_text("utf-8")):
        for name in re.findall(
            r"`((?:reportgen|templates|charts|tests|docs)/[\w/.]+\.(?:py|toml|md|xml))`", text
        ):
            if not name.endswith(("/x.py", "/x.xml")):
                assert (ROOT / name).exists(), name


def test_first_screen_shows_exactly_two_commands() -> None:
    first = README.split("```sh\n", 1)[1].split("```", 1)[0].splitlines()
    assert [line.split("#")[0].strip() for line in first] == ["./invokew monthly", "./invokew test"]


def test_the_manual_knows_every_option_and_section() -> None:
    for option in tasks._HELP:
        assert f"`--{option}`" in MANUAL, option
    for report in reports.every():
        assert f"| {report.title} | {'、'.join(report.sections)} |" in MANUAL


def test_every_document_type_is_in_the_readme() -> None:
    for report in reports.every():
        assert f"./invokew {report.name}" in README


def test_links_between_documents_lead_somewhere() -> None:
    for file in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", file.read_text("utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_the_arithmetic_of_scale_rests_on_what_was_measured() -> None:
    """A new full run in performance.md must be carried over; what follows from it must be worked out anew."""
    scale = (ROOT / "docs" / "scale.md").read_text("utf-8")
    measured = (ROOT / "docs" / "performance.md").read_text("utf-8").split("| 100,000,000 rows |", 1)[1]
    for name, words in (("reportgen", "all measures over 100 million"), ("duckdb scan", "only decoded")):
        seconds = re.search(rf"\| {name} \|[^|]*\|[^|]*\| ([\d.]+) \|", measured)
        carried = re.search(rf"\|[^|]*{words}[^|]*\| ([\d.]+) s \| ([\d.]+) µs a row \|", scale)
        assert seconds and carried and seconds[1] == carried[1], name
        assert carried[2] == f"{float(seconds[1]) / 100:.2f}"
    rate, total, minutes, part, least = re.search(  # type: ignore[union-attr]
        r"750 million × ([\d.]+) µs = (\d+) processor seconds: (\d+)([¼½¾]?) minutes on 2 cores, (\d+) seconds on 16",
        scale,
    ).groups()
    assert rate in scale.split("750 million", 1)[0]
    assert abs(750 * float(rate) - int(total)) < 1
    quarters = "¼½¾".find(part) + 1 if part else 0
    assert abs(int(total) / 2 / 60 - int(minutes) - quarters / 4) < 0.13 and round(int(total) / 16) == int(
        least
    )
