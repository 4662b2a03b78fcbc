"""Evaluation (考评, clause 6.3.2): pure functions from values of units to scores, weights, an index, and its defence.

values ─▶ standardise ─▶ scores ─┐
                                 ├▶ composite ─▶ comparison, robustness
judgements, scores ─▶ weights ───┘
"""
