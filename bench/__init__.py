"""Measured claims. Each script prints JSON lines and the ratio to what it is compared with."""
