"""Charts for official documents: arrays and labels in, `Picture` out. Knows nothing of reportgen."""

from charts.picture import Picture

__all__ = ["Picture"]
