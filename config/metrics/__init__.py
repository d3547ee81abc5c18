"""Metrics for Prometheus: counters that processes share, and what the database says when asked."""
