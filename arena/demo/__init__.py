"""The built-in content of the demo, written for this project, and the votes simulated on it."""

from pathlib import Path

from arena.demo.votes import DemoResponse, simulate_votes

CONTENT = Path(__file__).parent / "content" / "demo.jsonl"

__all__ = ["CONTENT", "DemoResponse", "simulate_votes"]
