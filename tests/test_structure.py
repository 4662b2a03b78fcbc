"""The tree shows the architecture: imports point down only, templates never calculate."""

import ast
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent

# Lowest first; a room may import from rooms before it (and from itself), never from those after.
ROOMS = (
    "errors interruption garbage dispatch keys evaluation analysis resources screen style period workdays duty datasets units scheme "
    "database settings rectification objections chain exchange document store forms intake exporting measures facts listings findings "
    "narrative wording sheet assessment correction issued objecting receipts datasheets formulas paging markup fonts writers reports "
    "production lettering trace editions issuing collecting upkeep agenda keeping planning assessing delivering publishing "
    "console __main__"
).split()


def room(module: str) -> str:
    return module.split(".")[1] if module.count(".") else module


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "reportgen":
            found |= {f"reportgen.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


MODULES = sorted((ROOT / "reportgen").rglob("*.py"))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_point_down(file: Path) -> None:
    inside = file.relative_to(ROOT / "reportgen").parts
    mine = inside[0].removesuffix(".py")
    if mine == "__init__":
        return
    for module in imported(file):
        if module.startswith("reportgen.") and (other := room(module)) in ROOMS:
            assert ROOMS.index(other) <= ROOMS.index(mine), f"{file.name} imports {module}"


def test_every_module_has_its_room() -> None:
    rooms = {file.relative_to(ROOT / "reportgen").parts[0].removesuffix(".py") for file in MODULES}
    assert rooms - {"__init__"} == set(ROOMS)


def test_charts_know_nothing_of_reportgen() -> None:
    for file in (ROOT / "charts").rglob("*.py"):
        assert not any(module.split(".")[0] == "reportgen" for module in imported(file)), file


def test_writers_see_only_the_document_and_the_style() -> None:
    allowed = {
        "reportgen.document",
        "reportgen.formulas",
        "reportgen.paging",
        "reportgen.style",
        "reportgen.errors",
        "reportgen.fonts",
        "reportgen.garbage",
        "reportgen",
    }
    for file in (ROOT / "reportgen" / "writers").rglob("*.py"):
        ours = {
            m for m in imported(file) if m.startswith("reportgen") and not m.startswith("reportgen.writers")
        }
        assert ours <= allowed, f"{file.name}: {ours - allowed}"


CALCULATIONS = (nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Add)


@pytest.mark.parametrize("file", sorted((ROOT / "templates").glob("*.xml")), ids=lambda file: file.name)
def test_templates_never_calculate(file: Path) -> None:
    tree = Environment().parse(file.read_text("utf-8"))
    assert not list(tree.find_all(CALCULATIONS))
    forbidden = {"round", "sum", "int", "float", "abs", "length"}
    used = {node.name for node in tree.find_all(nodes.Filter)}
    assert not used & (forbidden - {"length"})


def test_no_clock_and_no_files_in_the_pure_core() -> None:
    pure = (
        "facts",
        "wording",
        "document",
        "markup",
        "findings",
        "writers",
        "reports",
        "measures",
        "evaluation",
        "sheet",
    )
    for file in MODULES:
        if file.relative_to(ROOT / "reportgen").parts[0].removesuffix(".py") in pure:
            text = file.read_text("utf-8")
            assert "date.today" not in text and "datetime.now" not in text, file
