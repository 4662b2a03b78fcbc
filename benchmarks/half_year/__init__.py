"""Half a year of an office that issues every day what is due, day by day, killed again and again.

    python -m benchmarks.half_year                                    1 May to 30 October 2026
    python -m benchmarks.half_year --until 2026-05-15 --seed 7        two weeks, other chances

In a copy of the sample workspace whose 整改台账 begins empty. On every working day units return 整改回执 (the
program's own workbooks, filled in; some late, some faulty, some twice, some never), the office closes, returns,
extends and withdraws, and `invoke due --run` issues all that is due. Each evening the ledger is verified and
compared with a book that this program keeps for itself from what it did: entry by entry, opened = closed + open +
withdrawn, and every figure of the ledger that a document of the day prints. On a tenth of the days issuing is a
process of its own, killed with SIGKILL at a moment that is spread over the run, and started again; what it leaves is
compared with a twin of the workspace where nobody was killed: the same entries, the same files. On a fiftieth of the
days nobody comes to issue: the next working day issues what was left, late, on its own day.

Days without a kill are issued in this process, as DOCX without PDF (which takes twice as long and adds nothing to
the ledger); days with one in both formats by the real command. The first difference ends the run with code 1.

    book       what must stand in the ledger, kept from what this program did
    office     the workspace, the book beside it, and the chances
    units      their receipts; decisions: what the office does with them
    issues     all that is due issued, and each document held against the book
    killing    the same by a process that is killed on its way, against a twin
    evening    the ledger against the book, entry by entry and in sum
    days       the calendar walked, and how it is told
"""
