"""What a document prints in its tables, for tests of every report."""

from reportgen.document import Table, words
from reportgen.production import Product


def table(product: Product, name: str) -> Table:
    """The table with the id `name`."""
    return next(b for b in product.document.blocks if isinstance(b, Table) and b.id == name)


def cells(found: Table) -> list[list[str]]:
    """The text of every cell of its body by row."""
    return [[words(cell.runs) for cell in row.cells] for row in found.body]
