"""Attacks on an arena of their own, in groups: `./run bench attack`."""
