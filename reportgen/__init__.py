"""Official documents of government-service efficacy supervision (DB50/T 957.7)."""

__version__ = "0.1.0"
