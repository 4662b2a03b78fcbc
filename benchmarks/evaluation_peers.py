"""Whether `reportgen.evaluation` computes what pymcdm and scikit-criteria compute, on 300 random tables.

Run by hand with the extra `bench` installed: python benchmarks/evaluation_peers.py. Prints the largest difference by
method and peer; code 1 if one is above 1e-9. Where definitions differ, the peer is given what makes them the same, and
the table says so. What the peers do not have (逐对比较, Delphi, 根法, 和法, 主成分, 变异系数, 复相关系数, the combinations,
formula 1) is tested against published tables and by hand in tests/test_evaluation_*.py.
"""

import sys
from collections.abc import Callable, Iterator

import numpy as np
from pymcdm import correlations, normalizations, weights
from pymcdm.helpers import rrankdata
from pymcdm.weights.subjective import AHP
from skcriteria.agg import simple
from skcriteria.preprocessing import scalers, weighters

from reportgen.evaluation.composite import Frame, composite
from reportgen.evaluation.ranks import competition
from reportgen.evaluation.scenarios import kendall_tau, spearman
from reportgen.evaluation.standardise import shares
from reportgen.evaluation.standardise.scaling import minmax
from reportgen.evaluation.table import Array, Scores, Series, Table
from reportgen.evaluation.weights import ahp, dispersion

TABLES = 300
TOLERANCE = 1e-9
Row = tuple[str, str, Array, Array]


def columns(method: Callable[[Series], Scores], table: Table) -> Array:
    return np.stack([method(table.series(each)).values for each in table.indicators], axis=1)


def random_table(rng: np.random.Generator) -> Table:
    units, indicators = int(rng.integers(3, 40)), int(rng.integers(2, 12))
    values = rng.uniform(1, 100, size=(units, indicators))
    return Table(tuple(map(str, range(units))), tuple(map(str, range(indicators))), values)


def random_judgements(rng: np.random.Generator) -> Array:
    size = int(rng.integers(2, 8))
    upper = np.triu(rng.integers(1, 4, size=(size, size)).astype(float), k=1)
    return np.where(
        upper > 0, upper, np.eye(size) + np.divide(1, upper.T, where=upper.T > 0, out=np.zeros((size, size)))
    )


def compared(rng: np.random.Generator) -> Iterator[Row]:
    """Method, peer, our figures and theirs, for one random table."""
    table = random_table(rng)
    x = table.values
    ranged = columns(minmax, table)
    benefit = np.ones(x.shape[1], dtype=int)
    yield (
        "极差",
        "pymcdm",
        ranged,
        np.stack([normalizations.minmax_normalization(each) for each in x.T], axis=1),
    )
    yield "极差", "scikit-criteria", ranged, scalers.matrix_scale_by_cenit_distance(x, benefit)
    falling = columns(lambda column: minmax(column, "越小越好"), table)
    yield (
        "极差（越小越好）",
        "pymcdm",
        falling,
        np.stack([normalizations.minmax_normalization(each, cost=True) for each in x.T], axis=1),
    )
    yield (
        "归一求和",
        "pymcdm",
        columns(shares.by_sum, table),
        np.stack([normalizations.sum_normalization(each) for each in x.T], axis=1),
    )
    yield "归一求和", "scikit-criteria", columns(shares.by_sum, table), scalers.scale_by_sum(x, axis=0)
    yield "归一向量", "scikit-criteria", columns(shares.by_norm, table), scalers.scale_by_vector(x, axis=0)
    critic = dispersion.critic(table).values
    yield "CRITIC", "pymcdm", critic, weights.critic_weights(x)
    yield "CRITIC", "scikit-criteria", critic, weighters.critic_weights(x, benefit)
    yield (
        "熵权（对方先作极差）",
        "scikit-criteria",
        dispersion.entropy(table).values,
        weighters.entropy_weights(ranged),
    )
    judgements = random_judgements(rng)
    names = tuple(map(str, range(len(judgements))))
    judged = ahp.prioritise(names, judgements, override="随机矩阵")
    peer = AHP(matrix=judgements)
    yield "层次分析", "pymcdm", judged.weights.values, np.asarray(peer())
    chance = AHP.RI_M[len(names) - 1]  # another table of random indices: compare CI
    yield (
        "层次分析CI",
        "pymcdm",
        np.array([judged.index if chance else 0]),
        np.array([peer.get_cr() * chance]),
    )
    totals = total(table, critic)
    yield "线性加权", "scikit-criteria", totals, simple.wsm(x, critic)[1]
    yield "名次", "pymcdm", competition(totals).astype(float), rrankdata(totals)
    yield (
        "Spearman",
        "pymcdm",
        np.array([spearman(x[:, 0], x[:, 1])]),
        np.array([correlations.spearman(x[:, 0].argsort().argsort(), x[:, 1].argsort().argsort())]),
    )
    yield (
        "Kendall",
        "pymcdm",
        np.array([kendall_tau(x[:, 0], x[:, 1])]),
        np.array([correlations.kendall_tau(x[:, 0], x[:, 1])]),
    )


def total(table: Table, values: Array) -> Array:
    frame = Frame.of(table.indicators, [(each,) for each in table.indicators], values[:, None])
    return composite(frame, table).totals


def main() -> int:
    rng = np.random.default_rng(9577)
    largest: dict[tuple[str, str], float] = {}
    for _ in range(TABLES):
        for method, peer, ours, theirs in compared(rng):
            difference = float(np.abs(ours - theirs).max())
            largest[method, peer] = max(largest.get((method, peer), 0.0), difference)
    for (method, peer), difference in largest.items():
        sys.stdout.write(f"{method:　<12}{peer:16}{difference:.1e}\n")
    return int(max(largest.values()) > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
