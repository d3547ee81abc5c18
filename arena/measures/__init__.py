"""What happens is counted for whoever asked to be called, such as `/metrics`; nobody by default."""

from arena.measures.counting import Measure, count, observe

__all__ = ["Measure", "count", "observe"]
