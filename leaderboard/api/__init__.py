"""Boards and models as JSON."""
