"""Benchmarks behind the numbers in the docs: `./run bench NAME` prints JSON lines, with ratios."""
